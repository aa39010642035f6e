/** What Feishu says when it refuses a whole request, and what becomes of its cards. */
import type { INodeParameters } from 'n8n-workflow';

import { cardItems, heldCards, hurry, setUp } from './setUp';

const n8n = setUp();
beforeEach(hurry);

const FAST = { requestsPerSecond: 1000 };
const refused = (msg: string) => ({ code: 230001, msg });
const run = async (operation: string, count: number, options: INodeParameters = {}) =>
	await n8n.run(cardItems(count), {
		parameters: {
			operation,
			output: 'summary',
			options: { ...FAST, ...options },
			link: 'https://example.com/1',
			bizId: '={{ $json.biz_id }}',
			...(operation === 'update' && { updateFields: { title: 'New' } }),
		},
	});

/** The first request that would change cards is lost on its way; Feishu may have carried it out or not. */
function loseFirstAnswer(): void {
	n8n.feishu.settings.fault = ({ path }, nth) =>
		nth === 1 && path.includes('app_feed_card') ? { kind: 'status', status: 502 } : undefined;
}

test.each<[string, string]>([
	['create', "param is invalid: app_feed_card.avatar_key doesn't exist"],
	['create', 'nonexistent avatar_key in app_feed_card'],
	['create', 'app_feed_card.link: appid does not exist'],
	['create', 'the card does not exist'],
	['delete', 'param is invalid: feed_cards[0].user_id not exist'],
	['delete', 'biz_id already exists'],
	['update', 'app_feed_card.avatar_key not exist'],
	['upsert', 'app_feed_card.avatar_key not exist'],
])(
	'%s refused with "%s" is REJECTED: no card counts as done or as ignored',
	async (operation, msg) => {
		n8n.feishu.settings.refuseCards = () => refused(msg);
		const options = { ignoreDuplicate: true, ignoreNotCreated: true };
		for (const isLost of [false, true]) {
			if (isLost) loseFirstAnswer();
			n8n.feishu.requests = [];
			const { failed } = await run(operation, 2, options);
			expect(failed).toMatchObject([{ reason: 'REJECTED' }, { reason: 'REJECTED' }]);
			const { message } = failed[0];
			expect(message).toContain(`Feishu's message: "${msg}".`);
			const inDoubt = /This card may have been \w+( or \w+)? even so\.$/;
			if (isLost) expect(message).toMatch(inDoubt);
			else expect(message).not.toMatch(inDoubt);
		}
	},
);

test.each<[string, string, string]>([
	['delete', "the card doesn't exist", 'NOT_CREATED'],
	['update', 'card not found', 'NOT_CREATED'],
	['create', 'biz_id already exists', 'DUPLICATE'],
])('%s refused with "%s" is %s, which the line counts', async (operation, msg, reason) => {
	n8n.feishu.settings.refuseCards = ({ biz_id }) => (biz_id === 'a-1' ? refused(msg) : undefined);
	n8n.feishu.addCards(operation === 'create' ? [] : heldCards(cardItems(3)));
	const { failed, hints } = await run(operation, 3);
	expect(failed).toMatchObject([{ reason, biz_id: 'a-1', code: 230001 }]);
	expect(failed[0].message).toMatch(new RegExp(`"${msg}"\\. Log ID: \\w+\\.$`));
	expect(hints).toEqual([expect.stringMatching(`^2 cards \\w+, 1 failed \\(${reason} 1\\)\\.$`)]);
});

test.each<[string, string, string]>([
	['delete', "the card doesn't exist", 'deleted'],
	['create', 'biz_id already exists', 'created'],
])('%s that was lost and is then refused with "%s" is done', async (operation, msg, status) => {
	loseFirstAnswer();
	n8n.feishu.settings.refuseCards = () => refused(msg);
	const { done, failed, hints } = await run(operation, 1);
	expect([done[0][status], failed]).toEqual([1, []]);
	expect(hints[0]).toContain(`One of them may have been ${status} before this run`);
});

test('upsert creates the cards of an update that is refused because they are not there', async () => {
	n8n.feishu.settings.updateOfMissing = refused("the card doesn't exist");
	expect((await run('upsert', 3)).done).toMatchObject([{ created: 3, failed: 0 }]);
});

describe('a list of cards that are all refused for what they are', () => {
	test('runs to its end if they exist already: that is no mistake in the list', async () => {
		n8n.feishu.settings.existingCard = refused('biz_id already exists');
		n8n.feishu.addCards(heldCards(cardItems(100)));
		const ignored = await run('create', 100, { ignoreDuplicate: true });
		expect(ignored.error).toBeUndefined();
		expect(ignored.done).toMatchObject([{ created: 0, exists: 100, failed: 0 }]);
		const told = await run('create', 100);
		expect(told.error).toBeUndefined();
		expect(told.failed.map(({ reason }) => reason)).toEqual(Array(100).fill('DUPLICATE'));
	});

	test('runs to its end if they are gone', async () => {
		n8n.feishu.settings.refuseCards = () => refused('card not exist');
		const { error, done } = await run('delete', 100, { ignoreNotCreated: true });
		expect(error).toBeUndefined();
		expect(done).toMatchObject([{ deleted: 0, not_created: 100, failed: 0 }]);
	});

	test('stops if nothing tells that, and says truly how many are done', async () => {
		n8n.feishu.settings.refuseCards = () => refused('param is invalid: biz_id');
		const { error } = await run('delete', 100);
		expect(error?.message).toContain('230001');
		expect(error?.description).toContain('No card was deleted.');
	});
});
