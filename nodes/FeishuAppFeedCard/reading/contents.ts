import type { IDataObject } from 'n8n-workflow';

import { asBoolean, EMPTY, isRecord, nameOf, own } from '../../shared/values';
import type { CardContents } from '../card/card';
import { MOVE_TO_TOP, NOTIFY, REFRESH_TIME } from '../card/fields';
import { fromJson, noteUnknownKeys, readField, type Field, type Wrong } from './rules';

/** The contents of a card as they are given, before anything is checked. */
export interface GivenContents {
	/** Feishu's own `app_feed_card`, or flat: with other keys too, as a table's row has them. */
	readonly shape: 'own' | 'flat';
	readonly fields: Record<string, unknown>;
	readonly updateFields?: unknown;
	/** Of 101, 102 and 103, what an update does beside changing the fields that are given. */
	readonly actions?: readonly string[];
	/** What is wrong beside the fields and the actions. */
	readonly wrong?: readonly Wrong[];
}

/** What contents are for. */
export interface Purpose {
	/** A card is made of them: it needs a link. */
	readonly whole?: boolean;
	/** A card that exists is changed to them: something must be there to change. */
	readonly changes?: boolean;
}

const https: Field = { is: 'https', max: 700 };

const statusLabel: Field = {
	is: 'object',
	keys: {
		text: { is: 'text', min: 1, max: 20 },
		// Feishu's page calls it required and gives it a default all the same.
		type: { is: 'choice', of: ['primary', 'secondary', 'success', 'danger'], preset: 'primary' },
	},
	required: ['text', 'type'],
	short: 'text',
};

const button: Field = {
	is: 'object',
	keys: {
		multi_url: {
			is: 'object',
			keys: { url: https, android_url: https, ios_url: https, pc_url: https },
			short: 'url',
		},
		action_type: { is: 'choice', of: ['url_page', 'webhook'] },
		text: {
			is: 'object',
			keys: { text: { is: 'text', min: 1, max: 30 } },
			required: ['text'],
			short: 'text',
		},
		button_type: { is: 'choice', of: ['default', 'primary', 'success'] },
		action_map: { is: 'texts' },
	},
	required: ['action_type', 'text'],
	short: 'text',
};

/**
 * Each field of a card, in the order, with the limits and with the number in `update_fields` of
 * https://open.feishu.cn/document/im-v2/app_feed_card/create and …/update
 */
const FIELDS: Record<string, { field: Field; number?: string }> = {
	title: { field: { is: 'text', min: 0, max: 60 }, number: '1' },
	avatar_key: { field: { is: 'text', min: 0, max: 100 }, number: '2' },
	preview: { field: { is: 'text', min: 0, max: 120 }, number: '3' },
	status_label: { field: statusLabel, number: '10' },
	buttons: {
		field: {
			is: 'object',
			keys: { buttons: { is: 'list', max: 2, of: button, noun: 'button' } },
			required: ['buttons'],
			short: 'buttons',
		},
		number: '11',
	},
	link: {
		field: { is: 'object', keys: { link: https }, required: ['link'], short: 'link' },
		number: '12',
	},
	time_sensitive: { field: { is: 'boolean' }, number: '13' },
	notify: {
		field: {
			is: 'object',
			keys: {
				close_notify: { is: 'boolean' },
				custom_sound_text: { is: 'text', min: 0, max: 20 },
				with_custom_sound: { is: 'boolean' },
			},
		},
	},
};

const UPDATE_FIELDS = [
	...Object.values(FIELDS).flatMap(({ number }) => number ?? []),
	REFRESH_TIME,
	MOVE_TO_TOP,
	NOTIFY,
];

/**
 * Checks the contents of a card and puts them into Feishu's form. Only what was set goes into it.
 *
 * @param wrong gets what is wrong, by paths in Feishu's names
 * @returns undefined where something is wrong
 */
