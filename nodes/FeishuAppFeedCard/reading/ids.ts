import { filledText, isBlank, isRecord, own, visible } from '../../shared/values';
import {
	isOpenId,
	isPeopleType,
	TYPE_LABELS,
	type Fault,
	type IdType,
	type PeopleType,
	type UserIdType,
} from '../card/card';
import { ADDRESS_FORMS, otherType, type AddressType } from './addresses';
import { EMPTY } from './problems';
import { fromJson } from './rules';
import {
	faultOf,
	fieldValue,
	isDate,
	isEmpty,
	isSegments,
	linkOf,
	readText,
	singleValue,
	unseenIn,
} from './texts';

/** https://open.feishu.cn/document/im-v2/app_feed_card/create: a business ID has up to 200 characters. */
const BIZ_ID_MAX_LENGTH = 200;

/** Feishu's codes 41012 and 41043: an employee ID has up to 64. The other limits are chosen: no document has any. */
const USER_ID_MAX_LENGTH: Record<UserIdType, number> = {
	open_id: 200,
	union_id: 200,
	user_id: 64,
	email: 320,
	mobile: 320,
	chat_id: 200,
	department_id: 64,
};

/**
 * A business ID (biz_id) as Feishu takes it.
 *
 * @param value text, a whole number, or text as Feishu Base gives it
 * @returns the ID, or what is wrong with it
 */
export function parseBizId(value: unknown): string | Fault {
	return parseId(value, BIZ_ID_MAX_LENGTH);
}

/** What people put between IDs: commas and semicolons, also those of Chinese keyboards, and lines. */
const SEPARATORS = /[,，;；、\r\n]/;

/**
 * The users of a card, by IDs or by what leads to them.
 *
 * @param value one ID, several with separators between them, or an array; an ID may be a whole number or a
 * person as Feishu Base (多维表格) gives it
 * @returns one at least
 */
export function parseUserIds(value: unknown, type: UserIdType): Array<string | Fault> {
	const listed = listOf(value);
	if (listed.length === 0) return [NOBODY];
	return listed.flatMap((given) => {
		if (listed.length > 1 && isBlank(given)) return [EMPTY_ENTRY];
		const named = personId(given, type);
		const entry = typeof named === 'string' ? named : textOfId(named, Infinity);
		if (typeof entry !== 'string') return [entry];
		const inText = listed.length === 1 && typeof given === 'string' ? fromJson(entry) : entry;
		if (typeof inText === 'object') return parseUserIds(inText, type);
		const parts = entry.split(SEPARATORS).map(trimmed);
		const around = parts.length > 1 ? faultOfAround(entry.trim()) : undefined;
		if (around) return [around];
		const filled = parts.filter((part) => part !== '');
		return (filled.length > 0 ? filled : ['']).map((part) => parseUserId(part, type));
	});
}

const spaceInside = (text: string) =>
	faultOf('contains a space inside an ID', text, {
		advice: 'Separate several IDs with commas. A name is not an ID.',
	});

const NOBODY: Fault = {
	problem: 'is an empty list',
	setting: 'Fill it in, or leave such items out with a Filter node before this one.',
};

const EMPTY_ENTRY: Fault = {
	problem: 'has an empty entry',
	setting:
		'Leave it out with an expression, as in {{ $json.users.filter((one) => String(one ?? "").trim()) }}.',
};

/** The entries of a list, also of a list of lists, as several rows together give it. */
function listOf(given: unknown): unknown[] {
	const value = fieldValue(given);
	// Of several linked records a lookup of Feishu Base gives a text each, in one text field.
	if (isRecord(given) && isSegments(value)) return value.map((one) => [one]);
	if (!Array.isArray(value) || isSegments(value)) return [value];
	return value.flatMap((entry: unknown) => {
		const inner = fieldValue(entry);
		return Array.isArray(inner) && !isSegments(inner) ? (inner as unknown[]) : [inner];
	});
}

