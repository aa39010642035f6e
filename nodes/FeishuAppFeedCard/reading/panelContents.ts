import { EMPTY, isRecord, own } from '../../shared/values';
import { MOVE_TO_TOP, NOTIFY, REFRESH_TIME } from '../card/fields';
import { readButtons } from './buttons';
import type { GivenContents } from './contents';
import { readField, type Wrong } from './rules';

/** What Title, Preview, Link and Additional Fields give for one item. Fields left empty are not set. */
export function givenWhole(values: {
	title: unknown;
	preview: unknown;
	link: unknown;
	additionalFields: unknown;
}): GivenContents {
	const more = isRecord(values.additionalFields) ? values.additionalFields : {};
	const label = own(more, 'statusLabel');
	const buttons = readButtons(own(more, 'buttons'));
	return {
		shape: 'flat',
		fields: withoutEmpty({
			title: values.title,
			avatar_key: own(more, 'avatarKey'),
			preview: values.preview,
			status_label: isRecord(label) ? own(label, 'label') : undefined,
			buttons: buttons.length > 0 ? buttons : undefined,
			link: values.link,
			time_sensitive: own(more, 'timeSensitive'),
			notify: notifyOf(more),
		}),
	};
}

/** The members of Update Fields whose expression may find nothing, with a path for what is wrong. */
const SINGLE_VALUES = [
	['title', 'title'],
	['avatarKey', 'avatar_key'],
	['preview', 'preview'],
	['timeSensitive', 'time_sensitive'],
	['customSoundText', 'notify.custom_sound_text'],
] as const;

/** The same of what an update does beside changing fields. */
const ACTIONS = [
	['refreshTime', 'refresh_time', REFRESH_TIME],
	['moveToTop', 'move_to_top', MOVE_TO_TOP],
	['notify', 'notify_people', NOTIFY],
] as const;

/**
 * What Update Fields gives for one item. What was added to it is set, also where it was left empty; where
 * its expression finds nothing, that is a mistake.
 */
export function givenChanges(updateFields: unknown): GivenContents {
	const given = isRecord(updateFields) ? updateFields : {};
	const has = (name: string) => Object.hasOwn(given, name);
	const label = own(given, 'statusLabel');
	const wrong: Wrong[] = [...SINGLE_VALUES, ...ACTIONS].flatMap(([name, path]) =>
		has(name) && own(given, name) === undefined ? { path, problem: EMPTY } : [],
	);
	const actions = ACTIONS.flatMap(([name, path, action]) =>
		readField(own(given, name), { is: 'boolean' }, path, wrong) === true ? action : [],
	);
	return {
		shape: 'flat',
		wrong,
		fields: {
			title: own(given, 'title'),
			avatar_key: own(given, 'avatarKey'),
			preview: own(given, 'preview'),
			status_label: isRecord(label) ? (own(label, 'label') ?? {}) : undefined,
			buttons: has('buttons') ? readButtons(own(given, 'buttons')) : undefined,
			// As an object, in which an empty link is a mistake.
			link: has('link') ? { link: own(given, 'link') } : undefined,
			time_sensitive: own(given, 'timeSensitive'),
			notify: notifyOf(given),
		},
		actions,
	};
}

/** Feishu's `notify` holds two fields of the panel. */
function notifyOf(given: Record<string, unknown>): Record<string, unknown> | undefined {
	const notify = withoutEmpty({
		close_notify: own(given, 'closeNotify'),
		custom_sound_text: own(given, 'customSoundText'),
	});
	return Object.keys(notify).length > 0 ? notify : undefined;
}

function withoutEmpty(fields: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''),
	);
}

const LABELS: Record<string, string> = {
	'': 'Update Fields',
	title: 'Title',
	avatar_key: 'Avatar Key',
	preview: 'Preview',
	'status_label.text': 'Status Label: Text',
	'status_label.type': 'Status Label: Type',
	status_label: 'Status Label',
	buttons: 'Buttons',
	link: 'Link',
	'link.link': 'Link',
	time_sensitive: 'Keep at Top',
	notify: 'Custom Sound Text',
	'notify.close_notify': 'Without Notification',
	'notify.custom_sound_text': 'Custom Sound Text',
	refresh_time: 'Refresh Time',
	move_to_top: 'Move to Top',
	notify_people: 'Notify',
};

const BUTTON_LABELS: Record<string, string> = {
	action_type: 'Click Action',
	text: 'Button Text',
	button_type: 'Style',
	'multi_url.url': 'URL',
	'multi_url.android_url': 'URL on Android',
	'multi_url.ios_url': 'URL on IOS',
	'multi_url.pc_url': 'URL on PC',
};

/** What the panel calls a field, by its path in Feishu's names: "Button 2: URL" for "buttons[1].multi_url.url". */
export function labelOf(path: string): string {
	const button = /^buttons\[(\d+)\]\.?(.*)$/.exec(path);
	if (!button) return LABELS[path] ?? path;
	const [, index, member] = button;
	return `Button ${Number(index) + 1}: ${BUTTON_LABELS[member] ?? 'Values'}`;
}
