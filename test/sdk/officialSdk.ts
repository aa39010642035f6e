/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import type { ReadStream } from 'node:fs';

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
	private readonly client: lark.Client;
	private readonly cards: lark.Client['im']['v2'];
	private readonly token: ReturnType<typeof lark.withTenantToken>;

	constructor(feishu: FeishuStandIn) {
		this.client = new lark.Client({
			appId: feishu.app.appId,
			appSecret: feishu.app.appSecret,
			domain: feishu.url,
			loggerLevel: lark.LoggerLevel.error,
			disableTokenCache: true,
		});
		this.cards = this.client.im.v2;
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

	async idsOf(data: { emails?: string[]; mobiles?: string[] }): Promise<void> {
		const payload = { params: { user_id_type: 'open_id' as const }, data };
		succeeded(await this.client.contact.v3.user.batchGetId(payload, this.token));
	}

	/** All pages of a group. */
	async membersOf(chat_id: string): Promise<void> {
		await allPages(async (page_token) => {
			const params = { member_id_type: 'open_id' as const, page_size: 100, page_token };
			const { chatMembers } = this.client.im.v1;
			return await chatMembers.get({ path: { chat_id }, params }, this.token);
		});
	}

	/** All pages of a department, of the list of those below it, and of these. */
	async departmentsOf(id: string): Promise<void> {
		const { department, user } = this.client.contact.v3;
		const page = { department_id_type: 'open_department_id' as const, page_size: 50 };
		const below: string[] = [];
		await allPages(async (page_token) => {
			const params = { ...page, fetch_child: true, page_token };
			const path = { department_id: id };
			const said = await department.children({ path, params }, this.token);
			below.push(...(said.data?.items ?? []).map((one) => one.open_department_id ?? ''));
			return said;
		});
		for (const department_id of [id, ...below]) {
			await allPages(async (page_token) => {
				const params = { ...page, department_id, user_id_type: 'open_id' as const, page_token };
				return await user.findByDepartment({ params }, this.token);
			});
		}
	}

	async uploadAvatar(image: ReadStream): Promise<void> {
		const payload = { data: { image_type: 'avatar' as const, image } };
		const said = await this.client.im.v1.image.create(payload, this.token);
		if (!said?.image_key) throw new Error("The SDK's picture was refused");
	}
}

interface Page {
	code?: number;
	msg?: string;
	data?: { has_more?: boolean; page_token?: string };
}

async function allPages(get: (pageToken?: string) => Promise<Page>): Promise<void> {
	let pageToken: string | undefined;
	do {
		const page = await get(pageToken);
		succeeded(page);
		pageToken = page.data?.has_more ? page.data.page_token : undefined;
	} while (pageToken !== undefined);
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
