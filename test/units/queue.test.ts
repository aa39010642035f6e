import { newBatch, partOf } from '../../nodes/FeishuAppFeedCard/sending/batch';
import { Queue } from '../../nodes/FeishuAppFeedCard/sending/queue';
import type { Card } from '../../nodes/FeishuAppFeedCard/card/card';
import type { CardRequest } from '../../nodes/FeishuAppFeedCard/sending/feedCardApi';

const request: CardRequest = {
	method: 'DELETE',
	path: '/x',
	verb: 'delete',
	stateReason: 'NOT_CREATED',
	body: () => ({}),
};
const cardsOf = (first: number, count: number): Card[] =>
	Array.from({ length: count }, (_, index) => {
		const order = first + index;
		return { bizId: `card-${order}`, userId: 'ou_1', inputs: [order], order };
	});
const orders = (cards: readonly Card[]) => cards.map(({ order }) => order).sort((a, b) => a - b);

function queueOf(cards: Card[]): Queue {
	const queue = new Queue(request);
	queue.add(cards);
	return queue;
}

test('cards that are added later go behind those that wait', () => {
	const queue = queueOf(cardsOf(0, 25));
	queue.add(cardsOf(25, 5));
	const sizes = [];
	const taken: Card[] = [];
	for (let batch = queue.takeUnsent(); batch; batch = queue.takeUnsent()) {
		sizes.push(batch.cards.length);
		taken.push(...batch.cards);
	}
	expect(sizes).toEqual([20, 5, 5]);
	expect(taken.map(({ order }) => order)).toEqual([...Array(30).keys()]);
	expect(queue.isEmpty).toBe(true);
});

test('what was sent before goes before what was never sent, and limited cards when they are due', () => {
	const queue = queueOf(cardsOf(0, 20));
	const part = newBatch(cardsOf(100, 1));
	queue.sendParts([part]);
	for (const card of cardsOf(300, 2)) queue.sendLater(card, 1_000);
	expect(queue.takeDue(0, false)).toBe(part);
	expect(queue.takeDue(999, false)).toBeUndefined();
	expect(orders(queue.takeDue(1_000, false)?.cards ?? [])).toEqual([300, 301]);
	expect(orders(queue.takeUnsent()?.cards ?? [])).toEqual(orders(cardsOf(0, 20)));
	expect(queue.isEmpty).toBe(true);
});

test('a sample is taken once, and its card does not come again', () => {
	const queue = queueOf(cardsOf(0, 40));
	const sample = queue.takeSample(0.5)?.cards ?? [];
	expect(sample).toHaveLength(1);
	const left = [queue.takeUnsent(), queue.takeUnsent()].flatMap((batch) => batch?.cards ?? []);
	expect(orders([...sample, ...left])).toEqual(orders(cardsOf(0, 40)));
});

test('samples of a searched request take all its cards, each once', () => {
	const queue = new Queue(request);
	const { search, cards } = newBatch(cardsOf(0, 5));
	queue.sendParts([partOf(search, cards.slice(0, 2), cards.slice(2))]);
	const taken = cards.flatMap(() => queue.takeSample(0.5)?.cards ?? []);
	expect(orders(taken)).toEqual([0, 1, 2, 3, 4]);
	expect(queue.takeSample(0.5)).toBeUndefined();
	expect(queue.isEmpty).toBe(true);
});

test('of limited cards that cannot share a request none is lost', () => {
	const queue = new Queue({ ...request, inCommon: ({ bizId }) => bizId });
	for (const card of cardsOf(0, 3)) queue.sendLater(card, 0);
	const taken = [queue.takeDue(0, false), queue.takeDue(0, false), queue.takeDue(0, false)];
	expect(orders(taken.flatMap((batch) => batch?.cards ?? []))).toEqual([0, 1, 2]);
	expect(queue.isEmpty).toBe(true);
});

test('cards that wait for their limit go together, when the last of them may', () => {
	const queue = new Queue(request);
	const [first, second] = cardsOf(0, 2);
	queue.sendLater(first, 1_000);
	queue.sendLater(second, 2_000);
	expect(queue.nextDueAt).toBe(2_000);
	expect(queue.takeDue(1_999, false)).toBeUndefined();
	expect(queue.takeDue(2_000, false)?.cards).toHaveLength(2);
});
