/** The node as a tool of an agent or of n8n's MCP server. */
import { ExecuteContext } from 'n8n-core';
import type { INodeParameters } from 'n8n-workflow';

import { openContacts } from '../feishu/client';
import { FeishuAppFeedCard } from './built';
import { cardItems, heldCards, setUp } from './setUp';

const n8n = setUp();

/** What n8n puts into a field that the model fills in. */
/** An expression that the model fills in, as far as the node can see. */
const byModel = (code: string) => `={{ true ? ${code} : $fromAI('key') }}`;
const fromAi = (key: string) => `={{ $fromAI('${key}', \`\`, 'string') }}`;
const buttonOf = (text: string) => ({
	buttons: { button: [{ text, action: 'url_page', url: 'https://example.com/' }] },
});
const TOOL = { nodeType: 'feishuAppFeedCardTool' } as const;

test('the summary comes out of Done unless Output says otherwise, for Create too', async () => {
	const ran = await n8n.run(cardItems(1), {
		...TOOL,
		parameters: { operation: 'create', title: 'T', link: 'https://example.com/' },
	});
	expect(ran.error).toBeUndefined();
	expect(ran.done).toEqual([{ cards: 1, created: 1, failed: 0, requests: 1, failed_cards: [] }]);
});

test('a missing permission is no error: the summary says what stopped it, in plain text with a bare link', async () => {
	n8n.feishu.app.scopes.clear();
	const items = cardItems(2);
	const ran = await n8n.run(items, TOOL);
	expect(ran.error).toBeUndefined();
	const [{ cards, deleted, failed, stopped }] = ran.done;
	expect([cards, deleted, failed]).toEqual([2, 0, 2]);
	expect(stopped).toMatch(/^The app lacks a permission .* \(Feishu code 99991672\)\. /);
	expect(stopped).toMatch(/https:\/\/open\.feishu\.cn\/app\/\S+&\S+/);
	expect(stopped).toMatch(/No card was deleted\.$/);
	expect(JSON.stringify([ran.done, ran.failed])).not.toMatch(/<\w|&amp;|&lt;/);
	expect(ran.failed.map(({ reason, code }) => [reason, code])).toEqual([
		['REQUEST_FAILED', 99991672],
		['REQUEST_FAILED', 99991672],
	]);
});

test('a run that stops halfway gives the summary for Output Cards too', async () => {
	n8n.feishu.settings.fault = ({ body }) =>
		JSON.stringify(body).includes('"a-20"') ? { kind: 'code', code: 99991403 } : undefined;
	const items = cardItems(21);
	n8n.feishu.addCards(heldCards(items));
	const ran = await n8n.run(items, { ...TOOL, parameters: { output: 'cards' } });
	expect(ran.done).toEqual([expect.objectContaining({ cards: 21, deleted: 20, failed: 1 })]);
	expect(ran.done[0].stopped).toMatch(/99991403.*20 of 21 cards had been deleted by then\.$/);
});

test('the model hears of a card that failed although Output is Cards', async () => {
	const items = cardItems(2);
	n8n.feishu.addCards(heldCards([items[0]]));
	const run = async () => (await n8n.run(items, { ...TOOL, parameters: { output: 'cards' } })).done;
	expect(await run()).toEqual([
		expect.objectContaining({
			deleted: 1,
			failed: 1,
			failed_cards: [expect.objectContaining({ ...items[1], reason: 'NOT_CREATED' })],
		}),
	]);
	n8n.feishu.addCards(heldCards(items));
	expect(await run()).toEqual(items.map((card) => ({ status: 'deleted', ...card })));
});

test('an invalid ID is no error: the summary says it in the words of the parameters that the model fills in', async () => {
	const ran = await n8n.run([{ Business_ID: '', User_ID: 'ou_1' }], {
		...TOOL,
		parameters: {
			bizId: fromAi('Business_ID').replace('$fromAI', '$json.Business_ID ?? $fromAI'),
			userId: '={{ $json.User_ID }}',
		},
	});
	expect(ran.error).toBeUndefined();
	expect(ran.done).toMatchObject([{ cards: 1, deleted: 0, failed: 1, requests: 0 }]);
	expect(ran.done[0].stopped).toMatch(/is empty\. No card was deleted\./);
	expect(n8n.feishu.deleteRequests).toEqual([]);
});

