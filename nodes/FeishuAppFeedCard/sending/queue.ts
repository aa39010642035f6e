import type { Card } from '../card/card';
import { intoBatches, newBatch, type Batch } from './batch';
import { MAX_CARDS_PER_REQUEST, type CardRequest } from './feedCardApi';

/** Everything that is still to be sent, and what comes next. Times are in `clock.elapsed()`. */
export class Queue {
	/** Batches never sent so far, the next one last: taking from the end of a list is cheap. */
	private unsent: Batch[] = [];
	/** To be sent once more as they are, first in, first out. */
	private readonly again: Batch[] = [];
	/** Parts of searched requests, the next one last: one search is ended before another goes deep. */
	private readonly parts: Batch[] = [];
	/** Cards that Feishu called rate-limited in an answer: they go together, when their time has come. */
	private readonly limited: Array<{ card: Card; readyAt: number }> = [];

	constructor(private readonly request: CardRequest) {}

	get isEmpty(): boolean {
		return this.retried.length + this.unsent.length + this.limited.length === 0;
	}

	/** What was sent before, as part of a request at least. */
	get retried(): readonly Batch[] {
		return [...this.again, ...this.parts];
	}

	/** How many batches wait to be tried again after a fault. */
	get faulty(): number {
		return this.again.filter(({ faults }) => faults > 0).length;
	}

	get hasUnsent(): boolean {
		return this.unsent.length > 0;
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

	/** Adds cards that were never sent, behind those that wait already. */
	add(cards: readonly Card[]): void {
		this.unsent = [...intoBatches(cards, this.request).reverse(), ...this.unsent];
	}

	sendAgain(batch: Batch, readyAt: number): void {
		batch.readyAt = readyAt;
		this.again.push(batch);
	}

	/** @param parts the first of them is sent first */
	sendParts(parts: Batch[]): void {
		this.parts.push(...parts.reverse());
	}

	sendLater(card: Card, readyAt: number): void {
		this.limited.push({ card, readyAt });
	}

	/**
	 * The batch to send now, of what was sent before; undefined if nothing is due.
	 *
	 * @param nothingThrough whether parts go before what is tried again: what they show may spare the further tries
	 */
	takeDue(now: number, nothingThrough: boolean): Batch | undefined {
		const part = nothingThrough ? this.parts.pop() : undefined;
		return part ?? this.takeAgain(now) ?? this.parts.pop() ?? this.takeLimited(now);
	}

	/** A batch that is to be sent once more as it is. */
	takeAgain(now: number): Batch | undefined {
		const index = this.again.findIndex(({ readyAt }) => readyAt <= now);
		return index < 0 ? undefined : this.again.splice(index, 1)[0];
	}

	/** The next batch that was never sent. */
	takeUnsent(): Batch | undefined {
		return this.unsent.pop();
	}

	/**
	 * A single card from somewhere in the list of those never sent; if there is none, of those searched.
	 *
	 * @param place where in what is left of it: 0 is its end, 1 its beginning
	 */
	takeSample(place: number): Batch | undefined {
		const list = this.hasUnsent ? this.unsent : this.parts;
		const index = Math.floor(place * list.length);
		const batch = list[index];
		const card = batch?.rest.pop() ?? batch?.cards.pop();
		if (batch?.cards.length === 0) list.splice(index, 1);
		return card && newBatch([card]);
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
