/**
 * Generated input, at least 10,000 values: a clear error or a correct request, never a crash, never a
 * request that the documents forbid. Most goes through the functions that read it, a part through the engine.
 */
import fc from 'fast-check';

import type { Problem } from '../../nodes/FeishuAppFeedCard/card/card';
import { USER_ID_TYPES } from '../../nodes/FeishuAppFeedCard/card/card';
import { setUp } from '../engine/setUp';
import { parseIdList, parsePair, problemsIn, type ParsedCards } from '../units/parsing';

/** Strings that break careless code. */
const oddText = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 300 }),
	fc.string({ unit: 'grapheme' }),
	fc.constantFrom(
		'__proto__',
		'constructor',
		'hasOwnProperty',
		'toString',
		'',
		' ',
		'\u0000',
		'\ud800',
		'\udfff\ud800',
		'\u202e',
		'\ufeff',
		'\u2028',
		'💩'.repeat(150),
		'a'.repeat(201),
		'a'.repeat(100_000),
		',,,',
		'，',
		'a,,b',
		'[',
		'[]',
		'[[[["a"]]]]',
		'["a","b"]',
		'{"feed_cards":[]}',
		'{"__proto__":{"feed_cards":[1]}}',
		'null',
		'NaN',
		'1e400',
		`${'['.repeat(5_000)}${']'.repeat(5_000)}`,
		'={{ $json.constructor }}',
		'{{ 1 + 1 }}',
	),
);

const ids = fc.oneof(
	{ weight: 3, arbitrary: fc.stringMatching(/^ou_[a-z0-9]{1,32}$/) },
	{ weight: 2, arbitrary: oddText },
	{ weight: 1, arbitrary: fc.oneof(fc.integer(), fc.double(), fc.boolean(), fc.constant(null)) },
	{ weight: 1, arbitrary: fc.array(oddText, { maxLength: 5 }) },
	{ weight: 1, arbitrary: fc.anything() },
);

/** Cards as they should be and as they should not. */
const entry = fc.oneof(
	{ weight: 3, arbitrary: fc.record({ biz_id: ids, user_id: ids }, { requiredKeys: [] }) },
	{ weight: 1, arbitrary: fc.anything() },
);
const lists = fc.oneof(
	{ weight: 3, arbitrary: fc.array(entry, { maxLength: 30 }) },
	{ weight: 1, arbitrary: fc.record({ feed_cards: fc.array(entry, { maxLength: 5 }) }) },
	{
		weight: 2,
		arbitrary: fc.anything({
			withBigInt: true,
			withDate: true,
			withMap: true,
			withNullPrototype: true,
			withSet: true,
			withSparseArray: true,
			withTypedArray: true,
		}),
	},
	{ weight: 1, arbitrary: oddText },
	{ weight: 1, arbitrary: fc.json() },
);

const cyclic: Record<string, unknown> = { biz_id: 'a' };
cyclic.user_id = cyclic;
cyclic.feed_cards = cyclic;
const cyclicList: unknown[] = [];
cyclicList.push(cyclicList, { biz_id: cyclicList, user_id: cyclicList });
let deep: unknown = 'ou_1';
for (let n = 0; n < 20_000; n++) deep = [deep];
const throwing = Object.defineProperty({}, 'toString', {
	get: () => {
		throw new Error('a trap');
	},
});
const SPECIAL: unknown[] = [
	cyclic,
	cyclicList,
	deep,
	throwing,
	Symbol('a'),
	10n,
	() => 'ou_1',
	new Date(Number.NaN),
	Object.create(null),
	Object.create({ biz_id: 'inherited', user_id: 'ou_1', feed_cards: [] }),
	JSON.parse('{"__proto__":{"biz_id":"a","user_id":"ou_1"}}'),
	new Array(3),
	Array.from({ length: 50_000 }, (_, n) => ({ biz_id: `b-${n}`, user_id: 'ou_1' })),
	Number.MAX_SAFE_INTEGER + 2,
	-0,
];

