import { jsonParse, type GenericValue, type IDataObject } from 'n8n-workflow';

import { asBoolean, isRecord, kindOf, lengthOf, own, visible } from '../../shared/values';
import type { Rule } from '../card/fields';
import { EMPTY, type Problems } from './problems';
import {
	accidentIn,
	faultOf,
	firstCharacters,
	isEmpty,
	isNothing,
	isOneText,
	isSegments,
	linkOf,
	partsOf,
	readText,
	shown,
	singleValue,
	textOf,
	TOO_LONG,
	unseenIn,
} from './texts';

/** Of the keys that Feishu does not have, this many are named. */
const KEYS_SHOWN = 3;

/**
 * Feishu's form of a value that comes from a parameter, a table or a list.
 *
 * Numbers are taken for text, the words true and false for booleans, and JSON text for what it says: the
 * columns of a table often hold nothing else. A value counts as not set if it is null, an empty list where no
 * list belongs, or an empty text where no text belongs.
 *
 * @param problems gets what is wrong
 * @returns undefined if it is not set, or wrong
 */
export function readValue(
	value: unknown,
	rule: Rule,
	problems: Problems,
): GenericValue | IDataObject | IDataObject[] | undefined {
	const isList = Array.isArray(value) && takesList(rule);
	const isSet = isList || !(rule.is === 'text' ? isNothing(value) : isEmpty(value));
	if (!isSet) return rule.is === 'choice' ? rule.preset : undefined;
	switch (rule.is) {
		case 'text':
			return textWithin(value, rule, problems);
		case 'https':
			return httpsWithin(value, rule.max, problems);
		case 'choice': {
			const choice = singleValue(value);
			if (typeof choice === 'string' && rule.of.includes(choice)) return choice;
			return problems.add(`is ${shown(choice)}, not one of ${rule.of.join(', ')}`);
		}
		case 'boolean': {
			const single = singleValue(value);
			return asBoolean(single) ?? problems.add(`is ${shown(single)}, neither true nor false`);
		}
		case 'texts':
			return readTexts(value, rule.max, problems);
		case 'list':
			return readList(value, rule, problems);
		case 'object':
			return readObject(value, rule, problems);
	}
}

function textWithin(
	value: unknown,
	{ min, max, isKey }: { min: number; max: number; isKey?: true },
	problems: Problems,
): string | undefined {
	const text = readText(value, max);
	if (typeof text !== 'string') {
		const setting = isKey
			? 'Use a shorter one.'
			: `Shorten it, as in ${firstCharacters(max, value)}.`;
		return problems.add(text.kind === TOO_LONG ? { ...text, setting } : text);
	}
	return min > 0 && text.trim() === '' ? problems.add(EMPTY) : text;
}

