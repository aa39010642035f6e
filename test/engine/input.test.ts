/** What may name the cards, and what the node says of input that does not. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { RunSettings } from './engine';
import { cardItems, heldCards, inputsOf, setUp } from './setUp';

const n8n = setUp();

const asList: Partial<RunSettings> = { parameters: { cardSource: 'list' } };

/** The cards that the stand-in was asked to delete, in the order of the requests. */
const sentCards = () =>
	n8n.feishu.deleteRequests.flatMap(({ body }) =>
		(body as { feed_cards: IDataObject[] }).feed_cards.map(
			({ biz_id, user_id }) => `${String(biz_id)} ${String(user_id)}`,
		),
	);

describe('from a webhook to the output', () => {
	const cards = cardItems(45);
	// What a Webhook node gives out: the posted JSON stands under body.
	const webhookItem = { headers: {}, params: {}, query: {}, body: { cards } };

	test('a posted list of 45 cards takes 3 requests, and the 5 that are not there come back', async () => {
		n8n.feishu.addCards(heldCards(cards.slice(0, 40)));
		const ran = await n8n.run([webhookItem], {
			parameters: { cardSource: 'list', cards: '={{ $json.body.cards }}' },
		});
		expect(ran.error).toBeUndefined();
		expect(ran.failed).toEqual(
			cards.slice(40).map((card) => ({
				...card,
				reason: 'NOT_CREATED',
				reason_code: 2,
				code: 0,
				message:
					'The card was never created for this user, or is already gone. Check the business ID, the user ID, and that the credential belongs to the app that created the card.',
			})),
		);
		expect(ran.items.map(inputsOf)).toEqual(Array(6).fill([0]));
		expect(n8n.feishu.cardCount).toBe(0);
		const sizes = n8n.feishu.deleteRequests.map(
			({ body }) => (body as { feed_cards: unknown[] }).feed_cards.length,
		);
		expect(sizes).toEqual([20, 20, 5]);
	});

	test('a list looked for in the wrong place is an error that says where it is', async () => {
		const ran = await n8n.run([webhookItem], asList);
		expect(ran.error?.message).toBe('Cards is empty');
		expect(ran.error?.description).toContain('{{ $json.body.cards }}');
		expect(n8n.feishu.requests).toEqual([]);
	});
});

describe('input items', () => {
	test('each item names a card', async () => {
		await n8n.run(cardItems(3));
		expect(sentCards()).toEqual(['a-0 ou_1', 'a-1 ou_1', 'a-2 ou_1']);
	});

	test.each<[string, unknown]>([
		['with commas between them', 'ou_1,ou_2, ou_3'],
		['with Chinese commas between them', 'ou_1，ou_2，ou_3'],
		['as an array', ['ou_1', 'ou_2', 'ou_3']],
		['as the JSON text of an array', '["ou_1", "ou_2", "ou_3"]'],
		['with one named twice', ['ou_1', 'ou_2', 'ou_1,ou_3']],
	])('several users %s get a card each taken away', async (_, user_id) => {
		const ran = await n8n.run([{ biz_id: 'a', user_id } as IDataObject], {
			parameters: { output: 'cards' },
		});
		expect(sentCards()).toEqual(['a ou_1', 'a ou_2', 'a ou_3']);
		expect(ran.outputs[1].map(inputsOf)).toEqual([[0], [0], [0]]);
	});

	test('IDs that are numbers are sent as text', async () => {
		await n8n.run([{ biz_id: 17, user_id: 4711 }], { parameters: { userIdType: 'user_id' } });
		expect(n8n.feishu.deleteRequests[0].body).toEqual({
			feed_cards: [{ biz_id: '17', user_id: '4711' }],
		});
	});

	test('the values may come from anywhere an expression reaches', async () => {
		await n8n.run([{ order: 7, people: [{ id: 'ou_1' }, { id: 'ou_2' }] }], {
			parameters: {
				bizId: '=order-{{ $json.order }}',
				userId: '={{ $json.people.map((person) => person.id) }}',
			},
		});
		expect(sentCards()).toEqual(['order-7 ou_1', 'order-7 ou_2']);
	});
});

