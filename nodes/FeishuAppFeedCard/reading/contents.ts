import type { IDataObject } from 'n8n-workflow';

import { asBoolean, isBlank, isRecord, own } from '../../shared/values';
import type { CardContents, Fault } from '../card/card';
import {
	ALL_CARD_FIELDS,
	AVATAR_IMAGE,
	CARD_FIELDS,
	NOTIFY,
	UPDATE_ACTIONS,
	UPDATE_NUMBERS,
} from '../card/fields';
import { EMPTY, type Problems } from './problems';
import { fromJson, noteUnknownKeys, readValue } from './rules';
import { isEmpty, shown } from './texts';

/** The contents of a card as they are given, before anything is checked. */
export interface GivenContents {
	/** Feishu's own `app_feed_card`, or flat: with other keys too, as a table's row has them. */
	readonly shape: 'own' | 'flat';
	readonly fields: Record<string, unknown>;
	readonly updateFields?: unknown;
	/** Beside an `app_feed_card`. */
	readonly avatarBinary?: unknown;
	/** Of 101, 102 and 103, what an update does besides changing the fields that are given. */
	readonly actions?: readonly string[];
}

/** What contents are for. */
export interface Purpose {
	/** A card is made of them: it needs a link. */
	readonly whole?: boolean;
	/** A card that exists is changed to them: something must be there to change. */
	readonly changes?: boolean;
}

export const NOTHING_TO_CHANGE = 'has nothing to change; set at least one field';

const pictureNotRead = (where: 'beside' | 'inside') => ({
	problem: `has ${AVATAR_IMAGE.key} ${where} app_feed_card, where it is not read`,
	advice: 'Put all fields side by side, without app_feed_card.',
});

/**
 * Checks the contents of a card and puts them into Feishu's form. Only what was set goes into it.
 *
 * @param problems of this card; gets what is wrong, by paths in Feishu's names
 * @param pictureIn gives what takes the place of an avatar key for the picture in a binary field
 * @returns undefined if something is wrong
 */
export function readContents(
	given: GivenContents,
	purpose: Purpose,
	problems: Problems,
	pictureIn: (field: unknown) => string | Fault,
): CardContents | undefined {
	const { fields, actions } = given.shape === 'flat' ? fromFlat(given, purpose) : given;
	const appFeedCard: IDataObject = {};
	for (const { key, rule } of ALL_CARD_FIELDS) {
		const read = readValue(own(fields, key), rule, problems.at(key));
		if (read !== undefined) appFeedCard[key] = read;
	}
	if (given.shape === 'flat') {
		const at = problems.at(AVATAR_IMAGE.key);
		const picture = readPicture(own(fields, AVATAR_IMAGE.key), appFeedCard, at, pictureIn);
		if (picture !== undefined) appFeedCard[CARD_FIELDS.avatarKey.key] = picture;
	} else {
		const known = ['biz_id', ...ALL_CARD_FIELDS.map(({ key }) => key)];
		const { [AVATAR_IMAGE.key]: inside, ...others } = fields;
		noteUnknownKeys(others, known, problems);
		if (inside !== undefined) problems.add(pictureNotRead('inside'));
		if (!isEmpty(given.avatarBinary)) problems.add(pictureNotRead('beside'));
	}
	if (purpose.whole && appFeedCard.link === undefined && problems.list.length === 0) {
		problems.at(CARD_FIELDS.link.key).add(EMPTY);
	}
	if (problems.list.length > 0) return undefined;

	const updateFields = purpose.changes
		? readUpdateFields(given.updateFields, fields, appFeedCard, actions, problems)
		: undefined;
	return problems.list.length === 0 ? { appFeedCard, updateFields } : undefined;
}

function readPicture(
	field: unknown,
	card: IDataObject,
	problems: Problems,
	pictureIn: (field: unknown) => string | Fault,
): string | undefined {
	if (isEmpty(field)) return undefined;
	if (card[CARD_FIELDS.avatarKey.key]) {
		return problems.add('is set together with an avatar key', 'Leave one of the two empty.');
	}
	const picture = pictureIn(field);
	return typeof picture === 'string' ? picture : problems.add(picture);
}

/**
 * The contents as a card of this business ID has them: its call-back buttons send the ID along, so that a
 * click says which card it was. One that is given stays, unless it is empty.
 */
