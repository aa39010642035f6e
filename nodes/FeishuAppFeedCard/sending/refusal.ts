import { concernsUser } from '../../shared/errorCodes';
import type { FeishuError } from '../../shared/feishuError';
import type { Card } from '../card/card';
import { failure, type CardFailure, type Reason } from '../card/failure';
import { messageOf } from './failedCards';
import type { CardRequest } from './feedCardApi';

/**
 * What Feishu's refusal of a whole request says of its cards. What its words do not say for certain is `REJECTED`.
 *
 * @param request what was refused: of the states of a card, it can have one only
 * @returns the cards whose users it names, and the failure of a card that causes the refusal
 */
export function readRefusal(
	error: FeishuError,
	{ verb, stateReason }: Pick<CardRequest, 'verb' | 'stateReason'>,
	cards: readonly Card[],
): { named: Card[]; failure: CardFailure } {
	const { code, feishuMessage: message } = error.details;
	const state = concernsUser(code) ? undefined : stateIn(message, cards);
	return {
		named: namedIn(message, cards),
		failure:
			state !== undefined && state === stateReason
				? failure(state, `${messageOf(state, verb)} ${error.said}`, code)
				: failure('REJECTED', error.message, code),
	};
}

/**
 * The cards whose user the message names, as in "these open ids not existed: [ou_1, ou_2]". Only what
 * follows the colon counts: an employee ID may be any word.
 */
function namedIn(message: string, cards: readonly Card[]): Card[] {
	const list = /ids not existed:(.*)$/s.exec(message)?.[1];
	if (list === undefined) return [];
	const ids = new Set(list.split(/[\s,;"'[\]]+/));
	return cards.filter(({ userId }) => ids.has(userId));
}

/*
 * Feishu's pages do not say whether a card that exists already, or does not exist, is listed among
 * `failed_cards` or makes Feishu refuse the whole request. In the second case only the message can tell. It
 * is taken for that if one of its clauses speaks of nothing but a card and whether it is there: "biz_id
 * already exists", but neither "app_feed_card.avatar_key does not exist" nor "the user of the card …".
 */

const CARD_WORD = /^(cards?|biz_?ids?)$/;
const EXISTS = /^(exists?|existed|existing)$/;
const DUPLICATE = /^duplicate[ds]?$/;
const FOUND = /^(found|created|such)$/;
const NOT = /^(no|not|never|cannot|\w+n['’]t)$/;
const GONE = /^(non-?existe?nt|not_?exist(ed)?|not_?found|missing|gone|deleted)$/;
/** What may stand in such a clause besides these. */
const FILLER =
	/^(the|this|that|an?|same|with|already|longer|any|more|can|do|does|did|is|are|was|were|be|been|has|have|had)$/;

const CHINESE =
	/^(?:该|此|这个|这张|应用|消息流)*(?:卡片|业务id|biz_?id)(?:(已经?存在|重复|已重复)|(不存在|未找到|找不到|未创建|没有创建|已被?删除))$/;

/** @returns undefined if no clause is certain, or two contradict each other */
function stateIn(message: string, cards: readonly Card[]): Reason | undefined {
	const ids = new Set(cards.flatMap(({ bizId, userId }) => [bizId, userId]));
	const clauses = message.split(/[,;:=!，；：。！\n]|\.(?!\w)/);
	const states = new Set(clauses.map((clause) => stateOf(clause, ids)).filter(Boolean));
	return states.size === 1 ? [...states][0] : undefined;
}

function stateOf(clause: string, ids: ReadonlySet<string>): Reason | undefined {
	const words = clause
		.split(/[\s"“”()[\]{}]+/)
		.filter((word) => word !== '' && !ids.has(word))
		.join(' ')
		.toLowerCase()
		.replace(/\b(app )?feed card/g, 'card')
		.replace(/\b(business|biz) id/g, 'biz_id')
		.split(' ');
	const chinese = CHINESE.exec(words.join(''));
	if (chinese) return chinese[1] ? 'DUPLICATE' : 'NOT_CREATED';

	const kinds = [CARD_WORD, EXISTS, DUPLICATE, FOUND, NOT, GONE, FILLER];
	if (!words.every((word) => kinds.some((kind) => kind.test(word)))) return undefined;
	const [aboutCard, exists, duplicate, found, not, gone] = kinds.map((kind) =>
		words.some((word) => kind.test(word)),
	);
	if (!aboutCard) return undefined;
	if (duplicate) return not || gone ? undefined : 'DUPLICATE';
	if (not) return (exists || found) && !gone ? 'NOT_CREATED' : undefined;
	if (gone) return exists ? undefined : 'NOT_CREATED';
	return exists ? 'DUPLICATE' : undefined;
}
