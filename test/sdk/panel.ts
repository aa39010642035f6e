import type { IDataObject } from 'n8n-workflow';

import type { AppFeedCard } from '../feishu/settings';
import type { UpdateEntry } from './officialSdk';

/** What somebody puts into n8n's panel to get this card. */
export function createParameters(card: AppFeedCard, userIds: string[]): IDataObject {
	const { biz_id: bizId, title, preview, link, notify } = card;
	return withoutUnset({
		operation: 'create',
		bizId,
		userId: userIds.join(', '),
		title,
		preview,
		link: link?.link,
		additionalFields: withoutUnset({
			...fieldsOf(card),
			closeNotify: notify?.close_notify,
			customSoundText: notify?.custom_sound_text,
		}),
	});
}

/** What somebody puts into n8n's panel to change a card in this way. */
export function updateParameters(entry: UpdateEntry): IDataObject {
	const { app_feed_card: card, user_id: userId, update_fields: numbers } = entry;
	return {
		operation: 'update',
		bizId: card.biz_id,
		userId,
		updateFields: withoutUnset({
			...fieldsOf(card),
			title: card.title,
			preview: card.preview,
			link: card.link?.link,
			customSoundText: card.notify?.custom_sound_text,
			refreshTime: numbers.includes('101') || undefined,
			moveToTop: numbers.includes('102') || undefined,
			notify: numbers.includes('103') || undefined,
		}),
	};
}

const fieldsOf = (card: AppFeedCard) => ({
	avatarKey: card.avatar_key,
	timeSensitive: card.time_sensitive,
	statusLabel: card.status_label && { label: card.status_label },
	...(card.buttons?.buttons.length === 0
		? { removeButtons: true }
		: { buttons: card.buttons && { button: card.buttons.buttons.map(buttonOf) } }),
});

function buttonOf(button: Record<string, unknown>) {
	const { url, android_url, ios_url, pc_url } = (button.multi_url ?? {}) as Record<string, string>;
	const values = Object.entries((button.action_map ?? {}) as Record<string, string>);
	return withoutUnset({
		text: (button.text as { text: string }).text,
		action: button.action_type,
		// n8n stores every field of such a form, with its default where nothing was chosen.
		style: button.button_type ?? 'default',
		url,
		androidUrl: android_url,
		iosUrl: ios_url,
		pcUrl: pc_url,
		values:
			values.length > 0 ? { pair: values.map(([key, value]) => ({ key, value })) } : undefined,
	});
}

function withoutUnset(fields: Record<string, unknown>): IDataObject {
	const set = Object.entries(fields).filter(([, value]) => value !== undefined);
	return Object.fromEntries(set) as IDataObject;
}