describe('a value that is too long is told in the words of the parameter that the model fills in:', () => {
	const value = "={{ $json.long ?? $fromAI('the_name', ``, 'string') }}";
	const create = { operation: 'create', link: 'https://example.com/' };

	test.each<[string, INodeParameters]>([
		['a title', { ...create, title: value }],
		['a link', { ...create, link: value }],
		['an avatar key', { ...create, additionalFields: { avatarKey: value } }],
		['a text to read aloud', { ...create, additionalFields: { customSoundText: value } }],
		['a text of a button', { ...create, additionalFields: buttonOf(value) }],
		['a new title', { operation: 'update', updateFields: { title: value } }],
		[
			'a new label',
			{ operation: 'update', updateFields: { statusLabel: { label: { text: value } } } },
		],
	])('%s', async (_, parameters) => {
		const long = 'https://example.com/'.padEnd(701, 'x');
		const [item] = cardItems(1);
		const ran = await n8n.run([{ ...item, long }], { ...TOOL, parameters });
		expect(ran.done[0].stopped).toMatch(/^the_name has 701 characters; Feishu allows \d+\./);
	});
});

test('an ID of another type is told without the panel, which a model does not see', async () => {
	const parameters = { userId: byModel('$json.user_id') };
	const ran = await n8n.run([{ biz_id: 'b', user_id: 'li@example.com' }], { ...TOOL, parameters });
	expect(ran.done[0].stopped).toBe(
		'key is an e-mail address (li@example.com), but User ID Type is Open ID. No card was deleted. [Item 0] Correct this value, and call the tool again.',
	);
});

describe('what only the panel can put right is not for the model to call again about:', () => {
	const MAKER =
		'Whoever made the workflow must correct this in the node: do not call the tool again.';
	const update = { operation: 'update' };
	const create = { operation: 'create', link: 'https://example.com/' };
	const sound = 'x'.repeat(21);

	test.each<[string, INodeParameters, boolean]>([
		['no field of an update', { ...update, updateFields: {} }, true],
		['a switch that is off', { ...update, updateFields: { moveToTop: false } }, true],
		['a title without a value', { ...update, updateFields: { title: byModel('null') } }, false],
		['a fixed User ID', { userId: 'li@example.com' }, true],
		['an empty User ID of the model', { userId: byModel('""') }, false],
		['an empty User ID of an expression', { userId: '={{ $json.nobody }}' }, true],
		['a fixed link', { ...create, link: 'http://example.com/' }, true],
		['a fixed text to read aloud', { ...update, updateFields: { customSoundText: sound } }, true],
		[
			'buttons to be removed beside others',
			{ ...update, updateFields: { removeButtons: true, ...buttonOf('Go') } },
			true,
		],
		['a fixed list', { cardSource: 'list', cards: '[{ "biz_id": "b" }]' }, true],
		['a list of the model', { cardSource: 'list', cards: byModel('[{ biz_id: "b" }]') }, false],
		['an expression typed as text', { ...create, title: '{{ $json.title }}' }, true],
		[
			'all buttons by an expression',
			{ ...create, additionalFields: { buttons: '={{ 1 }}' } },
			true,
		],
		['an update by one expression', { ...update, updateFields: '={{ $json }}' }, true],
		[
			'a text of a button',
			{ ...create, additionalFields: buttonOf(byModel('"x".repeat(31)')) },
			false,
		],
		['a fixed text of a button', { ...create, additionalFields: buttonOf('x'.repeat(31)) }, true],
	])('%s', async (_, parameters, isOfPanel) => {
		const ran = await n8n.run(cardItems(1), { ...TOOL, parameters });
		if (isOfPanel) expect(ran.done[0].stopped).toContain(MAKER);
		else expect(ran.done[0].stopped).not.toContain('Whoever made');
	});
});

