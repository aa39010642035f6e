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

test('where the run stops, every card that waits is found, whatever it waits for', () => {
	const queue = new Queue(cardsOf(0, 45), request);
	queue.sendAgain(newBatch(cardsOf(100, 20)), 60_000);
	const searched = newBatch(cardsOf(200, 20));
	queue.sendParts([partOf(searched.search, searched.cards.slice(0, 5), searched.cards.slice(5))]);
	for (const card of cardsOf(300, 3)) queue.sendLater(card, 60_000);
	expect(orders(queue.takeAll())).toEqual(
		orders([...cardsOf(0, 45), ...cardsOf(100, 20), ...cardsOf(200, 20), ...cardsOf(300, 3)]),
	);
	expect(queue.isEmpty).toBe(true);
});

test('what was sent before goes before what was never sent, and limited cards when they are due', () => {
	const queue = new Queue(cardsOf(0, 20), request);
	const part = newBatch(cardsOf(100, 1));
	queue.sendParts([part]);
	for (const card of cardsOf(300, 2)) queue.sendLater(card, 1_000);
	expect(queue.takeDue(0)).toBe(part);
	expect(queue.takeDue(999)).toBeUndefined();
	expect(orders(queue.takeDue(1_000)?.cards ?? [])).toEqual([300, 301]);
	expect(orders(queue.takeFresh()?.cards ?? [])).toEqual(orders(cardsOf(0, 20)));
	expect(queue.isEmpty).toBe(true);
});

test('a sample is taken once, and its card does not come again', () => {
	const queue = new Queue(cardsOf(0, 40), request);
	const sample = queue.takeSample(0.5)?.cards ?? [];
	expect(sample).toHaveLength(1);
	expect(orders([...sample, ...queue.takeAll()])).toEqual(orders(cardsOf(0, 40)));
});

test('of limited cards that cannot share a request none is lost', () => {
	const queue = new Queue([], { ...request, inCommon: ({ bizId }) => bizId });
	for (const card of cardsOf(0, 3)) queue.sendLater(card, 0);
	const taken = [queue.takeDue(0), queue.takeDue(0), queue.takeDue(0)];
	expect(orders(taken.flatMap((batch) => batch?.cards ?? []))).toEqual([0, 1, 2]);
	expect(queue.isEmpty).toBe(true);
});

test('cards that wait for their limit go together, when the last of them may', () => {
	const queue = new Queue([], request);
	const [first, second] = cardsOf(0, 2);
	queue.sendLater(first, 1_000);
	queue.sendLater(second, 2_000);
	expect(queue.nextDueAt).toBe(2_000);
	expect(queue.takeDue(1_999)).toBeUndefined();
	expect(queue.takeDue(2_000)?.cards).toHaveLength(2);
});
