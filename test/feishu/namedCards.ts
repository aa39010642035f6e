import type { AppFeedCard, NamedCard, RecordedRequest } from './settings';

interface Body {
	feed_cards: Array<{
		biz_id: string;
		user_id: string;
		app_feed_card?: AppFeedCard;
		update_fields?: string[];
	}>;
	app_feed_card: AppFeedCard;
	user_ids: string[];
}

/** The cards that a request names, in its order; none where its body is not of the card APIs' form. */
export function namedCards({ method, body }: RecordedRequest): NamedCard[] {
	const { feed_cards: entries, user_ids: userIds, app_feed_card: card } = (body ?? {}) as Body;
	if (method === 'POST' && Array.isArray(userIds)) {
		const bizId = card?.biz_id ?? '';
		return userIds.map((userId) => ({ biz_id: bizId, user_id: userId, contents: card }));
	}
	if (!Array.isArray(entries)) return [];
	return entries.map((entry) => ({
		biz_id: entry?.app_feed_card?.biz_id ?? entry?.biz_id,
		user_id: entry?.user_id,
		...(entry?.app_feed_card ? { contents: entry.app_feed_card } : {}),
		...(entry?.update_fields ? { updateFields: entry.update_fields } : {}),
	}));
}
