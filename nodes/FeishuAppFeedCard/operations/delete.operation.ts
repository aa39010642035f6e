import type { CardRequest } from '../sending/feedCardApi';
import type { Operation } from './operation';

/** https://open.feishu.cn/document/im-v2/app_feed_card/delete */
const deleteCards: CardRequest = {
	method: 'DELETE',
	path: '/open-apis/im/v2/app_feed_card/batch',
	verb: 'delete',
	stateReason: 'NOT_CREATED',
	doneReason: 'NOT_CREATED',
	body: (cards) => ({
		feed_cards: cards.map(({ bizId, userId }) => ({ biz_id: bizId, user_id: userId })),
	}),
};

/** Takes cards out of people's message lists. */
export const deleteOperation: Operation = {
	choice: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete cards',
		description: "Take cards out of people's message lists",
	},
	words: { verb: 'delete', past: 'deleted', statuses: ['deleted'] },
	needs: {},
	mayIgnore: { option: 'ignoreNotCreated', reason: 'NOT_CREATED', status: 'not_created' },
	steps: [{ request: deleteCards, done: 'deleted' }],
};
