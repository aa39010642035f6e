import { EMPTY, isBlank, isBroken, lengthOf, nameOf, TYPED_EXPRESSION } from '../../shared/values';
import type { UserIdType } from '../card/card';

const TYPE_NAMES: Record<UserIdType, string> = {
	open_id: 'Open ID',
	union_id: 'Union ID',
	user_id: 'User ID',
};

/** https://open.feishu.cn/document/im-v2/app_feed_card/create: a business ID has up to 200 characters. */
const BIZ_ID_MAX_LENGTH = 200;

/** Feishu's codes 41012 and 41043: an employee ID has up to 64. The other kinds are shorter, but no document says so. */
const USER_ID_MAX_LENGTH: Record<UserIdType, number> = {
	open_id: 200,
	union_id: 200,
	user_id: 64,
};

export type ParsedId = { id: string } | { problem: string };

/** @param value text, or a whole number */
export function parseBizId(value: unknown): ParsedId {
	return parseId(value, BIZ_ID_MAX_LENGTH);
}

/** What people put between IDs: commas and semicolons, also those of Chinese keyboards, and lines. */
const SEPARATORS = /[,，;；、\r\n]/;

/**
 * @param value one ID, several with separators between them, or an array; an ID may be a whole number
 * @returns one at least
 */
export function parseUserIds(value: unknown, type: UserIdType): ParsedId[] {
	const values = Array.isArray(value) ? value : [value];
	if (values.length === 0) return [{ problem: 'is an empty list' }];
	return values.flatMap((entry) => {
		// A table may hold a phone number as a number.
		if (Number.isSafeInteger(entry)) return [parseUserId(String(entry), type)];
		if (typeof entry !== 'string') return [parseId(entry, USER_ID_MAX_LENGTH[type])];
		const listed = jsonArray(entry);
		if (listed && !Array.isArray(value)) return parseUserIds(listed, type);
		const parts = entry.split(SEPARATORS).map((part) => part.trim());
		const filled = parts.filter((part) => part !== '');
		return (filled.length > 0 ? filled : ['']).map((part) => parseUserId(part, type));
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

function parseUserId(text: string, type: UserIdType): ParsedId {
	const parsed = parseId(text, USER_ID_MAX_LENGTH[type]);
	if ('problem' in parsed) return parsed;
	if (/\s/.test(text)) {
		return { problem: 'contains a space inside an ID; put a comma between two IDs' };
	}
	const problem = problemOfKind(text, type);
	return problem === undefined ? parsed : { problem };
}

/** What an ID certainly is instead of one of this type. */
function problemOfKind(id: string, type: UserIdType): string | undefined {
	const wanted = TYPE_NAMES[type];
	// An employee ID may be nearly any word; what Feishu makes itself is recognised by its length as well.
	const prefix = (type === 'user_id' ? /^(ou|on|oc|cli)_[0-9a-f]{16,}$/ : /^(ou|on|oc|cli)_/).exec(
		id,
	)?.[1];
	if (prefix === 'oc') return `is the ID of a chat (${id}), not of a user`;
	if (prefix === 'cli') return `is the ID of an app (${id}), not of a user`;
	if (prefix === 'on' && type !== 'union_id') {
		return `is a Union ID (${id}), but User ID Type is ${wanted}: change it to Union ID`;
	}
	if (prefix === 'ou' && type !== 'open_id') {
		return `is an Open ID (${id}), but User ID Type is ${wanted}: change it to Open ID`;
	}
	if (type === 'user_id') return undefined;
	if (id.includes('@')) return `is an e-mail address (${id}), where the ${wanted} is needed`;
	// Those of China, and any with the + of another country.
	if (/^(\+\d{7,15}|1[3-9]\d{9})$/.test(id)) {
		return `is a phone number (${id}), where the ${wanted} is needed`;
	}
	if (/\p{Script=Han}/u.test(id)) return `is a name (${id}), where the ${wanted} is needed`;
	return undefined;
}

function parseId(value: unknown, maxLength: number): ParsedId {
	if (isBlank(value)) return { problem: EMPTY };
	if (typeof value === 'number') {
		return Number.isSafeInteger(value)
			? { id: String(value) }
			: { problem: 'is a number that cannot be an ID exactly; give it as text' };
	}
	if (typeof value !== 'string') return { problem: `is ${nameOf(value)}, not text` };
	const length = lengthOf(value);
	if (length > maxLength) {
		return { problem: `has ${length} characters; Feishu allows ${maxLength}` };
	}
	if (isBroken(value)) return { problem: 'contains a broken character' };
	if (value.includes('{{')) return { problem: TYPED_EXPRESSION };
	if (/^\$(json|node|input)\b|^\$\(['"]/.test(value)) {
		return { problem: 'is an expression without {{ and }} around it' };
	}
	return { id: value };
}