export function withBizId(bizId: string, contents: CardContents): CardContents {
	const { buttons } = (contents.appFeedCard.buttons ?? {}) as { buttons?: IDataObject[] };
	if (!buttons?.some((entry) => entry.action_type === 'webhook')) return contents;
	const named = buttons.map((entry) => {
		if (entry.action_type !== 'webhook') return entry;
		const { biz_id: given, ...others } = (entry.action_map ?? {}) as IDataObject;
		return { ...entry, action_map: { biz_id: isEmpty(given) ? bizId : given, ...others } };
	});
	return {
		...contents,
		appFeedCard: { ...contents.appFeedCard, buttons: { buttons: named } },
	};
}

/** What a flat entry says in fewer words than Feishu's own shape. */
function fromFlat(given: GivenContents, { whole, changes }: Purpose): GivenContents {
	const { fields } = given;
	const notify = fromJson(own(fields, 'notify'));
	const isOn = asBoolean(notify);
	if (isOn !== undefined) {
		const actions = changes && isOn ? [...(given.actions ?? []), NOTIFY] : given.actions;
		const setting = whole && !isOn ? { close_notify: true } : null;
		return { ...given, fields: { ...fields, notify: setting }, actions };
	}
	// Feishu reads a text aloud only if this is said as well.
	if (isRecord(notify) && !isEmpty(own(notify, 'custom_sound_text'))) {
		return { ...given, fields: { ...fields, notify: { with_custom_sound: true, ...notify } } };
	}
	return given;
}

function readUpdateFields(
	given: unknown,
	fields: Record<string, unknown>,
	card: IDataObject,
	actions: readonly string[] | undefined,
	problems: Problems,
): string[] {
	const isGiven = !isBlank(given);
	const numbers = isGiven
		? readNumbers(given, card, problems.at('update_fields'))
		: ALL_CARD_FIELDS.flatMap(({ key, number }) =>
				number !== undefined && card[key] !== undefined ? number : [],
			);
	const all = [...new Set([...numbers, ...(actions ?? [])])];
	if (all.length > 0 || isGiven) return all;
	// Notifying is not a field but an action of its own: nobody is notified because of a setting.
	if (card.notify === undefined) {
		problems.add({ problem: NOTHING_TO_CHANGE, ...whatChanges(actions, fields) });
	} else {
		problems
			.at('notify')
			.add(
				'has no effect by itself: it is read aloud only if the update also notifies people',
				actions
					? `Switch on ${UPDATE_ACTIONS.notify.label} as well, or remove it.`
					: `Add "update_fields": ["${NOTIFY}"], or leave notify out.`,
			);
	}
	return all;
}

/**
 * @param actions undefined for an entry of a list
 * @param fields those that are given, none with a value
 */
function whatChanges(
	actions: readonly string[] | undefined,
	fields: Record<string, unknown>,
): Partial<Fault> {
	if (!actions) {
		return { advice: `An entry can have: ${ALL_CARD_FIELDS.map(({ key }) => key).join(', ')}.` };
	}
	return Object.keys(fields).length > 0
		? {
				setting:
					'The fields that were added have no value in this item; leave such items out with a Filter node before this one.',
			}
		: { advice: 'A switch such as Move to Top changes something only if it is on.' };
}

/** @returns what is given in `update_fields`; what is wrong with it goes into the problems */
function readNumbers(given: unknown, card: IDataObject, problems: Problems): string[] {
	const value = fromJson(given);
	const list = (typeof value === 'string' ? value.split(/[,，]/) : [value].flat()).filter(
		(entry) => !isBlank(entry),
	);
	if (list.length === 0) problems.add('is an empty list: nothing would change');
	const numbers = list.map((entry: unknown) => {
		const isNumber = typeof entry === 'string' || typeof entry === 'number';
		if (!isNumber) return shown(entry);
		const text = String(entry).trim();
		return ALL_CARD_FIELDS.find(({ key }) => key === text)?.number ?? text;
	});
	const unknown = numbers.find((number) => !UPDATE_NUMBERS.includes(number));
	if (unknown !== undefined) {
		problems.add(`has ${shown(unknown)}, not one of ${UPDATE_NUMBERS.join(', ')}`);
	}
	// Feishu may then take away what the card has, or refuse the request: its pages do not say.
	const missing = ALL_CARD_FIELDS.find(
		({ key, number = '' }) => numbers.includes(number) && card[key] === undefined,
	);
	if (missing) {
		const { key, number } = missing;
		problems.add(`has ${number}, but there is no ${key}`, `Give ${key}, or leave ${number} out.`);
	}
	return numbers;
}
