import { isBlank, isRecord, kindOf, own, visible, withoutInvisible } from '../../shared/values';
import type { CardContents, Fault, Mistake, Problem, UserIdType } from '../card/card';
import { AVATAR_IMAGE } from '../card/fields';
import { comparable } from './addresses';
import { readContents, withBizId, type GivenContents, type Purpose } from './contents';
import { parseBizId, parseUserIds } from './ids';
import { EMPTY, Problems } from './problems';
import { fromJson } from './rules';
import { isEmpty, shown, someOf } from './texts';

/** What an input item, or an entry of a list, says of a card, before anything is checked. */
export interface Entry {
	readonly bizId: unknown;
	/** One ID, several, or a list. */
	readonly userIds: unknown;
	readonly contents: GivenContents;
	/** Where an entry is in its list: "cards[3]"; "" for an input item. */
	readonly place: string;
	/** What to call its parts in a problem. */
	readonly names: { readonly bizId: string; readonly userId: string };
	/** What is wrong with it as far as it has been read, by paths in the contents. */
	readonly problems: Problems;
}

/** How entries are read. */
export interface EntrySettings {
	readonly userIdType: UserIdType;
	/** Undefined if the IDs are enough. */
	readonly contents?: Purpose;
	/** Gives what takes the place of an avatar key for the picture in a binary field of an input item. */
	pictureIn(input: number, field: unknown): string | Fault;
	/**
	 * Makes a business ID if there is none.
	 *
	 * @param name what tells this entry from others of the input item, also when n8n runs the node again
	 * @param contents what the card is like
	 */
	makeBizId?(input: number, name: string, contents: CardContents | undefined): string;
}

/** A card as one entry names it. With problems it cannot be sent, and is there as far as it could be read. */
export interface ParsedCard extends Omit<Mistake, 'order'> {
	contents?: CardContents;
	/** The entry of a list that names it: "cards[3]"; "" for an input item. */
	readonly place: string;
}

/**
 * Takes an entry of a list apart: flat, with all its fields side by side, or in the shape that Feishu's
 * requests have, with the card under `app_feed_card`.
 *
 * @param place where it is: "cards[3]"
 * @returns the problems that keep it from being read
 */
export function readEntry(
	entry: Record<string, unknown>,
	place: string,
	input: number,
): Entry | Problems {
	const unread = new Problems(input, (path) => `${place}.${path}`);
	const card = fromJson(own(entry, 'app_feed_card'));
	const isOwn = card !== undefined && card !== null;
	if (isOwn && !isRecord(card)) {
		unread.at('app_feed_card').add(`is ${kindOf(card)}, not an object`);
		return unread;
	}
	const fields = isOwn ? card : entry;
	const cardPlace = isOwn ? `${place}.app_feed_card` : place;
	const one = own(entry, 'user_id');
	const several = fromJson(own(entry, 'user_ids'));
	// An empty list beside one user adds nobody.
	const isOne = isBlank(several) || (!isBlank(one) && [several].flat().length === 0);
	const userKey = isOne ? 'user_id' : 'user_ids';
	// Delete's entries have it there, and people write it so.
	const isBeside = isOwn && isEmpty(own(card, 'biz_id')) && !isEmpty(own(entry, 'biz_id'));
	if (!isBeside) noteMisspelt(fields, ['biz_id'], isOwn ? unread.at('app_feed_card') : unread);
	noteMisspelt(entry, ['user_id', 'user_ids'], unread);
	if (unread.list.length > 0) return unread;
	return {
		bizId: own(isBeside ? entry : fields, 'biz_id'),
		userIds: isOne ? one : isBlank(one) ? several : [one, several].flat(),
		contents: {
			shape: isOwn ? 'own' : 'flat',
			fields,
			updateFields: own(entry, 'update_fields'),
			avatarBinary: own(entry, AVATAR_IMAGE.key),
		},
		place,
		names: { bizId: `${isBeside ? place : cardPlace}.biz_id`, userId: `${place}.${userKey}` },
		problems: new Problems(input, (path) => {
			if (path === '') return place;
			return `${path === 'update_fields' ? place : cardPlace}.${path}`;
		}),
	};
}

