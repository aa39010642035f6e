/** What a value of a card must be, within Feishu's limits. */
export type Rule =
	/** Lengths in characters, see `lengthOf`. A key that is cut off is of no use. */
	| { is: 'text'; min: number; max: number; isKey?: true }
	| { is: 'https'; max: number }
	| { is: 'choice'; of: readonly string[]; preset?: string }
	| { is: 'boolean' }
	/** Texts under keys of the user's own, all together up to `max` characters. */
	| { is: 'texts'; max: number }
	| { is: 'list'; max: number; of: Rule; noun: string }
	/** A value that is not an object stands for the key `short`: a text for `link` in `{ link }`. */
	| { is: 'object'; keys: Record<string, Rule>; required?: readonly string[]; short?: string };

/** What the panel calls a value, and where Feishu has it. */
export interface Names {
	/** In the panel: "Avatar Key". */
	readonly label: string;
	/** Of the parameter: saved workflows hold it. */
	readonly name: string;
	/** Feishu's: "avatar_key"; of a value inside another one: "multi_url.url". */
	readonly key: string;
}

/** A field of Feishu's `app_feed_card`. */
interface CardField extends Names {
	readonly rule: Rule;
	/** In `update_fields`; without one an update cannot change it. */
	readonly number?: string;
	/** The values inside it, as the panel has them. */
	readonly members?: readonly Names[];
}

const https: Rule = { is: 'https', max: 700 };

const button = {
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
		// Feishu's pages name no limit. One card must not make a request too large for a gateway.
		action_map: { is: 'texts', max: 10_000 },
	},
	required: ['action_type', 'text'],
	short: 'text',
} as const satisfies Rule;

/**
 * The fields of a card, with the limits and the numbers in `update_fields` of
 * https://open.feishu.cn/document/im-v2/app_feed_card/create and …/update, in their order.
 */
export const CARD_FIELDS = {
	title: {
		label: 'Title',
		name: 'title',
		key: 'title',
		number: '1',
		rule: { is: 'text', min: 0, max: 60 },
	},
	avatarKey: {
		label: 'Avatar Key',
		name: 'avatarKey',
		key: 'avatar_key',
		number: '2',
		rule: { is: 'text', min: 0, max: 100, isKey: true },
	},
	preview: {
		label: 'Preview',
		name: 'preview',
		key: 'preview',
		number: '3',
		rule: { is: 'text', min: 0, max: 120 },
	},
	statusLabel: {
		label: 'Status Label',
		name: 'statusLabel',
		key: 'status_label',
		number: '10',
		rule: {
			is: 'object',
			keys: {
				text: { is: 'text', min: 1, max: 20 },
				// Feishu's page calls it required and gives it a default all the same.
				type: {
					is: 'choice',
					of: ['primary', 'secondary', 'success', 'danger'],
					preset: 'primary',
				},
			},
			required: ['text', 'type'],
			short: 'text',
		},
		members: [
			{ label: 'Text', name: 'text', key: 'text' },
			{ label: 'Type', name: 'type', key: 'type' },
		],
	},
	buttons: {
		label: 'Buttons',
		name: 'buttons',
		key: 'buttons',
		number: '11',
		rule: {
			is: 'object',
			keys: { buttons: { is: 'list', max: 2, of: button, noun: 'button' } },
			required: ['buttons'],
			short: 'buttons',
		},
		members: [
			{ label: 'Button Text', name: 'text', key: 'text' },
			{ label: 'Click Action', name: 'action', key: 'action_type' },
			{ label: 'Style', name: 'style', key: 'button_type' },
			{ label: 'URL', name: 'url', key: 'multi_url.url' },
			{ label: 'URL on Android', name: 'androidUrl', key: 'multi_url.android_url' },
			{ label: 'URL on iOS', name: 'iosUrl', key: 'multi_url.ios_url' },
			{ label: 'URL on PC', name: 'pcUrl', key: 'multi_url.pc_url' },
			{ label: 'Values', name: 'values', key: 'action_map' },
		],
	},
	link: {
		label: 'Link',
		name: 'link',
		key: 'link',
		number: '12',
		rule: { is: 'object', keys: { link: https }, required: ['link'], short: 'link' },
	},
	timeSensitive: {
		label: 'Keep at Top',
		name: 'timeSensitive',
		key: 'time_sensitive',
		number: '13',
		rule: { is: 'boolean' },
	},
	notify: {
		label: 'Custom Sound Text',
		name: 'customSoundText',
		key: 'notify',
		rule: {
			is: 'object',
			keys: {
				close_notify: { is: 'boolean' },
				custom_sound_text: { is: 'text', min: 0, max: 20 },
				with_custom_sound: { is: 'boolean' },
			},
		},
		members: [
			{ label: 'Without Notification', name: 'closeNotify', key: 'close_notify' },
			{ label: 'Custom Sound Text', name: 'customSoundText', key: 'custom_sound_text' },
		],
	},
} as const satisfies Record<string, CardField>;

/** The same as a list. */
export const ALL_CARD_FIELDS: readonly CardField[] = Object.values(CARD_FIELDS);

/** What a card has in place of an Avatar Key: the name of a binary field of its input item. */
export const AVATAR_IMAGE = {
	label: 'Avatar Image',
	name: 'avatarBinary',
	key: 'avatar_binary',
} as const satisfies Names;

/** What the panel calls parameters that are not fields of a card, by their names, which saved workflows hold. */
export const PARAMETERS = {
	bizId: 'Business ID',
	userId: 'User ID',
	cards: 'Cards',
	additionalFields: 'Additional Fields',
	updateFields: 'Update Fields',
} as const;

/** What takes all buttons of a card away. */
export const REMOVE_BUTTONS = { label: 'Remove Buttons', name: 'removeButtons' };

/** What an update does besides changing fields, with its number in `update_fields`. */
export const UPDATE_ACTIONS = {
	refreshTime: { label: 'Refresh Time', name: 'refreshTime', number: '101' },
	moveToTop: { label: 'Move to Top', name: 'moveToTop', number: '102' },
	notify: { label: 'Notify', name: 'notify', number: '103' },
} as const;

/** What notifies people, in `update_fields`. */
export const NOTIFY = UPDATE_ACTIONS.notify.number;

/** Whatever `update_fields` may hold. */
export const UPDATE_NUMBERS: readonly string[] = [
	...ALL_CARD_FIELDS.flatMap(({ number }) => number ?? []),
	...Object.values(UPDATE_ACTIONS).map(({ number }) => number),
];
