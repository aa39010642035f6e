/* eslint-disable @n8n/community-nodes/no-hardcoded-secrets -- this runs in tests, never inside n8n */
import type { IDataObject } from 'n8n-workflow';

import { Engine, type Ran } from '../engine/engine';
import { Recorder, type Exchange } from './recorder';

/** Whose card is created and deleted, and by which app. */
export interface Account {
	baseUrl: string;
	appId: string;
	appSecret: string;
	openId: string;
}

/** One thing that was done, and every request that it took. */
export interface Step {
	title: string;
	exchanges: Exchange[];
	/** What the node gave out, or why it stopped; nothing for what was sent without the node. */
	node?: string;
}

export interface Outcome {
	steps: Step[];
	/** What did not happen as it must; nothing when the node works. */
	failures: string[];
	/** Whether a card may have been left in the user's message list. */
	leftBehind: boolean;
}

export const TOKEN_PATH = '/open-apis/auth/v3/tenant_access_token/internal';
export const CARD_PATH = '/open-apis/im/v2/app_feed_card?user_id_type=open_id';
export const DELETE_PATH = '/open-apis/im/v2/app_feed_card/batch?user_id_type=open_id';

/** Well-formed, and nobody's. */
export const UNKNOWN_TOKEN = `t-${'0'.repeat(40)}`;
export const UNKNOWN_OPEN_ID = `ou_${'0'.repeat(32)}`;

/**
 * Creates a card, deletes it with the node, deletes it again, and asks for three refusals that the node
 * has to understand.
 *
 * @param bizId the card's business ID; the same for every Feishu that is to be compared
 */
export async function playScenario(account: Account, bizId: string): Promise<Outcome> {
	const recorder = await Recorder.start(account.baseUrl);
	try {
		return await new Scenario(account, bizId, recorder).play();
	} finally {
		await recorder.stop();
	}
}

class Scenario {
	private readonly steps: Step[] = [];
	private readonly failures: string[] = [];
	private readonly engine = new Engine();
	private token = '';

	constructor(
		private readonly account: Account,
		private readonly bizId: string,
		private readonly recorder: Recorder,
	) {
		this.engine.credentials.put('1', 'feishuAppApi', {
			platform: 'custom',
			baseUrl: recorder.url,
			appType: 'selfBuilt',
			appId: account.appId,
			appSecret: account.appSecret,
		});
	}

	async play(): Promise<Outcome> {
		await this.step('Fetch a token', async () => await this.fetchToken());
		if (this.failures.length > 0) return this.outcome(false);

		await this.step('Create a card', async () => await this.createCard());
		if (this.failures.length > 0) return this.outcome(false);

		const first = await this.step('Delete it with the node', async () => await this.runNode());
		this.mustBe('The first deletion', first, { status: 'deleted' });
		const second = await this.step('Delete it again with the node', async () => this.runNode());
		this.mustBe('The second deletion', second, { status: 'failed', reason: 'NOT_CREATED' });

		const { openId } = this.account;
		await this.step('Name one card twice in a request', async () => {
			await this.sendDelete([openId, openId], this.token);
		});
		await this.step('Delete with an open_id that does not exist', async () => {
			await this.sendDelete([UNKNOWN_OPEN_ID], this.token);
		});
		await this.step('Delete with a token that does not exist', async () => {
			await this.sendDelete([openId], UNKNOWN_TOKEN);
		});
		await this.step(
			'Ask which permissions are granted (what the credential test sends)',
			async () => {
				await this.send('GET', '/open-apis/application/v6/scopes', this.token);
			},
		);
		const gone = [first, second].some(({ json }) =>
			json.some(({ status, reason }) => status === 'deleted' || reason === 'NOT_CREATED'),
		);
		return this.outcome(!gone);
	}

	private outcome(leftBehind: boolean): Outcome {
		return { steps: this.steps, failures: this.failures, leftBehind };
	}

	private async step<T>(title: string, act: () => Promise<T>): Promise<T> {
		const before = this.recorder.exchanges.length;
		const result = await act();
		const step: Step = { title, exchanges: this.recorder.exchanges.slice(before) };
		if (isRan(result)) step.node = inWords(result);
		this.steps.push(step);
		return result;
	}

	private async fetchToken(): Promise<void> {
		const { appId, appSecret } = this.account;
		const body = { app_id: appId, app_secret: appSecret };
		const answer = await this.send('POST', TOKEN_PATH, undefined, body);
		this.token = typeof answer?.tenant_access_token === 'string' ? answer.tenant_access_token : '';
		if (this.token === '') this.failures.push(`There was no token: ${said(answer)}`);
	}

	private async createCard(): Promise<void> {
		const answer = await this.send('POST', CARD_PATH, this.token, {
			app_feed_card: {
				biz_id: this.bizId,
				title: 'n8n-nodes-feishu-app-feed-card',
				preview: 'A check by npm run live. It is deleted at once.',
				link: { link: 'https://www.feishu.cn/' },
				notify: { close_notify: true },
			},
			user_ids: [this.account.openId],
		});
		const data = answer?.data as { failed_cards?: unknown[] } | undefined;
		if (answer?.code !== 0 || (data?.failed_cards ?? []).length > 0) {
			this.failures.push(`The card was not created: ${said(answer)}`);
		}
	}

	private async runNode(): Promise<Ran> {
		return await this.engine.run({
			items: [{ biz_id: this.bizId, user_id: this.account.openId }],
			parameters: { output: 'all' },
		});
	}

	private mustBe(what: string, ran: Ran, expected: IDataObject): void {
		const [item] = ran.json;
		const agrees = Object.entries(expected).every(([key, value]) => item?.[key] === value);
		if (ran.json.length === 1 && agrees) return;
		const wanted = Object.values(expected).join(' ');
		this.failures.push(`${what} should have come out as ${wanted}, and was: ${inWords(ran)}`);
	}

	private async sendDelete(openIds: string[], token: string): Promise<void> {
		const cards = openIds.map((user_id) => ({ biz_id: this.bizId, user_id }));
		await this.send('DELETE', DELETE_PATH, token, { feed_cards: cards });
	}

	private async send(
		method: string,
		path: string,
		token: string | undefined,
		body?: unknown,
	): Promise<Record<string, unknown> | undefined> {
		try {
			const response = await fetch(this.recorder.url + path, {
				method,
				redirect: 'manual',
				headers: {
					...(body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
					...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
				},
				body: body === undefined ? undefined : JSON.stringify(body),
			});
			return (await response.json()) as Record<string, unknown>;
		} catch {
			return undefined;
		}
	}
}

function isRan(result: unknown): result is Ran {
	return typeof result === 'object' && result !== null && 'outputs' in result;
}

function inWords({ error, json }: Ran): string {
	return error ? `${error.message}. ${error.description ?? ''}` : JSON.stringify(json);
}

function said(answer: Record<string, unknown> | undefined): string {
	return answer
		? JSON.stringify({ code: answer.code, msg: answer.msg, data: answer.data })
		: "no answer of Feishu's";
}
