import type { FeishuError } from '../../shared/feishuError';

/** The reasons of https://open.feishu.cn/document/im-v2/app_feed_card/delete, in the order of their numbers. */
const FEISHU_REASONS = [
	'UNKNOWN',
	'NO_PERMISSION',
	'NOT_CREATED',
	'RATE_LIMITED',
	'DUPLICATE',
] as const;

/** Why the operation was not done for a card: a reason of Feishu's, or one of the node's own. */
export type Reason =
	| (typeof FEISHU_REASONS)[number]
	| 'REJECTED'
	| 'USER_NOT_FOUND'
	| 'REQUEST_FAILED';

/** Why a card was not done, as its item of Failed says it. */
export interface CardFailure {
	readonly reason: Reason;
	readonly message: string;
	/** Feishu's error code; 0 if the request itself succeeded, null if there was no code. */
	readonly code: number | null;
}

/** The end of a card that was not done. */
export function failure(reason: Reason, message: string, code: number | null = null): CardFailure {
	return { reason, message, code };
}

/** The reason of cards for which Feishu refuses what they need, or fails on that alone. */
export const reasonOf = ({ details }: FeishuError): Reason =>
	details.ofThisRequest ? 'REQUEST_FAILED' : 'REJECTED';

/** Whether a reason says in which state the card is, so that nothing about it is in doubt. */
export const tellsState = (reason: Reason) => reason === 'NOT_CREATED' || reason === 'DUPLICATE';

/** Feishu's number for a reason, 0 to 4; null for the node's own reasons and for unknown ones. */
export function reasonCodeOf(reason: Reason): number | null {
	const index = (FEISHU_REASONS as readonly Reason[]).indexOf(reason);
	return index < 0 ? null : index;
}

/**
 * A reason as Feishu spells it: its document lists numbers and shows names, and the official SDKs type them
 * as "0" to "4" or by name. No reason at all means that Feishu gave none.
 *
 * @returns undefined for an unknown spelling
 */
export function parseReason(text: string): Reason | undefined {
	if (text === '') return 'UNKNOWN';
	if (/^\d+$/.test(text)) return FEISHU_REASONS[Number(text)];
	const name = text.toUpperCase();
	// The Java SDK's name for the last of them.
	if (name === 'DUPLICATED') return 'DUPLICATE';
	return FEISHU_REASONS.find((reason) => reason === name);
}
