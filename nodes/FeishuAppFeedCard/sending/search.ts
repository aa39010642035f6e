import type { Card } from '../card/card';
import { partOf, type Batch, type Search } from './batch';

/*
 * The search for the cards because of which a whole request fails: Feishu refuses it for what is in it, or
 * fails on it whenever it is sent. It halves the request: one card at fault among 20 costs at most 8 further
 * requests.
 */

/** With this many cards at fault and none that is fine, the others are likely at fault as well. */
const ONE_BY_ONE_FROM = 5;

/**
 * The next step after a batch that failed because of some of its cards.
 *
 * @param named the cards that the answer names as the cause
 * @param oneByOne whether to try each card by itself
 * @returns what it has found, and what to send next, the first of it first
 */
export function afterFailure(
	{ cards, rest, search }: Batch,
	named: readonly Card[],
	oneByOne: boolean,
): { atFault: Card[]; next: Batch[] } {
	const atFault = cards.length === 1 ? cards : cards.filter((card) => named.includes(card));
	const others = cards.filter((card) => !atFault.includes(card));
	search.atFault += atFault.length;
	const next = rest.length > 0 ? [partOf(search, rest)] : [];
	if (others.length === 0) return { atFault, next };
	if (atFault.length > 0) return { atFault, next: [partOf(search, others), ...next] };
	const each = oneByOne || (search.atFault >= ONE_BY_ONE_FROM && !search.someFine);
	const parts = each ? others.map((card) => partOf(search, [card])) : [halved(search, others)];
	return { atFault, next: [...parts, ...next] };
}

/** The next step after a batch that did not fail: what failed together with it holds the fault. */
export function afterAcceptance({ search, rest }: Batch): Batch[] {
	search.someFine = true;
	if (rest.length === 0) return [];
	return [rest.length === 1 ? partOf(search, rest) : halved(search, rest)];
}

function halved(search: Search, cards: Card[]): Batch {
	const middle = Math.floor(cards.length / 2);
	return partOf(search, cards.slice(0, middle), cards.slice(middle));
}
