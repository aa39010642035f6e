import { Client, type Domain } from '@larksuiteoapi/node-sdk';
import axios from 'axios';
import type { IExecuteFunctions } from 'n8n-workflow';

import { FeishuAppFeedCard } from '../engine/built';
import { realClock } from '../feishu/settings';
import { cardsOf } from './cards';
import { engineWithToken, runNode } from './execution';
import type { Prepared } from './standInProcess';

const PER_REQUEST = 20;
const JSON_TYPE = 'application/json; charset=utf-8';

/** Somebody who deletes so many cards, with a token at hand. What is returned is done over and over. */
export interface Contender {
	name: string;
	/** Does all that need not be measured. */
	prepare(feishu: Prepared, cards: number): Promise<() => Promise<void>>;
}

export const node: Contender = {
	name: 'this node',
	async prepare(feishu, cards) {
		const engine = await engineWithToken(feishu);
		return async () => await runNode(engine, cards);
	},
};

function sdk(feishu: Prepared) {
	const client = new Client({
		appId: feishu.appId,
		appSecret: feishu.appSecret,
		domain: feishu.url as unknown as Domain,
		logger: { error() {}, warn() {}, info() {}, debug() {}, trace() {} },
	});
	return async (cards: ReturnType<typeof cardsOf>) =>
		await client.im.v2.appFeedCardBatch.delete({
			data: { feed_cards: cards },
			params: { user_id_type: 'open_id' },
		});
}

const inRequests = (cards: number) => {
	const all = cardsOf(cards);
	return Array.from({ length: Math.ceil(cards / PER_REQUEST) }, (_, n) =>
		all.slice(n * PER_REQUEST, (n + 1) * PER_REQUEST),
	);
};

export const sdkInTurn: Contender = {
	name: 'official SDK, one after another',
	async prepare(feishu, cards) {
		const send = sdk(feishu);
		await send([{ biz_id: 'none', user_id: 'ou_0' }]);
		return async () => {
			for (const request of inRequests(cards)) await send(request).catch(() => {});
		};
	},
};

export const sdkAtOnce: Contender = {
	name: 'official SDK, all at once',
	async prepare(feishu, cards) {
		const send = sdk(feishu);
		await send([{ biz_id: 'none', user_id: 'ou_0' }]);
		return async () => void (await Promise.allSettled(inRequests(cards).map(send)));
	},
};

/**
 * What somebody writes who has read the page on rate limits: ten requests, and the next ten when a second is
 * over; what was refused is sent again after the time that Feishu names.
 */
export const axiosScript: Contender = {
	name: 'a script with axios, ten requests every second',
	async prepare({ url, appId, appSecret }, cards) {
		const tokenApi = `${url}/open-apis/auth/v3/tenant_access_token/internal`;
		const { data } = await axios.post<{ tenant_access_token: string }>(
			tokenApi,
			{ app_id: appId, app_secret: appSecret },
			{ headers: { 'Content-Type': JSON_TYPE } },
		);
		const send = async (feed_cards: object[]): Promise<void> => {
			const { status, headers } = await axios.delete(`${url}/open-apis/im/v2/app_feed_card/batch`, {
				params: { user_id_type: 'open_id' },
				headers: {
					Authorization: `Bearer ${data.tenant_access_token}`,
					'Content-Type': JSON_TYPE,
				},
				data: { feed_cards },
				validateStatus: (given) => given === 200 || given === 429,
			});
			if (status === 200) return;
			await realClock.sleep(Number(headers['x-ogw-ratelimit-reset']) * 1_000);
			await send(feed_cards);
		};
		return async () => {
			const waiting = inRequests(cards);
			while (waiting.length > 0) {
				const aSecond = realClock.sleep(1_000);
				await Promise.all(waiting.splice(0, 10).map(send));
				if (waiting.length > 0) await aSecond;
			}
		};
	},
};

/**
 * What n8n's HTTP Request node does with Batching set to 10 items per batch and 1,000 ms: it starts the
 * requests of a batch without waiting for their answers, sleeps, and starts the next. Played in the place
 * of our node, so that it has the engine's own helper and credential.
 */
export const httpRequestNode: Contender = {
	name: 'HTTP Request node, batches of 10 every second',
	async prepare(feishu, cards) {
		const engine = await engineWithToken(feishu);
		const batching = async function (this: IExecuteFunctions) {
			const sent: Array<Promise<unknown>> = [];
			for (const [index, feed_cards] of inRequests(cards).entries()) {
				if (index > 0 && index % 10 === 0) await realClock.sleep(1_000);
				const request = this.helpers.httpRequestWithAuthentication.call(this, 'feishuAppApi', {
					method: 'DELETE',
					url: '/open-apis/im/v2/app_feed_card/batch',
					qs: { user_id_type: 'open_id' },
					body: { feed_cards },
					json: true,
				});
				// Its outcome is looked at below, at the end of all.
				request.catch(() => {});
				sent.push(request);
			}
			await Promise.allSettled(sent);
			return [[]];
		};
		return async () =>
			await inPlaceOfOurNode(
				() => batching,
				async () => void (await engine.run({ items: [{}] })),
			);
	},
};

type Execute = (this: IExecuteFunctions) => ReturnType<FeishuAppFeedCard['execute']>;
type FeishuAppFeedCard = InstanceType<typeof FeishuAppFeedCard>;

/** Runs something while the node's `execute` is another one, which may call the first. */
export async function inPlaceOfOurNode<T>(
	make: (ours: Execute) => Execute,
	run: () => Promise<T>,
): Promise<T> {
	const { prototype } = FeishuAppFeedCard;
	const ours = prototype.execute as Execute;
	prototype.execute = make(ours);
	try {
		return await run();
	} finally {
		prototype.execute = ours;
	}
}
