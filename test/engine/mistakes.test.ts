/** What an error about the input tells: where the mistake is, and what to do about the commonest ones. */
import type { IDataObject, INodeParameters, NodeOperationError } from 'n8n-workflow';

import { cardItems, setUp } from './setUp';

const n8n = setUp();
const [good] = cardItems(1);

test.each([
	['biz_id', 'items', { biz_id: 'a' }],
	['user_id', 'items', { user_id: 'ou_1' }],
	['cards', 'list', { cards: [good] }],
	['feed_cards', 'list', { feed_cards: [good] }],
])('after a webhook, %s is looked for under body', async (name, cardSource, body) => {
	const parameters = { cardSource, ...(name === 'user_id' && { bizId: 'a' }) };
	const ran = await n8n.run([{ headers: {}, body } as IDataObject], { parameters });
	expect(ran.error?.description).toContain(`{{ $json.body.${name} }}`);
	expect(ran.error?.description).toContain("This item looks like a webhook's");
	expect(n8n.feishu.requests).toEqual([]);
});

test('after a webhook, an empty ID is not answered with the name of the other one', async () => {
	const parameters = { bizId: '={{ $json.body.biz_id }}', userId: '={{ $json.body.user_id }}' };
	for (const body of [{ biz_id: 'a', user_id: '' }, { user_id: 'ou_1' }]) {
		const ran = await n8n.run([{ headers: {}, body }], { parameters });
		const other = body.biz_id ? 'biz_id' : 'user_id';
		expect(ran.error?.description).not.toContain(`{{ $json.body.${other} }}`);
		expect(ran.error?.description).toContain('Drag the right field');
	}
});

test('after a webhook, an empty Link is not answered with an ID', async () => {
	const body = { biz_id: 'a', user_id: 'ou_1', link: '' };
	const ran = await n8n.run([{ headers: {}, body }], {
		parameters: {
			operation: 'create',
			bizId: '={{ $json.body.biz_id }}',
			userId: '={{ $json.body.user_id }}',
			link: '={{ $json.body.link }}',
		},
	});
	expect(ran.error?.message).toBe('Link is empty');
	expect(ran.error?.description).toContain('its body has: biz_id, user_id, link');
});

test.each([{ cards: 2, updated: 2 }, { cards: null }, { cards: { biz_id: 'a' } }])(
	'%j is not called a list of cards',
	async (item) => {
		const ran = await n8n.run([item as IDataObject]);
		expect(ran.error?.message).toBe('Business ID is empty');
		expect(ran.error?.description).not.toContain('holds a list of cards');
	},
);

test('of a summary the cards that failed are not proposed', async () => {
	const failed_cards = [{ ...good, reason: 'REJECTED' }];
	const ran = await n8n.run([{ cards: 2, failed: 1, failed_cards }], {
		parameters: { cardSource: 'list' },
	});
	expect(ran.error?.description).not.toContain('failed_cards: set');
});

test('a value with the letters of an error code in it is no failure of the network', async () => {
	const ran = await n8n.run([{ biz_id: 'a', user_id: 'FileNotFound@example.com' }]);
	expect(ran.error?.message).toMatch(/^User ID is an e-mail address \(FileNotFound@example\.com\)/);
	const parameters = { options: { dryRun: 'FileNotFound' } };
	const option = await n8n.run([{ biz_id: 'a', user_id: 'ou_1' }], { parameters });
	expect(option.error?.message).toBe('Dry Run must be true or false, not FileNotFound');
});

test('JSON in which an expression found nothing says so', async () => {
	const cards = '=[{"biz_id": "a", "user_id": {{ JSON.stringify($json.nobody) }}}]';
	const ran = await n8n.run([{}], { parameters: { cardSource: 'list', cards } });
	expect(ran.error?.description).toContain('it finds nothing: use');
});

test.each<[string, IDataObject]>([
	['a body that is text', { body: 'cards' }],
	['a body that is empty', { body: null }],
	['a body that holds something else', { body: { order: 17 } }],
	['no body', { order: 17 }],
])('nothing is said of a body if there is %s', async (_, item) => {
	const ran = await n8n.run([item]);
	expect(ran.error).toBeDefined();
	expect(ran.error?.description ?? '').not.toContain('$json.body.');
});