/** White space at the ends is formatting; a byte order mark, which is white space to JavaScript, is a mistake. */
const trimmed = (text: string) => (text.includes('\ufeff') ? text : text.trim());

/**
 * The ID of a person: of a person field of Feishu Base, `{ id, name, … }`, or as Feishu's events name one,
 * `{ open_id, union_id, user_id }`; any other value as it is.
 * https://open.feishu.cn/document/docs/bitable-v1/app-table-record/bitable-record-data-structure-overview
 */
function personId(value: unknown, type: UserIdType): unknown {
	// Feishu Base gives an e-mail address as a link, whose text may be a name.
	const link = type === 'email' ? linkOf(value) : undefined;
	if (typeof link === 'string' && /^mailto:/i.test(link.slice(0, 7))) return link;
	if (!isRecord(value)) return value;
	const id = own(value, 'id');
	const isId = /^o[un]_/.test(String(id));
	const named = [
		own(value, type),
		own(value, 'open_id'),
		isId || Object.hasOwn(value, 'name') ? id : undefined,
	];
	// Feishu's own ID rather than an address, which has to be looked up.
	const inOrder = isId ? named.reverse() : named;
	return inOrder.find(filledText) ?? value;
}

function parseUserId(text: string, type: UserIdType): string | Fault {
	// Cells copied from a row have tabs between them.
	if (text.includes('\t')) return spaceInside(text);
	const parsed = parseId(text, USER_ID_MAX_LENGTH[type]);
	if (typeof parsed !== 'string') return parsed;
	if (isPeopleType(type)) {
		return (isOpenId(text) ? undefined : faultOfName(text, type)) ?? parsed;
	}
	if (/\s/.test(text)) return faultOfAddress(text, type) ?? spaceInside(text);
	return faultOfKind(text, type) ?? parsed;
}

/** What is wrong with what names people who have to be looked up. */
function faultOfName(name: string, type: PeopleType): Fault | undefined {
	switch (type) {
		case 'email':
		case 'mobile': {
			const form = ADDRESS_FORMS[type](name);
			return typeof form === 'string' ? undefined : (faultOfPrefix(name, type) ?? form);
		}
		case 'chat_id':
			if (/^oc_[0-9A-Za-z_-]+$/.test(name)) return undefined;
			return faultOf('is not a chat ID', name, { advice: 'A chat ID starts with oc_.' });
		case 'department_id':
			if (/^(?!on_|oc_|cli_)[0-9A-Za-z][\w\-@.]*$/.test(name)) return undefined;
			return faultOf('is not a department ID', name, {
				advice:
					"A department ID starts with od-, or is the company's own; 0 means the whole company.",
			});
	}
}

/** What an ID is that begins as Feishu's own do, if it is not of this type. */
function faultOfPrefix(id: string, type: IdType | AddressType): Fault | undefined {
	const wanted = TYPE_LABELS[type];
	// An employee ID may be nearly any word; what Feishu makes itself is recognized by its length as well.
	const made = /^(ou_|on_|oc_|od-|cli_)([0-9a-f]{16})?/.exec(id);
	const prefix = type === 'user_id' && made?.[2] === undefined ? undefined : made?.[1];
	const rest = ', not of a user';
	switch (prefix) {
		case 'ou_':
			return type === 'open_id'
				? undefined
				: otherType('an Open ID', id, wanted, TYPE_LABELS.open_id);
		case 'on_':
			return type === 'union_id'
				? undefined
				: otherType('a Union ID', id, wanted, TYPE_LABELS.union_id);
		case 'oc_': {
			const setting = `Set User ID Type to ${TYPE_LABELS.chat_id} if you mean everybody in that group.`;
			return faultOf('is the ID of a chat', id, { rest, setting });
		}
		case 'od-': {
			const setting = `Set User ID Type to ${TYPE_LABELS.department_id} if you mean everybody in it.`;
			return faultOf('is the ID of a department', id, { rest, setting });
		}
		case 'cli_':
			return faultOf('is the ID of an app', id, { rest });
		default:
			return undefined;
	}
}

