import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { Engine, type Ran } from '../engine/engine';
import type { Account } from './account';
import { Recorder, type Exchange } from './recorder';

/** One thing that was done, and every request that it took. */
export interface Step {
	title: string;
	exchanges: Exchange[];
	/** What the node gave out, or why it stopped; nothing for what was sent without the node. */
	node?: string;
}

/** What the node said, or what Feishu answered, and the requests that it took. */
export interface Played {
	ran?: Ran;
	answer?: Record<string, unknown>;
	exchanges: Exchange[];
}

/** Everything that is done in front of a Feishu: with the node, or by a request of its own. */
export class Stage {
	readonly steps: Step[] = [];
	private readonly engine = new Engine();

	private constructor(
		readonly account: Account,
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

	/** Sets up a stage, plays on it, and takes it down, whatever happens. */
	static async on<T>(account: Account, play: (stage: Stage) => Promise<T>): Promise<T> {
		const recorder = await Recorder.start(account.baseUrl);
		try {
			return await play(new Stage(account, recorder));
		} finally {
			await recorder.stop();
		}
	}

	/** Runs the node for the account's person, with Output: All Cards. */
	async node(title: string, operation: string, parameters: INodeParameters): Promise<Played> {
		const before = this.recorder.exchanges.length;
		const ran = await this.engine.run({
			items: [{}],
			parameters: { operation, userId: this.account.openId, output: 'cards', ...parameters },
		});
		const exchanges = this.recorder.exchanges.slice(before);
		this.steps.push({ title, exchanges, node: inWords(ran) });
		return { ran, exchanges };
	}

	/** Sends one request without the node. */
	async send(title: string, request: SentRequest): Promise<Played> {
		const before = this.recorder.exchanges.length;
		const answer = await this.fetch(request);
		const exchanges = this.recorder.exchanges.slice(before);
		this.steps.push({ title, exchanges });
		return { answer, exchanges };
	}

	private async fetch({
		method,
		path,
		token,
		body,
	}: SentRequest): Promise<Record<string, unknown> | undefined> {
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

export interface SentRequest {
	method: string;
	path: string;
	token?: string;
	body?: IDataObject;
}

export function inWords({ error, cards }: Ran): string {
	return error ? `${error.message}. ${error.description ?? ''}` : JSON.stringify(cards);
}

/** What Feishu said, in short. */
export function said(answer: Record<string, unknown> | undefined): string {
	return answer
		? JSON.stringify({ code: answer.code, msg: answer.msg, data: answer.data })
		: "no answer of Feishu's";
}
