import { meaningOf } from '../../shared/errorCodes';
import type { FeishuError } from '../../shared/feishuError';
import { reasonOfRefusal } from './failedCard';
import { partOf, type Batch, type QueuedCard } from './batch';

/*
 * The search for the cards because of which a whole request fails: Feishu refuses it for what is in it, or
 * fails on it whenever it is sent. It halves the request: one card at fault among 20 costs at most 8 further
 * requests.
 */

/** So many cards at fault and none that is fine: the others are likely like them. */
const ONE_BY_ONE_FROM = 5;

/** What a search has found, and what to send next, the first of it first. */
export interface Found {
	atFault: QueuedCard[];
	next: Batch[];
}

/** The next step after a batch that failed because of some of its cards. */
export function afterFailure(batch: Batch, error: FeishuError, nothingAccepted: boolean): Found {
	const { cards, rest, search } = batch;
	const named = namedIn(error, cards);
	const atFault = named.length > 0 || cards.length > 1 ? named : cards;
	search.atFault += atFault.length;

	if (isOfContents(batch, error)) return ofContents(batch, error);
	const next = rest.length > 0 ? [partOf(search, rest)] : [];
	const others = cards.filter((card) => !atFault.includes(card));
	if (others.length === 0) return { atFault, next };
	if (atFault.length > 0) return { atFault, next: [partOf(search, others), ...next] };
	return { atFault, next: [...halves(batch, others, nothingAccepted), ...next] };
}

/** The next step after a batch that did not fail: what failed together with it holds the fault. */
export function afterAcceptance({ search, rest, ...batch }: Batch): Batch[] {
	search.someFine = true;
	if (rest.length === 0) return [];
	if (rest.length === 1) return [partOf(search, rest)];
	return halves({ search, rest, ...batch }, rest, false);
}

function halves({ search }: Batch, cards: QueuedCard[], nothingAccepted: boolean): Batch[] {
	const likely = search.atFault >= ONE_BY_ONE_FROM && !search.someFine;
	if (likely || nothingAccepted) return cards.map((card) => partOf(search, [card]));
	const middle = Math.floor(cards.length / 2);
	return [partOf(search, cards.slice(0, middle), cards.slice(middle))];
}

/** Whether the contents may be the cause that all cards of the request share, as nothing speaks against it. */
function isOfContents({ search }: Batch, error: FeishuError): boolean {
	return (
		search.contentsInCommon &&
		// That Feishu fails says nothing of the contents.
		error.kind === 'refused' &&
		!search.someFine &&
		(!search.contentsRefusal || saidBy(search.contentsRefusal) === saidBy(error)) &&
		!meaningOf(error.details.code ?? 0)?.concernsUser &&
		!/user|open.?id|union.?id|用户/i.test(error.details.feishuMessage) &&
		// Whether a card exists differs from user to user.
		reasonOfRefusal(error) === undefined
	);
}

/**
 * The first user and then the last one are tried alone. Where both are refused alike, it is the contents,
 * and so it is for everybody.
 */
function ofContents({ cards, rest, search }: Batch, error: FeishuError): Found {
	if (cards.length > 1) {
		const others = [...cards.slice(1), ...rest];
		return { atFault: [], next: [partOf(search, cards.slice(0, 1), others)] };
	}
	if (search.contentsRefusal) return { atFault: [...cards, ...rest], next: [] };
	search.contentsRefusal = error;
	const next = rest.length > 0 ? [partOf(search, rest.slice(-1), rest.slice(0, -1))] : [];
	return { atFault: cards, next };
}

const saidBy = ({ details: { code, feishuMessage } }: FeishuError) => `${code} ${feishuMessage}`;

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
