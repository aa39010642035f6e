import { jsonParse } from 'n8n-workflow';

import { isBlank, isRecord, kindOf, own } from '../../shared/values';
import type { Fault } from '../card/card';
import { parseEntry, readEntry, type Entry, type EntrySettings, type ParsedCard } from './entry';
import { EMPTY, Problems } from './problems';
import { fromJson } from './rules';
import { accidentIn, shown, someOf } from './texts';

/** JSON text that holds JSON text, and so on: as deep as anything is meant. */
const MAX_DEPTH = 3;

/**
 * The cards of a list, one after the other: entries as `readEntry` takes them, in an array, in
 * `{ feed_cards: […] }` or `{ cards: […] }`, as the items that `$input.all()` gives, several of these in a
 * list, or in JSON text of these, also in a fence of Markdown.
 *
 * @param label what to call the list in a problem
 * @param entryLabel the same, if the number of an entry follows
 */
export function* parseList(
	value: unknown,
	settings: EntrySettings,
	input: number,
	label: string,
	entryLabel: string,
): Generator<ParsedCard> {
	const list = listIn(value);
	if (!Array.isArray(list)) {
		const problems = new Problems(input, () => label);
		problems.add(list);
		return yield unnamed(problems, label);
	}
	for (let index = 0; index < list.length; index++) {
		const place = `${entryLabel}[${index}]`;
		const given = fromJson(list[index]);
		let entry: Entry | Problems;
		if (isRecord(given)) {
			entry = readEntry(given, place, input);
		} else {
			entry = new Problems(input, () => place);
			entry.add(`is ${kindOf(given)}, not an object with biz_id and user_id`);
		}
		if (entry instanceof Problems) yield unnamed(entry, place);
		else yield* parseEntry(entry, settings);
	}
}

function unnamed({ list, input }: Problems, place: string): ParsedCard {
	return { bizId: null, userId: null, place, problems: list, inputs: [input] };
}

function listIn(value: unknown, depth = 0): unknown[] | Fault {
	if (isBlank(value)) return { problem: EMPTY };
	if (typeof value === 'string') {
		return depth < MAX_DEPTH
			? listInText(value, depth)
			: { problem: 'is text, not a list of cards' };
	}
	if (Array.isArray(value)) return entriesIn(value);
	if (!isRecord(value)) return { problem: `is ${kindOf(value)}, not a list of cards` };
	if (isItem(value) && depth < MAX_DEPTH) return listIn(value.json, depth + 1);
	const list = listUnder(value);
	if (list !== undefined && depth < MAX_DEPTH) return listIn(list, depth + 1);
	if (isCard(value)) return { problem: 'is one card, not a list of cards: put [ and ] around it' };
	const keys = someOf(Object.keys(value));
	const kind = 'is an object without feed_cards or cards, not a list of cards';
	return { problem: keys === '' ? kind : `${kind}; it has ${keys}`, kind };
}

function listUnder(value: Record<string, unknown>): unknown {
	const lists = [own(value, 'feed_cards'), own(value, 'cards')].filter((one) => one !== undefined);
	return lists.find((list) => list !== null) ?? lists[0];
}

const hasOneOf = (value: Record<string, unknown>, keys: string[]) =>
	keys.some((key) => Object.hasOwn(value, key));

const isCard = (value: Record<string, unknown>) => hasOneOf(value, ['biz_id', 'app_feed_card']);

/** Whether this entry is itself a card, whatever it has besides; a new one needs no business ID. */
const isEntry = (value: Record<string, unknown>) =>
	isCard(value) || hasOneOf(value, ['user_id', 'user_ids']);

/** Whether an array is a list of cards, and not the users or the buttons of one. */
export const hasCards = (list: readonly unknown[]): boolean =>
	entriesIn(list).some((entry) => isRecord(entry) && isCard(entry));

/** Several lists become one: what comes from several rows, or from several input items, is often so. */
function entriesIn(given: readonly unknown[]): unknown[] {
	const items = given.every(isItem) ? given.map(({ json }) => json) : given;
	const entries = items.every(isBaseRecord) ? items.map(({ fields }) => fields) : items;
	const lists = entries.map((entry) =>
		isRecord(entry) && !isEntry(entry) ? fromJson(listUnder(entry)) : (entry ?? undefined),
	);
	// Of several rows one may have no cards.
	const areLists = lists.every((list) => list === null || Array.isArray(list));
	return areLists && lists.some(Array.isArray)
		? lists.flatMap((list: unknown[] | null) => list ?? [])
		: [...entries];
}

/** An item of n8n's, as `$input.all()` gives it. */
function isItem(value: unknown): value is { json: Record<string, unknown> } {
	return isRecord(value) && !isEntry(value) && isRecord(own(value, 'json'));
}

/**
 * A record of Feishu Base (多维表格), with its columns under `fields`.
 * https://open.feishu.cn/document/docs/bitable-v1/app-table-record/search
 */
function isBaseRecord(value: unknown): value is { fields: Record<string, unknown> } {
	const isRow = isRecord(value) && !isEntry(value) && typeof own(value, 'record_id') === 'string';
	return isRow && isRecord(own(value, 'fields'));
}

function listInText(text: string, depth: number): unknown[] | Fault {
	// A byte order mark is white space to JavaScript, but not to JSON.
	const trimmed = text.trim();
	for (const json of [trimmed, inFence(trimmed)]) {
		try {
			if (json !== undefined) return listIn(JSON.parse(json), depth + 1);
		} catch {
			// The next one may be JSON.
		}
	}
	return faultOfText(inFence(trimmed) ?? trimmed);
}