function httpsWithin(value: unknown, max: number, problems: Problems): string | undefined {
	// A line break at the end is what copying from a table or a page often adds.
	const address = linkOf(value);
	if (Array.isArray(address) && address.length > 1 && !isSegments(address)) {
		const setting = 'Choose one, as in {{ $json.links[0] }}.';
		return problems.add({ problem: 'is a list, not one link', setting });
	}
	const trimmed = typeof address === 'string' ? address.trim() : address;
	const text = textWithin(trimmed, { min: 1, max, isKey: true }, problems);
	if (text === undefined) return undefined;
	if (visible(text) !== text) return problems.add(unseenIn(text));
	// Phones write a capital letter where a text begins.
	const hasHost = /^https:\/\/[^\s/?#:]/i.test(text);
	if (hasHost && URL.canParse(text)) return text.replace(/^https/i, 'https');
	const isBegun = text.toLowerCase().startsWith('https://');
	const kind = hasHost
		? 'is not a valid address'
		: isBegun
			? 'has no address after https://'
			: 'does not start with https://';
	const advice = /^http:\/\//i.test(text)
		? "Feishu takes only https. If this is n8n's own address, set the environment variable WEBHOOK_URL of n8n to its https address."
		: 'Give the whole address, as in https://example.com/.';
	return problems.add(faultOf(kind, text, { advice }));
}

function readTexts(value: unknown, max: number, problems: Problems): IDataObject | undefined {
	const record = fromJson(value);
	if (!isRecord(record)) return problems.add(`is ${kindOf(record)}, not an object of texts`);
	const texts: Array<[string, string]> = [];
	let length = 0;
	for (const [key, entry] of Object.entries(record)) {
		if (isNothing(entry)) continue;
		const text = typeof entry === 'boolean' ? String(entry) : textOf(entry);
		const fault =
			typeof text === 'string' ? (accidentIn(key) ?? accidentIn(text.slice(0, max))) : text;
		if (fault) problems.at(shown(key)).add(fault);
		else texts.push([key, text as string]);
		length += lengthOf(key) + (typeof text === 'string' ? lengthOf(text) : 0);
	}
	if (length > max) {
		return problems.add(`has ${length} characters; at most ${max} can be sent`);
	}
	// Not by assignment: a key may be called __proto__.
	return Object.fromEntries(texts);
}

function readList(
	value: unknown,
	{ max, of, noun }: Extract<Rule, { is: 'list' }>,
	problems: Problems,
): IDataObject[] | undefined {
	const list = fromJson(value);
	if (!Array.isArray(list)) return problems.add(`is ${kindOf(list)}, not a list of ${noun}s`);
	if (list.length > max) {
		const problem = `has ${list.length} ${noun}s; Feishu allows ${max}`;
		return problems.add(problem, `Leave out ${list.length - max}.`);
	}
	return list.flatMap((entry: unknown, index) => {
		const place = problems.at(index);
		const before = problems.list.length;
		const read = readValue(entry, of, place);
		if (read === undefined && problems.list.length === before) place.add(EMPTY);
		return read === undefined ? [] : [read as IDataObject];
	});
}

function readObject(
	value: unknown,
	rule: Extract<Rule, { is: 'object' }>,
	problems: Problems,
): IDataObject | undefined {
	const { keys, required = [], short } = rule;
	const given = fromJson(value);
	const parsed = isOneOfList(given, rule) ? [given] : given;
	const isText = ['text', 'https'].includes(ruleOfShort(rule)?.is ?? '');
	const isShort = !isRecord(parsed) || (isText && isOneText(parsed));
	if (isShort && short === undefined) {
		const isSwitch = asBoolean(parsed) !== undefined;
		const wanted = isSwitch ? 'not an object' : 'neither true nor false nor an object';
		return problems.add(`is ${shown(parsed)}, ${wanted}`);
	}
	if (isRecord(parsed) && !isShort && Object.keys(parsed).length > 0) {
		// Models give null for all that they leave out.
		if (required.length === 0 && Object.values(parsed).every(isNothing)) return undefined;
		if (isText && !Object.keys(keys).some((key) => Object.hasOwn(parsed, key))) {
			return problems.add({ problem: 'is an object, not text', advice: partsOf(parsed) });
		}
	}
	const record = isShort ? { [short as string]: parsed } : parsed;
	const placeOf = (key: string) => (isShort && key === short ? problems : problems.at(key));
	const before = problems.list.length;
	const built: IDataObject = {};
	noteUnknownKeys(record, Object.keys(keys), problems);
	for (const [key, field] of Object.entries(keys)) {
		const beforeField = problems.list.length;
		const read = readValue(own(record, key), field, placeOf(key));
		if (read !== undefined) built[key] = read;
		else if (required.includes(key) && problems.list.length === beforeField) {
			placeOf(key).add(EMPTY);
		}
	}
	return problems.list.length === before ? built : undefined;
}

/** What a value must be if it is not an object. */
const ruleOfShort = (rule: Rule): Rule | undefined =>
	rule.is === 'object' && rule.short !== undefined ? rule.keys[rule.short] : undefined;

const takesList = (rule: Rule): boolean => (ruleOfShort(rule) ?? rule).is === 'list';

/** Whether this is the only one of the list that `short` stands for. */
function isOneOfList(value: unknown, rule: Extract<Rule, { is: 'object' }>): boolean {
	const isFilled = isRecord(value) && Object.keys(value).length > 0;
	return isFilled && takesList(rule) && !Object.hasOwn(value, rule.short ?? '');
}

/** Notes each key that Feishu does not have there. */
export function noteUnknownKeys(
	record: Record<string, unknown>,
	known: readonly string[],
	problems: Problems,
): void {
	const unknown = Object.keys(record).filter((key) => !known.includes(key));
	for (const [index, key] of unknown.slice(0, KEYS_SHOWN).entries()) {
		const others = unknown.length - KEYS_SHOWN;
		const more = index === KEYS_SHOWN - 1 && others > 0 ? ` (${others} more like it)` : '';
		problems.at(shown(key)).add(`is not a field of Feishu's${more}; there are ${known.join(', ')}`);
	}
}

/** What JSON text of an object or a list says; any other value as it is. */
export function fromJson(value: unknown): unknown {
	if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
	return jsonParse<unknown>(value, { fallbackValue: value });
}
