import fc from 'fast-check';

import {
	readContents,
	withBizId,
	type GivenContents,
	type Purpose,
} from '../../nodes/FeishuAppFeedCard/reading/contents';
import { Problems } from '../../nodes/FeishuAppFeedCard/reading/problems';
import { cardProblems } from './cardDocument';
import { pictureIn } from './parsing';

type Fields = Record<string, unknown>;

const LINK = 'https://example.com/';
const made: Purpose = { whole: true };
const changed: Purpose = { changes: true };

function read(given: Partial<GivenContents> & { fields: Fields }, purpose: Purpose) {
	const wrong = new Problems(0, (path) => path);
	const contents = readContents({ shape: 'flat', ...given }, purpose, wrong, pictureIn);
	return { contents, problems: wrong.list.map(({ field, problem }) => `${field} ${problem}`) };
}
const cardOf = (fields: Fields, shape: 'flat' | 'own' = 'flat') =>
	read({ fields: { link: LINK, ...fields }, shape }, made).contents?.appFeedCard;
const problemsOf = (fields: Fields, shape: 'flat' | 'own' = 'flat') =>
	read({ fields: { link: LINK, ...fields }, shape }, made).problems;
const updateOf = (fields: Fields, more: Partial<GivenContents> = {}) => {
	const { contents, problems } = read({ fields, ...more }, changed);
	return contents?.updateFields ?? problems;
};

const button = { action_type: 'url_page', text: { text: 'Open' } };
const ownShape = {
	title: '主标题',
	avatar_key: 'v3_0041',
	preview: '预览信息',
	status_label: { text: '标签文字', type: 'primary' },
	buttons: {
		buttons: [
			{
				multi_url: { url: LINK, android_url: LINK, ios_url: LINK, pc_url: LINK },
				action_type: 'url_page',
				text: { text: '文本' },
				button_type: 'default',
				action_map: { foo: 'bar' },
			},
		],
	},
	link: { link: LINK },
	time_sensitive: false,
	notify: { close_notify: true, custom_sound_text: '您有新的订单', with_custom_sound: true },
};