export function readContents(
	given: GivenContents,
	purpose: Purpose,
	wrong: Wrong[],
): CardContents | undefined {
	const mistakesBefore = wrong.length;
	const { fields, actions } = given.shape === 'flat' ? fromFlat(given, purpose) : given;
	const appFeedCard: IDataObject = {};
	for (const [key, { field }] of Object.entries(FIELDS)) {
		const read = readField(own(fields, key), field, key, wrong);
		if (read !== undefined) appFeedCard[key] = read;
	}
	wrong.push(...(given.wrong ?? []));
	if (given.shape === 'own') noteUnknownKeys(fields, ['biz_id', ...Object.keys(FIELDS)], '', wrong);
	if (wrong.length > mistakesBefore) return undefined;

	if (purpose.whole && appFeedCard.link === undefined) {
		wrong.push({ path: 'link', problem: EMPTY });
	}
	const updateFields = purpose.changes
		? readUpdateFields(given.updateFields, appFeedCard, actions ?? [], wrong)
		: undefined;
	return wrong.length === mistakesBefore ? { appFeedCard, updateFields } : undefined;
}

/**
 * The contents as a card of this business ID has them: its call-back buttons send the ID along, so that a
 * click says which card it was.
 */
export function withBizId(bizId: string, contents: CardContents): CardContents {
	const { buttons } = (contents.appFeedCard.buttons ?? {}) as { buttons?: IDataObject[] };
	if (!buttons?.some((entry) => entry.action_type === 'webhook')) return contents;
	const named = buttons.map((entry) =>
		entry.action_type === 'webhook'
			? { ...entry, action_map: { biz_id: bizId, ...(entry.action_map as IDataObject) } }
			: entry,
	);
	return {
		...contents,
		appFeedCard: { ...contents.appFeedCard, buttons: { buttons: named } },
	};
}

/** What a flat entry says in fewer words than Feishu's own shape. */
function fromFlat(given: GivenContents, { whole, changes }: Purpose): GivenContents {
	const notify = fromJson(own(given.fields, 'notify'));
	const isOn = asBoolean(notify);
	if (isOn !== undefined) {
		const fields = { ...given.fields, notify: whole && !isOn ? { close_notify: true } : null };
		const actions = changes && isOn ? [...(given.actions ?? []), NOTIFY] : given.actions;
		return { ...given, fields, actions };
	}
	// Feishu reads a text aloud only where this is said as well.
	if (isRecord(notify) && own(notify, 'custom_sound_text')) {
		return {
			...given,
			fields: { ...given.fields, notify: { with_custom_sound: true, ...notify } },
		};
	}
	return given;
}

function readUpdateFields(
	given: unknown,
	card: IDataObject,
	actions: readonly string[],
	wrong: Wrong[],
): string[] {
	const isGiven = given !== undefined && given !== null && given !== '';
	const numbers = isGiven
		? readNumbers(given, wrong)
		: Object.entries(FIELDS).flatMap(([key, { number }]) =>
				number !== undefined && card[key] !== undefined ? number : [],
			);
	const all = [...new Set([...numbers, ...actions])];
	if (all.length > 0 || isGiven) return all;
	// Notifying is not a field but an action of its own: nobody is notified because of a setting.
	wrong.push(
		card.notify === undefined
			? { path: '', problem: 'has nothing to change; set at least one field' }
			: {
					path: 'notify',
					problem: 'changes nothing by itself; it counts where an update notifies',
				},
	);
	return all;
}

function readNumbers(given: unknown, wrong: Wrong[]): string[] {
	const path = 'update_fields';
	const value = fromJson(given);
	const list =
		typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [value];
	if (list.length === 0) wrong.push({ path, problem: 'is an empty list: nothing would change' });
	return list.map((entry: unknown) => {
		const number =
			typeof entry === 'string' || typeof entry === 'number' ? String(entry).trim() : nameOf(entry);
		if (!UPDATE_FIELDS.includes(number)) {
			wrong.push({ path, problem: `has ${number}, none of ${UPDATE_FIELDS.join(', ')}` });
		}
		return number;
	});
}
