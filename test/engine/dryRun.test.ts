/** Dry run: everything is checked as in a real run, and nothing is changed. */
import type { INodeParameters } from 'n8n-workflow';

import type { RunSettings } from './engine';
import { cardItems, heldCards, hurry, inputsOf, NEEDED, setUp } from './setUp';

const n8n = setUp();

const OPERATIONS = Object.keys(NEEDED);

const dryRun = async (
	operation: string,
	parameters: INodeParameters = {},
	more: Partial<RunSettings> = {},
) =>
	await n8n.run(cardItems(45), {
		parameters: { operation, ...NEEDED[operation], ...parameters, options: { dryRun: true } },
		...more,
	});

/** Nothing but reading: the token, and what the app may do. */
const expectNoChange = () => {
	expect(n8n.feishu.cardRequests).toEqual([]);
	expect(n8n.feishu.notifications).toEqual([]);
};
beforeEach(() => n8n.feishu.addCards(heldCards(cardItems(10))));

test('if no card can be read, the line says so', async () => {
	const ran = await n8n.run([{ biz_id: '', user_id: 'ou_1' }], {
		parameters: { options: { dryRun: true } },
		onError: 'continueRegularOutput',
	});
	expect(ran.hints).toEqual([
		'Dry run: 0 cards would be deleted in 0 requests, 1 failed (REJECTED 1). Nothing was changed, so it is not known whether the cards exist.',
	]);
});

test.each(OPERATIONS)('%s changes nothing, and every card is planned', async (operation) => {
	const ran = await dryRun(operation, { output: 'cards' });
	expect(ran.error).toBeUndefined();
	expectNoChange();
	expect(ran.cards).toEqual(cardItems(45).map((card) => ({ status: 'planned', ...card })));
	expect(ran.items.map(inputsOf)).toEqual(cardItems(45).map((_, index) => [index]));
	const asked = n8n.feishu.requests.filter(({ method }) => method === 'GET');
	expect(asked.map(({ path }) => path)).toEqual(['/open-apis/application/v6/scopes']);
});

test.each([
	[
		'create',
		'45 cards would be created in 45 requests (5 seconds), 0 failed. Nothing was changed, so it is not known whether the cards exist.',
	],
	[
		'upsert',
		'45 cards would be created or updated in at least 3 requests, 0 failed. Nothing was changed, so it is not known whether the cards exist.',
	],
	[
		'update',
		'45 cards would be updated in 3 requests, 0 failed. Nothing was changed, so it is not known whether the cards exist.',
	],
	[
		'delete',
		'45 cards would be deleted in 3 requests, 0 failed. Nothing was changed, so it is not known whether the cards exist.',
	],
])('the line of %s says how many cards in how many requests', async (operation, said) => {
	const ran = await dryRun(operation, { output: 'cards' });
	expect(ran.hints).toEqual([`Dry run: ${said}`]);
});

test.each(OPERATIONS)('the summary of %s has planned in place of the others', async (operation) => {
	const ran = await dryRun(operation, { output: 'summary' });
	expect(ran.cards).toEqual([
		{
			cards: 45,
			planned: 45,
			failed: 0,
			requests: operation === 'create' ? 45 : 3,
			failed_cards: [],
		},
	]);
});

test.each(OPERATIONS)('%s finds the same mistakes', async (operation) => {
	const ran = await dryRun(operation, { userIdType: 'union_id' });
	expect(ran.error?.message).toContain('is an Open ID (ou_1)');
	expect(n8n.feishu.requests).toEqual([]);
});

test.each(OPERATIONS)('%s without the permission fails as a real run does', async (operation) => {
	n8n.feishu.settings.latencyMs = 0;
	n8n.feishu.app.scopes.clear();
	const ran = await dryRun(operation);
	expect(ran.error?.message).toBe('The app lacks a permission (权限) (Feishu code 99991672)');
	expect(ran.error?.description).toContain(
		`${n8n.feishu.url}/app/${n8n.feishu.app.appId}/auth?q=im:app_feed_card:write`,
	);
	// Which is no message of Feishu's.
	expect(ran.error?.description).not.toContain("Feishu's message");
	expectNoChange();

	const real = await n8n.run(cardItems(1), {
		parameters: { operation, ...NEEDED[operation] },
	});
	expect(real.error?.message).toBe(ran.error?.message);
});

test('a permission that the app has as a user alone is missing, as in a real run', async () => {
	n8n.feishu.app.userScopes = [...n8n.feishu.app.scopes];
	n8n.feishu.app.scopes.clear();
	const ran = await dryRun('delete');
	expect(ran.error?.message).toContain('99991672');
	const real = await n8n.run(cardItems(1));
	expect(real.error?.message).toBe(ran.error?.message);
});

test.each([1, '1', 'True', ' true '])('%j is on, as a table has it', async (dry) => {
	n8n.feishu.addCards([{ bizId: 'a', userId: 'ou_1' }]);
	const ran = await n8n.run([{ biz_id: 'a', user_id: 'ou_1', dry }], {
		parameters: { options: { dryRun: '={{ $json.dry }}' } },
	});
	expect(ran.hints[0]).toContain('Dry run: 1 card would be deleted');
	expect(n8n.feishu.deleteRequests).toEqual([]);
});

test('what is neither on nor off does nothing for real', async () => {
	n8n.feishu.addCards([{ bizId: 'a', userId: 'ou_1' }]);
	const ran = await n8n.run([{ biz_id: 'a', user_id: 'ou_1' }], {
		parameters: { options: { dryRun: 'yes' } },
	});
	expect(ran.error?.message).toBe('Dry Run must be true or false, not yes');
	expect(n8n.feishu.requests).toEqual([]);
});

test('a wrong secret fails as in a real run', async () => {
	n8n.changeCredential({ appSecret: 'wrong' });
	const ran = await dryRun('create');
	expect(ran.error?.message).toContain('The App Secret does not belong to this App ID');
	expectNoChange();
});

test('if the node is set to continue, the cards come out as failed', async () => {
	n8n.feishu.app.scopes.clear();
	const ran = await dryRun('create', {}, { onError: 'continueRegularOutput' });
	expect(ran.cards).toHaveLength(45);
	expect(ran.cards[0]).toMatchObject({
		status: 'failed',
		reason: 'REQUEST_FAILED',
		code: 99991672,
	});
});

test('faults on the way are retried as in a real run', async () => {
	hurry();
	n8n.feishu.settings.fault = ({ method }, nth) =>
		method === 'GET' && nth <= 2 ? { kind: 'status', status: 502, done: false } : undefined;
	const ran = await dryRun('create');
	expect(ran.error).toBeUndefined();
	expect(ran.cards).toHaveLength(45);
});

test('a token that Feishu refuses each time is given up, as in a real run', async () => {
	n8n.feishu.settings.refuseEveryToken = true;
	const ran = await dryRun('delete');
	expect(ran.error?.message).toContain('Feishu does not accept the access token');
	expect(n8n.feishu.requests.filter(({ method }) => method === 'GET').length).toBeLessThan(10);
	expectNoChange();
});