describe('the contents of a card', () => {
	test("in Feishu's own shape go out as they are", () => {
		expect(JSON.stringify(cardOf({ biz_id: 'a', ...ownShape }, 'own'))).toBe(
			JSON.stringify(ownShape),
		);
	});

	test("given flat come into Feishu's shape", () => {
		const flat = {
			...ownShape,
			buttons: ownShape.buttons.buttons,
			link: LINK,
			status_label: JSON.stringify(ownShape.status_label),
		};
		expect(JSON.stringify(cardOf({ ...flat, department: 'Sales' }))).toBe(JSON.stringify(ownShape));
	});

	test('hold only what was set', () => {
		const empty = { title: null, preview: undefined, status_label: '', buttons: '', notify: null };
		expect(cardOf(empty)).toEqual({ link: { link: LINK } });
	});

	test.each<[string, Fields, Fields]>([
		['an empty text', { title: '' }, { title: '' }],
		['a number for text', { title: 17 }, { title: '17' }],
		['a boolean as a word', { time_sensitive: 'TRUE' }, { time_sensitive: true }],
		['a boolean as a database gives it', { time_sensitive: 0 }, { time_sensitive: false }],
		[
			'a label that is its text alone, which gets the default type',
			{ status_label: 'New' },
			{ status_label: { text: 'New', type: 'primary' } },
		],
		[
			'a label that is a formula of Feishu Base',
			{ status_label: { type: 1, value: [{ text: 'Go', type: 'text' }] } },
			{ status_label: { text: 'Go', type: 'primary' } },
		],
		[
			'a label and a text on a button that are links of Feishu Base',
			{
				status_label: { link: LINK, text: 'Go' },
				buttons: [{ ...button, text: { link: LINK, text: 'Go' } }],
			},
			{
				status_label: { text: 'Go', type: 'primary' },
				buttons: { buttons: [{ ...button, text: { text: 'Go' } }] },
			},
		],
		[
			'lookups that found nothing, which are not set',
			{
				status_label: { type: 1, value: [] },
				buttons: { type: 1, value: null },
				time_sensitive: [],
			},
			{},
		],
		['an empty list of buttons, which is one', { buttons: [] }, { buttons: { buttons: [] } }],
		['buttons that are JSON text', { buttons: '[]' }, { buttons: { buttons: [] } }],
		[
			'a button whose text and address are texts',
			{ buttons: [{ action_type: 'url_page', text: 'Open', multi_url: LINK }] },
			{ buttons: { buttons: [{ multi_url: { url: LINK }, ...button }] } },
		],
		[
			'values of a button that are no texts',
			{ buttons: [{ ...button, action_map: { n: 1, yes: true, none: null, nobody: [] } }] },
			{ buttons: { buttons: [{ ...button, action_map: { n: '1', yes: 'true' } }] } },
		],
		['an address with a line break', { link: `${LINK}\n` }, {}],
		[
			'an AppLink',
			{ link: 'https://applink.feishu.cn/client/web_app/open?appId=cli_1' },
			{ link: { link: 'https://applink.feishu.cn/client/web_app/open?appId=cli_1' } },
		],
		[
			'a text to read aloud, which Feishu wants switched on',
			{ notify: { custom_sound_text: 'Hi' } },
			{ notify: { custom_sound_text: 'Hi', with_custom_sound: true } },
		],
		[
			'the number 0 to read aloud',
			{ notify: { custom_sound_text: 0 } },
			{ notify: { custom_sound_text: '0', with_custom_sound: true } },
		],
		['nothing to read aloud', { notify: { custom_sound_text: [] } }, {}],
		['only nulls', { notify: { close_notify: null, custom_sound_text: null } }, {}],
		[
			'a button with only nulls for pages',
			{ buttons: [{ ...button, multi_url: { url: null, pc_url: null } }] },
			{ buttons: { buttons: [{ ...button }] } },
		],
		[
			'a link in capitals',
			{ link: 'HTTPS://EXAMPLE.COM' },
			{ link: { link: 'https://EXAMPLE.COM' } },
		],
		[
			'one button that is not in a list',
			{ buttons: button },
			{ buttons: { buttons: [{ ...button }] } },
		],
		['no notification', { notify: false }, { notify: { close_notify: true } }],
		['the usual notification', { notify: true }, {}],
		['60 characters of two units each', { title: '🍜'.repeat(60) }, { title: '🍜'.repeat(60) }],
	])('take %s', (_, fields, expected) => {
		expect(problemsOf(fields)).toEqual([]);
		expect(cardOf(fields)).toEqual({ link: { link: LINK }, ...expected });
	});

	test.each<[string, Fields, string]>([
		['a long title', { title: 'x'.repeat(61) }, 'title has 61 characters; Feishu allows 60'],
		[
			'a long preview',
			{ preview: 'x'.repeat(121) },
			'preview has 121 characters; Feishu allows 120',
		],
		[
			'a long avatar key',
			{ avatar_key: 'x'.repeat(101) },
			'avatar_key has 101 characters; Feishu allows 100',
		],
		['a title that is a list', { title: ['a', 'b'] }, 'title is a list, not text'],
		['two links', { link: [LINK, LINK] }, 'link is a list, not one link'],
		[
			'half an emoji',
			{ title: '\ud83c' },
			'title contains a part of a character, such as half an emoji',
		],
		['no link', { link: undefined }, 'link is empty'],
		['a blank link', { link: ' ' }, 'link is empty'],
		[
			'http',
			{ link: 'http://example.com' },
			'link does not start with https:// (http://example.com)',
		],
		['https alone', { link: 'HTTPS://' }, 'link has no address after https:// (HTTPS://)'],
		[
			'a space behind https',
			{ link: 'https:// example.com' },
			'link has no address after https:// (https:// example.com)',
		],
		['a long link', { link: LINK.padEnd(701, 'x') }, 'link has 701 characters; Feishu allows 700'],
		[
			'an unknown type of label',
			{ status_label: { text: 'a', type: 'pink' } },
			'status_label.type is pink, not one of primary, secondary, success, danger',
		],
		['a label without text', { status_label: { type: 'danger' } }, 'status_label.text is empty'],
		[
			'a date for a label',
			{ status_label: new Date(0) },
			'status_label has 24 characters; Feishu allows 20',
		],
		[
			'a label with a type and a link',
			{ status_label: { text: 'a', type: 'danger', link: LINK } },
			"status_label.link is not a field of Feishu's; there are text, type",
		],
		[
			'a label that is a formula with several texts',
			{ status_label: { type: 1, value: ['a', 'b'] } },
			'status_label is a list, not text',
		],
		[
			'a long label',
			{ status_label: { text: 'x'.repeat(21), type: 'danger' } },
			'status_label.text has 21 characters; Feishu allows 20',
		],
		[
			'an unknown key inside a label',
			{ status_label: { text: 'a', colour: 'red' } },
			"status_label.colour is not a field of Feishu's; there are text, type",
		],
		[
			'a third button',
			{ buttons: [button, button, button] },
			'buttons has 3 buttons; Feishu allows 2',
		],
		['a button that is none', { buttons: [null] }, 'buttons[0] is empty'],
		[
			'a long word in place of a choice',
			{ status_label: { text: 'a', type: 'x'.repeat(41) } },
			`status_label.type is ${'x'.repeat(40)}…, not one of primary, secondary, success, danger`,
		],
		['a title that is no number', { title: Infinity }, 'title is Infinity, not text'],
		[
			'a blank text on a button',
			{ buttons: [{ ...button, text: '  ' }] },
			'buttons[0].text is empty',
		],
		['a blank label', { status_label: { text: ' ' } }, 'status_label.text is empty'],
		['a number of buttons', { buttons: 2 }, 'buttons is a number, not a list of buttons'],
		[
			'a button without text',
			{ buttons: [button, { action_type: 'webhook' }] },
			'buttons[1].text is empty',
		],
		[
			'a long text on a button',
			{ buttons: [{ ...button, text: 'x'.repeat(31) }] },
			'buttons[0].text has 31 characters; Feishu allows 30',
		],
		['a button that does nothing', { buttons: [{ text: 'a' }] }, 'buttons[0].action_type is empty'],
		[
			'an unknown style',
			{ buttons: [{ ...button, button_type: 'danger' }] },
			'buttons[0].button_type is danger, not one of default, primary, success',
		],
		[
			"a button's page without https",
			{ buttons: [{ ...button, multi_url: { pc_url: 'example.com' } }] },
			'buttons[0].multi_url.pc_url does not start with https:// (example.com)',
		],
		[
			'a value that is a list',
			{ buttons: [{ ...button, action_map: { a: ['b', 'c'] } }] },
			'buttons[0].action_map.a is a list, not text',
		],
		[
			'a word for a boolean',
			{ time_sensitive: 'yes' },
			'time_sensitive is yes, neither true nor false',
		],
		['a link under a name of its own', { link: { url: LINK } }, 'link is an object, not text'],
		[
			'a notification that is a text',
			{ notify: 'x' },
			'notify is x, neither true nor false nor an object',
		],
		[
			'a long text to read aloud',
			{ notify: { custom_sound_text: 'x'.repeat(21) } },
			'notify.custom_sound_text has 21 characters; Feishu allows 20',
		],
	])('with %s are a mistake', (_, fields, said) => {
		expect(problemsOf(fields)).toEqual([said]);
		expect(cardOf(fields)).toBeUndefined();
	});

	test('with a button of nothing are a mistake', () => {
		expect(problemsOf({ buttons: [button, {}] })).toEqual([
			'buttons[1].action_type is empty',
			'buttons[1].text is empty',
		]);
	});

	test("in Feishu's own shape have no other keys; in a flat entry these are other columns", () => {
		expect(problemsOf({ subtitle: 'x' }, 'own')).toEqual([
			expect.stringMatching(/^subtitle is not a field of Feishu's; there are biz_id, title, /),
		]);
		expect(problemsOf({ subtitle: 'x' })).toEqual([]);
	});

	test("in Feishu's own shape have no switch where an object belongs", () => {
		expect(problemsOf({ notify: false }, 'own')).toEqual(['notify is false, not an object']);
		expect(problemsOf({ notify: false })).toEqual([]);
	});

	test('tell all their mistakes at once', () => {
		expect(problemsOf({ title: 'x'.repeat(61), link: 'a', buttons: 1 })).toHaveLength(3);
	});
});

describe('a call-back button', () => {
	const webhook = { action_type: 'webhook', text: { text: 'Yes' } };
	const actionMaps = (buttons: unknown[]) => {
		const { contents } = read({ fields: { link: LINK, buttons } }, made);
		const named = withBizId('order-17', contents!).appFeedCard.buttons as {
			buttons: Array<{ action_map?: unknown }>;
		};
		return named.buttons.map(({ action_map }) => action_map);
	};

	test('says which card it was; a button that opens a page does not', () => {
		expect(actionMaps([webhook, button])).toEqual([{ biz_id: 'order-17' }, undefined]);
	});

	test('sends its own values along', () => {
		expect(actionMaps([{ ...webhook, action_map: { a: 'b' } }])).toEqual([
			{ biz_id: 'order-17', a: 'b' },
		]);
	});

	test('keeps a biz_id that the user put there', () => {
		expect(actionMaps([{ ...webhook, action_map: { biz_id: 'mine' } }])).toEqual([
			{ biz_id: 'mine' },
		]);
	});

	test("in place of one of the user's that is empty", () => {
		expect(actionMaps([{ ...webhook, action_map: { biz_id: '', a: 'b' } }])).toEqual([
			{ biz_id: 'order-17', a: 'b' },
		]);
	});
});

describe('what an update changes', () => {
	test('follows from the fields that are there', () => {
		expect(updateOf(ownShape, { shape: 'own' })).toEqual(['1', '2', '3', '10', '11', '12', '13']);
		expect(updateOf({ preview: '', title: 'a' })).toEqual(['1', '3']);
		expect(updateOf({ buttons: [] })).toEqual(['11']);
	});

	test('is what the entry says where it says so', () => {
		expect(updateOf(ownShape, { shape: 'own', updateFields: ['3', 103] })).toEqual(['3', '103']);
		expect(updateOf({}, { updateFields: '101, 102' })).toEqual(['101', '102']);
		expect(updateOf({ title: 'a' }, { updateFields: null })).toEqual(['1']);
		expect(updateOf({ title: 'a' }, { updateFields: '' })).toEqual(['1']);
	});

	test('may be only an action', () => {
		expect(updateOf({}, { actions: ['103'] })).toEqual(['103']);
		expect(updateOf({ title: 'a' }, { actions: ['101', '103'] })).toEqual(['1', '101', '103']);
		expect(updateOf({ notify: true })).toEqual(['103']);
	});

	test('is never a notification because of a setting', () => {
		expect(updateOf({ title: 'a', notify: { close_notify: false } })).toEqual(['1']);
		expect(updateOf({ title: 'a', notify: false })).toEqual(['1']);
		expect(updateOf({ notify: { custom_sound_text: 'a' } })).toEqual([
			'notify has no effect by itself: it is read aloud only if the update also notifies people',
		]);
	});

	test.each<[string, Fields, unknown, string]>([
		['nothing', {}, undefined, ' has nothing to change; set at least one field'],
		['an empty list', { title: 'a' }, [], 'update_fields is an empty list: nothing would change'],
		[
			'an unknown number',
			{ title: 'a' },
			['7'],
			'update_fields has 7, not one of 1, 2, 3, 10, 11, 12, 13, 101, 102, 103',
		],
		[
			'an object',
			{ title: 'a' },
			{ a: 1 },
			'update_fields has an object, not one of 1, 2, 3, 10, 11, 12, 13, 101, 102, 103',
		],
		[
			'nothing but commas',
			{ title: 'a' },
			' ,',
			'update_fields is an empty list: nothing would change',
		],
		[
			'a field that is not given',
			{ title: null, preview: 'b' },
			['1', '3'],
			'update_fields has 1, but there is no title',
		],
		[
			'a list that belongs and is not given',
			{},
			'11,103',
			'update_fields has 11, but there is no buttons',
		],
	])('with %s is a mistake', (_, fields, updateFields, said) => {
		expect(updateOf(fields, { updateFields })).toEqual([said]);
	});

	test.each<[unknown, string[]]>([
		[' ', ['1']],
		['', ['1']],
		['1，102,', ['1', '102']],
		[['1', null, ''], ['1']],
	])('with update_fields %j is %j', (updateFields, numbers) => {
		expect(updateOf({ title: 'a' }, { updateFields })).toEqual(numbers);
	});

	test('needs no link, and a card that may have to be made needs one', () => {
		expect(read({ fields: { title: 'a' } }, changed).problems).toEqual([]);
		expect(read({ fields: { title: 'a' } }, { whole: true, changes: true }).problems).toEqual([
			'link is empty',
		]);
	});
});

describe('whatever is given', () => {
	const wild = fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true });
	const value = fc.oneof(wild, fc.string({ unit: 'binary', maxLength: 130 }), fc.webUrl());
	/** Mostly as it should be, so that whole cards come about. */
	const mostly = (good: fc.Arbitrary<unknown>) =>
		fc.oneof({ weight: 12, arbitrary: good }, { weight: 1, arbitrary: value });
	const https = fc.webUrl({ validSchemes: ['https'] });
	const buttonOf = fc.record(
		{
			action_type: mostly(fc.constantFrom('url_page', 'webhook')),
			text: mostly(fc.oneof(fc.constant('Open'), fc.record({ text: value }))),
			button_type: mostly(fc.constantFrom('default', 'success')),
			multi_url: mostly(fc.oneof(https, fc.record({ url: mostly(https), pc_url: https }))),
			action_map: mostly(fc.dictionary(fc.string(), mostly(fc.string()))),
		},
		{ requiredKeys: ['action_type', 'text'] },
	);
	const fields = fc.record(
		{
			title: mostly(fc.string({ unit: 'grapheme', maxLength: 62 })),
			avatar_key: mostly(fc.string({ maxLength: 101 })),
			preview: mostly(fc.string({ maxLength: 122 })),
			status_label: mostly(
				fc.oneof(
					fc.constant('New'),
					fc.record({ text: mostly(fc.constant('New')), type: mostly(fc.constant('danger')) }),
				),
			),
			buttons: mostly(fc.array(buttonOf, { maxLength: 3 })),
			link: mostly(https),
			time_sensitive: mostly(fc.boolean()),
			notify: mostly(fc.oneof(fc.boolean(), fc.record({ custom_sound_text: fc.string() }))),
			more: value,
		},
		{ requiredKeys: ['link'] },
	);

	test('becomes contents as Feishu documents them, or mistakes; nothing is thrown', () => {
		let built = 0;
		fc.assert(
			fc.property(
				fields,
				fc.constantFrom('own' as const, 'flat' as const),
				fc.constantFrom<Purpose>(made, changed, { whole: true, changes: true }),
				fc.oneof(fc.constant(undefined), fc.subarray(['1', '12', '103']), value),
				(given, shape, purpose, updateFields) => {
					const { contents, problems } = read({ fields: given, shape, updateFields }, purpose);
					expect(contents === undefined).toBe(problems.length > 0);
					if (!contents) return;
					built++;
					const card = withBizId('a', contents).appFeedCard;
					expect(cardProblems(card, purpose)).toEqual([]);
					if (purpose.changes) expect(contents.updateFields).not.toEqual([]);
				},
			),
			{ numRuns: 2000 },
		);
		expect(built).toBeGreaterThan(200);
	});

	test('that is right by the document is built, and nothing of it is lost', () => {
		const text = (max: number) => fc.string({ unit: 'grapheme-ascii', maxLength: max });
		const url = fc.webUrl({ validSchemes: ['https'], withQueryParameters: true });
		const good = fc.record(
			{
				title: text(60),
				avatar_key: text(100),
				preview: text(120),
				status_label: fc.record({
					text: text(20).filter((label) => label.trim() !== ''),
					type: fc.constantFrom('primary', 'secondary', 'success', 'danger'),
				}),
				buttons: fc.record({
					buttons: fc.array(
						fc.record(
							{
								multi_url: fc.record(
									{ url, android_url: url, ios_url: url, pc_url: url },
									{ requiredKeys: [] },
								),
								action_type: fc.constantFrom('url_page', 'webhook'),
								text: fc.record({ text: text(30).filter((label) => label.trim() !== '') }),
								button_type: fc.constantFrom('default', 'primary', 'success'),
								action_map: fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }),
							},
							{ requiredKeys: ['action_type', 'text'] },
						),
						{ maxLength: 2 },
					),
				}),
				link: fc.record({ link: url }),
				time_sensitive: fc.boolean(),
				notify: fc.record(
					{
						close_notify: fc.boolean(),
						custom_sound_text: text(20),
						with_custom_sound: fc.boolean(),
					},
					{ requiredKeys: [] },
				),
			},
			{ requiredKeys: ['link'], noNullPrototype: true },
		);
		fc.assert(
			fc.property(good, (card) => {
				expect(cardProblems(card, made)).toEqual([]);
				expect(read({ fields: card, shape: 'own' }, made)).toEqual({
					contents: { appFeedCard: card, updateFields: undefined },
					problems: [],
				});
			}),
			{ numRuns: 500 },
		);
	});
});
