/** Values as other systems give them: what is meant without doubt is taken, an accident is never sent. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { NEEDED, setUp } from './setUp';

const n8n = setUp();

const LINK = 'https://example.com/1';

/** Everything of a card by an expression, as the names of the columns say. */
const BY_COLUMNS: INodeParameters = {
	operation: 'create',
	bizId: '={{ $json.biz_id }}',
	title: '={{ $json.title }}',
	preview: '={{ $json.preview }}',
	link: '={{ $json.link }}',
};

/** An entry as input item and as list: both must be read the same. */
const SOURCES: Array<[string, (entry: IDataObject) => [IDataObject, INodeParameters]]> = [
	['Input Items', (entry) => [entry, BY_COLUMNS]],
	['List', (entry) => [{ cards: [entry] }, { operation: 'create', cardSource: 'list' }]],
];

const whole = { biz_id: 'a', user_id: 'ou_1', link: LINK };

const createAs = async (
	given: (entry: IDataObject) => [IDataObject, INodeParameters],
	entry: object,
) => {
	const [item, parameters] = given(entry as IDataObject);
	return await n8n.run([item], { parameters });
};

const deleteList = async (cards: unknown, more: INodeParameters = {}) =>
	await n8n.run([{ cards } as IDataObject], { parameters: { cardSource: 'list', ...more } });

const created = () =>
	n8n.feishu.createRequests.map(({ rawBody }) => JSON.parse(rawBody) as { app_feed_card: object });
const deleted = () =>
	n8n.feishu.deleteRequests.flatMap(({ body }) =>
		(body as { feed_cards: IDataObject[] }).feed_cards.map(
			({ biz_id, user_id }) => `${String(biz_id)} ${String(user_id)}`,
		),
	);

