import type { ParsedCards, Mistake } from './card';
import { EMPTY, nameOf } from './values';

export const USER_ID_TYPES = ['open_id', 'union_id', 'user_id'] as const;

export type UserIdType = (typeof USER_ID_TYPES)[number];

/** https://open.feishu.cn/document/im-v2/app_feed_card/create: a business ID has up to 200 characters. */
const BIZ_ID_MAX_LENGTH = 200;

/** Feishu's codes 41012 and 41043: an employee ID has up to 64. The other kinds are shorter, but no document says so. */
const USER_ID_MAX_LENGTH: Record<UserIdType, number> = {
	open_id: 200,
	union_id: 200,
	user_id: 64,
};

/**
 * The cards of one business ID for one or more users.
 *
 * @param bizId text, or a whole number
 * @param userIds one ID, several with commas between them, or an array; an ID may be a whole number
 * @param fields what to call the two in a mistake
 */
export function parseCard(
	bizId: unknown,
	userIds: unknown,
	userIdType: UserIdType,
	fields: { bizId: string; userId: string },
): ParsedCards {
	const biz = parseId(bizId, BIZ_ID_MAX_LENGTH);
	const users = parseUserIds(userIds, USER_ID_MAX_LENGTH[userIdType]);
	const mistakes: Mistake[] = [];
	const readable = users.map((user) => ('id' in user ? user.id : null));
	if ('problem' in biz) {
		const userId = readable.length === 1 ? readable[0] : null;
		mistakes.push({ field: fields.bizId, problem: biz.problem, bizId: null, userId });
	}
	for (const user of users) {
		if ('problem' in user) {
			const known = 'id' in biz ? biz.id : null;
			mistakes.push({ field: fields.userId, problem: user.problem, bizId: known, userId: null });
		}
	}
	if ('problem' in biz) return { cards: [], mistakes };
	const distinct = new Set(readable.filter((id) => id !== null));
	return { cards: [...distinct].map((userId) => ({ bizId: biz.id, userId })), mistakes };
}

type ParsedId = { id: string } | { problem: string };

function parseUserIds(value: unknown, maxLength: number): ParsedId[] {
	const values = Array.isArray(value) ? value : [value];
	if (values.length === 0) return [{ problem: 'is an empty list' }];
	return values.flatMap((entry) => {
		if (typeof entry !== 'string') return [parseId(entry, maxLength)];
		const listed = jsonArray(entry);
		if (listed && !Array.isArray(value)) return parseUserIds(listed, maxLength);
		// The second is the comma of Chinese keyboards.
		const parts = entry.split(/[,，]/).map((part) => part.trim());
		const filled = parts.filter((part) => part !== '');
		return (filled.length > 0 ? filled : ['']).map((part) => parseUserId(part, maxLength));
	});
}

function jsonArray(text: string): unknown[] | undefined {
	if (!text.trim().startsWith('[')) return undefined;
	try {
		return JSON.parse(text) as unknown[];
	} catch {
		return undefined;
	}
}

function parseUserId(text: string, maxLength: number): ParsedId {
	if (/\s/.test(text)) return { problem: 'contains a space or line break inside an ID' };
	return parseId(text, maxLength);
}

function parseId(value: unknown, maxLength: number): ParsedId {
	if (value === undefined || value === null) return { problem: EMPTY };
	if (typeof value === 'number') {
		return Number.isSafeInteger(value)
			? { id: String(value) }
			: { problem: 'is a number that cannot be an ID exactly; give it as text' };
	}
	if (typeof value !== 'string') return { problem: `is ${nameOf(value)}, not text` };
	if (value.trim() === '') return { problem: EMPTY };
	if (value.length > maxLength) {
		return { problem: `has ${value.length} characters; Feishu allows ${maxLength}` };
	}
	// Half of a character cannot be sent as UTF-8: Feishu would get another ID.
	if (/\p{Surrogate}/u.test(value)) return { problem: 'contains a broken character' };
	return { id: value };
}
