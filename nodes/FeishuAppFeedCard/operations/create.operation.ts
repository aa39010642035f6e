import type { CardRequest } from '../sending/feedCardApi';
import type { Operation } from './operation';

/** https://open.feishu.cn/document/im-v2/app_feed_card/create */
export const createCard: CardRequest = {
	method: 'POST',
	path: '/open-apis/im/v2/app_feed_card',
	verb: 'create',
	stateReason: 'DUPLICATE',
	doneReason: 'DUPLICATE',
	// One request makes one card, for up to 20 users.
	inCommon: ({ bizId, contents }) => JSON.stringify([bizId, contents?.appFeedCard]),
	body: (cards) => ({
		app_feed_card: { biz_id: cards[0].bizId, ...cards[0].contents?.appFeedCard },
		user_ids: cards.map(({ userId }) => userId),
	}),
};

/** Puts cards into people's message lists. */
export const createOperation: Operation = {
	choice: {
		name: 'Create',
		value: 'create',
		action: 'Create cards',
		description: "Put cards into people's message lists",
	},
	words: { verb: 'create', past: 'created', statuses: ['created'] },
	needs: { contents: { whole: true }, areNew: true },
	mayIgnore: { option: 'ignoreDuplicate', reason: 'DUPLICATE', status: 'exists' },
	steps: [{ request: createCard, done: 'created' }],
};
