import { failureOf, held, repeatedIn, rulesFor } from './cardRules';
import { documents } from './documents';
import { answerWith, failure } from './failures';
import { namedCards } from './namedCards';
import type { Api } from './rules';
import { list, object, text } from './shapes';

export const deleteCards: Api = {
	method: 'DELETE',
	path: '/open-apis/im/v2/app_feed_card/batch',
	rules: rulesFor(
		documents.deleteCards,
		// No card can have a longer biz_id: 创建应用消息流卡片 allows 200.
		object({ feed_cards: list(1, 20, object({ biz_id: text(1, 200), user_id: text(1) })) }),
	),
	act(call) {
		const isRepeated = repeatedIn(call);
		const failed = namedCards(call.request).flatMap((card) => {
			if (isRepeated(card)) return [failure(call, card, 'DUPLICATE')];
			const reason = failureOf(call, card);
			if (reason) return [failure(call, card, reason)];
			return call.state.cards.remove(held(call, card)) ? [] : [failure(call, card, 'NOT_CREATED')];
		});
		return answerWith(call, failed);
	},
};
