import { meaningOf } from '../../shared/errorCodes';
import { FeishuError } from '../../shared/feishuError';
import type { CardFailure } from '../card/card';

/** An entry of `failed_cards` as Feishu sent it; it may leave out the user. */
export interface FailedCard {
	bizId: string | undefined;
	userId: string | undefined;
	failure: CardFailure;
}

/** The reasons of https://open.feishu.cn/document/im-v2/app_feed_card/delete, in the order of their numbers. */
const REASONS: Array<{ reason: string; message: (verb: string) => string }> = [
	{ reason: 'UNKNOWN', message: () => 'Feishu gave no cause. Try it again later.' },
	{
		reason: 'NO_PERMISSION',
		message: (verb) =>
			`The app may not ${verb} this card: another app made it, or the user is out of reach. Use the credential of the app that made it, and check its availability range (可用范围).`,
	},
	{
		reason: 'NOT_CREATED',
		message: () =>
			'The card was never created for this user, or is already gone. Check the business ID, the user ID, and that the credential is of the app that created the card.',
	},
	{
		reason: 'RATE_LIMITED',
		message: () =>
			'Feishu still limits this card after the retries. Send it again later, or raise Max Retries.',
	},
	{
		reason: 'DUPLICATE',
		message: () =>
			'This user has a card with this business ID already. Give the new one another ID, or change the one that is there.',
	},
];

/**
 * The cards for which Feishu did not do what the request asked for, from its answer.
 *
 * @param verb what that was, for the messages
 * @throws FeishuError where `failed_cards` is no list
 */
export function readFailedCards(answer: Record<string, unknown>, verb: string): FailedCard[] {
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
	return entries.map((entry) => readFailedCard(entry, verb));
}

function readFailedCard(entry: unknown, verb: string): FailedCard {
	const { biz_id, user_id, reason } = (entry ?? {}) as Record<string, unknown>;
	return {
		bizId: typeof biz_id === 'string' ? biz_id : undefined,
		userId: typeof user_id === 'string' && user_id !== '' ? user_id : undefined,
		failure: readReason(reason, verb),
	};
}

/** The official Java SDK calls the last one DUPLICATED. */
function nameOfReason(text: string): string {
	const name = text.toUpperCase();
	return name === 'DUPLICATED' ? 'DUPLICATE' : name;
}

/**
 * Feishu's pages do not say whether a card that exists already, or does not exist, is listed among
 * `failed_cards` or makes Feishu refuse the whole request. In the second case only the message can tell.
 *
 * @returns undefined where a request was refused for something else
 */
export function reasonOfRefusal(error: FeishuError): string | undefined {
	const { code, feishuMessage } = error.details;
	// Codes with a meaning of their own are about users, permissions and the like.
	const isOpen = code === PARAM_INVALID || (code !== null && meaningOf(code) === undefined);
	if (!isOpen || !/card|biz|卡片|业务/i.test(feishuMessage)) return undefined;
	if (/not[ _]?(exist|found|created)|no such|不存在/i.test(feishuMessage)) return 'NOT_CREATED';
	return /exist|duplicat|已存在|重复/i.test(feishuMessage) ? 'DUPLICATE' : undefined;
}

/**
 * How a card ends because of which Feishu refused a request.
 *
 * @param verb what the request asked for, for the message
 */
export function refusalFailure(error: FeishuError, verb: string): CardFailure {
	const { code, feishuMessage } = error.details;
	const reasonCode = REASONS.findIndex(({ reason }) => reason === reasonOfRefusal(error));
	if (reasonCode === -1) {
		return { reason: 'REJECTED', reasonCode: null, code, message: error.message };
	}
	const { reason, message } = REASONS[reasonCode];
	return {
		reason,
		reasonCode,
		code,
		message: `${message(verb)} Feishu's message: "${feishuMessage}".`,
	};
}

/** "param is invalid", with which Feishu refuses nearly everything: "根据 error message 确定错误的字段及原因". */
const PARAM_INVALID = 230001;

/**
 * A reason as Feishu spells it. Its document lists numbers and shows names, and the official SDK types
 * them as "0" to "4"; all three are read, and any other spelling is passed through.
 */
function readReason(value: unknown, verb: string): CardFailure {
	const text = String(value ?? '').trim() || '0';
	const index = /^\d+$/.test(text)
		? Number(text)
		: REASONS.findIndex(({ reason }) => reason === nameOfReason(text));
	const known = REASONS[index];
	return known
		? { reason: known.reason, reasonCode: index, code: 0, message: known.message(verb) }
		: { reason: text, reasonCode: null, code: 0, message: `Feishu gave the reason "${text}".` };
}
