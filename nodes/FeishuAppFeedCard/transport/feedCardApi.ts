import type { FeishuClient } from '../../shared/client';
import { readFailedCards, type CardId, type FailedCard } from './failedCard';

export const USER_ID_TYPES = ['open_id', 'union_id', 'user_id'] as const;

export type UserIdType = (typeof USER_ID_TYPES)[number];

/** Feishu takes 1 to 20 cards in a request: https://open.feishu.cn/document/im-v2/app_feed_card/delete */
export const MAX_CARDS_PER_REQUEST = 20;

/** Feishu's API for app feed cards (应用消息流卡片), as one run uses it. */
export class FeedCardApi {
	constructor(
		private readonly client: FeishuClient,
		private readonly userIdType: UserIdType,
		private readonly timeoutMs: number,
	) {}

	/** Whether a request can go at once; if not, the next one fetches a token first. */
	hasToken(): boolean {
		return this.client.hasToken();
	}

	/**
	 * Deletes the cards of one request: https://open.feishu.cn/document/im-v2/app_feed_card/delete
	 *
	 * @param cards 1 to 20 of them
	 * @returns the cards that Feishu left in place
	 * @throws FeishuError where Feishu did not carry out the request, or did not say whether it did
	 */
	async deleteCards(cards: readonly CardId[]): Promise<FailedCard[]> {
		const answer = await this.client.request({
			method: 'DELETE',
			path: '/open-apis/im/v2/app_feed_card/batch',
			qs: { user_id_type: this.userIdType },
			body: { feed_cards: cards.map(({ bizId, userId }) => ({ biz_id: bizId, user_id: userId })) },
			timeoutMs: this.timeoutMs,
		});
		return readFailedCards(answer);
	}
}
