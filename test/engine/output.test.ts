/** What comes out, and what goes over the wire. */
import { REASONS } from '../feishu/settings';
import { cardItems, heldCards, hurry, inputsOf, setUp } from './setUp';

const n8n = setUp();

/** Two cards that are there, and between them one that is not. */
const items = cardItems(3);
beforeEach(() => n8n.feishu.addCards(heldCards([items[0], items[2]])));

const notCreated = {
	...items[1],
	reason: 'NOT_CREATED',
	reason_code: 2,
	code: 0,
	message:
		'The card was never created for this user, or is already gone. Check the business ID, the user ID, and that the credential belongs to the app that created the card.',
};

/** n8n's table shows the first columns of its items. */
const FAILED_KEYS = ['biz_id', 'reason', 'message', 'user_id', 'reason_code', 'code'];

describe('the outputs', () => {
	test('Done has the summary, Failed an item for each failed card', async () => {
		const ran = await n8n.run(items);
		expect(ran.outputs).toEqual([
			[
				{
					json: { cards: 3, deleted: 2, failed: 1, requests: 1, failed_cards: [notCreated] },
					pairedItem: [{ item: 0 }, { item: 1 }, { item: 2 }],
				},
			],
			[{ json: notCreated, pairedItem: { item: 1 } }],
		]);
		expect(Object.keys(ran.failed[0])).toEqual(FAILED_KEYS);
		expect(ran.hints).toEqual(['2 cards deleted, 1 failed (NOT_CREATED 1).']);
	});

	test('cards of one item share the link to it, which n8n then saves once', async () => {
		const cards = cardItems(5);
		const ran = await n8n.run([{ cards }], { parameters: { cardSource: 'list', output: 'cards' } });
		expect(ran.outputs.map((output) => output.length)).toEqual([2, 3]);
		for (const output of ran.outputs) {
			expect(new Set(output.map(({ pairedItem }) => pairedItem)).size).toBe(1);
		}
	});

	test('the summary comes out if nothing failed, and if there was no card at all', async () => {
		const ran = await n8n.run([items[0], items[2]]);
		expect([ran.done[0].deleted, ran.failed]).toEqual([2, []]);
		expect(ran.hints).toEqual(['2 cards deleted, 0 failed.']);
		const none = await n8n.run([{ cards: [] }], { parameters: { cardSource: 'list' } });
		expect(none.done).toEqual([{ cards: 0, deleted: 0, failed: 0, requests: 0, failed_cards: [] }]);
		expect(none.hints).toEqual(['There were no cards to delete.']);
	});

	test('entries that name a card again are counted', async () => {
		const ran = await n8n.run([items[0], items[2], items[0], items[0]]);
		expect(ran.done).toEqual([expect.objectContaining({ cards: 2, deleted: 2, repeated: 2 })]);
		expect(ran.hints).toEqual([
			'2 cards deleted, 0 failed. 2 entries named the same card as another one.',
		]);
		expect(ran.task.hints).toEqual([expect.objectContaining({ type: 'info' })]);
	});

	test('with Output Cards nothing comes out of Done if every card failed, and the hint says so', async () => {
		const ran = await n8n.run([items[1]], { parameters: { output: 'cards' } });
		expect(ran.outputs).toEqual([[], [{ json: notCreated, pairedItem: { item: 0 } }]]);
		expect(ran.hints).toEqual([
			'0 cards deleted, 1 failed (NOT_CREATED 1). Nothing comes out of Done because no card succeeded. To continue in this case too, set Output to Summary.',
		]);
	});

	test('in a loop Done is never empty, so that the loop goes on', async () => {
		const ran = await n8n.run([items[1]], { parameters: { output: 'cards' }, inLoop: true });
		expect(ran.done).toEqual([expect.objectContaining({ cards: 1, deleted: 0, failed: 1 })]);
		expect(ran.failed).toEqual([notCreated]);
	});

	test('if every card failed the hint says that none was deleted', async () => {
		const ran = await n8n.run([items[1]]);
		expect(ran.hints).toEqual(['0 cards deleted, 1 failed (NOT_CREATED 1).']);
	});

	test.each([
		[1, 'One of them'],
		[2, '2 of them'],
	])(
		'after a lost answer the hint says of how many cards it is not known: %i',
		async (count, said) => {
			hurry();
			n8n.feishu.settings.fault = (_, nth) =>
				nth === 1 ? { kind: 'reset', done: true } : undefined;
			const cards = [items[0], items[2]].slice(0, count);
			const ran = await n8n.run(cards, { parameters: { output: 'cards' } });
			expect(ran.hints).toEqual([
				`${count === 1 ? '1 card' : '2 cards'} deleted, 0 failed. ${said} may have been deleted before this run: Feishu gave no clear answer, and the repeated request found nothing left to do.`,
			]);
		},
	);

	test('with Output Cards Done has an item for each card that did not fail', async () => {
		const ran = await n8n.run(items, {
			parameters: { output: 'cards' },
			laterExpression: '={{ $json.reason ?? $json.status }} {{ $("Start").item.json.biz_id }}',
		});
		expect(ran.outputs[0].map(({ json }) => Object.entries(json))).toEqual(
			[items[0], items[2]].map(({ biz_id, user_id }) => [
				['status', 'deleted'],
				['biz_id', biz_id],
				['user_id', user_id],
			]),
		);
		expect(ran.failed).toEqual([notCreated]);
		// Both outputs keep the link to the item that named the card.
		expect(ran.later).toEqual(['deleted a-0', 'deleted a-2', 'NOT_CREATED a-1']);
		expect(ran.hints).toEqual(['2 cards deleted, 1 failed (NOT_CREATED 1).']);
	});

	test('the summary counts the requests', async () => {
		const ran = await n8n.run(cardItems(61), { parameters: { output: 'summary' } });
		expect(ran.done[0]).toMatchObject({ cards: 61, requests: 4 });
		expect(n8n.feishu.deleteRequests).toHaveLength(4);
	});
});

