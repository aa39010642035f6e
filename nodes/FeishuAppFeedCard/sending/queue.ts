import type { Card } from '../card/card';
import { MAX_CARDS_PER_REQUEST, type CardRequest } from './feedCardApi';
import { intoBatches, newBatch, type Batch, type QueuedCard } from './batch';

/** Everything that is still to be sent, and what comes next. Times are in `clock.elapsed()`. */
export class Queue {
	/** Batches never sent so far, the next one last: taking from the end of a list is cheap. */
	private fresh: Batch[] = [];
	/** To be sent once more as they are, first in, first out. */
	private readonly again: Batch[] = [];
	/** Parts of searched requests, the next one last: one search is ended before another goes deep. */
	private readonly parts: Batch[] = [];
	/** Cards that Feishu called rate-limited in an answer: they go together, when their time has come. */
	private readonly limited: Array<{ card: QueuedCard; readyAt: number }> = [];

	constructor(
		cards: readonly Card[],
		private readonly request: CardRequest,
	) {
		this.add(cards);
	}

	/** Adds cards that were never sent, behind all others. */
	add(cards: readonly Card[]): void {
		this.fresh = [...intoBatches(cards, this.request).reverse(), ...this.fresh];
	}

	get isEmpty(): boolean {
		const { fresh, again, parts, limited } = this;
		return fresh.length + again.length + parts.length + limited.length === 0;
	}

	/** What was sent before, as part of a request at least. */
	get begun(): readonly Batch[] {
		return [...this.again, ...this.parts];
	}

	/** How many batches wait to be tried again after a fault. */
	get faulty(): number {
		return this.again.filter(({ faults }) => faults > 0).length;
	}

	sendAgain(batch: Batch, readyAt: number): void {
		batch.readyAt = readyAt;
		this.again.push(batch);
	}

	/** @param parts the first of them is sent first */
	sendParts(parts: Batch[]): void {
		this.parts.push(...parts.reverse());
	}

	sendLater(card: QueuedCard, readyAt: number): void {
		this.limited.push({ card, readyAt });
	}

	/** The batch to send now, removed from the queue; undefined where nothing of what was sent before is due. */
	takeDue(now: number): Batch | undefined {
		const index = this.again.findIndex(({ readyAt }) => readyAt <= now);
		if (index >= 0) return this.again.splice(index, 1)[0];
		return this.parts.pop() ?? this.takeLimited(now);
	}

	/** The next batch that was never sent. */
	takeFresh(): Batch | undefined {
		return this.fresh.pop();
	}

	/**
	 * A single card that was never sent, from somewhere in the list.
	 *
	 * @param place where in what is left of it: 0 is its end, 1 its beginning
	 */
	takeSample(place: number): Batch | undefined {
		const index = Math.floor(place * this.fresh.length);
		const cards = this.fresh[index]?.cards ?? [];
		const sample = cards.pop();
		if (cards.length === 0) this.fresh.splice(index, 1);
		return sample && newBatch([sample]);
	}

	get hasFresh(): boolean {
		return this.fresh.length > 0;
	}

	get hasLimited(): boolean {
		return this.limited.length > 0;
	}

	/** When something that was sent before is due; Infinity if nothing is. */
	get nextDueAt(): number {
		if (this.parts.length > 0) return 0;
		const again = this.again.reduce((next, { readyAt }) => Math.min(next, readyAt), Infinity);
		return Math.min(again, this.limitedReadyAt);
	}

	/** Empties the queue. */
	takeAll(): QueuedCard[] {
		const parts = this.parts.splice(0).reverse();
		const batches = [...this.again.splice(0), ...parts, ...this.fresh.splice(0).reverse()];
		const limited = this.limited.splice(0).map(({ card }) => card);
		return [...limited, ...batches.flatMap(({ cards, rest }) => [...cards, ...rest])];
	}

	private takeLimited(now: number): Batch | undefined {
		if (this.limitedReadyAt > now) return undefined;
		const cards = this.limited.splice(0, MAX_CARDS_PER_REQUEST).map(({ card }) => card);
		const [next, ...others] = intoBatches(cards, this.request);
		this.again.push(...others);
		return next;
	}

	/** A request of limited cards goes when the last of them is ready. */
	private get limitedReadyAt(): number {
		const next = this.limited.slice(0, MAX_CARDS_PER_REQUEST);
		return next.length === 0 ? Infinity : Math.max(...next.map(({ readyAt }) => readyAt));
	}
}
