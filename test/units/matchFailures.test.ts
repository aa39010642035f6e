import fc from 'fast-check';

import type { Card } from '../../nodes/FeishuAppFeedCard/card/card';
import type { Reason } from '../../nodes/FeishuAppFeedCard/card/failure';
import { matchFailures as matchWithReason } from '../../nodes/FeishuAppFeedCard/sending/matchFailures';
import type { FailedCard } from '../../nodes/FeishuAppFeedCard/sending/failedCards';

let order = 0;
const card = (bizId: string, userId: string): Card => ({
	bizId,
	userId,
	inputs: [0],
	order: order++,
});
const failure = (reason: Reason) => ({ reason, code: 0, message: reason });
const entry = (
	bizId: string | undefined,
	userId: string | undefined,
	reason: Reason = 'UNKNOWN',
): FailedCard => ({ bizId, userId, failure: failure(reason) });

const a1 = card('a', '1');
const a2 = card('a', '2');
const b1 = card('b', '1');
const cards = [a1, a2, b1];
const matchFailures = (of: Card[], entries: FailedCard[]) => {
	const { done: deleted, ...others } = matchWithReason(of, entries, { doneReason: 'NOT_CREATED' });
	return { deleted, ...others };
};
afterEach(() => cards.forEach((one) => delete one.mayBeDone));
const match = (...entries: FailedCard[]) => {
	const { failed, deleted, unclear } = matchFailures(cards, entries);
	return { failed: [...failed].map(([one, { reason }]) => [one, reason]), deleted, unclear };
};

test('without failures every card was deleted', () => {
	expect(match()).toEqual({ failed: [], deleted: cards, unclear: [] });
});

test('an entry with both IDs names its card', () => {
	expect(match(entry('a', '2', 'NO_PERMISSION'))).toEqual({
		failed: [[a2, 'NO_PERMISSION']],
		deleted: [a1, b1],
		unclear: [],
	});
});

test('a user of whom several cards may be meant is named once', () => {
	const given = [{ ...a1 }, { ...a1, bizId: 'c' }];
	const { failed } = matchWithReason(given, [entry(undefined, '1', 'NO_PERMISSION')], {
		mayRepeat: () => false,
	});
	expect(failed.get(given[0])?.message).toContain('did not say for which of these users: 1. ');
});

test('of cards that must not be sent again as many fail as Feishu counted, and the message says so', () => {
	const given = [{ ...a1 }, a2, b1];
	const { failed, done, unclear } = matchWithReason(
		given,
		[entry('a', undefined, 'NO_PERMISSION')],
		{ mayRepeat: () => false },
	);
	expect(unclear).toEqual([]);
	expect(failed.get(given[0])?.message).toContain(
		'Feishu did not say for which of these users: 1, 2',
	);
	expect(failed.size).toBe(1);
	expect(done).toEqual([a2, b1]);
	// It may be done, and another in its place not.
	expect(given[0]).toMatchObject({ mayBeDone: true });
});

describe('if users are hidden and fail for two reasons, the cards are asked again', () => {
	const two = [entry('a', undefined, 'NOT_CREATED'), entry('a', undefined, 'NO_PERMISSION')];
	const ask = (...given: Card[]) => matchFailures(given, two).unclear;

	test('and one of them was not there, whatever they say then', () => {
		const [first, second] = ask({ ...a1 }, { ...a2 }, card('a', '3'), { ...b1 });
		expect(first.counted).toMatchObject({ failures: [{ reason: 'NOT_CREATED' }], done: 1 });
		expect(second.counted).toBe(first.counted);
	});

	test('and nobody knows whether one was not there, after an earlier request that may have done them', () => {
		const asked = ask({ ...a1, mayBeDone: true }, { ...a2 }, card('a', '3'), { ...b1 });
		expect(asked).toHaveLength(3);
		expect(asked.filter(({ counted }) => counted)).toEqual([]);
	});
});

test('a card alone is what an answer speaks of, whatever it says: it is not asked for ever', () => {
	for (const bizId of ['a', undefined]) {
		const entries = [entry(bizId, undefined, 'NO_PERMISSION'), entry(bizId, undefined)];
		const { failed, unclear } = matchFailures([a1], entries);
		expect(failed.size).toBe(1);
		expect(unclear).toEqual([]);
	}
});

test('an entry given twice counts once', () => {
	expect(match(entry('a', '2'), entry('a', '2')).failed).toHaveLength(1);
});

