/** The search for the bad cards because of which a request of a batch fails. */
import { newBatch, type Batch } from '../../nodes/FeishuAppFeedCard/sending/batch';
import type { Card } from '../../nodes/FeishuAppFeedCard/card/card';
import { afterAcceptance, afterFailure } from '../../nodes/FeishuAppFeedCard/sending/search';
import fc from 'fast-check';

const cardsOf = (count: number): Card[] =>
	Array.from({ length: count }, (_, order) => ({
		bizId: `a-${order}`,
		userId: `ou_${order}`,
		inputs: [order],
		order,
	}));

/** Searches to the end, with a Feishu that refuses a request for any of its bad cards. */
function search(count: number, bad: number[], isNamed = false) {
	const waiting: Batch[] = [newBatch(cardsOf(count))];
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
			const { atFault, next } = afterFailure(batch, isNamed ? badOnes : [], false);
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

test('cards that the answer names are at fault without a search', () => {
	const { found, requests } = search(20, [3, 7], true);
	expect(found).toEqual([3, 7]);
	expect(requests).toBe(2);
});

test('whatever cards are at fault, exactly these are found, and the others deleted', () => {
	const anyBad = fc
		.integer({ min: 1, max: 20 })
		.chain((count) =>
			fc.tuple(fc.constant(count), fc.subarray([...Array(count).keys()]), fc.boolean()),
		);
	fc.assert(
		fc.property(anyBad, ([count, bad, named]) => {
			const { found, deleted } = search(count, bad, named);
			expect(found).toEqual(bad);
			expect([...found, ...deleted].sort((a, b) => a - b)).toEqual([...Array(count).keys()]);
		}),
		{ numRuns: 2000 },
	);
});