describe('what to do about a mistake', () => {
	const create = { operation: 'create', link: 'https://example.com/' };
	const withTitle = { ...create, title: '={{ $json.title }}' };
	const list = { cardSource: 'list' };
	const values = (key: string) => ({
		...create,
		additionalFields: {
			buttons: {
				button: [{ text: 'Go', action: 'webhook', values: { pair: [{ key, value: 'yes' }] } }],
			},
		},
	});

	test.each<[string, IDataObject, INodeParameters, string, string]>([
		[
			'a text that is too long shows how it begins, and how to shorten it',
			{ ...good, title: 'Due Mon Nov 30 2026'.padEnd(61, '!') },
			withTitle,
			'Title has 61 characters; Feishu allows 60',
			'{{ [...$json.title].slice(0, 60).join("") }}. It begins: Due Mon Nov 30 2026!',
		],
		[
			'half an emoji, as slice leaves it, shows how to cut whole characters',
			{ ...good, title: 'x🍜'.slice(0, 2) },
			withTitle,
			'Title contains a part of a character, such as half an emoji',
			'{{ [...$json.title].slice(0, 60).join("") }}.',
		],
		[
			'true or false in place of a text is said in words',
			{ ...good, title: true },
			withTitle,
			'Title is a boolean, not text',
			'{{ $json.done ? "Done" : "Open" }}',
		],
		[
			'a link that is too long is not shortened',
			{ ...good, link: `https://example.com/${'x'.repeat(700)}` },
			{ ...create, link: '={{ $json.link }}' },
			'Link has 720 characters; Feishu allows 700',
			'Use a shorter one. It begins: ',
		],
		[
			'an entry without a link',
			{ cards: [{ biz_id: 'a', user_id: 'ou_1', title: 'T' }] },
			{ ...list, operation: 'create' },
			'cards[0].link is empty',
			'Fill it in, or leave such entries out of the list.',
		],
		[
			'a sound that nobody would hear',
			{ cards: [{ biz_id: 'a', user_id: 'ou_1', notify: { custom_sound_text: 'Hey' } }] },
			{ ...list, operation: 'update' },
			'cards[0].notify has no effect by itself: it is read aloud only if the update also notifies people',
			'Add "update_fields": ["103"], or leave notify out.',
		],
		[
			'an object in place of a text shows what it has',
			{ ...good, title: { zh: '标题', en: 'Title' } },
			withTitle,
			'Title is an object, not text',
			'it has: zh, en.',
		],
		[
			'a link of another kind is shown',
			{ ...good, link: 'example.com/a' },
			{ ...create, link: '={{ $json.link }}' },
			'Link does not start with https:// (example.com/a)',
			'Give the whole address',
		],
		[
			'cells of a row as IDs',
			{ ...good, user_id: 'ou_1\tou_2' },
			create,
			'User ID contains a space inside an ID (ou_1\\u0009ou_2)',
			'',
		],
		[
			'a label that was added and not filled in',
			good,
			{ ...create, additionalFields: { statusLabel: {} } },
			'Status Label contains no label; it cannot be set as a whole by an expression',
			'Choose Add Label in it, or remove it.',
		],
		[
			'a value of a button without a key',
			good,
			values(''),
			'Button 1: Values has a value without a key',
			'',
		],
		[
			'an update in which every switch is off',
			good,
			{ operation: 'update', updateFields: { moveToTop: false } },
			'Update Fields has nothing to change; set at least one field',
			'only if it is on',
		],
		[
			'an update of fields that have no value in the item',
			{ ...good, title: null },
			{ operation: 'update', updateFields: { title: '={{ $json.title }}', moveToTop: false } },
			'Update Fields has nothing to change; set at least one field',
			'The fields that were added have no value in this item; leave such items out',
		],
		[
			'an entry of an update that changes nothing',
			{ cards: [good] },
			{ operation: 'update', ...list },
			'cards[0] has nothing to change; set at least one field',
			'An entry can have: title, avatar_key, preview',
		],
		[
			'a list under another name',
			{ code: 0, data: { total: 1, items: [good] } },
			{ ...list, cards: '={{ $json }}' },
			'Cards is an object without feed_cards or cards, not a list of cards; it has code, data',
			'set Cards to {{ $json.data.items }}',
		],
		[
			'a list that stands two steps further down',
			{ code: 0, data: { page: { total: 1, items: [good] } } },
			{ ...list, cards: '={{ $json }}' },
			'Cards is an object without feed_cards or cards, not a list of cards; it has code, data',
			'set Cards to {{ $json.data.page.items }}',
		],
		[
			'a list of cards behind another list, under the columns of Feishu Base',
			{ tags: ['new'], rows: [{ record_id: 'rec1', fields: good }] },
			{ ...list, cards: '={{ $json }}' },
			'Cards is an object without feed_cards or cards, not a list of cards; it has tags, rows',
			'set Cards to {{ $json.rows }}',
		],
		[
			'CSV text in place of a list',
			{ cards: 'biz_id,user_id\na,ou_1' },
			list,
			'Cards is not valid JSON at character 1: biz_id,user_id\\u000aa,ou_',
			'Extract from File',
		],
		[
			'CSV text with semicolons, as Excel writes it in some countries',
			{ cards: 'biz_id;user_id\na;ou_1' },
			list,
			'Cards is not valid JSON at character 1: biz_id;user_id\\u000aa;ou_',
			'Extract from File',
		],
		[
			'an item that is a record of Feishu Base',
			{ record_id: 'rec1', fields: { biz_id: 'a', user_id: [{ id: 'ou_1' }] } },
			{},
			'Business ID is empty',
			'use {{ $json.fields.biz_id }}',
		],
		[
			'a label whose expression finds nothing',
			good,
			{
				...create,
				additionalFields: {
					statusLabel: { label: { text: '={{ $json.state }}', type: 'danger' } },
				},
			},
			'Status Label: Text is empty',
			'{{ $json.state }} was looked for in this item; it has: biz_id, user_id. Drag',
		],
		[
			'a label whose field is empty',
			{ ...good, state: '' },
			{
				operation: 'update',
				updateFields: { statusLabel: { label: { text: '={{ $json.state }}' } } },
			},
			'Status Label: Text is empty',
			'state is there, but empty. Fill it in, or leave such items out with a Filter node',
		],
		[
			'a list that was left empty',
			{ order: 17 },
			{ ...list, cards: '' },
			'Cards is empty',
			'Fill it in, or drag the right field from the input panel onto it.',
		],
		[
			'nobody in a list of users',
			{ ...good, user_id: [] },
			{},
			'User ID is an empty list',
			'leave such items out with a Filter node before this one.',
		],
		[
			'an item with its IDs under a Chinese name',
			{ 卡片: good },
			{},
			'Business ID is empty',
			'use {{ $json["卡片"].biz_id }}',
		],
	])('is told: %s', async (_, item, parameters, said, advice) => {
		const ran = await n8n.run([item], { parameters });
		expect(ran.error?.message).toBe(said);
		expect(ran.error?.description).toContain(advice);
		expect(n8n.feishu.requests).toEqual([]);
	});

	test.each<[string, IDataObject]>([
		['users', { app_feed_card: { biz_id: 'a' }, user_ids: ['ou_1'] }],
		['buttons', { ...good, buttons: [{ text: 'Go', action_type: 'url_page' }] }],
	])(
		'one card with a list of %s in it is not told to be replaced by that list',
		async (_, card) => {
			const ran = await n8n.run([{ cards: card }], { parameters: list });
			expect(ran.error?.message).toBe(
				'Cards is one card, not a list of cards: put [ and ] around it',
			);
			expect(ran.error?.description).not.toContain('set Cards to');
		},
	);

	test('texts of different lengths are one kind of mistake', async () => {
		const items = [61, 62, 63].map((length) => ({ ...good, title: 'x'.repeat(length) }));
		const ran = await n8n.run(items, { parameters: withTitle });
		expect(ran.error?.description).toContain('The same occurs in 3 items (0, 1, 2).');
	});
});

test.each([
	[0, [{}, good]],
	[1, [good, {}]],
	[2, [good, good, { biz_id: 'a' }]],
])('the error belongs to input item %i', async (index, items) => {
	const ran = await n8n.run(items as IDataObject[]);
	const error = ran.task.error as unknown as NodeOperationError;
	expect(error.context.itemIndex).toBe(index);
});