describe('an entry without user ID', () => {
	test('names the only card of its business ID', () => {
		expect(match(entry('b', undefined))).toEqual({
			failed: [[b1, 'UNKNOWN']],
			deleted: [a1, a2],
			unclear: [],
		});
	});

	test('given for each card of a business ID, means all of them', () => {
		expect(match(entry('a', undefined), entry('a', undefined)).failed).toEqual([
			[a1, 'UNKNOWN'],
			[a2, 'UNKNOWN'],
		]);
	});

	test('means the card that is left, if the other is named', () => {
		expect(match(entry('a', '1', 'DUPLICATE'), entry('a', undefined))).toEqual({
			failed: [
				[a1, 'DUPLICATE'],
				[a2, 'UNKNOWN'],
			],
			deleted: [b1],
			unclear: [],
		});
	});

	test('leaves it unclear which of several cards it is', () => {
		expect(match(entry('a', undefined))).toEqual({ failed: [], deleted: [b1], unclear: [a1, a2] });
	});

	test('leaves it unclear which card has which of two reasons', () => {
		const said = match(entry('a', undefined, 'UNKNOWN'), entry('a', undefined, 'NO_PERMISSION'));
		expect(said).toEqual({ failed: [], deleted: [b1], unclear: [a1, a2] });
	});

	test('leaves no doubt that a card was done if as many failed as there are', () => {
		const pair = () => [card('a', '1'), card('a', '2')];
		const [all, some] = [pair(), pair()];
		const reasons = ['NO_PERMISSION', 'NOT_CREATED', 'UNKNOWN'] as const;
		const entries = reasons.map((reason) => entry('a', undefined, reason));
		expect(matchFailures(all, entries.slice(0, 2)).unclear).toEqual(all);
		expect(all.map(({ mayBeDone }) => mayBeDone)).toEqual([undefined, undefined]);
		expect(matchFailures(some, entries.slice(2)).unclear).toEqual(some);
		expect(some.map(({ mayBeDone }) => mayBeDone)).toEqual([true, true]);
	});

	test('with NOT_CREATED is counted, because asking again would tell nothing', () => {
		const { failed, deleted, unclear } = matchFailures(cards, [
			entry('a', undefined, 'NOT_CREATED'),
		]);
		expect(failed.size).toBe(1);
		expect(failed.get(a1)?.message).toContain('did not say for which of these users: 1, 2');
		expect(deleted).toHaveLength(2);
		expect(unclear).toEqual([]);
	});
});

test('where it is hidden whose card is gone, it is first of all one that a lost request may have deleted', () => {
	const doubted = { ...a2, mayBeDone: true };
	const { failed, done } = matchWithReason(
		[a1, doubted, b1],
		[entry('a', undefined, 'NOT_CREATED')],
		{ doneReason: 'NOT_CREATED' },
	);
	expect([...failed.keys()]).toEqual([doubted]);
	expect(done).toEqual([a1, b1]);
});

describe('an entry that names no card of the request', () => {
	const done = { failed: [], deleted: cards, unclear: [] };

	test.each([
		['x', '9'],
		['x', '1'],
		['x', undefined],
		[undefined, '9'],
	])('is ignored, and nobody else is blamed: %s, %s', (bizId, userId) => {
		expect(match(entry(bizId, userId))).toEqual(done);
	});

	test('by its business ID means the user, if that leaves no choice', () => {
		expect(match(entry('x', '2')).failed).toEqual([[a2, 'UNKNOWN']]);
		expect(match(entry(undefined, '2')).failed).toEqual([[a2, 'UNKNOWN']]);
	});

	test('by anything makes all cards unclear', () => {
		expect(match(entry(undefined, undefined)).unclear).toEqual(cards);
	});

	test('by its user ID means the business ID, if that leaves no choice', () => {
		expect(match(entry('b', 'another spelling')).failed).toEqual([[b1, 'UNKNOWN']]);
	});
});

const few = <T extends string>(...values: T[]) => fc.constantFrom(...values);
const entries = fc.array(
	fc
		.tuple(
			fc.option(few('a', 'b', 'c', 'x'), { nil: undefined }),
			fc.option(few('1', '2', '3'), { nil: undefined }),
			few<Reason>('UNKNOWN', 'NO_PERMISSION', 'NOT_CREATED'),
		)
		.map(([bizId, userId, reason]) => entry(bizId, userId, reason)),
	{ maxLength: 8 },
);
const requests = fc
	.uniqueArray(fc.tuple(few('a', 'b', 'c'), few('1', '2', '3')), {
		minLength: 1,
		selector: String,
	})
	.map((ids) => ids.map(([bizId, userId]) => card(bizId, userId)));

test('for any answer, each card is failed, deleted or unclear: one of them, and once', () => {
	fc.assert(
		fc.property(requests, entries, (request, said) => {
			const { failed, deleted, unclear } = matchFailures(request, said);
			const all = [...[...failed.keys()], ...deleted, ...unclear];
			expect(all).toHaveLength(request.length);
			expect(new Set(all)).toEqual(new Set(request));
		}),
		{ numRuns: 2000 },
	);
});

test('for any answer, a card that an entry names with both IDs is failed with its reason', () => {
	fc.assert(
		fc.property(requests, entries, (request, said) => {
			const { failed } = matchFailures(request, said);
			for (const one of said) {
				const named = request.find(
					({ bizId, userId }) => bizId === one.bizId && userId === one.userId,
				);
				if (!named) continue;
				const reasons = said
					.filter(({ bizId, userId }) => bizId === one.bizId && userId === one.userId)
					.map((same) => same.failure.reason);
				expect(reasons).toContain(failed.get(named)?.reason);
			}
		}),
		{ numRuns: 2000 },
	);
});

test('a card that fails in place of another one says so: a later request must not notify its user again', () => {
	const guessed = matchFailures(cards, [entry('a', undefined, 'NOT_CREATED')]);
	expect([...guessed.failed.keys()].map(({ isGuess }) => isGuess)).toEqual([true]);
	const told = matchFailures(
		[card('c', '1'), card('c', '2')],
		[entry('c', '1', 'NOT_CREATED'), entry('c', undefined, 'NOT_CREATED')],
	);
	expect([...told.failed.keys()].map(({ isGuess }) => isGuess ?? false)).toEqual([false, false]);
});