describe.each(SOURCES)('with Card Source %s', (source, given) => {
	const label = (panel: string, key: string) => (source === 'List' ? `cards[0].${key}` : panel);
	const li = { id: 'ou_1', name: 'Li', en_name: 'Li', email: '', avatar_url: LINK };

	test.each<[string, unknown, string[]]>([
		['persons', [li, { ...li, id: 'ou_2' }], ['ou_1', 'ou_2']],
		['a single one', li, ['ou_1']],
		['one without a name', { id: 'ou_1' }, ['ou_1']],
		['the people of a form, with open_id', [{ open_id: 'ou_1' }], ['ou_1']],
		['a single one with open_id', { open_id: 'ou_1', union_id: 'on_1' }, ['ou_1']],
		['a text field', [{ text: 'ou_1', type: 'text' }], ['ou_1']],
		['a link', { link: LINK, text: 'ou_1, ou_2' }, ['ou_1', 'ou_2']],
		['a lookup', { type: 11, value: [li] }, ['ou_1']],
		['persons of several rows', [[li], [{ ...li, id: 'ou_2' }]], ['ou_1', 'ou_2']],
		['a person as JSON text', JSON.stringify(li), ['ou_1']],
		['a list whose only entry is JSON text of a list', ['["ou_1", "ou_2"]'], ['ou_1', 'ou_2']],
	])('user IDs are read from %s of Feishu Base', async (_, user_id, users) => {
		const ran = await createAs(given, { ...whole, user_id });
		expect(ran.error).toBeUndefined();
		expect(ran.cards.map((card) => card.user_id)).toEqual(users);
	});

	test.each(['open_id', 'union_id', 'user_id'])(
		'user IDs are read from the person of an event: the %s',
		async (userIdType) => {
			const user_id = { open_id: 'ou_1', union_id: 'on_1', user_id: 'u1' };
			const [item, parameters] = given({ ...whole, user_id } as IDataObject);
			const ran = await n8n.run([item], { parameters: { ...parameters, userIdType } });
			expect(ran.cards.map((card) => card.user_id)).toEqual([user_id[userIdType as 'open_id']]);
		},
	);

	test('an employee ID is read from a person of Feishu Base', async () => {
		const [item, parameters] = given({ ...whole, user_id: [{ id: 'u1', name: 'Li' }] } as never);
		const ran = await n8n.run([item], { parameters: { ...parameters, userIdType: 'user_id' } });
		expect(ran.cards.map((card) => card.user_id)).toEqual(['u1']);
	});

	test('a person of Feishu Base has an ID: the e-mail address beside it is not looked up', async () => {
		const user_id = [{ ...li, email: 'li@example.com' }];
		const [item, parameters] = given({ ...whole, user_id } as never);
		const ran = await n8n.run([item], { parameters: { ...parameters, userIdType: 'email' } });
		expect(ran.cards.map((card) => card.user_id)).toEqual(['ou_1']);
		expect(n8n.feishu.requests.filter(({ path }) => path.includes('/contact/'))).toEqual([]);
	});

	test.each<[string, unknown]>([
		['a formula', { type: 1, value: [{ text: 'A', type: 'text' }] }],
		['a choice of several', ['A']],
	])('%s of Feishu Base that gives one text is that text', async (_, value) => {
		await createAs(given, { ...whole, biz_id: value, title: value, preview: value });
		const text = { biz_id: 'A', title: 'A', preview: 'A' };
		expect(created()[0].app_feed_card).toEqual({ ...text, link: { link: LINK } });
	});

	test.each<[string, unknown]>([
		['a lookup', { type: 1, value: [] }],
		['a formula', { type: 1, value: null }],
		['a list', []],
	])(
		'%s without anything in it is like null: not set, or empty where that is needed',
		async (_, value) => {
			const texts = { title: value, preview: value };
			const ran = await createAs(given, { ...whole, biz_id: value, ...texts });
			expect(ran.error).toBeUndefined();
			const biz_id = expect.stringMatching(/^[0-9a-f-]{36}$/) as string;
			expect(created()[0].app_feed_card).toEqual({ biz_id, link: { link: LINK } });
			const unlinked = await createAs(given, { ...whole, link: value });
			expect(unlinked.error?.message).toBe(`${label('Link', 'link')} is empty`);
			const [item, parameters] = given({ ...whole, biz_id: value } as IDataObject);
			const gone = await n8n.run([item], { parameters: { ...parameters, operation: 'delete' } });
			expect(gone.error?.message).toBe(
				`${label('Business ID', source === 'List' ? 'biz_id' : '')} is empty`,
			);
		},
	);

	test('several choices are a mistake that says how to put them together', async () => {
		const ran = await createAs(given, { ...whole, title: ['A', 'B'] });
		expect(ran.error?.message).toBe(`${label('Title', 'title')} is a list, not text`);
		expect(ran.error?.description).toContain('.join(", ")');
	});

	test('an emoji with a joiner in a business ID is seen', async () => {
		const ran = await createAs(given, { ...whole, biz_id: 'order-👨‍👩‍👧' });
		expect(ran.cards).toMatchObject([{ status: 'created', biz_id: 'order-👨‍👩‍👧' }]);
	});

	test('text and links of Feishu Base are the text and the link', async () => {
		const ran = await createAs(given, {
			biz_id: [
				{ text: 'order-', type: 'text' },
				{ text: '17', type: 'mention' },
			],
			user_id: 'ou_1',
			title: [{ text: 'Order 17', type: 'text' }],
			preview: { link: LINK, text: 'where it is' },
			link: { link: LINK, text: 'where it is' },
		});
		expect(ran.error).toBeUndefined();
		expect(created()[0].app_feed_card).toEqual({
			biz_id: 'order-17',
			title: 'Order 17',
			preview: 'where it is',
			link: { link: LINK },
		});
	});

	test.each<[string, unknown]>([
		['a link in a text field', [{ text: 'here', link: LINK, type: 'url' }]],
		['an address as text', [{ text: LINK, type: 'text' }]],
		["Feishu's own shape", { link: LINK }],
		['text with a line break', `${LINK}\n`],
	])('a link is read from %s', async (_, link) => {
		const ran = await createAs(given, { ...whole, link });
		expect(ran.error).toBeUndefined();
		expect(created()[0].app_feed_card).toEqual({ biz_id: 'a', link: { link: LINK } });
	});

	const accidents: Array<[string, string, string]> = [
		[
			'Order [object Object]',
			'contains an object that was turned into text',
			'a part of that object',
		],
		['[object Promise]', 'contains an object that was turned into text', 'a part of that object'],
		['due Invalid DateTime', 'contains a date that could not be read', 'DateTime.fromFormat'],
		['Invalid Date', 'contains a date that could not be read', 'DateTime.fromFormat'],
		['function trim() { [native code] }', 'contains a function that was turned into text', '()'],
		[
			'Mon Nov 30 2026 00:00:00 GMT+0800 (China Standard Time)',
			'contains a date as programs write it',
			'DateTime.fromJSDate(new Date($json.due))',
		],
		['due NaN', 'contains NaN, which programs write if they find no value', 'Filter node'],
	];
	test.each(accidents)('%s is an invalid text and an invalid ID', async (text, problem, advice) => {
		const wrong: Array<[object, string]> = [
			[{ title: text }, label('Title', 'title')],
			[{ preview: [{ text, type: 'text' }] }, label('Preview', 'preview')],
			[{ biz_id: text }, label('Business ID', 'biz_id')],
			[{ user_id: text }, label('User ID', 'user_id')],
			[{ link: `${LINK} ${text}` }, label('Link', source === 'List' ? 'link' : '')],
		];
		for (const [part, field] of wrong) {
			const ran = await createAs(given, { ...whole, ...part });
			expect(ran.error?.message).toBe(`${field} ${problem}`);
			expect(ran.error?.description).toContain(advice);
		}
		expect(n8n.feishu.requests).toEqual([]);
	});

	test.each(['undefined', 'null'])(
		'%s is no value where it is all, and a word where it is not',
		async (word) => {
			for (const key of ['biz_id', 'user_id', 'title']) {
				const ran = await createAs(given, { ...whole, [key]: word });
				const said = `is ${word}, which programs write if they find no value`;
				expect(ran.error?.message).toMatch(new RegExp(`${said}$`));
			}
			const ran = await createAs(given, { ...whole, biz_id: `is-${word}`, title: `is ${word}` });
			expect(ran.error).toBeUndefined();
		},
	);

	test.each(['#N/A', ' #REF!\n', '#VALUE!', '#DIV/0!', '#NAME?', '#NUM!', '#NULL!', '#ERROR!'])(
		'%j, which a spreadsheet shows for an error, is invalid where it is all',
		async (text) => {
			for (const key of ['biz_id', 'user_id', 'title', 'preview', 'link']) {
				const ran = await createAs(given, { ...whole, [key]: text });
				const said = 'is what a spreadsheet shows for a formula that failed, such as #N/A';
				expect(ran.error?.message).toMatch(new RegExp(`${said}$`));
				expect(ran.error?.description).toContain('Correct the formula');
			}
			expect(n8n.feishu.requests).toEqual([]);
			const ran = await createAs(given, { ...whole, title: `is ${text}` });
			expect(ran.error).toBeUndefined();
		},
	);

	test('a text too long is looked at no further than Feishu takes', async () => {
		const ran = await createAs(given, { ...whole, title: `${'x'.repeat(60)} due NaN` });
		expect(ran.error?.message).toMatch(/ has 68 characters; Feishu allows 60$/);
		const date = 'Mon Nov 30 2026 00:00:00 GMT+0000 (Coordinated Universal Time)';
		const dated = await createAs(given, { ...whole, title: date });
		expect(dated.error?.message).toMatch(/ contains a date as programs write it$/);
	});

	test.each<[string, string]>([
		['a zero width space', 'ou_1\u200b'],
		['a byte order mark at its end', 'ou_1\ufeff'],
		['a byte order mark', 'ou\ufeff_1'],
		['a mark of direction', 'ou\u202e_1'],
		['a soft hyphen', 'ou\u00ad_1'],
	])('%s in an ID is invalid, and shown escaped', async (_, id) => {
		for (const key of ['biz_id', 'user_id']) {
			const ran = await createAs(given, { ...whole, [key]: id });
			const field = label(key === 'biz_id' ? 'Business ID' : 'User ID', key);
			const shown = id.replace(/\W/, (one) => {
				return `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;
			});
			expect(ran.error?.message).toBe(`${field} contains an invisible character (${shown})`);
			expect(ran.error?.description).toContain(
				'{{ $json.id.replace(/[\\p{C}\\u2028\\u2029]/gu, "") }}',
			);
		}
		expect(n8n.feishu.requests).toEqual([]);
	});

	test.each(['"ou_1"', '[ou_1]', '“ou_1”', '{ou_1}', '<ou_1>', "'ou_1'", '【ou_1】', '（ou_1）'])(
		'%s is an invalid ID: quotes or brackets stand around it',
		async (id) => {
			for (const key of ['biz_id', 'user_id']) {
				const ran = await createAs(given, { ...whole, [key]: id });
				const field = label(key === 'biz_id' ? 'Business ID' : 'User ID', key);
				expect(ran.error?.message).toBe(`${field} has quotes or brackets around it (${id})`);
				expect(ran.error?.description).toContain('Remove them');
			}
			expect(n8n.feishu.requests).toEqual([]);
		},
	);

	test.each<[string, string]>([
		['user_id', '[e1, e2]'],
		['user_id', '"e1;e2"'],
		['email', "['li@example.com', 'wu@example.com']"],
	])('quotes or brackets around several IDs are a mistake: %s %s', async (userIdType, ids) => {
		const [item, parameters] = given({ ...whole, user_id: ids });
		const ran = await n8n.run([item], { parameters: { ...parameters, userIdType } });
		const field = label('User ID', 'user_id');
		expect(ran.error?.message).toBe(`${field} has quotes or brackets around it (${ids})`);
		expect(n8n.feishu.requests).toEqual([]);
	});

	const several = { type: 1, value: ['A', 'B'].map((text) => ({ text, type: 'text' })) };

	test('a lookup of several records is as many users', async () => {
		const ran = await createAs(given, { ...whole, user_id: several });
		expect(ran.cards.map((card) => card.user_id)).toEqual(['A', 'B']);
	});

	test.each<[string, unknown]>([
		['a lookup of several records', several],
		['a list', ['A', 'B']],
	])('%s is not one business ID', async (_, biz_id) => {
		const ran = await createAs(given, { ...whole, biz_id });
		expect(ran.error?.message).toBe(`${label('Business ID', 'biz_id')} is a list, not one ID`);
		expect(ran.error?.description).toContain('Split Out');
		expect(n8n.feishu.requests).toEqual([]);
	});

	test('a title of nothing but "undefined" is a mistake, also twice', async () => {
		const ran = await createAs(given, { ...whole, title: 'undefined undefined' });
		expect(ran.error?.message).toContain('which programs write if they find no value');
	});

	test('an e-mail address with a bracket left at one end is a mistake', async () => {
		const [item, parameters] = given({ ...whole, user_id: '[li@example.com' });
		const ran = await n8n.run([item], { parameters: { ...parameters, userIdType: 'email' } });
		expect(ran.error?.message).toContain('is not an e-mail address ([li@example.com)');
	});

	test.each([true, [false]])('%j is no ID', async (value) => {
		for (const key of ['biz_id', 'user_id']) {
			const ran = await createAs(given, { ...whole, [key]: value });
			const field = label(key === 'biz_id' ? 'Business ID' : 'User ID', key);
			expect(ran.error?.message).toBe(`${field} is ${String(value)}, not an ID`);
		}
	});

	test.each(['ou_7d8a6e6df7621556ce0d21922b676706ccs', 'ou_7d8a6e6df7621556ce0d21922b676706'])(
		"%s is Feishu's open ID, not an employee's",
		async (user_id) => {
			const [item, parameters] = given({ ...whole, user_id });
			const ran = await n8n.run([item], { parameters: { ...parameters, userIdType: 'user_id' } });
			expect(ran.error?.message).toContain('is an Open ID');
			expect(n8n.feishu.requests).toEqual([]);
		},
	);

	test.each<[string, unknown, string]>([
		['a link of a text field', { link: 'https://a.example/', text: 'A', type: 'url' }, 'A'],
		['the only link of a list', [{ link: 'https://a.example/', text: 'A' }], 'A'],
		[
			'a formula that gives a link',
			{ type: 15, value: [{ link: 'https://a.example/', text: 'A' }] },
			'A',
		],
	])('%s is its text, and as Link its address', async (_, value, text) => {
		const ran = await createAs(given, { ...whole, title: value, link: value });
		expect(ran.error).toBeUndefined();
		expect(created()[0].app_feed_card).toMatchObject({
			title: text,
			link: { link: 'https://a.example/' },
		});
	});
});

describe('a date', () => {
	const ISO = '1970-01-01T00:00:00.000Z';

	test.each<[string, string, string]>([
		['a Date', 'new Date(0)', ISO],
		['a Luxon DateTime', 'DateTime.fromMillis(0, { zone: "utc" })', ISO],
	])('that is %s is sent as its ISO text', async (_, code, text) => {
		await n8n.run([whole], {
			parameters: { ...BY_COLUMNS, title: `={{ ${code} }}`, preview: `={{ [${code}][0] }}` },
		});
		await n8n.run([whole], {
			parameters: {
				operation: 'create',
				cardSource: 'list',
				cards: `={{ [{ ...$json, biz_id: 'b', title: ${code}, preview: ${code} }] }}`,
			},
		});
		expect(created().map(({ app_feed_card }) => app_feed_card)).toEqual(
			['a', 'b'].map((biz_id) => ({
				biz_id,
				title: text,
				preview: text,
				link: { link: LINK },
			})),
		);
	});

	const types = ['open_id', 'union_id', 'user_id', 'email', 'mobile', 'chat_id', 'department_id'];

	test.each(types)('is a mistake as a user ID: %s', async (userIdType) => {
		for (const code of ['$now', 'new Date(0)', '[$now]']) {
			const ran = await n8n.run([whole], {
				parameters: { ...BY_COLUMNS, userId: `={{ ${code} }}`, userIdType },
			});
			expect(ran.error?.message).toBe('User ID is a date, not an ID');
			const list = await n8n.run([whole], {
				parameters: {
					operation: 'create',
					cardSource: 'list',
					cards: `={{ [{ ...$json, user_id: ${code} }] }}`,
					userIdType,
				},
			});
			expect(list.error?.message).toBe('cards[0].user_id is a date, not an ID');
		}
		expect(n8n.feishu.requests).toEqual([]);
	});

	test('is a mistake as a business ID', async () => {
		const ran = await n8n.run([whole], { parameters: { ...BY_COLUMNS, bizId: '={{ $now }}' } });
		expect(ran.error?.message).toBe('Business ID is a date, not an ID');
		expect(n8n.feishu.requests).toEqual([]);
	});

	test.each(['new Date("soon")', 'DateTime.fromISO("soon")', '`due ${DateTime.fromISO("soon")}`'])(
		'that is invalid is a mistake: %s',
		async (code) => {
			const ran = await n8n.run([whole], {
				parameters: { ...BY_COLUMNS, title: `={{ ${code} }}` },
			});
			expect(ran.error?.message).toMatch(/^Title (is|contains) a date that could not be read$/);
			const list = await n8n.run([whole], {
				parameters: {
					operation: 'create',
					cardSource: 'list',
					cards: `={{ [{ ...$json, title: ${code} }] }}`,
				},
			});
			expect(list.error?.message).toMatch(
				/^cards\[0\]\.title (is|contains) a date that could not be read$/,
			);
			expect(n8n.feishu.requests).toEqual([]);
		},
	);
});

describe('Cards', () => {
	const cards = [
		{ biz_id: 'a', user_id: 'ou_1' },
		{ biz_id: 'b', user_id: 'ou_1' },
	];
	const text = JSON.stringify(cards);

	test.each<[string, unknown]>([
		['in a fence of Markdown', `\`\`\`json\n${text}\n\`\`\``],
		['in a fence with words around it', `Here they are:\n\`\`\`\n${text}\n\`\`\`\nAnything else?`],
		['as JSON text of JSON text', JSON.stringify(text)],
		['as JSON text of JSON text of JSON text', JSON.stringify(JSON.stringify(text))],
		['in a fence that nothing closes', `\`\`\`json\n${text}`],
		['under cards', { cards }],
		['as a list for each item', cards.map((card) => ({ json: { cards: [card] } }))],
		['as a list for each row', cards.map((card) => [card])],
		['under cards as JSON text', JSON.stringify({ cards })],
		['under cards, the list as JSON text', { cards: text }],
		['behind a byte order mark', `\ufeff${text}`],
		['as records of Feishu Base', cards.map((fields, n) => ({ record_id: `rec${n}`, fields }))],
		["as n8n's items", cards.map((json) => ({ json, pairedItem: { item: 0 } }))],
		['with entries that are JSON text', cards.map((card) => JSON.stringify(card))],
		[
			'with the card of an entry as JSON text',
			cards.map(({ biz_id, user_id }) => ({ app_feed_card: JSON.stringify({ biz_id }), user_id })),
		],
	])('are read %s', async (_, list) => {
		const ran = await deleteList(list);
		expect(ran.error).toBeUndefined();
		expect(deleted()).toEqual(['a ou_1', 'b ou_1']);
	});

	test('are read from several rows of which one has none', async () => {
		const ran = await deleteList([{ cards: [cards[0]] }, { cards: null }, { cards: [cards[1]] }]);
		expect(ran.error).toBeUndefined();
		expect(deleted()).toEqual(['a ou_1', 'b ou_1']);
	});

	test.each<[string, object]>([
		['cards', { cards: [] }],
		['json', { json: { a: 1 } }],
		['fields', { record_id: 'rec1', fields: { a: 1 } }],
	])('a new card without a business ID may have a column %s', async (_, more) => {
		const list = [{ user_id: 'ou_1', link: LINK, ...more }];
		const ran = await deleteList(list, { operation: 'create' });
		expect(ran.error).toBeUndefined();
		expect(created()).toHaveLength(1);
	});

	test('a business ID may stand beside app_feed_card, as in the entries of Delete', async () => {
		const card = { biz_id: 'a', user_id: 'ou_1', app_feed_card: { link: { link: LINK } } };
		for (const operation of ['create', 'upsert']) {
			const ran = await deleteList([card], { operation });
			expect(ran.cards).toMatchObject([{ biz_id: 'a' }]);
		}
	});

	test('a choice and a switch may come from a formula of Feishu Base', async () => {
		const [item] = cards;
		const card = {
			...item,
			link: LINK,
			status_label: { text: 'Late', type: { type: 3, value: ['danger'] } },
			time_sensitive: { type: 7, value: [true] },
		};
		const ran = await deleteList([card], { operation: 'create' });
		expect(ran.error).toBeUndefined();
		expect(created()[0].app_feed_card).toMatchObject({
			status_label: { text: 'Late', type: 'danger' },
			time_sensitive: true,
		});
	});

	test('are read from $input.all(), which gives what came in as items', async () => {
		const ran = await n8n.run(cards.slice(0, 1), {
			parameters: { cardSource: 'list', cards: '={{ $input.all() }}' },
		});
		expect(ran.error).toBeUndefined();
		expect(deleted()).toEqual(['a ou_1']);
	});

	test.each<[string, string, number, string]>([
		['a quote inside a value', '[{"biz_id": "a "big" one"}]', 17, 'A quote or a line break inside'],
		['a line break inside a value', '[{"biz_id": "a\nb"}]', 15, 'JSON.stringify($json.title)'],
		['text behind the list', `${text} ok`, text.length + 2, 'Remove everything after the list'],
		['single quotes', "[{'biz_id': 'a'}]", 3, 'JSON needs straight double quotes'],
		['curly quotes', '[{“biz_id”: 1}]', 3, 'JSON needs straight double quotes'],
		['an end that is missing', text.slice(0, -5), text.length - 4, 'cut off'],
		['a comma too many', '[{"biz_id": "a",}]', 17, 'Remove the comma'],
		['cards below each other', '{"biz_id": "a"}\n{"biz_id": "b"}', 17, 'Make one list of it'],
		['words of Python', '[{"notify": True}]', 13, 'true, false and null'],
		['a sentence', 'sorry, none today', 1, '[Item 0] It must begin with ['],
		['text before the list', `Sure! ${text}`, 1, 'Remove the text before the list. It must'],
		['text above the list', `The cards:\n${text}`, 1, 'Remove the text before the list. It must'],
		['a comment', '[{"biz_id": "a"} // one\n]', 18, 'Remove the comment'],
		['names without quotes', '[{biz_id: "a"}]', 3, 'Put double quotes around the names'],
		['a full-width comma', '[{"biz_id":"a"，"user_id":"b"}]', 15, 'an English keyboard'],
		['escaped quotes', '[{\\"biz_id\\":\\"a\\"}]', 3, 'Write " and nothing before it'],
		['quotes of HTML', '[{&quot;biz_id&quot;:1}]', 3, 'another program has changed the text'],
		['a comma missing', '[{"biz_id":"a"}\n {"biz_id":"b"}]', 18, 'A comma is missing before it'],
		['a comma missing in an entry', '[{"biz_id":"a" "user_id":"b"}]', 16, 'A comma is missing'],
		['two commas', '[{"biz_id":"a",,"user_id":"b"}]', 16, 'Remove the comma'],
		['a semicolon', '[{"biz_id":"a";"user_id":"b"}]', 15, 'JSON has , between values'],
		['an equals sign', '[{"biz_id"="a"}]', 11, 'JSON has , between values'],
		['full-width brackets', '［{"biz_id":"a"}］', 1, 'an English keyboard'],
		['a backslash in a value', '[{"title":"C:\\Users"}]', 15, 'write two \\ for one'],
		['a number that begins with 0', '[{"biz_id":0017}]', 13, 'Put quotes around a number'],
		['words in capitals', '[{"notify":TRUE}]', 12, 'true, false and null'],
		['a comment of other programs', '[# one\n]', 2, 'Remove the comment'],
		['a trailing comma, indented', `[{"biz_id":"a",\n${' '.repeat(30)}}]`, 47, 'Remove the comma'],
		['quotes of HTML by number', '[{&#34;biz_id&#34;:1}]', 3, 'another program has changed'],
		['an invisible character', '[{"biz_id":\u200b1}]', 12, 'Replace the space there'],
		['a space of another kind', '[{"biz_id":\u00a01}]', 12, 'Replace the space there'],
	])('with %s are invalid JSON: the message tells the place', async (_, list, place, advice) => {
		const ran = await deleteList(list);
		expect(ran.error?.message).toMatch(
			new RegExp(`^Cards is not valid JSON at character ${place}: `),
		);
		expect(ran.error?.description).toContain(advice);
		expect(n8n.feishu.requests).toEqual([]);
	});

	test('without the ID of a user are a mistake that tells what the entry has', async () => {
		const ran = await deleteList([{ biz_id: 'a', open_id: 'ou_1' }]);
		expect(ran.error?.message).toBe('cards[0].user_id is empty');
		expect(ran.error?.description).toContain('[Item 0] This entry has only: biz_id, open_id.');
		const keys = Object.fromEntries([...'bcdefghijk'].map((key) => [key, key]));
		const long = await deleteList([{ biz_id: 'a', ...keys }]);
		expect(long.error?.description).toContain('only: biz_id, b, c, d, e, f, g, h, i, j, ….');
		const empty = await deleteList([{ biz_id: 'a', user_id: '' }]);
		expect(empty.error?.description).not.toContain('This entry has');
	});

	test('with an object put into JSON say how to put it there', async () => {
		const ran = await n8n.run([{ card: { biz_id: 'a' } }], {
			parameters: { cardSource: 'list', cards: '=[{{ $json.card }}]' },
		});
		expect(ran.error?.message).toBe('Cards contains an object that was turned into text');
		expect(ran.error?.description).toContain('{{ JSON.stringify($json.title) }}');
	});

	test('made of [object Object] say what happened', async () => {
		const ran = await n8n.run([{ cards }], {
			parameters: { cardSource: 'list', cards: '={{ $json.cards }}\n' },
		});
		expect(ran.error?.message).toBe('Cards contains an object that was turned into text');
		expect(ran.error?.description).toContain('put nothing after }}');
	});

	test.each<[string, IDataObject, string]>([
		['a byte order mark', { '\ufeffbiz_id': 'a', user_id: 'ou_1' }, 'Exclude Byte Order Mark'],
		[
			'a space at its end',
			{ 'biz_id ': 'a', user_id: 'ou_1' },
			'or a space at its beginning or end',
		],
		['a zero width space', { 'biz_id\u200b': 'a', user_id: 'ou_1' }, 'biz_id\\u200b'],
	])('with %s in the name of a column are a mistake that shows it', async (_, entry, advice) => {
		const list = await deleteList([entry]);
		expect(list.error?.message).toMatch(/^cards\[0\]\..*is not read; rename it to biz_id$/);
		expect(list.error?.message).not.toMatch(/[\ufeff\u200b]/);
		expect(list.error?.description).toContain(advice);
		for (const operation of ['delete', 'create', 'upsert']) {
			const item = await n8n.run([entry], { parameters: { operation, ...NEEDED[operation] } });
			expect(item.error?.message).toBe('Business ID is empty');
			expect(item.error?.description).toContain(advice);
			expect(item.error?.description).toContain('Rename it to biz_id.');
		}
		expect(n8n.feishu.requests).toEqual([]);
	});
});
