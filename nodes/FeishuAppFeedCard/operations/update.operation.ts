import { NOTIFY } from '../card/fields';
import type { Card } from '../card/card';
import type { CardRequest } from '../sending/feedCardApi';
import type { Operation } from './operation';

/** https://open.feishu.cn/document/im-v2/app_feed_card/update */
export const updateCards: CardRequest = {
	method: 'PUT',
	path: '/open-apis/im/v2/app_feed_card/batch',
	verb: 'update',
	stateReason: 'NOT_CREATED',
	mayRepeat: (card) => repeatable(card).length > 0,
	notifiesOnce: ({ contents }) => contents?.updateFields?.includes(NOTIFY) ?? false,
	body: (cards) => ({
		feed_cards: cards.map((card) => ({
			app_feed_card: { biz_id: card.bizId, ...card.contents?.appFeedCard },
			user_id: card.userId,
			update_fields: card.mayBeDone ? repeatable(card) : card.contents?.updateFields,
		})),
	}),
};

/**
 * What can be done twice with the same effect. People may have been notified by a request whose outcome is
 * not known: its repetition changes the card and stays silent.
 */
function repeatable({ contents }: Card): string[] {
	return (contents?.updateFields ?? []).filter((field) => field !== NOTIFY);
}

/** Changes cards that exist. */
export const updateOperation: Operation = {
	choice: {
		name: 'Update',
		value: 'update',
		action: 'Update cards',
		description: "Change cards in people's message lists",
	},
	words: { verb: 'update', past: 'updated', statuses: ['updated'] },
	needs: { contents: { changes: true } },
	steps: [{ request: updateCards, done: 'updated' }],
};