describe('Ignore Not Created', () => {
	const parameters = { options: { ignoreNotCreated: true } };

	test('keeps a card that does not exist from being a failure, and counts it apart', async () => {
		const ran = await n8n.run(items, { parameters: { ...parameters, output: 'cards' } });
		expect(ran.done.map(({ status }) => status)).toEqual(['deleted', 'not_created', 'deleted']);
		expect(ran.done[1]).toEqual({ status: 'not_created', ...items[1] });
		expect(ran.hints).toEqual(['2 cards deleted, 1 was not there, 0 failed.']);
	});

	test('shows in the summary', async () => {
		const ran = await n8n.run(items, { parameters: { ...parameters, output: 'summary' } });
		expect(ran.done).toEqual([
			{ cards: 3, deleted: 2, not_created: 1, failed: 0, requests: 1, failed_cards: [] },
		]);
	});

	test('changes nothing for any other failure', async () => {
		n8n.feishu.settings.failCard = () => 'NO_PERMISSION';
		const ran = await n8n.run(items, { parameters });
		expect(ran.failed.map(({ reason }) => reason)).toEqual(Array(3).fill('NO_PERMISSION'));
	});
});

describe("Feishu's reasons", () => {
	const options = { maxRetries: 0 };

	test.each(['name', 'digit', 'number'] as const)('are understood as a %s', async (style) => {
		n8n.feishu.settings.reasonStyle = style;
		n8n.feishu.settings.failCard = ({ biz_id }) => REASONS[Number(biz_id.slice(2))];
		const ran = await n8n.run(cardItems(5), { parameters: { options } });
		expect(ran.failed.map(({ reason, reason_code }) => [reason, reason_code])).toEqual([
			['UNKNOWN', 0],
			['NO_PERMISSION', 1],
			['NOT_CREATED', 2],
			['RATE_LIMITED', 3],
			['DUPLICATE', 4],
		]);
	});

	test('that are new are passed through', async () => {
		n8n.feishu.settings.failCard = () => ({ raw: 'FROZEN' });
		const ran = await n8n.run([items[0]]);
		expect(ran.failed[0]).toMatchObject({ reason: 'FROZEN', reason_code: null, code: 0 });
	});

	test('that are missing count as unknown', async () => {
		n8n.feishu.settings.failCard = () => ({ raw: undefined });
		const ran = await n8n.run([items[0]]);
		expect(ran.failed[0]).toMatchObject({ reason: 'UNKNOWN', reason_code: 0 });
	});

	test('a card that is rate-limited is tried again, and then deleted', async () => {
		hurry();
		n8n.feishu.settings.failCard = (_, nth) => (nth < 3 ? 'RATE_LIMITED' : undefined);
		const ran = await n8n.run([items[0], items[2]]);
		expect(ran.failed).toEqual([]);
		expect(n8n.feishu.cardCount).toBe(0);
		expect(n8n.feishu.deleteRequests).toHaveLength(3);
	});
});

