import * as lark from '@larksuiteoapi/node-sdk';

import type { AppFeedCard, Card, RecordedRequest, UserIdType } from '../feishu/settings';
import type { FeishuStandIn } from '../feishu/standIn';

export interface UpdateEntry {
	app_feed_card: AppFeedCard;
	user_id: string;
	update_fields: string[];
}

/** Feishu's official SDK, with a token at hand. */
export class OfficialSdk {
	private readonly cards: lark.Client['im']['v2'];
	private readonly token: ReturnType<typeof lark.withTenantToken>;

	constructor(feishu: FeishuStandIn) {
		const client = new lark.Client({
			appId: feishu.app.appId,
			appSecret: feishu.app.appSecret,
			domain: feishu.url,
			loggerLevel: lark.LoggerLevel.error,
			disableTokenCache: true,
		});
		this.cards = client.im.v2;
		this.token = lark.withTenantToken(feishu.issueToken());
	}

	async delete(user_id_type: UserIdType, feed_cards: Card[]): Promise<void> {
		const payload = { params: { user_id_type }, data: { feed_cards } };
		succeeded(await this.cards.appFeedCardBatch.delete(payload, this.token));
	}

	async create(
		user_id_type: UserIdType,
		app_feed_card: AppFeedCard,
		user_ids: string[],
	): Promise<void> {
		const payload = { params: { user_id_type }, data: { app_feed_card, user_ids } };
		succeeded(await this.cards.appFeedCard.create(payload as never, this.token));
	}

	async update(user_id_type: UserIdType, feed_cards: UpdateEntry[]): Promise<void> {
		const payload = { params: { user_id_type }, data: { feed_cards } };
		succeeded(await this.cards.appFeedCardBatch.update(payload as never, this.token));
	}
}

function succeeded({ code, msg }: { code?: number; msg?: string }): void {
	if (code !== 0) throw new Error(`The SDK's request was refused: ${code} ${msg}`);
}

/** What counts of a request. */
export const onTheWire = ({ method, path, query, rawBody, headers }: RecordedRequest) => ({
	method,
	path,
	query,
	rawBody,
	// Each has its own token, of the same kind.
	authorization: String(headers.authorization).replace(/[0-9a-f]{40}$/, '…'),
	mediaType: String(headers['content-type']).split(';')[0],
});

/** The same, with the body as what it says: the order of its keys is free. */
export const meaning = (request: RecordedRequest) => {
	const { rawBody, ...wire } = onTheWire(request);
	return { ...wire, body: JSON.parse(rawBody) as unknown };
};
