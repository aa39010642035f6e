import type { Parsed } from '../card/card';
import { parseEntry, readEntry, type Needs } from './entry';
import { EMPTY, isRecord, nameOf, own } from '../../shared/values';

/**
 * The cards of a list: entries as `readEntry` takes them, in an array, in `{ feed_cards: […] }`, or in JSON
 * text of either.
 *
 * @param field what to call the list in a mistake
 */
export function parseList(value: unknown, needs: Needs, field: string): Parsed[] {
	const list = asList(value);
	if ('problem' in list) return [mistakeOf(field, list.problem)];
	return list.entries.flatMap((given, index) => parseGiven(given, needs, `${field}[${index}]`));
}

function parseGiven(given: unknown, needs: Needs, place: string): Parsed[] {
	if (!isRecord(given)) {
		return [mistakeOf(place, `is ${nameOf(given)}, not an object with biz_id and user_id`)];
	}
	const entry = readEntry(given, place);
	return 'problem' in entry ? [mistakeOf(entry.path, entry.problem)] : parseEntry(entry, needs);
}

function mistakeOf(field: string, problem: string): Parsed {
	return { problems: [{ field, problem }], bizId: null, userId: null };
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
		const isCard = ['biz_id', 'app_feed_card'].some((key) => Object.hasOwn(value, key));
		return {
			problem: isCard
				? 'is one card, not a list of cards: put [ and ] around it'
				: 'is an object without feed_cards, not a list of cards',
		};
	}
	return { problem: list === undefined ? EMPTY : `is ${nameOf(list)}, not a list of cards` };
}
