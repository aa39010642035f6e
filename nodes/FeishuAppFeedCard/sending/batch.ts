import type { Card } from '../card/card';
import { MAX_CARDS_PER_REQUEST, type CardRequest } from './feedCardApi';

/** The cards of one request, and what happened to it so far. Times are in `clock.elapsed()`. */
export interface Batch {
	readonly cards: Card[];
	/** The search that these cards are part of. */
	readonly search: Search;
	/** The other half of the search: sent once these are answered. */
	readonly rest: Card[];
	/** Tries that ended in a fault of Feishu's or of the way to it, and when the first of them did. */
	faults: number;
	firstFaultAt?: number;
	tokenRefusals: number;
	/** When it may be sent. */
	readyAt: number;
}

/** What is known of the cards of one full request, since it failed because of some of them. */
export interface Search {
	/** Feishu fails on this request each time; when that was first seen. */
	failingSince?: number;
	atFault: number;
	/** Some of its cards did not fail. */
	someFine: boolean;
}

/** A batch of cards that have not been sent together before. */
export function newBatch(cards: Card[]): Batch {
	return partOf({ atFault: 0, someFine: false }, cards);
}

/** A batch of some cards of a request that is searched. */
export function partOf(search: Search, cards: Card[], rest: Card[] = []): Batch {
	return { cards, search, rest, faults: 0, tokenRefusals: 0, readyAt: 0 };
}

/** What a card has in common with the others of its request, as a text to compare. */
export const inCommon = (request: CardRequest, card: Card) => request.inCommon?.(card) ?? '';

/** Cards in requests, in the order of the first card of each in the list. */
export function intoBatches(cards: readonly Card[], request: CardRequest): Batch[] {
	const groups = new Map<string, Card[]>();
	const batches: Card[][] = [];
	for (const card of cards) {
		const key = inCommon(request, card);
		let group = groups.get(key);
		if (!group || group.length === MAX_CARDS_PER_REQUEST) {
			group = [];
			groups.set(key, group);
			batches.push(group);
		}
		group.push(card);
	}
	return batches.map(newBatch);
}
