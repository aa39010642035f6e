import type { GenericValue, IDataObject } from 'n8n-workflow';

import {
	asBoolean,
	EMPTY,
	isBlank,
	isBroken,
	isRecord,
	lengthOf,
	nameOf,
	own,
	TYPED_EXPRESSION,
} from '../../shared/values';

/** What a value of a card must be, within Feishu's limits. */
export type Field =
	/** Lengths in characters, see `lengthOf`. */
	| { is: 'text'; min: number; max: number }
	| { is: 'https'; max: number }
	| { is: 'choice'; of: readonly string[]; preset?: string }
	| { is: 'boolean' }
	/** Texts under keys of the user's own. */
	| { is: 'texts' }
	| { is: 'list'; max: number; of: Field; noun: string }
	/** `short` is the key that a value stands for which is no object: `link` for `{ link }`. */
	| { is: 'object'; keys: Record<string, Field>; required?: readonly string[]; short?: string };

/** What is wrong with one value. */
export interface Wrong {
	/** Where, in Feishu's names: "buttons[1].text"; "" for the card itself. */
	readonly path: string;
	/** What, as the end of a sentence: "has 61 characters; Feishu allows 60". */
	readonly problem: string;
}

const SHOWN_LENGTH = 40;

/**
 * Feishu's form of a value that comes from a parameter, a table or a list.
 *
 * Numbers are taken for text, the words true and false for booleans, and JSON text for what it says: the
 * columns of a table often hold nothing else. Null, and an empty cell where no text belongs, are not set.
 *
 * @param wrong gets what is wrong
 * @returns undefined where it is not set, or wrong
 */
export function readField(
	value: unknown,
	field: Field,
	path: string,
	wrong: Wrong[],
): GenericValue | IDataObject | IDataObject[] | undefined {
	const isSet = field.is === 'text' ? value !== undefined && value !== null : !isBlank(value);
	if (!isSet) {
		return field.is === 'choice' ? field.preset : undefined;
	}
	switch (field.is) {
		case 'text':
			return readText(value, field, path, wrong);
		case 'https':
			return readHttps(value, field.max, path, wrong);
		case 'choice':
			if (typeof value === 'string' && field.of.includes(value)) return value;
			return note(wrong, path, `is ${shown(value)}, none of ${field.of.join(', ')}`);
		case 'boolean':
			return readBoolean(value, path, wrong);
		case 'texts':
			return readTexts(value, path, wrong);
		case 'list':
			return readList(value, field, path, wrong);
		case 'object':
			return readObject(value, field, path, wrong);
	}
}

function readText(
	value: unknown,
	{ min, max }: { min: number; max: number },
	path: string,
	wrong: Wrong[],
): string | undefined {
	const isNumber = typeof value === 'number' && Number.isFinite(value);
	if (typeof value !== 'string' && !isNumber) {
		return note(wrong, path, `is ${nameOf(value)}, not text`);
	}
	const text = String(value);
	// Braces alone may be meant: this is more than these.
	if (/\{\{.*\$[A-Za-z(].*\}\}/s.test(text)) return note(wrong, path, TYPED_EXPRESSION);
	const length = lengthOf(text);
	if (length < min || (min > 0 && text.trim() === '')) return note(wrong, path, EMPTY);
	if (length > max) return note(wrong, path, `has ${length} characters; Feishu allows ${max}`);
	if (isBroken(text)) return note(wrong, path, 'contains a broken character');
	return text;
}

function readHttps(value: unknown, max: number, path: string, wrong: Wrong[]): string | undefined {
	// A line break at the end is what copying from a table or a page often adds.
	const trimmed = typeof value === 'string' ? value.trim() : value;
	const text = readText(trimmed, { min: 1, max }, path, wrong);
	if (text === undefined || /^https:\/\/\S/i.test(text)) return text;
	return note(wrong, path, 'does not start with https://');
}

function readBoolean(value: unknown, path: string, wrong: Wrong[]): boolean | undefined {
	return asBoolean(value) ?? note(wrong, path, `is ${shown(value)}, neither true nor false`);
}

function readTexts(value: unknown, path: string, wrong: Wrong[]): IDataObject | undefined {
	const record = fromJson(value);
	if (!isRecord(record)) return note(wrong, path, `is ${nameOf(record)}, not an object of texts`);
	const texts: Array<[string, string]> = [];
	for (const [key, entry] of Object.entries(record)) {
		if (entry === null || entry === undefined) continue;
		if (typeof entry === 'object') {
			note(wrong, `${path}.${key}`, `is ${nameOf(entry)}, not text`);
		} else {
			texts.push([key, String(entry)]);
		}
	}
	// Not by assignment: a key may be called __proto__.
	return Object.fromEntries(texts);
}

function readList(
	value: unknown,
	{ max, of, noun }: Extract<Field, { is: 'list' }>,
	path: string,
	wrong: Wrong[],
): IDataObject[] | undefined {
	const list = fromJson(value);
	if (!Array.isArray(list)) return note(wrong, path, `is ${nameOf(list)}, not a list of ${noun}s`);
	if (list.length > max) {
		return note(wrong, path, `has ${list.length} ${noun}s; Feishu allows ${max}`);
	}
	return list.flatMap((entry: unknown, index) => {
		const place = `${path}[${index}]`;
		const read = readField(entry, of, place, wrong);
		if (entry === undefined || entry === null) note(wrong, place, EMPTY);
		return read === undefined ? [] : [read as IDataObject];
	});
}

function readObject(
	value: unknown,
	{ keys, required = [], short }: Extract<Field, { is: 'object' }>,
	path: string,
	wrong: Wrong[],
): IDataObject | undefined {
	const parsed = fromJson(value);
	const isShort = !isRecord(parsed);
	if (isShort && short === undefined) {
		return note(wrong, path, `is ${nameOf(parsed)}, not an object`);
	}
	const record = isShort ? { [short as string]: parsed } : parsed;
	const placeOf = (key: string) => (isShort && key === short ? path : `${path}.${key}`);
	const mistakesBefore = wrong.length;
	const built: IDataObject = {};
	for (const [key, field] of Object.entries(keys)) {
		const wrongBefore = wrong.length;
		const read = readField(own(record, key), field, placeOf(key), wrong);
		if (read !== undefined) built[key] = read;
		else if (required.includes(key) && wrong.length === wrongBefore) {
			note(wrong, placeOf(key), EMPTY);
		}
	}
	noteUnknownKeys(record, Object.keys(keys), path, wrong);
	return wrong.length === mistakesBefore ? built : undefined;
}

/** Notes each key that Feishu does not have there. */
export function noteUnknownKeys(
	record: Record<string, unknown>,
	known: readonly string[],
	path: string,
	wrong: Wrong[],
): void {
	for (const key of Object.keys(record)) {
		if (known.includes(key)) continue;
		const place = path === '' ? key : `${path}.${key}`;
		note(wrong, place, `is no field of Feishu's; there are ${known.join(', ')}`);
	}
}

function note(wrong: Wrong[], path: string, problem: string): undefined {
	wrong.push({ path, problem });
	return undefined;
}

/** What JSON text of an object or a list says; any other value as it is. */
export function fromJson(value: unknown): unknown {
	if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
	try {
		return JSON.parse(value) as unknown;
	} catch {
		return value;
	}
}

function shown(value: unknown): string {
	if (typeof value === 'object') return nameOf(value);
	const characters = [...String(value)];
	if (characters.length <= SHOWN_LENGTH) return characters.join('');
	return `${characters.slice(0, SHOWN_LENGTH).join('')}…`;
}
