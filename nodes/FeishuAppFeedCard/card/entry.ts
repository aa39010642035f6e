import type { GivenContents } from './contents';
import type { Wrong } from './fields';
import { isRecord, nameOf, own } from './values';

/** An entry of a list of cards, before anything in it is checked. */
export interface Entry {
	readonly bizId: unknown;
	/** One ID, several, or a list. */
	readonly userIds: unknown;
	readonly contents: GivenContents;
	/** What to call its parts in a mistake. */
	readonly names: {
		readonly bizId: string;
		readonly userId: string;
		/** @param path in Feishu's names, as `Wrong` has it */
		contents(path: string): string;
	};
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
	const userKey = (own(entry, 'user_ids') ?? null) === null ? 'user_id' : 'user_ids';
	return {
		bizId: own(fields, 'biz_id'),
		userIds: own(entry, userKey),
		contents: {
			shape: isOwn ? 'own' : 'flat',
			fields,
			updateFields: own(entry, 'update_fields'),
		},
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
