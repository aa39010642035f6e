import type { Card } from '../card/card';
import { inCommon } from '../sending/batch';
import { MAX_CARDS_PER_REQUEST, type CardRequest } from '../sending/feedCardApi';

/** Gathers cards that come one after another until they fill a request, or no more can come for it. */
export class Packs {
	private readonly open = new Map<string, Card[]>();
	/** How many entries may still bring cards for such a request. */
	private readonly awaited = new Map<string, number>();
	private readonly ready: Card[][] = [];

	constructor(
		entries: readonly Card[],
		private readonly request: CardRequest,
	) {
		for (const entry of entries) this.count(entry, +1);
	}

	/** Cards that were not taken so far. */
	get left(): Card[] {
		return [...this.ready, ...this.open.values()].flat();
	}

	/** What may be sent now. */
	get next(): Card[] | undefined {
		return this.ready[0];
	}

	take(): Card[] {
		return this.ready.shift() ?? [];
	}

	put(card: Card): void {
		const key = inCommon(this.request, card);
		const pack = this.open.get(key) ?? [];
		this.open.set(key, pack);
		pack.push(card);
		if (pack.length === MAX_CARDS_PER_REQUEST) this.close(key);
	}

	/** An entry brings no more cards. */
	end(entry: Card): void {
		if (this.count(entry, -1) === 0) this.close(inCommon(this.request, entry));
	}

	private close(key: string): void {
		const pack = this.open.get(key);
		this.open.delete(key);
		if (pack) this.ready.push(pack);
	}

	private count(entry: Card, change: number): number {
		const key = inCommon(this.request, entry);
		const count = (this.awaited.get(key) ?? 0) + change;
		this.awaited.set(key, count);
		return count;
	}
}
