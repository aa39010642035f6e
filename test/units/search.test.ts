/** The search for the cards because of which Feishu refuses a request. */
import { newBatch, type Batch } from '../../nodes/FeishuAppFeedCard/sending/batch';
import type { Card } from '../../nodes/FeishuAppFeedCard/card/card';
import { afterAcceptance, afterFailure } from '../../nodes/FeishuAppFeedCard/sending/search';
import type { ErrorKind } from '../../nodes/shared/errorCodes';
import { FeishuError } from '../../nodes/shared/feishuError';
import fc from 'fast-check';

const cardsOf = (count: number): Card[] =>
	Array.from({ length: count }, (_, order) => ({
		bizId: `a-${order}`,
		userId: `ou_${order}`,
		inputs: [order],
		order,
	}));

const refusal = (feishuMessage = 'param is invalid', code = 230001, kind: ErrorKind = 'refused') =>
	new FeishuError({ kind, summary: 'Refused', advice: '', code, feishuMessage });

/** Searches to the end, with a Feishu that refuses a request for any of its bad cards. */
function search(
	count: number,
	bad: number[],
	messageFor: (cards: Card[]) => string = () => 'param is invalid',
	{
		inCommon,
		code = 230001,
		kind = 'refused',
	}: { inCommon?: () => string; code?: number; kind?: ErrorKind } = {},
) {
	const waiting: Batch[] = [newBatch(cardsOf(count), { inCommon })];
	const found: number[] = [];
	const deleted: number[] = [];
	let requests = 0;
	for (let batch = waiting.shift(); batch; batch = waiting.shift()) {
		// A search that loses a card must not go on for ever.
		if (++requests > 200) throw new Error('The search does not end');
		const badOnes = batch.cards.filter(({ order }) => bad.includes(order));
		if (badOnes.length === 0) {
			deleted.push(...batch.cards.map(({ order }) => order));
			waiting.unshift(...afterAcceptance(batch));
		} else {
			const { atFault, next } = afterFailure(
				batch,
				refusal(messageFor(badOnes), code, kind),
				false,
			);
			found.push(...atFault.map(({ order }) => order));
			waiting.unshift(...next);
		}
	}
	const sort = (orders: number[]) => orders.sort((a, b) => a - b);
	return { found: sort(found), deleted: sort(deleted), requests };
}

test('one card at fault among 20 costs at most 8 further requests, wherever it is', () => {
	for (let bad = 0; bad < 20; bad++) {
		const { found, deleted, requests } = search(20, [bad]);
		expect(found).toEqual([bad]);
		expect(deleted).toHaveLength(19);
		expect(requests).toBeLessThanOrEqual(9);
	}
});

test('a card that is alone and refused is at fault, at once', () => {
	expect(search(1, [0])).toEqual({ found: [0], deleted: [], requests: 1 });
});

test('when all cards are at fault, the search costs little more than a request for each', () => {
	expect(search(20, [...Array(20).keys()]).requests).toBeLessThanOrEqual(30);
});

test.each(['[ou_3, ou_7]', '[ou_3 ou_7]', '["ou_3","ou_7"]', 'ou_3,ou_7'])(
	'cards whose users the message names (%s) are at fault without a search',
	(ids) => {
		const said = search(20, [3, 7], () => `these open ids not existed: ${ids}`);
		expect(said.found).toEqual([3, 7]);
		expect(said.requests).toBe(2);
	},
);

test('an ID that is only part of one in the message is not at fault', () => {
	const { found } = search(20, [10], () => 'these open ids not existed: [ou_10]');
	expect(found).toEqual([10]);
});

test('a word of the message before the IDs is none of them, though an employee ID may be any word', () => {
	const cards = cardsOf(3).map((card, order) => ({
		...card,
		userId: ['these', 'ids', 'li'][order],
	}));
	const batch = newBatch(cards, {});
	const error = refusal('these user ids not existed: [li]');
	expect(afterFailure(batch, error, false).atFault.map(({ userId }) => userId)).toEqual(['li']);
	const nameless = refusal('these ids are invalid');
	expect(afterFailure(newBatch(cards, {}), nameless, false).atFault).toEqual([]);
});

test('a message that names IDs of no card leaves it to the search', () => {
	const { found, deleted } = search(20, [4], () => 'these open ids not existed: [ou_x]');
	expect(found).toEqual([4]);
	expect(deleted).toHaveLength(19);
});

test('whatever cards are at fault, exactly these are found, and the others deleted', () => {
	const anyBad = fc
		.integer({ min: 1, max: 20 })
		.chain((count) =>
			fc.tuple(fc.constant(count), fc.subarray([...Array(count).keys()]), fc.boolean()),
		);
	fc.assert(
		fc.property(anyBad, ([count, bad, named]) => {
			const { found, deleted } = search(
				count,
				bad,
				named
					? (cards) => `these open ids not existed: ${cards.map(({ userId }) => userId).join(' ')}`
					: undefined,
			);
			expect(found).toEqual(bad);
			expect([...found, ...deleted].sort((a, b) => a - b)).toEqual([...Array(count).keys()]);
		}),
		{ numRuns: 2000 },
	);
});

describe('cards that share their contents and differ in the user alone', () => {
	const inCommon = () => 'the same';
	const all = [...Array(20).keys()];

	test('are all at fault once the first and the last user are refused alike', () => {
		expect(search(20, all, undefined, { inCommon })).toEqual({
			found: all,
			deleted: [],
			requests: 3,
		});
	});

	test.each([
		['the first', [0]],
		['the last', [19]],
		['some in the middle', [7, 8]],
		['the first and the second', [0, 1]],
	])('are found one by one where %s is at fault', (_, bad) => {
		const { found, deleted } = search(20, bad, undefined, { inCommon });
		expect(found).toEqual(bad);
		expect(deleted).toHaveLength(20 - bad.length);
	});

	test('are searched user by user where the code says that it is the user', () => {
		const bad = [0, 19];
		const { found, deleted } = search(20, bad, undefined, { inCommon, code: 99992351 });
		expect(found).toEqual(bad);
		expect(deleted).toHaveLength(18);
	});

	const EXISTS = 'this card exists already';
	const ALIKE = 'param is invalid';
	test.each([
		['existing cards are told first', [EXISTS, ALIKE]],
		['wrong users are told first', [ALIKE, EXISTS]],
	])('two that exist already are no proof against the contents, where %s', (_, order) => {
		const messageFor = (cards: Card[]) => {
			const has: Record<string, boolean> = {
				[EXISTS]: cards.some((card) => card.order < 2),
				[ALIKE]: cards.some((card) => card.order === 3),
			};
			return order.find((message) => has[message]) ?? '';
		};
		const { found, deleted } = search(20, [0, 1, 3], messageFor, { inCommon });
		expect(found).toEqual([0, 1, 3]);
		expect(deleted).toHaveLength(17);
	});

	test('two users on whom Feishu fails are no proof against the contents', () => {
		const { found, deleted } = search(20, [0, 19], undefined, { inCommon, kind: 'unavailable' });
		expect(found).toEqual([0, 19]);
		expect(deleted).toHaveLength(18);
	});

	test('a refusal that speaks of a user is searched user by user', () => {
		const { found } = search(20, [0, 19], () => 'invalid user_id', { inCommon });
		expect(found).toEqual([0, 19]);
	});
});
