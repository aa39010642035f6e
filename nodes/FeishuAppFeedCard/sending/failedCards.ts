import { incompleteAnswer } from '../../shared/feishuError';
import { idOf } from '../../shared/values';
import { failure, parseReason, type CardFailure, type Reason } from '../card/failure';

/** An entry of `failed_cards` as Feishu sent it; it may leave out the user. */
export interface FailedCard {
	readonly bizId: string | undefined;
	readonly userId: string | undefined;
	readonly failure: CardFailure;
}

/**
 * The cards for which Feishu did not do what the request asked for, from the `data` of its answer.
 *
 * @param verb what that was, for the messages
 * @throws FeishuError if `failed_cards` is not a list
 */
export function readFailedCards(
	{ failed_cards: entries }: Record<string, unknown>,
	verb: string,
): FailedCard[] {
	if (entries === undefined || entries === null) return [];
	if (!Array.isArray(entries)) {
		throw incompleteAnswer('which cards failed', { outcomeUnknown: true });
	}
	return entries.map((entry) => {
		const { biz_id, user_id, reason } = (entry ?? {}) as Record<string, unknown>;
		return { bizId: idOf(biz_id), userId: idOf(user_id), failure: failureOf(reason, verb) };
	});
}

function failureOf(value: unknown, verb: string): CardFailure {
	const text = String(value ?? '').trim();
	const reason = parseReason(text);
	return reason
		? failure(reason, messageOf(reason, verb), 0)
		: // Passed through as it is: Feishu may have reasons that its page does not list.
			failure(text as Reason, `Feishu gave the reason "${text}".`, 0);
}

/**
 * What a reason of Feishu's means, and what to do.
 *
 * @param verb what the request asked for
 */
export function messageOf(reason: Reason, verb: string): string {
	switch (reason) {
		case 'NO_PERMISSION':
			return `The app may not ${verb} this card: the user is outside its availability range, or another app created the card. Check the app's availability range (可用范围), and use the credential of the app that created the card.`;
		case 'NOT_CREATED':
			return 'The card was never created for this user, or is already gone. Check the business ID, the user ID, and that the credential belongs to the app that created the card.';
		case 'RATE_LIMITED':
			return 'Feishu still rate-limits this card after the retries. Send it again later, or increase Max Retries.';
		case 'DUPLICATE':
			return 'This user already has a card with this business ID. Give the new card another ID, or update the existing one.';
		default:
			return 'Feishu gave no reason. Try again later.';
	}
}
