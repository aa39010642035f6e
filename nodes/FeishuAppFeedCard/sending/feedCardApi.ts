import type { IDataObject, IHttpRequestMethods } from 'n8n-workflow';

import type { FeishuClient } from '../../shared/client';
import { asFeishuError, FeishuError } from '../../shared/feishuError';
import { isPeopleType, type Card, type UserIdType } from '../card/card';
import type { Reason } from '../card/failure';
import { readFailedCards, type FailedCard } from './failedCards';

/** Feishu takes 1 to 20 cards in a request: https://open.feishu.cn/document/im-v2/app_feed_card/delete */
export const MAX_CARDS_PER_REQUEST = 20;

/** One of Feishu's APIs that take app feed cards (应用消息流卡片): its wire format, and what its answers mean. */
export interface CardRequest {
	/** With the path, this names the API: Feishu's rate limit counts for each API apart. */
	readonly method: IHttpRequestMethods;
	readonly path: string;
	/** What it does to a card, for messages: "delete". */
	readonly verb: string;
	/** The reason that, after a request whose outcome is unknown, means that the card was done by it. */
	readonly doneReason?: Reason;
	/** The reason for a card in the wrong state: that it exists already, or that it does not. A request meets only one of them. */
	readonly stateReason: Reason;
	/** The body of a request for 1 to 20 cards; what must not be done twice is left out for a card that may be done. */
	body(cards: readonly Card[]): IDataObject;
	/** Whether a card that may be done can be sent again without harm. If this is missing, all can. */
	mayRepeat?(card: Card): boolean;
	/** Whether the first request with a card notifies people, and its repetitions do not. Missing: neither. */
	notifiesOnce?(card: Card): boolean;
	/** What all cards of one request must have in common, as a text to compare; nothing if this is missing. */
	inCommon?(card: Card): string;
}

/** Sends the requests of one run: who asks, and how. */
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
	 * Sends one request.
	 *
	 * @param cards 1 to 20 of them
	 * @param onSending called when the request itself is sent: a token may have to be fetched first
	 * @returns the cards for which Feishu did not do it
	 * @throws FeishuError if Feishu did not carry out the request, or did not say whether it did
	 */
	async send(
		request: CardRequest,
		cards: readonly Card[],
		onSending: () => void,
	): Promise<FailedCard[]> {
		const areFound = isPeopleType(this.userIdType);
		const sent = this.client.request({
			method: request.method,
			path: request.path,
			// Users who were looked up are known by their open IDs.
			qs: { user_id_type: areFound ? 'open_id' : this.userIdType },
			body: request.body(cards),
			timeoutMs: this.timeoutMs,
			onSending,
		});
		const answer = await (areFound ? sent.catch(refuseFound) : sent);
		return readFailedCards(answer, request.verb);
	}
}

/** The error of a request for users who were looked up, with what to do about them. */
function refuseFound(error: unknown): never {
	const { details } = asFeishuError(error);
	const { advice, adviceIfFound = advice } = details;
	throw new FeishuError({ ...details, advice: adviceIfFound });
}
