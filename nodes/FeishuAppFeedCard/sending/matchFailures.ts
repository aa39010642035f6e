import type { CardId } from '../card/card';
import type { CardFailure } from '../card/failure';
import type { CardRequest } from './feedCardApi';
import type { FailedCard } from './failedCards';
import type { QueuedCard } from './batch';

/** What an answer says of the cards of one request. */
export interface Matched {
	failed: Array<{ card: QueuedCard; failure: CardFailure }>;
	/** Those of them that may be done, and others in their place not: only the number is known. */
	guessed: QueuedCard[];
	/** Everything else was done. */
	done: QueuedCard[];
	/** Cards of which the answer does not tell which of them failed: to be asked again, each alone. */
	unclear: QueuedCard[];
	/** Of those: see `QueuedCard`. */
	told: Map<QueuedCard, CardFailure[]>;
}

/**
 * Matches the `failed_cards` of an answer to the cards of its request.
 *
 * An entry names its card by business ID and user ID. Feishu leaves the user out where the app may not
 * read it (field permission of https://open.feishu.cn/document/im-v2/app_feed_card/delete); then the
 * business ID decides, as long as it leaves no choice. An entry given twice counts once.
 *
 * @param request what its reasons mean, and what can be sent again
 */
export function matchFailures(
	cards: readonly QueuedCard[],
	entries: readonly FailedCard[],
	{ doneReason, mayRepeat }: Pick<CardRequest, 'doneReason' | 'mayRepeat'>,
): Matched {
	const failed = new Map<QueuedCard, CardFailure>();
	const vague: FailedCard[] = [];
	for (const entry of entries) {
		const card = cards.find(
			({ bizId, userId }) => bizId === entry.bizId && userId === entry.userId,
		);
		if (card) failed.set(card, entry.failure);
		else vague.push(entry);
	}

	const unclear = new Set<QueuedCard>();
	const guessed: QueuedCard[] = [];
	const told = new Map<QueuedCard, CardFailure[]>();
	for (const [bizId, failures] of byBizId(vague)) {
		const named = cards.filter((card) => card.bizId === bizId);
		const candidates = (named.length > 0 ? named : cards).filter((card) => !failed.has(card));
		const reasons = new Set(failures.map(({ reason }) => reason));
		const isClear = candidates.length === 1 || reasons.size === 1;
		if (candidates.length <= failures.length && isClear) {
			for (const card of candidates) failed.set(card, failures[0]);
		} else if (
			named.length > 0 &&
			reasons.size === 1 &&
			doneReason !== undefined &&
			reasons.has(doneReason)
		) {
			// Asking again would not tell, because by now all of them are in the state that the reason names. So
			// their number is right, and the message says what is not known. First come those that an earlier
			// request may have done.
			const likely = [...candidates].sort((a, b) => inDoubt(b) - inDoubt(a));
			for (const [card, failure] of paired(likely, failures)) failed.set(card, failure);
		} else if (candidates.some((card) => mayRepeat?.(card) === false)) {
			// Asking again would do a second time what must be done once.
			for (const [card, failure] of paired(candidates, failures)) {
				failed.set(card, failure);
				guessed.push(card);
			}
		} else {
			for (const card of candidates) unclear.add(card);
			// A failure may be of a card that an earlier request has done: then they tell nothing.
			if (candidates.some((card) => card.mayBeDone)) continue;
			const shared = failures
				.filter(({ reason }) => reason === doneReason)
				.map((failure) => withoutUser(failure, candidates));
			for (const card of candidates) told.set(card, shared);
		}
	}
	return {
		failed: [...failed].map(([card, failure]) => ({ card, failure })),
		guessed,
		done: cards.filter((card) => !failed.has(card) && !unclear.has(card)),
		unclear: [...unclear].filter((card) => !failed.has(card)),
		told,
	};
}

/** As many of the candidates as failures are told, each with one of these. */
function paired(
	candidates: readonly QueuedCard[],
	failures: readonly CardFailure[],
): Array<[QueuedCard, CardFailure]> {
	return candidates
		.slice(0, failures.length)
		.map((card, index) => [card, withoutUser(failures[index], candidates)]);
}

function byBizId(entries: readonly FailedCard[]): Map<string | undefined, CardFailure[]> {
	const groups = new Map<string | undefined, CardFailure[]>();
	for (const { bizId, failure } of entries) {
		groups.set(bizId, [...(groups.get(bizId) ?? []), failure]);
	}
	return groups;
}

const inDoubt = ({ mayBeDone }: QueuedCard) => (mayBeDone ? 1 : 0);

function withoutUser(failure: CardFailure, candidates: readonly CardId[]): CardFailure {
	const users = candidates.map(({ userId }) => userId).join(', ');
	return {
		...failure,
		message: `${failure.message} Feishu did not say for which of these users: ${users}. It says so once the app may read user IDs (contact:user.employee_id:readonly).`,
	};
}