describe('a list', () => {
	const cards = cardItems(2);

	test.each<[string, unknown]>([
		['an array', cards],
		['an object with feed_cards', { feed_cards: cards }],
		['JSON text of an array', JSON.stringify(cards)],
		['JSON text of an object with feed_cards', JSON.stringify({ feed_cards: cards })],
	])('may be %s', async (_, list) => {
		const ran = await n8n.run([{ cards: list } as IDataObject], asList);
		expect(ran.error).toBeUndefined();
		expect(sentCards()).toEqual(['a-0 ou_1', 'a-1 ou_1']);
	});

	test('may name several users for a card', async () => {
		await n8n.run([{ cards: [{ biz_id: 'a', user_id: 'ou_1, ou_2' }] }], asList);
		expect(sentCards()).toEqual(['a ou_1', 'a ou_2']);
	});

	test('comes with each item, and each result is linked to the item of its list (pairedItem)', async () => {
		const lists = [{ cards: cards.slice(0, 1) }, { cards: [] }, { cards: cards.slice(1) }];
		const ran = await n8n.run(lists, asList);
		expect(ran.outputs[1].map(inputsOf)).toEqual([[0], [2]]);
	});

	test.each([[[]], [{ feed_cards: [] }], ['[]']])(
		'may be empty (%j): no request, no error, and the summary of no cards',
		async (list) => {
			const ran = await n8n.run([{ cards: list } as IDataObject], asList);
			expect(ran.error).toBeUndefined();
			expect(ran.done).toEqual([
				{ cards: 0, deleted: 0, failed: 0, requests: 0, failed_cards: [] },
			]);
			expect(ran.failed).toEqual([]);
			expect(ran.hints).toEqual(['There were no cards to delete.']);
			expect(n8n.feishu.requests).toEqual([]);
		},
	);
});

describe('a duplicate: a card named twice', () => {
	test('is sent once, and its one result is linked to both items that named it (pairedItem)', async () => {
		const [a, b] = cardItems(2);
		const ran = await n8n.run([a, b, a]);
		expect(sentCards()).toEqual(['a-0 ou_1', 'a-1 ou_1']);
		expect(ran.failed.map(({ biz_id }) => biz_id)).toEqual(['a-0', 'a-1']);
		expect(ran.outputs[1].map(inputsOf)).toEqual([[0, 2], [1]]);
	});

	test('in one list has one link to that list', async () => {
		const [a] = cardItems(1);
		const ran = await n8n.run([{ cards: [a, a] }], asList);
		expect(sentCards()).toEqual(['a-0 ou_1']);
		expect(ran.outputs[1].map(inputsOf)).toEqual([[0]]);
	});

	test('is another card for another user', async () => {
		await n8n.run([...cardItems(1), ...cardItems(1, 'ou_2')]);
		expect(sentCards()).toEqual(['a-0 ou_1', 'a-0 ou_2']);
	});
});

