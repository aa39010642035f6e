import type { Parsed, Problem, UserIdType } from '../card/card';
import { readContents, withBizId, type GivenContents, type Purpose } from './contents';
import { fromJson, type Wrong } from './rules';
import { parseBizId, parseUserIds, type ParsedId } from './ids';
import { isBlank, isRecord, nameOf, own } from '../../shared/values';

/** What an input item, or an entry of a list, says of a card, before anything is checked. */
export interface Entry {
	readonly bizId: unknown;
	/** One ID, several, or a list. */
	readonly userIds: unknown;
	readonly contents: GivenContents;
	/** Where an entry of a list stands: "cards[3]"; "" for an input item. */
	readonly place: string;
	/** What to call its parts in a mistake. */
	readonly names: {
		readonly bizId: string;
		readonly userId: string;
		/** @param path in Feishu's names, as `Wrong` has it */
		contents(path: string): string;
	};
}

/** What an operation must know of each card. */
export interface Needs {
	readonly userIdType: UserIdType;
	/** Undefined where the IDs are enough. */
	readonly contents?: Purpose;
	/**
	 * Makes a business ID where there is none.
	 *
	 * @param seed what tells this entry from others
	 */
	makeBizId?(seed: string): string;
}

/**
 * Takes an entry of a list apart: flat, with all its fields side by side, or in the shape that Feishu's
 * requests have, with the card under `app_feed_card`.
 *
 * @param place where it stands: "cards[3]"
 */
export function readEntry(entry: Record<string, unknown>, place: string): Entry | Wrong {
	const card = own(entry, 'app_feed_card');
	const isOwn = card !== undefined && card !== null;
	if (isOwn && !isRecord(card)) {
		return { path: `${place}.app_feed_card`, problem: `is ${nameOf(card)}, not an object` };
	}
	const fields = isOwn ? card : entry;
	const cardPlace = isOwn ? `${place}.app_feed_card` : place;
	const one = own(entry, 'user_id');
	const several = fromJson(own(entry, 'user_ids'));
	// An empty list beside one user adds nobody.
	const isOne = isBlank(several) || (!isBlank(one) && [several].flat().length === 0);
	const userKey = isOne ? 'user_id' : 'user_ids';
	const misspelt = misspeltId(fields, ['biz_id']) ?? misspeltId(entry, ['user_id', 'user_ids']);
	if (misspelt) return { path: `${place}.${misspelt.key}`, problem: misspelt.problem };
	return {
		bizId: own(fields, 'biz_id'),
		userIds: isOne ? one : isBlank(one) ? several : [one, several].flat(),
		contents: {
			shape: isOwn ? 'own' : 'flat',
			fields,
			updateFields: own(entry, 'update_fields'),
		},
		place,
		names: {
			bizId: `${cardPlace}.biz_id`,
			userId: `${place}.${userKey}`,
			contents(path) {
				if (path === '') return place;
				return `${path === 'update_fields' ? place : cardPlace}.${path}`;
			},
		},
	};
}

/** A key like bizId where there is no biz_id: a card would get an ID that nobody knows. */
function misspeltId(
	record: Record<string, unknown>,
	wanted: string[],
): { key: string; problem: string } | undefined {
	if (wanted.some((name) => Object.hasOwn(record, name))) return undefined;
	const plain = (key: string) => key.replace(/[_\s-]/g, '').toLowerCase();
	for (const key of Object.keys(record)) {
		const meant = wanted.find((name) => plain(name) === plain(key));
		if (meant) return { key, problem: `is not read; rename it to ${meant}` };
	}
	return undefined;
}

/** The cards of one business ID for one or more users. */
export function parseEntry(entry: Entry, needs: Needs): Parsed[] {
	const { names, place } = entry;
	const users = parseUserIds(entry.userIds, needs.userIdType);
	const ofAll: Problem[] = [];

	const wrong: Wrong[] = [];
	const contents = needs.contents && readContents(entry.contents, needs.contents, wrong);

	const seed = () => JSON.stringify([place, users, contents?.appFeedCard]);
	const biz: ParsedId =
		needs.makeBizId && isBlank(entry.bizId)
			? { id: needs.makeBizId(seed()) }
			: parseBizId(entry.bizId);
	if ('problem' in biz) ofAll.push({ field: names.bizId, problem: biz.problem });
	for (const { path, problem } of wrong) ofAll.push({ field: names.contents(path), problem });

	const bizId = 'id' in biz ? biz.id : null;
	const named = contents && bizId !== null ? withBizId(bizId, contents) : undefined;
	const parsed: Parsed[] = [];
	const seen = new Set<string>();
	for (const user of users) {
		const userId = 'id' in user ? user.id : null;
		if (userId !== null && seen.has(userId)) continue;
		if (userId !== null) seen.add(userId);
		const problems =
			'problem' in user ? [...ofAll, { field: names.userId, problem: user.problem }] : ofAll;
		if (problems.length > 0 || bizId === null || userId === null) {
			parsed.push({ problems, bizId, userId });
		} else {
			parsed.push({ bizId, userId, contents: named, place });
		}
	}
	return parsed;
}
