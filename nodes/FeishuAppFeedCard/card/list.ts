import type { ParsedCards } from './card';
import { parseCard, type UserIdType } from './ids';
import { EMPTY, isRecord, nameOf, own } from './values';

/**
 * The cards of a list: `[{ biz_id, user_id }, …]`, `{ feed_cards: […] }`, or JSON text of either.
 *
 * @param field what to call the list in a mistake
 */
export function parseList(value: unknown, userIdType: UserIdType, field: string): ParsedCards {
	const list = asList(value);
	if ('problem' in list) {
		const mistake = { field, problem: list.problem, bizId: null, userId: null };
		return { cards: [], mistakes: [mistake] };
	}
	const parsed: ParsedCards = { cards: [], mistakes: [] };
	for (const [index, entry] of list.entries.entries()) {
		const place = `${field}[${index}]`;
		if (!isRecord(entry)) {
			const problem = `is ${nameOf(entry)}, not an object with biz_id and user_id`;
			parsed.mistakes.push({ field: place, problem, bizId: null, userId: null });
			continue;
		}
		const { cards, mistakes } = parseCard(own(entry, 'biz_id'), own(entry, 'user_id'), userIdType, {
			bizId: `${place}.biz_id`,
			userId: `${place}.user_id`,
		});
		for (const card of cards) parsed.cards.push(card);
		for (const mistake of mistakes) parsed.mistakes.push(mistake);
	}
	return parsed;
}

function asList(value: unknown): { entries: unknown[] } | { problem: string } {
	if (typeof value === 'string') {
		if (value.trim() === '') return { problem: EMPTY };
		try {
			return listOf(JSON.parse(value));
		} catch {
			return { problem: 'is no valid JSON' };
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