/** A key as letters and digits alone: however people spell it, it means the same. */
const plain = (key: string) =>
	withoutInvisible(key)
		.replace(/[_\s-]/g, '')
		.toLowerCase();

/** A key like bizId if there is no biz_id: a card would get an ID that nobody knows. */
function noteMisspelt(record: Record<string, unknown>, wanted: string[], problems: Problems): void {
	if (wanted.some((name) => Object.hasOwn(record, name))) return;
	for (const name of wanted) {
		const key = nameMeaning(name, Object.keys(record));
		if (key === undefined) continue;
		problems.at(shown(key)).add(`is not read; rename it to ${name}`, adviceForName(key));
	}
}

/** What to do about the name of a column that has something in it that nobody sees. */
export function adviceForName(name: string): string | undefined {
	if (name.startsWith('\ufeff')) {
		return `The name "${visible(name)}" begins with a byte order mark (BOM), which is invisible: switch on Exclude Byte Order Mark (BOM) in Extract from File.`;
	}
	if (withoutInvisible(name) === name) return undefined;
	return `The name "${visible(name)}" has invisible characters, or a space at its beginning or end.`;
}

/** The first of the names that is the wanted one but for its spelling, or for what nobody sees in it. */
export function nameMeaning(wanted: string | undefined, names: string[]): string | undefined {
	if (wanted === undefined) return undefined;
	const meaning = plain(wanted);
	// No such name is much longer than the wanted one.
	return names.find((name) => name.length < 40 && plain(name) === meaning);
}

/** Adds to a missing ID what keys its entry has. */
function withKeys(fault: Fault, key: string, { place, contents: { shape, fields } }: Entry): Fault {
	const isMissing = fault.problem === EMPTY && place !== '' && shape === 'flat';
	if (!isMissing || Object.hasOwn(fields, key)) return fault;
	const keys = someOf(Object.keys(fields), 10);
	return {
		...fault,
		advice: `This entry has ${keys === '' ? 'no keys at all' : `only: ${keys}`}.`,
	};
}

/** The cards of one business ID for one or more users. */
export function parseEntry(entry: Entry, settings: EntrySettings): ParsedCard[] {
	const { names, place, problems } = entry;
	const { input } = problems;
	const users = parseUserIds(entry.userIds, settings.userIdType);

	const pictureIn = (field: unknown) => settings.pictureIn(input, field);
	const contents =
		settings.contents && readContents(entry.contents, settings.contents, problems, pictureIn);

	const isMade = settings.makeBizId && isEmpty(entry.bizId);
	// Not by its contents: a text with the time in it is another one when n8n tries the run again.
	const biz = isMade
		? settings.makeBizId!(input, JSON.stringify([place, users]), contents)
		: parseBizId(entry.bizId);
	const bizId = typeof biz === 'string' ? biz : null;
	const ofAll: Problem[] = [
		...(typeof biz === 'string'
			? []
			: [{ input, field: names.bizId, ...withKeys(biz, 'biz_id', entry) }]),
		...problems.list,
	];

	// An ID that the node made for cards that are not sent names nothing.
	const isSent = ofAll.length === 0 && users.some((user) => typeof user === 'string');
	const namedId = isMade && !isSent ? null : bizId;
	const named = contents && bizId !== null ? withBizId(bizId, contents) : undefined;
	const parsed: ParsedCard[] = [];
	const seen = new Set<string>();
	for (const user of users) {
		if (typeof user === 'string') {
			const person = comparable(user, settings.userIdType);
			if (seen.has(person)) continue;
			seen.add(person);
			const problems = [...ofAll];
			parsed.push({
				bizId: namedId,
				userId: user,
				contents: named,
				place,
				problems,
				inputs: [input],
			});
		} else {
			const wrong = { input, field: names.userId, ...withKeys(user, 'user_id', entry) };
			const problems = [...ofAll, wrong];
			parsed.push({ bizId: namedId, userId: null, place, problems, inputs: [input] });
		}
	}
	return parsed;
}