describe('if Feishu leaves the user ID out', () => {
	const users = ['u1', 'u2', 'u3'];
	const cards = users.map((user_id) => ({ biz_id: `of-${user_id}`, user_id }));
	const parameters = { userIdType: 'user_id' };

	test('a failed card still has its user ID and its link', async () => {
		n8n.feishu.addCards(heldCards([cards[0], cards[2]]));
		const ran = await n8n.run(cards, { parameters });
		const answer = n8n.feishu.deleteRequests[0].answer as { data: unknown };
		expect(answer.data).toEqual({ failed_cards: [{ biz_id: 'of-u2', reason: 'NOT_CREATED' }] });
		expect(ran.failed).toEqual([{ ...notCreated, ...cards[1] }]);
		expect(ran.outputs[1].map(inputsOf)).toEqual([[1]]);
	});

	test('it is found out which of several users of one card it is', async () => {
		n8n.feishu.settings.failCard = ({ user_id }) =>
			user_id === 'u2' ? 'NO_PERMISSION' : undefined;
		const same = users.map((user_id) => ({ biz_id: 'same', user_id }));
		n8n.feishu.addCards(heldCards(same));
		const ran = await n8n.run(same, { parameters: { ...parameters, output: 'cards' } });
		expect(ran.done.map(({ user_id }) => user_id)).toEqual(['u1', 'u3']);
		expect(ran.failed.map(({ user_id }) => user_id)).toEqual(['u2']);
		expect(same.map(({ user_id }) => n8n.feishu.hasCard('same', user_id))).toEqual([
			false,
			true,
			false,
		]);
	});
});

describe('on the wire', () => {
	test.each(['open_id', 'union_id', 'user_id'])(
		'the request is the one that Feishu documents, with %s',
		async (userIdType) => {
			const userId = { open_id: 'ou_1', union_id: 'on_1', user_id: 'u1' }[userIdType];
			await n8n.run(cardItems(2, userId), { parameters: { userIdType } });
			const [{ method, path, query, headers, rawBody, status }] = n8n.feishu.deleteRequests;
			expect({ method, path, query, status }).toEqual({
				method: 'DELETE',
				path: '/open-apis/im/v2/app_feed_card/batch',
				query: { user_id_type: userIdType },
				status: 200,
			});
			expect(headers['content-type']).toBe('application/json; charset=utf-8');
			expect(headers.authorization).toMatch(/^Bearer t-[0-9a-f]+$/);
			expect(rawBody).toBe(JSON.stringify({ feed_cards: cardItems(2, userId) }));
		},
	);

	test.each([1, 19, 20, 21, 40, 41, 100])(
		'%i cards take as few requests of 20 as they can, filled in the order of the input',
		async (count) => {
			await n8n.run(cardItems(count));
			const bodies = n8n.feishu.deleteRequests.map(
				({ body }) => (body as { feed_cards: unknown[] }).feed_cards,
			);
			expect(bodies).toHaveLength(Math.ceil(count / 20));
			expect(bodies.flat()).toEqual(cardItems(count));
			for (const cards of bodies.slice(0, -1)) expect(cards).toHaveLength(20);
		},
	);
});

describe('one bad card among 20', () => {
	const twenty = cardItems(20);

	test('is found and reported; the other 19 are deleted', async () => {
		n8n.feishu.addCards(heldCards(twenty));
		n8n.feishu.settings.refuseCards = ({ biz_id }) =>
			biz_id === 'a-7' ? { code: 230001, msg: 'param is invalid' } : undefined;
		const ran = await n8n.run(twenty, {
			parameters: { output: 'cards', options: { requestsPerSecond: 1000 } },
			laterExpression: '={{ $("Start").item.json.biz_id }}',
		});
		expect(ran.failed).toEqual([
			{
				...twenty[7],
				reason: 'REJECTED',
				reason_code: null,
				code: 230001,
				message: expect.stringContaining('param is invalid'),
			},
		]);
		expect(ran.later).toEqual([
			...twenty.map(({ biz_id }) => biz_id).filter((bizId) => bizId !== 'a-7'),
			'a-7',
		]);
		expect(n8n.feishu.cards.map(({ bizId }) => bizId)).toEqual(['a-7']);
	});

	test('is reported at once if Feishu names its user', async () => {
		const cards = [...cardItems(1), ...cardItems(1, 'ou_gone')];
		n8n.feishu.settings.unknownUsers.add('ou_gone');
		const ran = await n8n.run(cards);
		expect(ran.failed).toEqual([
			expect.objectContaining({ user_id: 'ou_gone', reason: 'REJECTED', code: 99992351 }),
		]);
		expect(n8n.feishu.deleteRequests).toHaveLength(2);
	});
});
