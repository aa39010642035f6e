import type { AppFeedCard } from './settings';
import {
	boolean,
	httpsUrl,
	list,
	object,
	oneOf,
	optional,
	text,
	textMap,
	type Shape,
} from './shapes';

const url = optional(httpsUrl(700));

const button = object({
	multi_url: optional(object({ url, android_url: url, ios_url: url, pc_url: url })),
	action_type: oneOf('url_page', 'webhook'),
	text: object({ text: text(1, 30) }),
	button_type: optional(oneOf('default', 'primary', 'success')),
	action_map: optional(textMap),
});

/** open_app_feed_card, as the documents of create and update have it, but for biz_id and link. */
export const cardFields: Record<string, Shape> = {
	title: optional(text(0, 60)),
	avatar_key: optional(text(0, 100)),
	preview: optional(text(0, 120)),
	status_label: optional(
		object({
			text: text(1, 20),
			type: oneOf('primary', 'secondary', 'success', 'danger'),
		}),
	),
	buttons: optional(object({ buttons: list(0, 2, button) })),
	time_sensitive: optional(boolean),
	notify: optional(
		object({
			close_notify: optional(boolean),
			custom_sound_text: optional(text(0, 20)),
			with_custom_sound: optional(boolean),
		}),
	),
};

export const link = object({ link: httpsUrl(700) });

/** 更新应用消息流卡片, update_fields: the fields that these stand for. */
export const FIELD_OF_NUMBER: Record<string, keyof AppFeedCard> = {
	1: 'title',
	2: 'avatar_key',
	3: 'preview',
	10: 'status_label',
	11: 'buttons',
	12: 'link',
	13: 'time_sensitive',
};

/** The other update_fields are no fields but things to do. */
export const SHOW_CURRENT_TIME = '101';
export const MOVE_TO_TOP = '102';
export const NOTIFY = '103';

export const UPDATE_FIELDS = [
	...Object.keys(FIELD_OF_NUMBER),
	SHOW_CURRENT_TIME,
	MOVE_TO_TOP,
	NOTIFY,
];
