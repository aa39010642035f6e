import type { ParsedCards } from './card';
import { parseEntry, readEntry, type Needs } from './entry';
import { EMPTY, isRecord, nameOf, own } from './values';

/**
 * The cards of a list: entries as `readEntry` takes them, in an array, in `{ feed_cards: […] }`, or in JSON
 * text of either.
 *
 * @param field what to call the list in a mistake
 */
export function parseList(value: unknown, needs: Needs, field: string): ParsedCards {
	const list = asList(value);
	if ('problem' in list) return mistakeOf(field, list.problem);
	const parsed: ParsedCards = { cards: [], mistakes: [] };
	for (const [index, given] of list.entries.entries()) {
		const { cards, mistakes } = parseGiven(given, needs, `${field}[${index}]`);
		for (const card of cards) parsed.cards.push(card);
		for (const mistake of mistakes) parsed.mistakes.push(mistake);
	}
	return parsed;
}

function parseGiven(given: unknown, needs: Needs, place: string): ParsedCards {
	if (!isRecord(given)) {
		return mistakeOf(place, `is ${nameOf(given)}, not an object with biz_id and user_id`);
	}
	const entry = readEntry(given, place);
	return 'problem' in entry ? mistakeOf(entry.path, entry.problem) : parseEntry(entry, needs);
}

function mistakeOf(field: string, problem: string): ParsedCards {
	return { cards: [], mistakes: [{ problems: [{ field, problem }], bizId: null, userId: null }] };
}

function asList(value: unknown): { entries: unknown[] } | { problem: string } {
	if (typeof value === 'string') {
		if (value.trim() === '') return { problem: EMPTY };
		try {
			return listOf(JSON.parse(value));
		} catch {
			return { problem: 'is not valid JSON; it must look like [{"biz_id": "…", "user_id": "…"}]' };
		}
	}
	return listOf(value);
}

function listOf(value: unknown): { entries: unknown[] } | { problem: string } {
	const list = isRecord(value) ? own(value, 'feed_cards') : value;
	if (Array.isArray(list)) return { entries: list };
	if (isRecord(value) && list === undefined) {
		return { problem: 'is an object without feed_cards, not a list of cards' };
	}
	return { problem: list === undefined ? EMPTY : `is ${nameOf(list)}, not a list of cards` };
}
