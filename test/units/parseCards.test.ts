import fc from 'fast-check';

import type { UserIdType } from '../../nodes/FeishuAppFeedCard/card/card';
import { parseBizId } from '../../nodes/FeishuAppFeedCard/reading/ids';
import { idsOf, parseIdList as parseCards, parsePair, problemsIn } from './parsing';

const LINK = 'https://example.com/1';

const parse = (
	bizId: unknown,
	userIds: unknown,
	type: 'open_id' | 'union_id' | 'user_id' = 'open_id',
) => parsePair(bizId, userIds, type);
const cardsOf = (bizId: unknown, userIds: unknown) =>
	parse(bizId, userIds).cards.map(({ bizId: biz, userId }) => [biz, userId]);
const problemsOf = (parsed: ReturnType<typeof parse>) =>
	problemsIn(parsed).map(({ field, problem }) => `${field} ${problem}`);

test('a list inside a hundred thousand items, each inside the next, is not there', () => {
	let list: unknown = [];
	for (let level = 0; level < 100_000; level++) list = { json: list };
	expect(problemsIn(parseCards(list)).map(({ problem }) => problem)).toEqual([
		'is an object without feed_cards or cards, not a list of cards; it has json',
	]);
});

describe('one card', () => {
	test.each<[string, unknown, unknown, string[][]]>([
		['one user', 'a', 'ou_1', [['a', 'ou_1']]],
		['white space around a user ID', 'a', ' ou_1\n', [['a', 'ou_1']]],
		['white space around a business ID, which belongs to it', ' a ', 'ou_1', [[' a ', 'ou_1']]],
		['numbers', 17, 4711, [['17', '4711']]],
		['zero', 0, 0, [['0', '0']]],
		[
			'commas',
			'a',
			'ou_1,ou_2',
			[
				['a', 'ou_1'],
				['a', 'ou_2'],
			],
		],
		[
			'a comma too many',
			'a',
			',ou_1,,ou_2,',
			[
				['a', 'ou_1'],
				['a', 'ou_2'],
			],
		],
		...[';', '；', '、', '\n', '\r\n', ' ,\n'].map(
			(separator): [string, unknown, unknown, string[][]] => [
				`${JSON.stringify(separator)} between them`,
				'a',
				`ou_1${separator}ou_2`,
				[
					['a', 'ou_1'],
					['a', 'ou_2'],
				],
			],
		),
		[
			'an array',
			'a',
			['ou_1', 2],
			[
				['a', 'ou_1'],
				['a', '2'],
			],
		],
		[
			'commas in an array',
			'a',
			['ou_1,ou_2', 'ou_3'],
			[
				['a', 'ou_1'],
				['a', 'ou_2'],
				['a', 'ou_3'],
			],
		],
		['the same user twice', 'a', 'ou_1,ou_1', [['a', 'ou_1']]],
		['a comma in the business ID, which belongs to it', 'a,b', 'ou_1', [['a,b', 'ou_1']]],
		['a business ID of 200 characters', 'x'.repeat(200), 'ou_1', [['x'.repeat(200), 'ou_1']]],
		['an emoji', '🍜', 'ou_1', [['🍜', 'ou_1']]],
		['a list for a business ID, with one text in it', ['a'], 'ou_1', [['a', 'ou_1']]],
		[
			'lists in a list',
			'a',
			[['ou_1'], ['ou_2', 'ou_3']],
			[
				['a', 'ou_1'],
				['a', 'ou_2'],
				['a', 'ou_3'],
			],
		],
	])('is read from %s', (_, bizId, userIds, expected) => {
		expect(cardsOf(bizId, userIds)).toEqual(expected);
		expect(parse(bizId, userIds).mistakes).toEqual([]);
	});

	test.each<[string, unknown, unknown, string]>([
		['no business ID', undefined, 'ou_1', 'Business ID is empty'],
		['null', null, 'ou_1', 'Business ID is empty'],
		['a blank business ID', ' \t', 'ou_1', 'Business ID is empty'],
		['a list for a business ID', ['a', 'b'], 'ou_1', 'Business ID is a list, not one ID'],
		['a boolean', true, 'ou_1', 'Business ID is true, not an ID'],
		['a fraction', 1.5, 'ou_1', 'Business ID is not an exact whole number'],
		['a number that lost digits', 2 ** 53, 'ou_1', 'Business ID is not an exact whole number'],
		[
			'201 characters',
			'x'.repeat(201),
			'ou_1',
			'Business ID has 201 characters; Feishu allows 200',
		],
		[
			'half an emoji',
			'\ud83c',
			'ou_1',
			'Business ID contains a part of a character, such as half an emoji',
		],
		['no user', 'a', undefined, 'User ID is empty'],
		['commas alone', 'a', ', ,', 'User ID is empty'],
		['an empty array', 'a', [], 'User ID is an empty list'],
		['an empty JSON array', 'a', '[]', 'User ID is an empty list'],
		['a list too deep', 'a', [[['ou_1', 'ou_2']]], 'User ID is a list, not one ID'],
		[
			'a square bracket that is no JSON',
			'a',
			'[ou_1',
			'User ID contains a character that no ID has ([ou_1)',
		],
		[
			'a time, which n8n 1 gives as text',
			'a',
			'2026-11-28T17:41:37.977-05:00',
			'User ID contains a character that no ID has (2026-11-28T17:41:37.977-05:00)',
		],
		['an object', 'a', { id: 'x1' }, 'User ID is an object, not text'],
		[
			'IDs with a space between them',
			'a',
			'ou_1 ou_2',
			'User ID contains a space inside an ID (ou_1 ou_2)',
		],
		[
			'a user ID that is too long',
			'a',
			'x'.repeat(201),
			'User ID has 201 characters; Feishu allows 200',
		],
	])('with %s is a mistake', (_, bizId, userIds, said) => {
		expect(problemsOf(parse(bizId, userIds))).toEqual([said]);
		expect(parse(bizId, userIds).cards).toEqual([]);
	});

	test('an employee ID has at most 64 characters', () => {
		expect(parse('a', 'x'.repeat(64), 'user_id').cards).toHaveLength(1);
		expect(problemsOf(parse('a', 'x'.repeat(65), 'user_id'))).toEqual([
			'User ID has 65 characters; Feishu allows 64',
		]);
	});

	test.each<[string, 'open_id' | 'union_id' | 'user_id', string]>([
		['on_1', 'open_id', 'is a Union ID (on_1), but User ID Type is Open ID'],
		['ou_1', 'union_id', 'is an Open ID (ou_1), but User ID Type is Union ID'],
		[
			'on_94a1ee5551019f18cd73d9f111898cf2',
			'user_id',
			'is a Union ID (on_94a1ee5551019f18cd73d9f111898cf2), but User ID Type is User ID',
		],
		['oc_1', 'open_id', 'is the ID of a chat (oc_1), not of a user'],
		['cli_1', 'union_id', 'is the ID of an app (cli_1), not of a user'],
		['od-1', 'open_id', 'is the ID of a department (od-1), not of a user'],
		[
			'od-4e6ac4d14bcd5071a37a39de902c7141',
			'user_id',
			'is the ID of a department (od-4e6ac4d14bcd5071a37a39de902c7141), not of a user',
		],
		[
			'li@example.com',
			'open_id',
			'is an e-mail address (li@example.com), but User ID Type is Open ID',
		],
		['李雷', 'union_id', 'is a name (李雷), but User ID Type is Union ID'],
		['@李雷', 'open_id', 'contains a character that no ID has (@李雷)'],
		['li@corp', 'open_id', 'contains a character that no ID has (li@corp)'],
		['+861012345678', 'open_id', 'contains a character that no ID has (+861012345678)'],
		[
			'Li Na <li@example.com>',
			'open_id',
			'is an e-mail address (Li Na <li@example.com>), but User ID Type is Open ID',
		],
		['@all', 'open_id', 'contains a character that no ID has (@all)'],
		['ou_1和ou_2', 'open_id', 'contains a character that no ID has (ou_1和ou_2)'],
		['13800138000', 'open_id', 'is a phone number (13800138000), but User ID Type is Open ID'],
		[
			'+8613800138000',
			'open_id',
			'is a phone number (+8613800138000), but User ID Type is Open ID',
		],
	])('%s as %s is a mistake that says what it is', (id, type, problem) => {
		expect(problemsOf(parse('a', id, type))).toEqual([`User ID ${problem}`]);
	});

	test.each<[string, UserIdType, string]>([
		['Li Na', 'open_id', 'contains a space inside an ID (Li Na)'],
		[
			'li@example.com',
			'open_id',
			'is an e-mail address (li@example.com), but User ID Type is Open ID',
		],
		['g1', 'chat_id', 'is not a chat ID (g1)'],
		['Li Na', 'email', 'is not an e-mail address (Li Na)'],
	])('a link with the text %s as %s is the same mistake as the text', (text, type, problem) => {
		const link = { link: LINK, text };
		for (const given of [text, link, [link, link].slice(1)]) {
			expect(problemsOf(parsePair('a', given, type))).toEqual([`User ID ${problem}`]);
		}
	});

	test.each<[string, unknown]>([
		['a link', { link: 'mailto:li@example.com', text: 'Li Na' }],
		['a text field', [{ link: 'mailto:li@example.com', text: 'Li Na', type: 'url' }]],
		['a link without mailto', { link: LINK, text: 'li@example.com' }],
	])('an e-mail address is read from %s', (_, given) => {
		const [{ userId }] = idsOf(parsePair('a', given, 'email'));
		expect(userId.replace('mailto:', '')).toBe('li@example.com');
	});

	test.each(['on_1', 'ou_call', 'li@example.com', '李雷', 'cli_x'])(
		'an employee ID may be nearly any word: %s',
		(id) => {
			expect(idsOf(parse('a', id, 'user_id'))).toEqual([{ bizId: 'a', userId: id }]);
		},
	);

	test('what is wrong with a card is wrong for each of its users', () => {
		const problems = [{ input: 0, field: 'Business ID', problem: 'is empty' }];
		expect(parse('', 'ou_1,ou_2').mistakes).toMatchObject([
			{ problems, bizId: null, userId: 'ou_1' },
			{ problems, bizId: null, userId: 'ou_2' },
		]);
	});

	test('a mistake in one user leaves the others, and keeps what could be read', () => {
		const { cards, mistakes } = parse('a', ['ou_1', null, 'ou_2']);
		expect(cards.map(({ userId }) => userId)).toEqual(['ou_1', 'ou_2']);
		const problems = [{ field: 'User ID', problem: 'has an empty entry' }];
		expect(mistakes).toMatchObject([{ problems, bizId: 'a', userId: null }]);
		expect(parse(undefined, 'ou_1').mistakes[0]).toMatchObject({ bizId: null, userId: 'ou_1' });
	});

	test('both IDs may be wrong at once', () => {
		expect(problemsOf(parse(undefined, undefined))).toEqual([
			'Business ID is empty',
			'User ID is empty',
		]);
	});
});

