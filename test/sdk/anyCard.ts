import * as fc from 'fast-check';

import type { AppFeedCard, UserIdType } from '../feishu/settings';

/** Cards of all kinds that Feishu's documents allow, for fast-check. */

/** Any characters, lengths counted in code points; none that only looks empty where something must be. */
export const text = (min: number, max: number) =>
	fc
		.oneof(
			{
				weight: 4,
				arbitrary: fc.string({ unit: 'grapheme-composite', minLength: min, maxLength: max }),
			},
			fc.string({ unit: 'binary', minLength: min, maxLength: max }),
		)
		.filter((value) => [...value].length <= max && (min === 0 || value.trim() !== ''));

const PREFIX: Record<UserIdType, string> = { open_id: 'ou_', union_id: 'on_', user_id: 'u' };

export const anyUserIdType = fc.constantFrom<UserIdType>('open_id', 'union_id', 'user_id');

export const usersOf = (type: UserIdType, most: number) =>
	fc.uniqueArray(
		fc.nat(9_999).map((number) => PREFIX[type] + number),
		{ minLength: 1, maxLength: most },
	);

/** Without what people do not mean: white space or brackets at its ends, what nobody sees, a typed expression. */
export const bizId = text(1, 200).filter(
	(value) =>
		value.trim() === value &&
		!value.includes('{{') &&
		!/[\p{Cf}\p{Cc}\u2028\u2029]/u.test(value) &&
		!/^["'`“‘«([{<].*["'`”’»)\]}>]$/su.test(value),
);

const httpsUrl = fc.oneof(
	fc.webUrl({ validSchemes: ['https'], withFragments: true, withQueryParameters: true }),
	fc.constantFrom(
		'https://www.feishu.cn/',
		'https://example.com/订单?编号=17&x=%20#头',
		'https://applink.feishu.cn/client/web_app/open?appId=cli_a1b2c3d4e5f6a7b8&mode=window',
		`https://${'x'.repeat(692)}`,
	),
);

const statusLabel = fc.record({
	text: text(1, 20),
	type: fc.constantFrom('primary', 'secondary', 'success', 'danger'),
});

const multiUrl = fc.record(
	{ url: httpsUrl, android_url: httpsUrl, ios_url: httpsUrl, pc_url: httpsUrl },
	{ requiredKeys: [] },
);

/** n8n leaves keys out that every object has (deepCopy and augmentObject in n8n-workflow). */
const isKey = (key: string) => !(key in {}) && key !== 'prototype' && key !== 'biz_id';

const actionMap = fc.dictionary(text(1, 20).filter(isKey), text(0, 50), { maxKeys: 3 });

/** A button as a list can say it. */
const button = fc.record(
	{
		multi_url: multiUrl,
		action_type: fc.constantFrom('url_page', 'webhook'),
		text: fc.record({ text: text(1, 30) }),
		button_type: fc.constantFrom('default', 'primary', 'success'),
		action_map: actionMap,
	},
	{ requiredKeys: ['action_type', 'text'] },
);

const notify = fc.record(
	{ close_notify: fc.boolean(), custom_sound_text: text(0, 20), with_custom_sound: fc.boolean() },
	{ requiredKeys: [] },
);

const buttonsOf = <T>(one: fc.Arbitrary<T>, least: number) =>
	fc.record({ buttons: fc.array(one, { minLength: least, maxLength: 2 }) });

/** A card in Feishu's own shape, with any of its fields. */
export const anyCard: fc.Arbitrary<AppFeedCard> = fc.record(
	{
		biz_id: bizId,
		title: text(0, 60),
		avatar_key: text(0, 100),
		preview: text(0, 120),
		status_label: statusLabel,
		buttons: buttonsOf(button, 0),
		link: fc.record({ link: httpsUrl }),
		time_sensitive: fc.boolean(),
		notify,
	},
	{ requiredKeys: ['biz_id', 'link'] },
);

/** A text in n8n's panel: what begins with "=" is an expression there, and what is empty is not set. */
const typed = (max: number) => text(1, max).filter((value) => !value.startsWith('='));
const typedUrl = httpsUrl;

/** The buttons that the panel can make: a page has URLs, a call-back has values, and the plain style is not sent. */
const panelButton = fc.oneof(
	fc.record(
		{
			multi_url: fc.record(
				{ url: typedUrl, android_url: typedUrl, ios_url: typedUrl, pc_url: typedUrl },
				{ requiredKeys: ['url'] },
			),
			action_type: fc.constant('url_page'),
			text: fc.record({ text: typed(30) }),
			button_type: fc.constantFrom('primary', 'success'),
		},
		{ requiredKeys: ['multi_url', 'action_type', 'text'] },
	),
	fc.record(
		{
			action_type: fc.constant('webhook'),
			text: fc.record({ text: typed(30) }),
			button_type: fc.constantFrom('primary', 'success'),
			action_map: fc.dictionary(typed(20).filter(isKey), typed(50), { maxKeys: 3 }),
		},
		{ requiredKeys: ['action_type', 'text'] },
	),
);

/** A card that n8n's panel can say. */
export const panelCard: fc.Arbitrary<AppFeedCard> = fc.record(
	{
		biz_id: bizId.filter((value) => !value.startsWith('=')),
		title: typed(60),
		avatar_key: typed(100),
		preview: typed(120),
		status_label: fc.record({
			text: typed(20),
			type: fc.constantFrom('primary', 'secondary', 'success', 'danger'),
		}),
		buttons: buttonsOf(panelButton, 1),
		link: fc.record({ link: typedUrl }),
		time_sensitive: fc.boolean(),
		notify: fc.oneof(
			fc.record({ close_notify: fc.boolean() }),
			fc.record({ custom_sound_text: typed(20), with_custom_sound: fc.constant(true) }),
			fc.record({
				close_notify: fc.boolean(),
				custom_sound_text: typed(20),
				with_custom_sound: fc.constant(true),
			}),
		),
	},
	{ requiredKeys: ['biz_id', 'link'] },
);

/**
 * What the package adds to a card that a person describes: a call-back button says whose card it is on,
 * because no document tells whether Feishu does.
 */
export function withBizId(card: AppFeedCard): AppFeedCard {
	if (!card.buttons) return card;
	const buttons = card.buttons.buttons.map((one) =>
		one.action_type === 'webhook'
			? { ...one, action_map: { biz_id: card.biz_id, ...(one.action_map as object) } }
			: one,
	);
	return { ...card, buttons: { buttons } };
}
