import {
	isBlank,
	isRecord,
	kindOf,
	lengthOf,
	listed,
	own,
	shortened,
	visible,
} from '../../shared/values';
import type { Fault } from '../card/card';

const SHOWN_LENGTH = 40;

/** The kind of fault of a text that is longer than Feishu allows. */
export const TOO_LONG = 'is too long';

/** What programs write when they turn something else into text, and what to do about it. */
const ACCIDENTS: Array<[what: RegExp, problem: string, setting: string]> = [
	[
		/\[object [A-Z]\w{0,30}\]/,
		'contains an object that was turned into text',
		'Choose a part of that object, such as {{ $json.order.id }} instead of {{ $json.order }}, and put nothing after }}.',
	],
	[
		/Invalid Date/,
		'contains a date that could not be read',
		'Say how the date is written, as in {{ DateTime.fromFormat($json.due, "dd/MM/yyyy").toISODate() }}.',
	],
	[
		/\[native code\]/,
		'contains a function that was turned into text',
		'Put () after the name of the function.',
	],
	[
		/\d{2}:\d{2}:\d{2} GMT[+-]\d{4} \(/,
		'contains a date as programs write it',
		'Say how the date should look, as in {{ DateTime.fromJSDate(new Date($json.due)).toFormat("yyyy-MM-dd") }}.',
	],
	[
		// Within a longer text it may be meant.
		/^\s*#(?:N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NUM!|NULL!|ERROR!)\s*$/,
		'is what a spreadsheet shows for a formula that failed, such as #N/A',
		'Correct the formula, or leave such items out with a Filter node before this one.',
	],
];

/** What is wrong with a value, which is shown: faults that differ only in it are of one kind. */
export const faultOf = (
	kind: string,
	given: unknown,
	{ rest = '', ...more }: Partial<Fault> & { rest?: string } = {},
): Fault => ({ problem: `${kind} (${shown(given)})${rest}`, kind, ...more });

/** The fault of a text with a character in it that changes what it is, and that nobody sees. */
export const unseenIn = (text: string): Fault =>
	faultOf('contains an invisible character', text, {
		advice: 'To remove it, type the value again.',
		setting:
			'An expression can remove it, as in {{ $json.id.replace(/[\\p{C}\\u2028\\u2029]/gu, "") }}.',
	});

/** What programs write if they find no value. Within a longer text, a word like "undefined" may be meant. */
const NO_VALUE = /^(?:undefined|null)(?: (?:undefined|null))*$|\bNaN\b/;

/** What is wrong if a program turned something else into this text; such text never reaches people. */
export function accidentIn(text: string): Fault | undefined {
	const found = ACCIDENTS.find(([what]) => what.test(text));
	return found && { problem: found[1], setting: found[2] };
}

/** A value or a key from outside as a message shows it: short, and with what cannot be seen as an escape. */
export function shown(value: unknown): string {
	if (value === null || !['string', 'number', 'boolean', 'bigint'].includes(typeof value)) {
		return kindOf(value);
	}
	if (value === '') return 'an empty text';
	const start = shortened(String(value), SHOWN_LENGTH);
	// Looks at twice as much: an accident may begin in what is shown and end behind it.
	const accident = accidentIn(String(value).slice(0, 2 * SHOWN_LENGTH));
	return accident ? 'a text made by accident' : visible(start);
}

/** Some names from outside, as a message shows them. */
export function someOf(names: readonly string[], max = 5): string {
	return listed(names.slice(0, max + 1).map(shown), max);
}

/**
 * What Feishu Base (多维表格) gives for a formula or a lookup, `{ type, value: […] }`, is the value in it; any
 * other value as it is.
 * https://open.feishu.cn/document/docs/bitable-v1/app-table-record/bitable-record-data-structure-overview
 */
export function fieldValue(value: unknown): unknown {
	if (!isRecord(value) || typeof own(value, 'type') !== 'number') return value;
	const inner = own(value, 'value');
	return inner === null || Array.isArray(inner) ? inner : value;
}

/** Whether a value is not there, as a formula or a lookup of Feishu Base says it too: with an empty list. */
export function isNothing(value: unknown): boolean {
	const inner = fieldValue(value) ?? [];
	return Array.isArray(inner) && inner.length === 0;
}

/** Nothing, only white space, or an empty list. */
export const isEmpty = (value: unknown): boolean => isBlank(value) || isNothing(value);

/** A value, or the only one of a list; of what Feishu Base gives, the value in it. */
export function singleValue(value: unknown): unknown {
	const inner = fieldValue(value);
	return Array.isArray(inner) && inner.length === 1 ? inner[0] : inner;
}

/** Whether an object is one text, as Feishu Base and n8n have it: a formula or a lookup, a link, a date. */
export function isOneText(value: Record<string, unknown>): boolean {
	// A link is a part of a text field too, with its type.
	const { length } = Object.keys(value);
	const isLink = length === 2 || (length === 3 && own(value, 'type') === 'url');
	return (isLink && baseText(value) !== undefined) || fieldValue(value) !== value || isDate(value);
}

/**
 * The text of a value: a text, a number, the only one of a list, a date (as its ISO text, as n8n's own nodes
 * write it), or what Feishu Base gives for a text field, `[{ text, type }]`, and for a link, `{ link, text }`.
 *
 * @returns what is wrong if it has no text, or one that a program made by accident
 */
export function textOf(value: unknown): string | Fault {
	const inner = fieldValue(value);
	const single = singleValue(inner);
	const text = simpleText(single) ?? dateText(single) ?? baseText(single) ?? baseText(inner);
	if (text !== undefined) return text;
	const isList = Array.isArray(inner) && inner.every((one) => simpleText(one) !== undefined);
	const advice = isRecord(inner) && Object.keys(inner).length > 0 ? partsOf(inner) : undefined;
	const setting = isList
		? 'Put the texts together, as in {{ $json.tags.join(", ") }}.'
		: typeof inner === 'boolean'
			? 'Say it in words, as in {{ $json.done ? "Done" : "Open" }}.'
			: undefined;
	return { problem: `is ${kindOf(inner)}, not text`, advice, setting };
}

/** What an object has, one of which may be meant in its place. */
export function partsOf(value: Record<string, unknown>): string {
	return `Choose a part of it; it has: ${someOf(Object.keys(value))}.`;
}

function simpleText(value: unknown): string | undefined {
	const isSimple = typeof value === 'string' || typeof value === 'bigint' || Number.isFinite(value);
	return isSimple ? String(value) : undefined;
}

/** @param max the length that Feishu allows; a longer text is looked at no further */
export function readText(value: unknown, max: number): string | Fault {
	const text = textOf(value);
	if (typeof text !== 'string') return text;
	const length = lengthOf(text);
	if (length > max) {
		const tooLong = {
			problem: `has ${length} characters; Feishu allows ${max}`,
			kind: TOO_LONG,
			advice: `It begins: ${shown(text)}`,
		};
		return accidentIn(text.slice(0, max + SHOWN_LENGTH)) ?? tooLong;
	}
	// Half of a character cannot be sent as UTF-8: Feishu would get another text.
	if (/\p{Surrogate}/u.test(text)) {
		const setting = `To shorten a text, cut whole characters, as in ${firstCharacters(max, value)}.`;
		return { problem: 'contains a part of a character, such as half an emoji', setting };
	}
	const [word] = NO_VALUE.exec(text) ?? [];
	if (word === undefined) return accidentIn(text) ?? text;
	return {
		problem: `${word === text ? 'is' : 'contains'} ${word}, which programs write if they find no value`,
		setting:
			'Check that the expression finds a value in this item, or leave such items out with a Filter node before this one.',
	};
}

/** An expression that shortens a text. `slice` of the text itself would cut an emoji in two. */
export const firstCharacters = (max: number, value: unknown): string => {
	const text = isSegments(value) ? '$json.title.map((part) => part.text).join("")' : '$json.title';
	return `{{ [...${text}].slice(0, ${max}).join("") }}`;
};

export const isDate = (value: unknown): boolean => dateText(value) !== undefined;

function dateText(value: unknown): string | Fault | undefined {
	const invalid = { problem: 'is a date that could not be read' };
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? invalid : value.toISOString();
	// Of Luxon, which n8n gives to expressions ($now) and this package does not ship.
	if (typeof value !== 'object' || value === null || !('isLuxonDateTime' in value))
		return undefined;
	return (value as { toISO?: () => string | null }).toISO?.() ?? invalid;
}

function baseText(value: unknown): string | undefined {
	if (isRecord(value)) {
		const text = own(value, 'text');
		return typeof own(value, 'link') === 'string' && typeof text === 'string' ? text : undefined;
	}
	if (!isSegments(value)) return undefined;
	return value.map(({ text }) => text).join('');
}

/** Whether this is a text field of Feishu Base. */
export function isSegments(value: unknown): value is Array<{ text: string }> {
	const isSegment = (one: unknown) =>
		isRecord(one) && typeof own(one, 'text') === 'string' && typeof own(one, 'type') === 'string';
	return Array.isArray(value) && value.length > 0 && value.every(isSegment);
}

/** The address of a link as Feishu Base gives it; any other value as it is. */
export function linkOf(given: unknown): unknown {
	const value = singleValue(given);
	const isLink = isRecord(value) && typeof own(value, 'text') === 'string';
	return isLink && typeof own(value, 'link') === 'string' ? value.link : given;
}
