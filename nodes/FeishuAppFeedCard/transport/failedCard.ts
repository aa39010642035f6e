import { FeishuError } from '../../shared/feishuError';

/** What names a card at Feishu: the business ID, and the user in whose message list it stands. */
export interface CardId {
	readonly bizId: string;
	readonly userId: string;
}

/** Why a card is still there. */
export interface CardFailure {
	/** A reason of Feishu's document, or one of the node's own. */
	reason: string;
	/** Feishu's number for the reason, 0 to 4; null for the node's own reasons and unknown ones. */
	reasonCode: number | null;
	/** Feishu's error code; 0 where the request itself succeeded, null where there was no code. */
	code: number | null;
	message: string;
}

/** An entry of `failed_cards` as Feishu sent it; it may leave out the user. */
export interface FailedCard {
	bizId: string | undefined;
	userId: string | undefined;
	failure: CardFailure;
}

/** The reasons of https://open.feishu.cn/document/im-v2/app_feed_card/delete, in the order of their numbers. */
const REASONS = [
	{ reason: 'UNKNOWN', message: 'Feishu gave no cause.' },
	{
		reason: 'NO_PERMISSION',
		message: 'The app may not delete this card: another app made it, or the user is out of reach.',
	},
	{
		reason: 'NOT_CREATED',
		message: 'The card was never created for this user, or is already gone.',
	},
	{ reason: 'RATE_LIMITED', message: 'Feishu still limits this card after the retries.' },
	{ reason: 'DUPLICATE', message: 'Feishu reports this card as a duplicate.' },
];

/**
 * The cards that Feishu left in place, from the answer to a deletion.
 *
 * @throws FeishuError where `failed_cards` is no list
 */
export function readFailedCards(answer: Record<string, unknown>): FailedCard[] {
	const { failed_cards: entries } = (answer.data ?? {}) as { failed_cards?: unknown };
	if (entries === undefined || entries === null) return [];
	if (!Array.isArray(entries)) {
		throw new FeishuError({
			kind: 'unavailable',
			summary: "Feishu's answer does not tell which cards failed",
			advice: 'Try again later.',
			outcomeUnknown: true,
		});
	}
	return entries.map(readFailedCard);
}

function readFailedCard(entry: unknown): FailedCard {
	const { biz_id, user_id, reason } = (entry ?? {}) as Record<string, unknown>;
	return {
		bizId: typeof biz_id === 'string' ? biz_id : undefined,
		userId: typeof user_id === 'string' && user_id !== '' ? user_id : undefined,
		failure: readReason(reason),
	};
}

/**
 * A reason as Feishu spells it. Its document lists numbers and shows names, and the official SDK types
 * them as "0" to "4"; all three are read, and any other spelling is passed through.
 */
function readReason(value: unknown): CardFailure {
	const text = String(value ?? 0).trim();
	const index = /^\d+$/.test(text)
		? Number(text)
		: REASONS.findIndex(({ reason }) => reason === text.toUpperCase());
	const known = REASONS[index];
	return known
		? { ...known, reasonCode: index, code: 0 }
		: { reason: text, reasonCode: null, code: 0, message: `Feishu gave the reason "${text}".` };
}