/** What is an address by which people are looked up; an employee ID may be like that. */
function faultOfAddress(id: string, type: IdType): Fault | undefined {
	if (type === 'user_id') return undefined;
	const wanted = TYPE_LABELS[type];
	const isForm = (form: AddressType) => typeof ADDRESS_FORMS[form](id) === 'string';
	const then = 'the node then asks Feishu for the ID';
	if (isForm('email')) {
		return otherType('an e-mail address', id, wanted, `${TYPE_LABELS.email}: ${then}`);
	}
	return isForm('mobile')
		? otherType('a phone number', id, wanted, `${TYPE_LABELS.mobile}: ${then}`)
		: undefined;
}

/** What an ID certainly is instead of one of this type. */
function faultOfKind(id: string, type: IdType): Fault | undefined {
	const wanted = TYPE_LABELS[type];
	const fault = faultOfPrefix(id, type);
	if (fault !== undefined || type === 'user_id') return fault;
	const address = faultOfAddress(id, type);
	if (address) return address;
	if (/\p{Script=Han}/u.test(id) && !/@|o[un]_/.test(id)) {
		return faultOf('is a name', id, {
			rest: `, but User ID Type is ${wanted}`,
			setting: 'Give the e-mail address or the phone number, and choose that as User ID Type.',
		});
	}
	// All IDs in Feishu's documents are letters, digits, _ and -.
	if (!/[@+|/\\#*:"'`{}[\]<>]|\p{Script=Han}/u.test(id)) return undefined;
	const advice = 'Separate several IDs with commas.';
	return faultOf('contains a character that no ID has', id, { advice });
}

/** No literal: TypeScript allows the flag v only from the target es2024, and Node.js 20 knows it (V8 11.3). */
const EMOJI = new RegExp('\\p{RGI_Emoji}', 'gv');

/** What some people's tables and programs put around an ID, at its beginning and at its end. */
const AROUND = [
	'""',
	"''",
	'``',
	'“”',
	'‘’',
	'«»',
	'()',
	'[]',
	'{}',
	'<>',
	'「」',
	'【】',
	'（）',
	'《》',
];

/** The text of an ID: a table may hold one as a number. */
function textOfId(value: unknown, maxLength: number): string | Fault {
	if (isEmpty(value)) return { problem: EMPTY };
	const single = singleValue(value);
	if (typeof single === 'number' && !Number.isSafeInteger(single)) {
		return { problem: 'is not an exact whole number', advice: 'Give it as text.' };
	}
	if (isDate(single)) return { problem: 'is a date, not an ID' };
	if (typeof single === 'boolean') return { problem: `is ${single}, not an ID` };
	return isSeveral(value) ? SEVERAL : readText(value, maxLength);
}

/** Whether this is a list, or a lookup of Feishu Base with the texts of several records, and not one text in parts. */
function isSeveral(value: unknown): boolean {
	const inner = fieldValue(value);
	const isLookup = isRecord(value) || !isSegments(inner);
	return Array.isArray(inner) && inner.length > 1 && isLookup;
}

const SEVERAL: Fault = {
	problem: 'is a list, not one ID',
	setting: 'Give each card an item of its own, as with a Split Out node before this one.',
};

function parseId(value: unknown, maxLength: number): string | Fault {
	const id = textOfId(value, maxLength);
	if (typeof id !== 'string') return id;
	if (id.trim() === '') return { problem: EMPTY };
	// An emoji may hold such characters, and is seen.
	const withoutEmoji = id.replace(EMOJI, '');
	if (visible(withoutEmoji) !== withoutEmoji) return unseenIn(id);
	return faultOfAround(id) ?? id;
}

/** @param text one ID, or several */
function faultOfAround(text: string): Fault | undefined {
	if (text.length < 2 || !AROUND.includes(`${text[0]}${text.at(-1)}`)) return undefined;
	return faultOf('has quotes or brackets around it', text, {
		advice: 'Remove them.',
		setting: 'An expression that gives a list needs nothing around it.',
	});
}