/** What follows the first fence of Markdown, up to the last one if there are two, as models answer. */
function inFence(text: string): string | undefined {
	const [start, end] = [text.indexOf('```'), text.lastIndexOf('```')];
	if (start < 0) return undefined;
	return text.slice(start + 3, end > start ? end : undefined).replace(/^\w{0,20}/, '');
}

const WITH_STRINGIFY =
	'Insert values with {{ JSON.stringify($json.title) }} and no quotes around it, or give the whole list by one expression.';

/** Where text stops being JSON, and what is commonest there. */
function faultOfText(text: string): Fault {
	const accident = accidentIn(text);
	if (accident) {
		const isInJson = text.includes('[object') && !text.startsWith('[object');
		return isInJson ? { ...accident, setting: WITH_STRINGIFY } : accident;
	}
	const at = positionOf(text);
	const next = text.slice(at, at + 20);
	const kind = 'is not valid JSON';
	const problem = `${kind} at character ${at + 1}: ${shown(text.slice(Math.max(0, at - 20), at) + next)}`;
	return { problem, kind, ...adviceAt(text, at, next) };
}

/** @param next what stands where text stops being JSON */
function adviceAt(text: string, at: number, next: string): Pick<Fault, 'advice' | 'setting'> {
	const before = text.slice(0, at);
	const left = before.trimEnd();
	if (at >= text.trimEnd().length) return { advice: 'The text is cut off: its end is missing.' };
	if (/^[，、：；［］｛｝【】＂]/.test(next)) {
		return { advice: 'JSON needs the signs of an English keyboard: , : [ ] { } and ".' };
	}
	if (!/^\s*[[{]/.test(text)) return adviceForStart(text.slice(0, 500));
	if (/^(?:\\|&quot;|&#34;)/.test(next)) {
		return { advice: 'Write " and nothing before it: another program has changed the text.' };
	}
	if (/^['‘’“”]/.test(next)) return { advice: 'JSON needs straight double quotes: ".' };
	if (/^(?:\/[/*]|#)/.test(next)) return { advice: 'Remove the comment: JSON has none.' };
	// A line break or a tab is in a value.
	if (/^(?![ \t\r\n])[\s\p{Cf}\p{Cc}]/u.test(next)) {
		return { advice: 'Replace the space there with a usual one.' };
	}
	if (left.endsWith(':') && /^[,\]}]/.test(next)) {
		return {
			advice: 'There is no value.',
			setting:
				'If an expression stands there, it finds nothing: use {{ JSON.stringify($json.title ?? null) }}.',
		};
	}
	if (left.endsWith(',') && /^[\]}]/.test(next)) return { advice: 'Remove the comma before it.' };
	if (/[,[{]$/.test(left) && next.startsWith(',')) return { advice: 'Remove the comma.' };
	if (/^(?:true|false|null|none|undefined|nan)\b/i.test(next)) {
		return { advice: 'The only words in JSON are true, false and null, in lower case.' };
	}
	if (/[{,]$/.test(left) && /^[A-Za-z_]\w{0,40}\s{0,20}:/.test(text.slice(at, at + 70))) {
		return { advice: 'Put double quotes around the names: "biz_id".' };
	}
	if (/[\]}]$/.test(left) && isWhole(before)) {
		if (/^[{[]/.test(next)) {
			return {
				advice: 'Make one list of it: [ at the beginning, ] at the end, commas in between.',
			};
		}
		return {
			advice: 'Remove everything after the list.',
			setting: 'The field must contain nothing after }}, not even a line break.',
		};
	}
	if (/^[;=]/.test(next)) return { advice: 'JSON has , between values and : behind names.' };
	const isApart = before !== left || /[\]}]$/.test(left);
	if (isApart && /["\w\]}]$/.test(left) && /^["{[]/.test(next)) {
		return { advice: 'A comma is missing before it.' };
	}
	if (/\b0$/.test(left) && /^\d/.test(next)) {
		return { advice: 'Put quotes around a number that begins with 0.' };
	}
	if (before.endsWith('\\')) {
		return { advice: 'In a value, write two \\ for one.', setting: WITH_STRINGIFY };
	}
	const advice = 'A quote or a line break inside a value ends it there.';
	return left.endsWith('"') || /^\s/.test(next) ? { advice, setting: WITH_STRINGIFY } : {};
}

/** @param start of text that does not begin as JSON does */
function adviceForStart(start: string): Pick<Fault, 'advice' | 'setting'> {
	const [columns] = start.split('\n', 1);
	const isColumns = /(?:biz|user)_id/.test(columns) && !/[[{]/.test(columns);
	if (isColumns && /[,;\t]/.test(columns)) {
		return {
			advice: 'It looks like CSV: give each line as an object in a list.',
			setting:
				'Extract from File turns a CSV file into items; then set Card Source to Input Items.',
		};
	}
	const begin = 'It must begin with [, as in [{"biz_id": "…", "user_id": "…"}].';
	const isFurtherOn = /[[{]\s{0,20}["[{]/.test(start);
	return { advice: isFurtherOn ? `Remove the text before the list. ${begin}` : begin };
}

/** Whether text that ends with ] or } is JSON. */
const isWhole = (text: string) => jsonParse<unknown>(text, { fallbackValue: null }) !== null;

/**
 * Where text stops being JSON, from 0: the longest beginning that is only cut off. Node.js tells a position
 * in some messages and versions only.
 */
function positionOf(text: string): number {
	let [good, bad] = [0, text.length + 1];
	while (bad - good > 1) {
		const middle = Math.floor((good + bad) / 2);
		if (isBeginning(text.slice(0, middle))) good = middle;
		else bad = middle;
	}
	return good;
}

function isBeginning(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch (error) {
		const { message } = error as Error;
		const position = /position (\d+)/.exec(message)?.[1];
		return /Unexpected end|Unterminated/.test(message) || Number(position) >= text.length;
	}
}