describe('a list', () => {
	const card = { biz_id: 'a', user_id: 'ou_1' };
	const one = [{ bizId: 'a', userId: 'ou_1' }];

	test.each<[string, unknown]>([
		['an array', [card]],
		['an object with feed_cards', { feed_cards: [card] }],
		['an object with feed_cards and more', { feed_cards: [card], total: 1 }],
		['JSON text of an array', ` ${JSON.stringify([card])} `],
		['JSON text of an object', JSON.stringify({ feed_cards: [card] })],
		['cards with further fields', [{ ...card, title: 'T' }]],
	])('may be %s', (_, value) => {
		expect(idsOf(parseCards(value))).toEqual(one);
		expect(parseCards(value).mistakes).toEqual([]);
	});

	test.each<[string, unknown, string]>([
		['nothing', undefined, 'cards is empty'],
		['null', null, 'cards is empty'],
		['no text', ' ', 'cards is empty'],
		['broken JSON', '[', 'cards is not valid JSON at character 2: ['],
		['JSON of a number', '7', 'cards is a number, not a list of cards'],
		[
			'an object that is neither',
			{ a: 1 },
			'cards is an object without feed_cards or cards, not a list of cards; it has a',
		],
		['a card alone', card, 'cards is one card, not a list of cards: put [ and ] around it'],
		[
			"a card alone in Feishu's own shape",
			{ app_feed_card: { biz_id: 'a' }, user_id: 'ou_1' },
			'cards is one card, not a list of cards: put [ and ] around it',
		],
		['feed_cards that is no list', { feed_cards: 7 }, 'cards is a number, not a list of cards'],
		['feed_cards that is null', { feed_cards: null }, 'cards is empty'],
		['null in the list', [card, null], 'cards[1] is null, not an object with biz_id and user_id'],
		['a list in the list', [card, []], 'cards[1] is a list, not an object with biz_id and user_id'],
		['an empty object', [{ biz_id: 'a' }], 'cards[0].user_id is empty'],
	])('that is %s is a mistake', (_, value, said) => {
		expect(problemsOf(parseCards(value))).toEqual([said]);
	});

	test('is read to its end in spite of mistakes', () => {
		const parsed = parseCards([{}, card, 7]);
		expect(idsOf(parsed)).toEqual(one);
		expect(problemsIn(parsed).map(({ field }) => field)).toEqual([
			'cards[0].biz_id',
			'cards[0].user_id',
			'cards[2]',
		]);
	});

	test('does not reach into prototypes', () => {
		const inherited = Object.create({ biz_id: 'a', user_id: 'ou_1' }) as object;
		expect(parseCards([inherited]).cards).toEqual([]);
		expect(parseCards(Object.create({ feed_cards: [card] })).cards).toEqual([]);
	});

	test('of any JSON gives cards or mistakes, and never throws', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				const parsed = parseCards(value);
				const { cards, mistakes } = parsed;
				for (const { bizId, userId } of cards) {
					expect(bizId.trim()).not.toBe('');
					expect(userId).toMatch(/^\S+$/);
				}
				for (const { field, problem } of problemsIn(parsed)) {
					expect(field).toMatch(/^cards/);
					expect(problem).not.toBe('');
				}
				const list = Array.isArray(value) ? value : [];
				const entries = (list.every(Array.isArray) ? list.flat() : list).length;
				expect(cards.length + mistakes.length).toBeGreaterThanOrEqual(entries);
			}),
			{ numRuns: 1000 },
		);
	});
});

test('for any IDs, commas and an array of users mean the same', () => {
	// With an x in front: "on_" or "oc_" would be another kind of ID.
	const userIds = fc.array(fc.stringMatching(/^x[a-z_0-9]{0,7}$/), { minLength: 1, maxLength: 8 });
	fc.assert(
		fc.property(
			fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }),
			userIds,
			(bizId, users) => {
				// Not one that is a mistake: with a character that nobody sees, or quotes around it.
				fc.pre(parseBizId(bizId) === bizId);
				const expected = [...new Set(users)].map((userId) => ({ bizId, userId }));
				for (const given of [users, users.join(', '), users.join('；'), JSON.stringify(users)]) {
					expect(idsOf(parse(bizId, given))).toEqual(expected);
					expect(parse(bizId, given).mistakes).toEqual([]);
				}
			},
		),
	);
});