/** What is not allowed by the documents, and mistakes that do not tell what and where. */
function unclear(parsed: ParsedCards): unknown[] {
	const isAllowed = ({ bizId, userId }: ParsedCards['cards'][number]) =>
		typeof bizId === 'string' &&
		bizId.trim() !== '' &&
		[...bizId].length <= 200 &&
		/^[^\s,，]{1,200}$/u.test(userId) &&
		// What cannot be sent as UTF-8 would arrive as another ID.
		Buffer.from(bizId + userId).toString() === bizId + userId;
	const tells = ({ field, problem }: Problem) =>
		field !== '' && /^(is|has|contains) /.test(problem);
	return [
		...parsed.cards.filter((card) => !isAllowed(card)),
		...problemsIn(parsed).filter((one) => !tells(one)),
	];
}

test.each(USER_ID_TYPES)('2,000 pairs of IDs (%s) are cards or mistakes', (type) => {
	const check = (bizId: unknown, userId: unknown) => {
		const parsed = parsePair(bizId, userId, type);
		expect(unclear(parsed)).toEqual([]);
		expect(parsed.cards.length + parsed.mistakes.length).toBeGreaterThan(0);
	};
	for (const one of SPECIAL) for (const other of SPECIAL.slice(0, 8)) check(one, other);
	fc.assert(fc.property(ids, ids, check), { numRuns: 2_000 });
});

test('5,000 lists are cards or mistakes', () => {
	const check = (value: unknown) => expect(unclear(parseIdList(value))).toEqual([]);
	for (const value of SPECIAL) check(value);
	fc.assert(fc.property(lists, check), { numRuns: 5_000 });
});

test('nothing generated changes what objects inherit', () => {
	expect(({} as Record<string, unknown>).biz_id).toBeUndefined();
	expect(Object.keys(Object.prototype)).toEqual([]);
});

describe('in the engine', () => {
	const n8n = setUp();

	/** Items as n8n has them: JSON. */
	const asJson = (value: unknown) => JSON.parse(JSON.stringify(value ?? null)) as never;

	/** Runs, and looks at what the user reads and what Feishu got. */
	async function expectClearRun(items: unknown[], parameters = {}): Promise<void> {
		n8n.feishu.requests = [];
		const { error, hints } = await n8n.run(
			items.map((json) => ({ value: asJson(json) })),
			{
				parameters: { output: 'summary', options: { requestsPerSecond: 1_000 }, ...parameters },
			},
		);
		if (error) {
			expect(error.message).toMatch(/ (is|has|contains) /);
			expect(n8n.feishu.deleteRequests).toEqual([]);
		} else {
			expect(hints).toHaveLength(1);
		}
		for (const { answer, status } of n8n.feishu.deleteRequests) {
			expect([9499, 99992402]).not.toContain((answer as { code: number }).code);
			expect([200, 400]).toContain(status);
		}
	}

	test('300 pairs of IDs give a clear error or a correct request', async () => {
		const parameters = { bizId: '={{ $json.value[0] }}', userId: '={{ $json.value[1] }}' };
		await fc.assert(
			fc.asyncProperty(ids, ids, async (bizId, userId) => {
				fc.pre(isJson(bizId) && isJson(userId));
				await expectClearRun([[bizId, userId]], parameters);
			}),
			{ numRuns: 300 },
		);
	});

	test('200 lists give a clear error or a correct request', async () => {
		const parameters = { cardSource: 'list', cards: '={{ $json.value }}' };
		await fc.assert(
			fc.asyncProperty(lists, async (list) => {
				fc.pre(isJson(list));
				await expectClearRun([list], parameters);
			}),
			{ numRuns: 200 },
		);
	});
});

/** n8n's items are JSON; anything else cannot come in. */
function isJson(value: unknown): boolean {
	try {
		return JSON.stringify(value) !== undefined;
	} catch {
		return false;
	}
}
