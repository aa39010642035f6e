/** What the panel's collections and switches give, and what the items of a run say together. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { cardItems, setUp } from './setUp';

const n8n = setUp();

const LINK = 'https://example.com/1';
const WHOLE: INodeParameters = { operation: 'create', bizId: '={{ $json.biz_id }}', link: LINK };

const create = async (items: IDataObject[], parameters: INodeParameters = {}) =>
	await n8n.run(items, { parameters: { ...WHOLE, ...parameters } });
const update = async (updateFields: unknown, item: IDataObject = cardItems(1)[0]) =>
	await n8n.run([item], {
		parameters: { operation: 'update', updateFields } as INodeParameters,
	});

const button = { text: 'Open', action: 'url_page', url: LINK };
const given = {
	...cardItems(1)[0],
	buttons: [button],
	collection: { button: [button] },
	label: { text: 'New', type: 'danger' },
	values: [{ key: 'a', value: 'b' }],
	fields: { title: 'T', link: LINK },
	removeButtons: false,
};

describe('a collection given by one expression is invalid', () => {
	const pairsByExpression = { button: [{ ...button, values: { pair: '={{ $json.values }}' } }] };

	test.each<[string, IDataObject, string]>([
		['buttons', { buttons: '={{ $json.collection }}' }, 'Buttons'],
		['the list of buttons', { buttons: { button: '={{ $json.buttons }}' } }, 'Buttons'],
		['a status label', { statusLabel: '={{ $json.label }}' }, 'Status Label'],
		['the pairs of values', { buttons: pairsByExpression }, 'Button 1: Values'],
	])('%s: nothing is sent, and the message says to use a list', async (_, fields, field) => {
		for (const ran of [
			await create([given], { additionalFields: fields as INodeParameters }),
			await update(fields, given),
		]) {
			expect(ran.error?.message).toContain(`${field} `);
			expect(ran.error?.message).toContain('cannot be set as a whole by an expression');
			expect(ran.error?.description).toContain('set Card Source to List');
		}
		expect(n8n.feishu.requests).toEqual([]);
	});

	test('what is in a status label: n8n leaves an empty text of it', async () => {
		const fields = { statusLabel: { label: '={{ $json.label }}' } };
		const ran = await create([given], { additionalFields: fields });
		expect(ran.error?.message).toBe('Status Label: Text is empty');
		const changes = await update(fields, given);
		expect(changes.error?.message).toBe('Status Label: Text is empty');
		expect(n8n.feishu.requests).toEqual([]);
	});

	test('Update Fields itself', async () => {
		const ran = await update('={{ $json.fields }}', given);
		expect(ran.error?.message).toBe('Update Fields cannot be set as a whole by an expression');
		expect(ran.error?.description).toContain('set Card Source to List');
		expect(n8n.feishu.requests).toEqual([]);
	});
});

describe('the text of a button', () => {
	const withText = async (text: unknown) => {
		const buttons = { button: [{ ...button, text: '={{ $json.text }}' }] };
		return await create([{ ...given, text } as IDataObject], { additionalFields: { buttons } });
	};

	test.each<[string, unknown]>([
		['a formula', { type: 1, value: [{ text: 'Go', type: 'text' }] }],
		['a link', { link: LINK, text: 'Go' }],
	])('is read from %s of Feishu Base', async (_, text) => {
		const ran = await withText(text);
		expect(ran.error).toBeUndefined();
		expect(n8n.feishu.createRequests[0].rawBody).toContain('"text":{"text":"Go"}');
	});

	test.each<[string, unknown, string]>([
		['an object', { a: 1 }, 'is an object, not text'],
		['one that has a text', { text: 'Go' }, 'is an object, not text'],
		['null', null, 'is empty'],
		['a lookup that found nothing', { type: 1, value: [] }, 'is empty'],
	])('that is %s is a mistake', async (_, text, said) => {
		const ran = await withText(text);
		expect(ran.error?.message).toBe(`Button 1: Button Text ${said}`);
		expect(n8n.feishu.requests).toEqual([]);
	});
});

test('two rows of Values that were added and left empty are none', async () => {
	const empty = { key: '', value: '' };
	const buttons = { button: [{ ...button, values: { pair: [empty, empty] } }] };
	const ran = await create([given], { additionalFields: { buttons } });
	expect(ran.error).toBeUndefined();
	const [{ rawBody }] = n8n.feishu.createRequests;
	expect(rawBody).toContain('"buttons":[{');
	expect(rawBody).not.toContain('action_map');
});

describe('a button whose expression finds nothing', () => {
	const withButton = async (fields: IDataObject) =>
		await create([given], {
			additionalFields: { buttons: { button: [{ ...button, ...fields }] } },
		});

	test.each<[string, IDataObject, string]>([
		['page', { url: '={{ $json.page }}' }, 'URL'],
		['page on PC', { url: '', pcUrl: '={{ $json.page ?? null }}' }, 'URL'],
		['action', { action: '={{ $json.page }}' }, 'Click Action'],
	])('%s is a mistake: a click would do nothing', async (_, fields, label) => {
		const ran = await withButton(fields);
		expect(ran.error?.message).toBe(`Button 1: ${label} is empty`);
		expect(n8n.feishu.requests).toEqual([]);
	});

	test('names the expression and what the item has', async () => {
		const ran = await withButton({ url: '={{ $json.page }}' });
		expect(ran.error?.description).toContain(
			'{{ $json.page }} was looked for in this item; it has: biz_id, user_id,',
		);
		expect(ran.error?.description).toContain('onto Button 1: URL.');
	});

	test.each<[string, IDataObject]>([
		['URL that is left empty', { url: '' }],
		['second URL', { pcUrl: '={{ $json.page }}' }],
		['URL where the action is another one', { action: 'webhook', url: '={{ $json.page }}' }],
	])('may lack a %s', async (_, fields) => {
		const ran = await withButton(fields);
		expect(ran.error).toBeUndefined();
		expect(n8n.feishu.createRequests[0].rawBody).not.toContain('"multi_url":{}');
	});
});

test('a wrong value of a button is named by its key', async () => {
	const pair = [
		{ key: 'due', value: 'today' },
		{ key: 'to.whom', value: '={{ $json.values }}' },
	];
	const buttons = { button: [{ ...button, values: { pair } }] };
	const ran = await create([{ ...given, values: ['a', 'b'] } as never], {
		additionalFields: { buttons },
	});
	expect(ran.error?.message).toBe('Button 1: Values: to.whom is a list, not text');
});

test('two values of a button under one key are a mistake: a click would bring one of them', async () => {
	const pair = [
		{ key: 'due', value: 'today' },
		{ key: 'due', value: 'tomorrow' },
	];
	const buttons = { button: [{ ...button, values: { pair } }] };
	const ran = await create([given], { additionalFields: { buttons } });
	expect(ran.error?.message).toBe('Button 1: Values has the key due twice');
	expect(n8n.feishu.requests).toEqual([]);
});

test('a value of a button whose expression finds nothing is a mistake: a click would not bring it', async () => {
	const withDue = async (value: string) => {
		const pair = [
			{ key: 'note', value: '' },
			{ key: 'due', value },
		];
		const buttons = { button: [{ ...button, values: { pair } }] };
		return await create([given], { additionalFields: { buttons } });
	};
	const ran = await withDue('={{ $json.due }}');
	expect(ran.error?.message).toBe('Button 1: Values: due is empty');
	expect(ran.error?.description).toContain('Its expression finds nothing in this item. ');
	expect(n8n.feishu.requests).toEqual([]);
	expect((await withDue('={{ $json.due ?? null }}')).error).toBeUndefined();
	expect(n8n.feishu.createRequests[0].rawBody).not.toContain('due');
});

describe('an update', () => {
	test('of nothing is a mistake that says where to add a field', async () => {
		const ran = await update({});
		expect(ran.error?.message).toBe('Update Fields has nothing to change; set at least one field');
		expect(ran.error?.description).toContain('Choose Update Fields > Add Field');
		expect(n8n.feishu.requests).toEqual([]);
	});

	const sent = () => {
		const [{ body }] = n8n.feishu.updateRequests;
		return (body as { feed_cards: IDataObject[] }).feed_cards[0];
	};

	test.each([true, '={{ true }}', '={{ "true" }}', '={{ 1 }}'])(
		'with Remove Buttons (%s) takes all buttons away, and changes nothing else',
		async (removeButtons) => {
			n8n.feishu.addCards([{ bizId: 'a-0', userId: 'ou_1' }]);
			const ran = await update({ removeButtons });
			expect(ran.error).toBeUndefined();
			expect(sent()).toEqual({
				app_feed_card: { biz_id: 'a-0', buttons: { buttons: [] } },
				user_id: 'ou_1',
				update_fields: ['11'],
			});
		},
	);

	test('with Remove Buttons off leaves the buttons alone', async () => {
		n8n.feishu.addCards([{ bizId: 'a-0', userId: 'ou_1' }]);
		await update({ title: 'T', removeButtons: '={{ $json.removeButtons }}' }, given);
		expect(sent()).toMatchObject({ update_fields: ['1'] });
		expect(sent().app_feed_card).toEqual({ biz_id: 'a-0', title: 'T' });
		const alone = await update({ removeButtons: false });
		expect(alone.error?.message).toContain('has nothing to change');
	});

	test.each([
		[
			'with buttons',
			{ buttons: { button: [button] }, removeButtons: true },
			'Remove Buttons is on, and Buttons has buttons',
		],
		[
			'that says neither',
			{ removeButtons: 'perhaps' },
			'Remove Buttons is perhaps, neither true nor false',
		],
		['that finds nothing', { removeButtons: '={{ $json.nothing }}' }, 'Remove Buttons is empty'],
		[
			'that is an accident, which a message would cut off in its middle',
			{ removeButtons: 'if there is nothing left to do in [object Object]' },
			'Remove Buttons is a text made by accident, neither true nor false',
		],
	])('by Remove Buttons %s is a mistake', async (_, fields, said) => {
		const ran = await update(fields);
		expect(ran.error?.message).toBe(said);
		expect(n8n.feishu.requests).toEqual([]);
	});
});

describe('an option that differs between items', () => {
	const items = cardItems(3).map((card, index) => ({ ...card, test: index < 2, pace: index + 1 }));

	test('is a mistake before the first request: a dry run must not become a real one', async () => {
		const ran = await n8n.run(items, { parameters: { options: { dryRun: '={{ $json.test }}' } } });
		expect(ran.error?.message).toBe('Dry Run is true for item 0 and false for item 2');
		expect(ran.error?.description).toContain('Split the items with an If node');
		const pace = await n8n.run(items, {
			parameters: { options: { requestsPerSecond: '={{ $json.pace }}' } },
		});
		expect(pace.error?.message).toBe('Requests per Second is 1 for item 0 and 2 for item 1');
		expect(n8n.feishu.requests).toEqual([]);
	});

	test.each<[string, string, unknown]>([
		['dryRun', 'Dry Run', false],
		['ignoreNotCreated', 'Ignore Not Created', false],
		['timeout', 'Timeout', 30_000],
	])('is a mistake if the expression of %s finds nothing', async (name, label, preset) => {
		const options = { [name]: '={{ $json.nothing }}' };
		const ran = await n8n.run(items, { parameters: { options } });
		expect(ran.error?.message).toBe(`${label} is empty: its expression finds nothing in item 0`);
		expect(ran.error?.description).toContain(`{{ $ifEmpty($json.${name}, ${String(preset)}) }}`);
		expect(n8n.feishu.requests).toEqual([]);
	});

	test('that has an expression which fails is named', async () => {
		const options = { timeout: "={{ $('Config').first().json.t }}" };
		const ran = await n8n.run(items, { parameters: { options } });
		expect(ran.error?.message).toMatch(/^Timeout has an expression that fails: Referenced node/);
		expect(ran.error?.description).toContain('under Options');
	});

	test('is none if a switch is given as 1 and as true', async () => {
		const given = [1, true].map((test, index) => ({ ...items[index], test }));
		const ran = await n8n.run(given, { parameters: { options: { dryRun: '={{ $json.test }}' } } });
		expect(ran.done).toMatchObject([{ planned: 2 }]);
	});

	test('is none if all items say the same', async () => {
		const ran = await n8n.run(items, {
			parameters: { options: { dryRun: '={{ $json.pace > 0 }}', timeout: '={{ 9000 + 1 }}' } },
		});
		expect(ran.error).toBeUndefined();
		expect(ran.done).toMatchObject([{ planned: 3 }]);
		expect(n8n.feishu.cardRequests).toEqual([]);
	});
});

describe('rows that each give the same cards', () => {
	const cards = (count: number) =>
		Array.from({ length: count }, (_, index) => ({ user_id: `ou_${index}`, link: LINK }));
	const createAll = async (items: IDataObject[], expression: string, more: INodeParameters = {}) =>
		await n8n.run(items, {
			parameters: { operation: 'create', cardSource: 'list', cards: expression, ...more },
		});

	test('are a mistake in a create without business IDs: Execute Once', async () => {
		const ran = await createAll(
			cards(3),
			'={{ $input.all().map(({ json }) => ({ user_id: json.user_id, link: json.link })) }}',
		);
		expect(ran.error?.message).toBe('Each of 3 input items gives the same 3 cards');
		expect(ran.error?.description).toContain('If you mean 9 cards');
		expect(ran.error?.description).toContain('Execute Once');
		const one = await create([{}, {}], { bizId: '', userId: 'ou_1' });
		expect(one.error?.message).toBe('Each of 2 input items gives the same card');
		const long = ['a', 'b'].map((letter) => ({ title: letter.repeat(70) }));
		const wrong = await createAll(
			long,
			`={{ ['ou_1', 'ou_2'].map((user_id) => ({ user_id, title: $json.title, link: '${LINK}' })) }}`,
		);
		expect(wrong.error?.description).not.toContain('gives the same');
		const goesOn = await n8n.run([{}, {}], {
			parameters: { ...WHOLE, bizId: '', userId: 'ou_1' },
			onError: 'continueErrorOutput',
		});
		expect(goesOn.failed.map(({ biz_id }) => biz_id)).toEqual([null, null]);
		expect(n8n.feishu.requests).toEqual([]);
	});

	test('are none if business IDs, users or contents differ, nor in a single item', async () => {
		const all = '={{ $json.cards }}';
		const named = cards(2).map((card, index) => ({ ...card, biz_id: `n-${index}` }));
		const lists: IDataObject[][] = [
			[{ cards: named }, { cards: named }],
			[{ cards: cards(2) }, { cards: cards(3) }],
			[{ cards: cards(2) }, { cards: cards(2).map((card) => ({ ...card, title: 'Other' })) }],
			[{ cards: cards(2) }],
			[{ cards: [] }, { cards: [] }],
		];
		for (const items of lists) {
			const ran = await createAll(items, all);
			expect(ran.error).toBeUndefined();
		}
	});

	test('with business IDs are sent once, and counted as repeated', async () => {
		const named = cardItems(3);
		const ran = await n8n.run(Array<IDataObject>(3).fill({ cards: [...named, named[0]] }), {
			parameters: { cardSource: 'list' },
		});
		expect(ran.done).toMatchObject([{ cards: 3, repeated: 9, requests: 1 }]);
		const once = await n8n.run(named);
		expect(once.done[0]).not.toHaveProperty('repeated');
	});
});

describe('a value from outside never makes a message as long as it is', () => {
	const huge = 'x'.repeat(200_000);
	const SHORT = 1_500;

	test.each<[string, IDataObject, string]>([
		['a title', { title: huge }, 'Title has 200000 characters; Feishu allows 60'],
		['a business ID', { biz_id: huge }, 'Business ID has 200000 characters; Feishu allows 200'],
		['a user ID', { user_id: huge }, 'User ID has 200000 characters; Feishu allows 200'],
		['a link', { link: `https://${huge}` }, 'Link has 200008 characters; Feishu allows 700'],
		['braces', { title: '{{'.repeat(100_000) }, 'Title has 200000 characters; Feishu allows 60'],
		[
			'expressions',
			{ title: '{{$a'.repeat(50_000) },
			'Title has 200000 characters; Feishu allows 60',
		],
	])('%s', async (_, part, said) => {
		const parameters = { title: '={{ $json.title }}', link: '={{ $json.link }}' };
		const ran = await create([{ ...cardItems(1)[0], link: LINK, ...part }], parameters);
		expect(ran.error?.message).toBe(said);
		expect(String(ran.error?.description).length).toBeLessThan(SHORT);
		const list = await n8n.run([{ cards: [{ ...cardItems(1)[0], link: LINK, ...part }] }], {
			parameters: { operation: 'create', cardSource: 'list' },
		});
		expect(list.error?.message).toContain('characters; Feishu allows');
		expect(list.error?.message.length).toBeLessThan(SHORT);
	});

	test('nor one as long as its keys', async () => {
		const card = { biz_id: 'a', link: LINK, [huge]: 1 };
		const runs = [
			await n8n.run([{ cards: [{ app_feed_card: card, user_ids: ['ou_1'] }] }], {
				parameters: { operation: 'create', cardSource: 'list' },
			}),
			await n8n.run([{ [huge]: 1 }]),
			await n8n.run([{ biz_id: 'a', user_id: { [huge]: huge } }]),
			await n8n.run([{ cards: huge }], { parameters: { cardSource: 'list' } }),
			await n8n.run(
				[
					{
						cards: [
							{
								...card,
								user_id: 'ou_1',
								buttons: [{ text: 'a', action_type: 'webhook', action_map: { [huge]: {} } }],
							},
						],
					},
				],
				{
					parameters: { operation: 'create', cardSource: 'list' },
				},
			),
		];
		for (const { error } of runs) {
			expect(error?.message.length).toBeLessThan(SHORT);
			expect(String(error?.description).length).toBeLessThan(SHORT);
		}
		expect(n8n.feishu.requests).toEqual([]);
	});
});