test.each<[INodeParameters, RegExp]>([
	[{ userIdType: 'name' }, /^User ID Type must be .+ Whoever made the workflow must correct this/],
	[{ options: { timeout: 0 } }, /^Timeout must be .+ not 0\. Whoever made the workflow/],
	[{ options: { dryRun: byModel('"maybe"') } }, /^key must be .+ Correct this value, and call/],
	[{ options: { dryRun: byModel('undefined') } }, /^key is empty\. Correct this value, and call/],
	[
		{ options: { dryRun: byModel('false'), maxRetries: -1 } },
		/^Max Retries must be .+ not -1\. Whoever made the workflow/,
	],
	[{ options: { dryRun: '={{ "maybe" }}' } }, /^Dry Run must be .+ Whoever made the workflow/],
])('a wrong setting is told without the panel: %j', async (parameters, words) => {
	const ran = await n8n.run(cardItems(1), { ...TOOL, parameters });
	expect(ran.done[0].stopped).toMatch(words);
	expect(ran.done[0].stopped).not.toMatch(/in the node's|under Options/);
});

test('a text that is too long is to be shortened', async () => {
	const [item] = cardItems(1);
	const ran = await n8n.run([{ ...item, title: 'Due Mon'.padEnd(61, '!') }], {
		...TOOL,
		parameters: { operation: 'update', updateFields: { title: byModel('$json.title') } },
	});
	expect(ran.done[0].stopped).toMatch(/\[Item 0\] Shorten it\. It begins: Due Mon!/);
});

test('an invalid card stops the others, which say so', async () => {
	const [good] = cardItems(1);
	n8n.feishu.addCards(heldCards([good]));
	const ran = await n8n.run([good, { biz_id: 'b' }], TOOL);
	expect(ran.error).toBeUndefined();
	expect(ran.failed.map(({ biz_id, reason }) => [biz_id, reason])).toEqual([
		['a-0', 'REQUEST_FAILED'],
		['b', 'REJECTED'],
	]);
	expect(n8n.feishu.cardCount).toBe(1);
});

describe('if nothing takes a hint, as in a tool before n8n 1.119', () => {
	const { addExecutionHints } = ExecuteContext.prototype;
	beforeEach(() => Reflect.deleteProperty(ExecuteContext.prototype, 'addExecutionHints'));
	afterEach(() => Object.assign(ExecuteContext.prototype, { addExecutionHints }));

	test('the node does without', async () => {
		const items = cardItems(2);
		n8n.feishu.addCards(heldCards([items[0]]));
		const ran = await n8n.run(items);
		expect(ran.error).toBeUndefined();
		expect(ran.failed).toEqual([expect.objectContaining({ ...items[1], reason: 'NOT_CREATED' })]);
	});
});

test.each([
	['Operation', { operation: 'nothing' }],
	['Output', { output: 'nothing' }],
	['Max Retries', { options: { maxRetries: -1 } }],
])('an invalid %s is no error: the summary says it', async (label, parameters) => {
	const ran = await n8n.run(cardItems(1), { ...TOOL, parameters });
	expect(ran.error).toBeUndefined();
	expect(ran.done[0].stopped).toMatch(new RegExp(`^${label} must be .*\\.$`));
	expect(n8n.feishu.requests).toEqual([]);
});

describe('a model names people by e-mail address', () => {
	const parameters = {
		bizId: '={{ $json.Business_ID }}',
		userId: fromAi('User_ID').replace('$fromAI', '$json.User_ID ?? $fromAI'),
		userIdType: 'email',
	};
	beforeEach(() => {
		openContacts(n8n.feishu);
		n8n.feishu.addUser({ openId: 'ou_li', email: 'li@example.com' });
		n8n.feishu.addCards([{ bizId: 'order-17', userId: 'ou_li' }]);
	});

	test('which the description of User ID tells it to', () => {
		const { properties } = new FeishuAppFeedCard().description;
		const { description } = properties.find(({ name }) => name === 'userId')!;
		expect(description).toContain(
			'User ID Type says what to give here, such as an ID or an e-mail address',
		);
	});

	test('and gets the summary; whom nobody finds is in it, with what to do', async () => {
		const item = { Business_ID: 'order-17', User_ID: 'Li@Example.com, wu@example.com' };
		const ran = await n8n.run([item], { ...TOOL, parameters });
		expect(ran.error).toBeUndefined();
		expect(ran.done).toMatchObject([{ cards: 2, deleted: 1, failed: 1 }]);
		expect(ran.done[0].failed_cards).toMatchObject([
			{ biz_id: 'order-17', user_id: 'wu@example.com', reason: 'USER_NOT_FOUND' },
		]);
		expect(n8n.feishu.cardCount).toBe(0);
	});

	test('and an invalid one is no error: the summary says it', async () => {
		const ran = await n8n.run([{ Business_ID: 'order-17', User_ID: 'Li Na' }], {
			...TOOL,
			parameters,
		});
		expect(ran.error).toBeUndefined();
		expect(ran.done[0].stopped).toMatch(/^User_ID is not an e-mail address \(Li Na\)/);
		expect(n8n.feishu.cardCount).toBe(1);
	});
});
