import { doubt, type Card, type Counted } from '../card/card';
import type { CardFailure, Reason } from '../card/failure';
import type { FailedCard } from './failedCards';
import type { CardRequest } from './feedCardApi';

/**
 * Matches the `failed_cards` of an answer to the cards of its request.
 *
 * An entry names its card by business ID and user ID. Feishu leaves the user out if the app may not read it
 * (field permission of https://open.feishu.cn/document/im-v2/app_feed_card/delete). If that leaves a choice,
 * the cards are asked again. If asking cannot tell, because by now all of them are as the reason says, or
 * would do twice what must be done once, as many cards fail as Feishu counted.
 *
 * @param request what its reasons mean, and what can be sent again
 * @returns each card once; `unclear` are those of which the answer does not tell which of them failed: to be
 *   asked again, each by itself
 */
export function matchFailures(
	cards: readonly Card[],
	entries: readonly FailedCard[],
	{ doneReason, mayRepeat }: Pick<CardRequest, 'doneReason' | 'mayRepeat'>,
): { failed: Map<Card, CardFailure>; done: Card[]; unclear: Card[] } {
	const failed = new Map<Card, CardFailure>();
	const choices = new Map<string, { named: readonly Card[]; failures: CardFailure[] }>();
	// Those that name their card exactly come last: what they say counts.
	const isExact = ({ bizId, userId }: FailedCard) =>
		cards.some((card) => card.bizId === bizId && card.userId === userId);
	const vague = entries.filter((entry) => !isExact(entry));
	for (const entry of [...vague, ...entries.filter(isExact)]) {
		const named = cardsNamedBy(entry, cards);
		if (named.length === 1) {
			failed.set(named[0], entry.failure);
		} else if (named.length > 1) {
			const key = named.map(({ order }) => order).join();
			const failures = [...(choices.get(key)?.failures ?? []), entry.failure];
			choices.set(key, { named, failures });
		}
	}

	const unclear = new Set<Card>();
	for (const { named, failures } of choices.values()) {
		const candidates = named.filter((card) => !failed.has(card) && !unclear.has(card));
		const reasons = new Set<Reason | undefined>(failures.map(({ reason }) => reason));
		const isSame = reasons.size === 1 || candidates.length === 1;
		const mayAsk = candidates.every((card) => mayRepeat?.(card) ?? true);
		if (isSame && candidates.length <= failures.length) {
			for (const card of candidates) failed.set(card, failures[0]);
		} else if (!mayAsk || (isSame && reasons.has(doneReason))) {
			// First those that an earlier request may have done.
			candidates.sort((a, b) => Number(b.mayBeDone ?? false) - Number(a.mayBeDone ?? false));
			for (const [index, card] of candidates.slice(0, failures.length).entries()) {
				failed.set(card, withoutUser(failures[index], candidates));
				// It may be done, and another in its place not.
				card.isGuess = candidates.length > failures.length;
				if (!mayAsk) doubt(card);
			}
		} else {
			// If all of them failed, only the reason of each is asked.
			if (candidates.length > failures.length) {
				const counted = countedIn(failures, candidates, doneReason);
				for (const card of candidates) {
					doubt(card);
					card.counted ??= counted;
				}
			}
			for (const card of candidates) unclear.add(card);
		}
	}
	return {
		failed,
		done: cards.filter((card) => !failed.has(card) && !unclear.has(card)),
		unclear: [...unclear],
	};
}

/** The cards of the request that an entry may mean; none if it names another one. */
function cardsNamedBy({ bizId, userId }: FailedCard, cards: readonly Card[]): readonly Card[] {
	const sameBiz = cards.filter((card) => card.bizId === bizId);
	const sameUser = cards.filter((card) => card.userId === userId);
	const exact = sameBiz.filter((card) => card.userId === userId);
	if (exact.length > 0) return exact;
	if (sameBiz.length > 0) return sameBiz;
	if (userId !== undefined) return bizId === undefined || sameUser.length === 1 ? sameUser : [];
	return bizId === undefined ? cards : [];
}

/**
 * Cards that are asked again all give `doneReason` by then, but for those that fail for another reason. As
 * many of them as Feishu counted now had that reason before.
 *
 * @returns undefined if a failure may be of a card that an earlier request has done: then they tell nothing
 */
function countedIn(
	failures: readonly CardFailure[],
	candidates: readonly Card[],
	doneReason: CardRequest['doneReason'],
): Counted | undefined {
	if (candidates.some(({ mayBeDone }) => mayBeDone)) return undefined;
	return {
		failures: failures
			.filter(({ reason }) => reason === doneReason)
			.map((one) => withoutUser(one, candidates)),
		done: candidates.length - failures.length,
	};
}

function withoutUser(failed: CardFailure, candidates: readonly Card[]): CardFailure {
	const users = [...new Set(candidates.map(({ userId }) => userId))].join(', ');
	return {
		...failed,
		message: `${failed.message} Feishu did not say for which of these users: ${users}. It says so once the app may read user IDs (contact:user.employee_id:readonly).`,
	};
}
