import { clock } from '../../shared/clock';
import type { Card } from '../card/card';
import { MAX_CARDS_PER_REQUEST, type CardRequest } from '../transport/feedCardApi';
import { firstBatch, intoBatches, type Batch, type QueuedCard } from './batch';

/** Everything that is still to be sent, and what comes next. */
export class Queue {
	/** Batches never sent so far, the next one last: taking from the end of a list is cheap. */
	private readonly fresh: Batch[];
	private readonly again: Batch[] = [];
	/**
	 * Cards that Feishu called rate-limited in an answer: they go together, when their time has come, with
	 * those that have the same in common.
	 */
	private readonly limited = new Map<string, Array<{ card: QueuedCard; readyAt: number }>>();

	constructor(
		cards: readonly Card[],
		private readonly request: CardRequest,
	) {
		this.fresh = intoBatches(cards, request).reverse();
	}

	get isEmpty(): boolean {
		return this.fresh.length + this.again.length + this.limited.size === 0;
	}

	get hasFresh(): boolean {
		return this.fresh.length > 0;
	}

	sendAgain(...batches: Batch[]): void {
		// The last one is taken first.
		this.again.push(...batches.reverse());
	}

	sendLater(card: QueuedCard, readyAt: number): void {
		const key = this.request.inCommon?.(card) ?? '';
		const group = this.limited.get(key);
		if (group) group.push({ card, readyAt });
		else this.limited.set(key, [{ card, readyAt }]);
	}

	/**
	 * The batch to send now, removed from the queue; undefined where nothing may be sent yet.
	 *
	 * @param freshToo whether cards that were never sent may go
	 */
	take(freshToo: boolean): Batch | undefined {
		return this.takeAgain() ?? (freshToo ? this.takeFresh() : undefined) ?? this.takeLimited();
	}

	/**
	 * A single card that was never sent, out of the list's later part.
	 *
	 * @param place where in what is left of the list: 0 is its end, 1 its beginning
	 */
	takeSample(place: number): Batch {
		const index = Math.floor(place * this.fresh.length);
		const { cards } = this.fresh[index];
		const sample = cards.splice(-1);
		if (cards.length === 0) this.fresh.splice(index, 1);
		return firstBatch(sample, this.request);
	}

	/** When something that waits for its time may be sent: in `clock.elapsed()`; Infinity if nothing does. */
	get nextReadyAt(): number {
		return Math.min(...this.again.map(({ readyAt }) => readyAt), this.limitedReadyAt);
	}

	/** Empties the queue. */
	takeAll(): QueuedCard[] {
		const batches = this.again.splice(0).flatMap(({ cards, rest }) => [...cards, ...(rest ?? [])]);
		const limited = [...this.limited.values()].flat().map(({ card }) => card);
		this.limited.clear();
		const fresh = this.fresh.splice(0).reverse();
		return [...batches, ...limited, ...fresh.flatMap(({ cards }) => cards)];
	}

	/**
	 * Large parts of refused requests go first, so that a request that holds both kinds of cards shows
	 * itself early; then those of the search that has found most, so that it ends before the next goes deep.
	 */
	private takeAgain(): Batch | undefined {
		const now = clock.elapsed();
		let found = -1;
		for (const [index, batch] of this.again.entries()) {
			if (batch.readyAt > now) continue;
			if (found < 0 || urgency(batch) >= urgency(this.again[found])) found = index;
		}
		return found < 0 ? undefined : this.again.splice(found, 1)[0];
	}

	private takeFresh(): Batch | undefined {
		return this.fresh.pop();
	}

	private takeLimited(): Batch | undefined {
		const now = clock.elapsed();
		for (const [key, group] of this.limited) {
			if (readyAtOf(group) > now) continue;
			const cards = group.splice(0, MAX_CARDS_PER_REQUEST).map(({ card }) => card);
			if (group.length === 0) this.limited.delete(key);
			return firstBatch(cards, this.request);
		}
		return undefined;
	}

	private get limitedReadyAt(): number {
		return Math.min(...[...this.limited.values()].map(readyAtOf));
	}
}

/** A request of limited cards goes when the last of them is ready. */
function readyAtOf(group: ReadonlyArray<{ readyAt: number }>): number {
	return Math.max(...group.slice(0, MAX_CARDS_PER_REQUEST).map(({ readyAt }) => readyAt));
}

const LARGE_PART = 6;

function urgency({ cards, whole }: Batch): number {
	return cards.length >= LARGE_PART ? Infinity : whole.atFault;
}
