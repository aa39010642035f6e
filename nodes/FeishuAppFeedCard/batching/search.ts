import type { FeishuError, FeishuErrorDetails } from '../../shared/feishuError';
import { reasonOfRefusal } from '../transport/failedCard';
import { laterBatch, restOf, type Batch, type QueuedCard } from './batch';

/**
 * The search for the cards because of which Feishu refuses a whole request. It halves the request: one
 * card at fault among 20 costs at most 8 further requests.
 */

/** So many cards at fault and none that is fine: the rest of the request is likely like them. */
const ONE_BY_ONE_FROM = 5;

/**
 * The next step for a batch that Feishu refused for its contents.
 *
 * @returns the cards found to be at fault, and the batches to be sent next, the first of them first
 */
export function afterRefusal(
	batch: Batch,
	error: FeishuError,
): { atFault: QueuedCard[]; next: Batch[] } {
	const { cards, whole } = batch;
	const next = restOf(batch);
	const named = namedIn(error, cards);
	if (named.length === 0) {
		const probe = probeContents(batch, error);
		if (probe) return probe;
	}
	const atFault = named.length > 0 || cards.length > 1 ? named : cards;
	noteAtFault(batch, atFault.length, error);

	const others = cards.filter((card) => !atFault.includes(card));
	if (others.length === 0) return { atFault, next };
	if (atFault.length > 0) return { atFault, next: [laterBatch(others, whole), ...next] };
	return { atFault, next: [...split(others, batch), ...next] };
}

/**
 * Where all cards of a request have the same contents, two users far apart that are refused alike are
 * enough: it is the contents that Feishu refuses, and nobody else needs to be tried.
 *
 * @returns undefined where the search goes on as usual
 */
function probeContents(
	batch: Batch,
	error: FeishuError,
): { atFault: QueuedCard[]; next: Batch[] } | undefined {
	const { cards, rest, whole } = batch;
	const last = cards.at(-1);
	if (!whole.sameContents || whole.someFine || !last) return undefined;
	// Whether a card exists differs from user to user.
	if (reasonOfRefusal(error)) return undefined;
	if (cards.length > 2 && whole.atFault === 0) {
		const others = [last, ...cards.slice(1, -1)];
		return { atFault: [], next: [laterBatch(cards.slice(0, 1), whole, others)] };
	}
	if (cards.length > 1 || !rest) return undefined;
	if (whole.atFault === 0) {
		noteAtFault(batch, 1, error);
		return { atFault: cards, next: [laterBatch(rest.slice(0, 1), whole, rest.slice(1))] };
	}
	const said = ({ code, feishuMessage }: FeishuErrorDetails) => `${code} ${feishuMessage}`;
	const isAlike = whole.refusal && said(whole.refusal.details) === said(error.details);
	if (whole.atFault > 1 || !isAlike) return undefined;
	noteAtFault(batch, 1 + rest.length, error);
	return { atFault: [...cards, ...rest], next: [] };
}

/** The next step for a batch that Feishu did not refuse: what was refused with it holds the fault. */
export function afterAcceptance(batch: Batch): Batch[] {
	batch.whole.someFine = true;
	if (!batch.rest) return [];
	return batch.rest.length === 1 ? [laterBatch(batch.rest, batch.whole)] : split(batch.rest, batch);
}

function split(cards: QueuedCard[], { whole }: Batch): Batch[] {
	if (whole.atFault >= ONE_BY_ONE_FROM && !whole.someFine) {
		return cards.map((card) => laterBatch([card], whole));
	}
	const middle = Math.floor(cards.length / 2);
	return [laterBatch(cards.slice(0, middle), whole, cards.slice(middle))];
}

function noteAtFault({ whole }: Batch, count: number, error: FeishuError): void {
	if (count === 0) return;
	whole.atFault += count;
	const alike = !whole.refusal || whole.refusal.details.code === error.details.code;
	whole.refusal = alike && whole.refusal !== null ? error : null;
}

/**
 * The cards whose user Feishu's message names, as in "these open ids not existed: [ou_1, ou_2]". Only
 * what follows the colon counts: an employee ID may be any word.
 */
function namedIn(error: FeishuError, cards: QueuedCard[]): QueuedCard[] {
	const list = /ids not existed:(.*)$/s.exec(error.details.feishuMessage)?.[1];
	if (list === undefined) return [];
	const ids = new Set(list.split(/[\s,;"'[\]]+/));
	return cards.filter(({ userId }) => ids.has(userId));
}