describe('invalid input', () => {
	const good = { biz_id: 'a', user_id: 'ou_1' };
	const mistakes: Array<[string, IDataObject, string]> = [
		['no business ID', { user_id: 'ou_1' }, 'Business ID is empty'],
		['no user ID', { biz_id: 'a' }, 'User ID is empty'],
		['a blank user ID', { biz_id: 'a', user_id: '  ' }, 'User ID is empty'],
		['no user in the array', { biz_id: 'a', user_id: [] }, 'User ID is an empty list'],
		[
			'a business ID that is too long',
			{ biz_id: 'x'.repeat(201), user_id: 'ou_1' },
			'Business ID has 201 characters; Feishu allows 200',
		],
		[
			'a business ID that is an object',
			{ biz_id: {}, user_id: 'ou_1' },
			'Business ID is an object, not text',
		],
	];

	test.each(mistakes)(
		'%s is an error that names item and field, before any request',
		async (_, bad, said) => {
			n8n.feishu.addCards([{ bizId: 'a', userId: 'ou_1' }]);
			const ran = await n8n.run([good, bad]);
			expect(ran.error?.message).toBe(said);
			expect(ran.error?.context).toMatchObject({ itemIndex: 1 });
			expect(ran.error?.description).toContain('No card was deleted.<br>[Item 1] ');
			expect(ran.outputs).toEqual([]);
			expect(n8n.feishu.requests).toEqual([]);
			expect(n8n.feishu.cardCount).toBe(1);
		},
	);

	test.each(mistakes)(
		'%s is a failed item where the node is set to continue, and the others are deleted',
		async (_, bad, said) => {
			n8n.feishu.addCards([{ bizId: 'a', userId: 'ou_1' }]);
			const ran = await n8n.run([good, bad], { onError: 'continueRegularOutput' });
			expect(ran.failed).toHaveLength(1);
			expect(ran.failed[0]).toMatchObject({
				reason: 'REJECTED',
				reason_code: null,
				code: null,
				message: expect.stringContaining(`[Item 1] ${said}.`),
			});
			expect(ran.outputs[1].map(inputsOf)).toEqual([[1]]);
			expect(ran.hints).toEqual(['1 card deleted, 1 failed (REJECTED 1).']);
			expect(n8n.feishu.cardCount).toBe(0);
		},
	);

	test.each<[string, unknown, string]>([
		['no list', undefined, 'Cards is empty'],
		['a number', 7, 'Cards is a number, not a list of cards'],
		['one card', good, 'Cards is one card, not a list of cards: put [ and ] around it'],
		['broken JSON', '[{"biz_id":', 'Cards is not valid JSON at character 12: [{"biz_id":'],
		['a list of texts', ['a'], 'cards[0] is a string, not an object with biz_id and user_id'],
		['a card without user', [good, { biz_id: 'b' }], 'cards[1].user_id is empty'],
	])('%s in place of a list is an error before any request', async (_, list, said) => {
		const ran = await n8n.run([{ cards: list } as IDataObject], asList);
		expect(ran.error?.message).toBe(said);
		expect(n8n.feishu.requests).toEqual([]);
	});

	test('equal mistakes are counted, and the other kinds are told with them', async () => {
		const ran = await n8n.run([good, {}, ...Array<IDataObject>(6).fill({ biz_id: 'a' })]);
		expect(ran.error?.message).toBe('Business ID is empty');
		expect(ran.error?.description).toBe(
			'No card was deleted.<br>' +
				'[Item 1] {{ $json.biz_id }} was looked for in this item; it has no fields at all. Drag the right field from the input panel onto Business ID.<br>' +
				'Also: User ID is empty in 7 items (1, 2, 3, 4, 5, …).',
		);
	});

	test('of many kinds of mistakes five more are told, and how many others there are', async () => {
		const users = ['oc_1', 'cli_1', 'on_1', 'a@b.c', '张三', 'ou 1'];
		const wrong = users.map((user_id) => ({ biz_id: 'a', user_id }));
		const ran = await n8n.run([...wrong, { biz_id: 'a' }, { user_id: 'ou_1' }]);
		expect(ran.error?.message).toContain('is the ID of a chat');
		expect(ran.error?.description).toMatch(/ in item 5; and 2 more\.$/);
	});

	test('five names are shown as they are, and ten fields', async () => {
		const five = await n8n.run(Array<IDataObject>(5).fill({ bizId: 'a', user_id: 'ou_1' }));
		expect(five.error?.description).toContain('The same occurs in 5 items (0, 1, 2, 3, 4).');
		const fields = (count: number) =>
			Object.fromEntries(Array.from({ length: count }, (_, index) => [`c${index}`, 1]));
		const ten = await n8n.run([fields(10)]);
		expect(ten.error?.description).toContain('c7, c8, c9. Drag');
		const eleven = await n8n.run([fields(11)]);
		expect(eleven.error?.description).toContain('c8, c9, …. Drag');
	});

	test('what else is wrong is escaped too', async () => {
		const ran = await n8n.run([{ user_id: 'ou_1' }, { biz_id: 'a', user_id: '<img/src=x>@x' }]);
		expect(ran.error?.description).toContain(
			'Also: User ID contains a character that no ID has (&lt;img/src=x>@x)',
		);
		expect(ran.error?.description).not.toContain('<img');
	});

	test('the same mistake in many items says in how many', async () => {
		const ran = await n8n.run(Array<IDataObject>(500).fill({ bizId: 'a', user_id: 'ou_1' }));
		expect(ran.error?.message).toBe('Business ID is empty');
		expect(ran.error?.description).toContain(
			'It has bizId: rename that, or use {{ $json.bizId }}.<br>The same occurs in 500 items (0, 1, 2, 3, 4, …).',
		);
	});

	test.each<[string, string, string]>([
		['an e-mail address', 'li@example.com', 'Set User ID Type to E-Mail Address'],
		['a name', '张三', 'Give the e-mail address or the phone number'],
		['nothing, where its column is there', '', 'user_id is there, but empty. Fill it in, or leave'],
	])('%s in place of an ID is answered with what to do', async (_, given, advice) => {
		const ran = await n8n.run([good, { ...good, user_id: given }]);
		expect(ran.error?.context).toMatchObject({ itemIndex: 1 });
		expect(ran.error?.description).toContain(advice);
	});

	test('what is not a field by itself is no column that is there', async () => {
		const ran = await n8n.run([good], { parameters: { userId: '={{ $json.user_id.open_id }}' } });
		expect(ran.error?.description).toContain(
			'was looked for in this item; it has: biz_id, user_id',
		);
	});

	test('after a webhook with other names, these are told', async () => {
		const body = { open_id: 'ou_1', order: 17 };
		const ran = await n8n.run([{ headers: {}, params: {}, query: {}, body }]);
		expect(ran.error?.description).toContain('in this item; its body has: open_id, order. Drag');
	});

	test.each<[string, INodeParameters]>([
		['Business ID', { bizId: '$json.biz_id' }],
		['Business ID', { bizId: '=$json.biz_id' }],
		['User ID', { userId: "=$('Webhook').item.json.user_id" }],
		['Title', { operation: 'create', title: '=$json.title', link: 'https://example.com' }],
		['Title', { operation: 'update', updateFields: { title: '$json.title' } }],
		['Title', { operation: 'update', updateFields: { title: '=$now' } }],
		['Business ID', { bizId: '=$execution.id' }],
	])('%s: an expression without its braces is not sent as text: %j', async (field, parameters) => {
		const ran = await n8n.run([good], { parameters });
		expect(ran.error?.message).toBe(`${field} is an expression without {{ and }} around it`);
		expect(ran.error?.description).toMatch(/Switch the field to Expression, and write \{\{ \$/);
		expect(n8n.feishu.requests).toEqual([]);
	});

	test.each(['$json is great', '$input', '=$5 off', '=$inputs', '=$if you like'])(
		'a text that only looks like one is sent: %s',
		async (title) => {
			n8n.feishu.addCards([{ bizId: String(good.biz_id), userId: String(good.user_id) }]);
			const ran = await n8n.run([good], {
				parameters: { operation: 'update', updateFields: { title } },
			});
			expect(ran.error).toBeUndefined();
			expect(ran.failed).toEqual([]);
		},
	);

	test('an ID of which only the text around its expressions is left is empty', async () => {
		const ran = await n8n.run([good, good], { parameters: { bizId: '=order-{{ $json.order }}' } });
		expect(ran.error?.message).toBe('Business ID is empty');
		expect(ran.error?.description).toContain(
			'order-{{ $json.order }} was looked for in this item; it has: biz_id, user_id',
		);
		expect(n8n.feishu.requests).toEqual([]);
		const parameters = { bizId: '=order-{{ $json.order }}', options: { dryRun: true } };
		const found = await n8n.run([{ ...good, order: 17 }], { parameters });
		expect(found.error).toBeUndefined();
		const meant = { ...parameters, bizId: '=order-17{{ $json.part ?? "" }}' };
		expect((await n8n.run([good], { parameters: meant })).error).toBeUndefined();
		const create = {
			bizId: '=order-{{ $json.order }}',
			operation: 'create',
			title: 'T',
			link: 'https://a.example/',
		};
		const made = await n8n.run([good], { parameters: create });
		expect(made.error?.message).toBe('Business ID is empty');
	});

	test.each<[string, IDataObject, string]>([
		['bizId', { bizId: 'a', user_id: 'ou_1' }, 'cards[0].bizId is not read; rename it to biz_id'],
		[
			'User ID',
			{ biz_id: 'a', 'User ID': 'u' },
			'cards[0].User ID is not read; rename it to user_id',
		],
		[
			"bizId in Feishu's own shape",
			{ app_feed_card: { bizId: 'a' }, user_ids: ['ou_1'] },
			'cards[0].app_feed_card.bizId is not read; rename it to biz_id',
		],
	])('a list with %s in place of the right key says which it is', async (_, entry, said) => {
		const ran = await n8n.run([{ cards: [entry] }], asList);
		expect(ran.error?.message).toBe(said);
	});

	test('a mistake about a card that two items name is in both of them', async () => {
		const bad = { biz_id: 'x'.repeat(201), user_id: 'ou_1' };
		const ran = await n8n.run([good, bad, good, bad]);
		expect(ran.error?.description).toContain('The same occurs in 2 items (1, 3).');
	});

	test('a mistake that one list holds several times is counted', async () => {
		const ran = await n8n.run([{ cards: [{ biz_id: 'a' }, { biz_id: 'b' }] }], asList);
		expect(ran.error?.message).toBe('cards[0].user_id is empty');
		expect(ran.error?.description).toContain('The same occurs in item 0, 2 times.');
	});

	test.each<[string, IDataObject, 'items' | 'list', string]>([
		[
			'an expression that finds no list',
			{ rows: [good], total: 1 },
			'list',
			'The list of this item is under rows: set Cards to {{ $json.rows }}.',
		],
		['one card where a list is expected', good, 'list', 'set Card Source to Input Items.'],
		[
			'the summary of a run before',
			{ cards: 2, deleted: 1, failed: 1, failed_cards: [{ ...good, reason: 'NOT_CREATED' }] },
			'list',
			'set Cards to {{ $json.failed_cards }}.',
		],
		[
			'a list where one card is expected',
			{ cards: [good] },
			'items',
			'set Card Source to List, and Cards to {{ $json.cards }}.',
		],
		[
			'a list under body',
			{ body: { cards: [good] } },
			'items',
			'set Card Source to List, and Cards to {{ $json.body.cards }}.',
		],
		[
			'a body that is a list',
			{ body: [good] },
			'items',
			'set Card Source to List, and Cards to {{ $json.body }}.',
		],
		[
			'a body that is a list, with List',
			{ body: [good] },
			'list',
			'Set Cards to {{ $json.body }}.',
		],
		[
			'a list under body, with List',
			{ body: { feed_cards: [good] } },
			'list',
			'Set Cards to {{ $json.body.feed_cards }}.',
		],
		[
			'one card under body',
			{ body: good },
			'items',
			'Use an expression like {{ $json.body.biz_id }}.',
		],
		[
			'one card under body, with List',
			{ body: good },
			'list',
			'Business ID to {{ $json.body.biz_id }} and User ID to {{ $json.body.user_id }}.',
		],
	])('%s is answered with what to set', async (_, item, cardSource, advice) => {
		const ran = await n8n.run([item], { parameters: { cardSource } });
		expect(ran.error?.description).toContain(advice);
	});

	test('what the input holds is shown as text, whatever tags it contains', async () => {
		const ran = await n8n.run([{ '<img src=x onerror=alert(1)>': 1 }]);
		expect(ran.error?.description).toContain('&lt;img src=x');
		expect(ran.error?.description).not.toContain('<img');
	});

	test('an expression that fails is a mistake of its item', async () => {
		const ran = await n8n.run([good], {
			parameters: { userId: '={{ $("Nowhere").item.json.user_id }}' },
		});
		expect(ran.error?.message).toMatch(/^User ID has an expression that fails: /);
		expect(n8n.feishu.requests).toEqual([]);
	});

	test.each<[string, IDataObject, RegExp]>([
		['User ID Type', { userIdType: 'name' }, /open_id, union_id, user_id, email, mobile/],
		['Output', { output: 'nothing' }, /summary, cards/],
		['Requests per Second', { options: { requestsPerSecond: 0 } }, /a number above 0/],
		['Max Retries', { options: { maxRetries: 1.5 } }, /a whole number, 0 or more/],
		[
			'Timeout',
			{ options: { timeout: 'soon' } },
			/a whole number of milliseconds, from 1 to 2147483647/,
		],
	])('%s out of range is an error before any request', async (label, parameters, said) => {
		const ran = await n8n.run([good], { parameters: parameters as RunSettings['parameters'] });
		expect(ran.error?.message).toContain(`${label} must be`);
		expect(ran.error?.message).toMatch(said);
		expect(n8n.feishu.requests).toEqual([]);
	});
});

test('a Card Source that the node does not have is no other one', async () => {
	const ran = await n8n.run(cardItems(1), { parameters: { cardSource: 'List' } });
	expect(ran.error?.message).toBe('Card Source must be one of: items, list');
	expect(n8n.feishu.requests).toEqual([]);
});

const BODY = '{"cards":[{"biz_id":"a","user_id":"ou_1"}]}';
test.each<[string, unknown]>([
	['items', { [BODY]: '' }],
	['list', { [BODY]: '' }],
	['items', BODY],
	['list', BODY],
])(
	'a webhook that was not told of JSON is recognised where Card Source is %s: %j',
	async (cardSource, body) => {
		const item = { headers: {}, body } as IDataObject;
		const parameters = {
			cardSource,
			bizId: '={{ $json.body.biz_id }}',
			cards: '={{ $json.body.cards }}',
		};
		const ran = await n8n.run([item], { parameters });
		expect(ran.error?.description).toContain(
			'the caller must send the header Content-Type: application/json',
		);
	},
);

test('a webhook that took JSON for text is recognised by an expression that finds a method of it', async () => {
	const item = { headers: {}, body: '{"link":"https://example.com/"}' };
	const parameters = { operation: 'create', userId: 'ou_1', link: '={{ $json.body.link }}' };
	const ran = await n8n.run([item], { parameters });
	expect(ran.error?.message).toMatch(/^Link has an expression that fails/);
	expect(ran.error?.description).toContain('Content-Type: application/json');
});

test('an operation that the node does not have, such as n8n’s Custom API Call, deletes nothing', async () => {
	const ran = await n8n.run(cardItems(1), { parameters: { operation: '__CUSTOM_API_CALL__' } });
	expect(ran.error?.message).toBe('Operation must be one of: create, upsert, delete, update');
	expect(n8n.feishu.requests).toEqual([]);
});
