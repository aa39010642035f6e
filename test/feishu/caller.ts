import { createCipheriv, createHash, randomBytes, randomUUID } from 'node:crypto';

import type { CallOf } from './calls';
import { documents, type Document } from './documents';
import { realClock, type Clock } from './settings';

export interface CallerSettings extends CallOf {
	/** Empty: Feishu does not encrypt, and signs nothing but the old callback. */
	encryptKey: string;
	/** The request address (请求地址). */
	address: string;
	/** For how long it waits for an answer: documents.cardCallback and documents.events say three seconds. */
	patienceMs?: number;
	/** For the waits between the tries of an event. */
	clock?: Clock;
}

/** A call ready to be sent. */
export interface SentCall {
	body: string | Buffer;
	headers: Record<string, string>;
}

/** One try of a call, and what came of it. */
export interface Try {
	at: number;
	/** undefined where there was no answer in time. */
	status?: number;
	body?: unknown;
	/** How long the answer took. */
	ms: number;
	/** The names of the rules that the answer breaks. */
	broken: string[];
}

interface AnswerRule {
	name: string;
	document: Document;
	keeps(answer: Try, call: Record<string, unknown>): boolean;
}

/** documents.events, 推送周期和频次: waits before the second, third, fourth and fifth try. */
export const RETRY_WAITS_MS = [15_000, 300_000, 3_600_000, 21_600_000];

const TOAST_TYPES = ['info', 'success', 'error', 'warning'];

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const within = (seconds: number, document: Document): AnswerRule => ({
	name: `the answer comes within ${seconds} s`,
	document,
	keeps: ({ status, ms }) => status !== undefined && ms < seconds * 1_000,
});
const status200 = (document: Document): AnswerRule => ({
	name: 'the status is 200, no redirect',
	document,
	keeps: ({ status }) => status === 200,
});

export const answerRules = {
	challenge: [
		status200(documents.callbackAddress),
		within(1, documents.callbackAddress),
		{
			name: 'the body gives back the challenge as it came',
			document: documents.callbackAddress,
			keeps: ({ body }, call) => isObject(body) && body.challenge === call.challenge,
		},
	],
	callback: [
		status200(documents.cardCallback),
		within(3, documents.cardCallback),
		{
			name: 'the body is an object with nothing but a toast and a card (200672)',
			document: documents.cardCallback,
			keeps: ({ body }) =>
				isObject(body) && Object.keys(body).every((key) => key === 'toast' || key === 'card'),
		},
		{
			name: 'a toast has a type of the list, and a text (200672)',
			document: documents.cardCallback,
			keeps: ({ body }) => {
				const toast = isObject(body) ? (body.toast ?? {}) : {};
				if (!isObject(toast)) return false;
				const { type = 'info', content = '' } = toast;
				return TOAST_TYPES.includes(String(type)) && typeof content === 'string';
			},
		},
	],
	event: [status200(documents.events), within(3, documents.events)],
} satisfies Record<string, AnswerRule[]>;

/** Plays Feishu where it calls: encrypts, signs, waits three seconds, repeats events and never callbacks. */
export class Caller {
	constructor(readonly settings: CallerSettings) {}

	/** What saving the address in the console does. */
	async challenge(call: Record<string, unknown>): Promise<Try> {
		return await this.try(this.write(call, { signed: false }), call, answerRules.challenge);
	}

	/** 回调是同步操作，不提供补推机制: one try. */
	async callback(call: Record<string, unknown>): Promise<Try> {
		return await this.try(this.write(call), call, answerRules.callback);
	}

	/** The old flat callback: never encrypted, and signed with the Verification Token. */
	async oldCallback(call: Record<string, unknown>): Promise<Try> {
		return await this.try(this.writeOld(call), call, answerRules.callback);
	}

	/** All tries, until one of them is answered as the document wants it. Each is signed anew. */
	async event(call: Record<string, unknown>): Promise<Try[]> {
		const { sleep } = this.settings.clock ?? realClock;
		const tries = [await this.try(this.write(call), call, answerRules.event)];
		for (const wait of RETRY_WAITS_MS) {
			if (tries[tries.length - 1].broken.length === 0) break;
			await sleep(wait);
			tries.push(await this.try(this.write(call), call, answerRules.event));
		}
		return tries;
	}

	/** 加密原理 and 签名校验 (documents.receiveCallbacks, documents.receiveEvents). */
	write(call: Record<string, unknown>, { signed = true } = {}): SentCall {
		const { encryptKey } = this.settings;
		const text = JSON.stringify(call);
		if (encryptKey === '') return withHeaders(text);
		const body = JSON.stringify({ encrypt: encrypt(text, encryptKey) });
		return signed ? sign('sha256', body, encryptKey, this.now()) : withHeaders(body);
	}

	/** documents.oldCardSignature */
	writeOld(call: Record<string, unknown>): SentCall {
		return sign('sha1', JSON.stringify(call), this.settings.verificationToken, this.now());
	}

	private now(): number {
		return (this.settings.clock ?? realClock).now();
	}

	/** Sends what a test has made of a call. */
	async send({ body, headers }: SentCall): Promise<Try> {
		const { clock = realClock, patienceMs = 3_000 } = this.settings;
		const at = clock.now();
		const started = performance.now();
		const ms = () => performance.now() - started;
		try {
			const answer = await fetch(this.settings.address, {
				method: 'POST',
				headers,
				body: new Blob([body]),
				redirect: 'manual',
				signal: AbortSignal.timeout(patienceMs),
			});
			const text = await answer.text();
			return { at, status: answer.status, body: jsonOf(text), ms: ms(), broken: [] };
		} catch {
			return { at, ms: ms(), broken: [] };
		}
	}

	private async try(
		sent: SentCall,
		call: Record<string, unknown>,
		rules: AnswerRule[],
	): Promise<Try> {
		const answer = await this.send(sent);
		const broken = rules.filter((rule) => !rule.keeps(answer, call)).map(({ name }) => name);
		return { ...answer, broken };
	}
}

export function encrypt(text: string, encryptKey: string): string {
	const key = createHash('sha256').update(encryptKey).digest();
	const iv = randomBytes(16);
	const cipher = createCipheriv('aes-256-cbc', key, iv);
	return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
}

/** @param now when it is sent: milliseconds since 1970 */
export function sign(
	algorithm: 'sha256' | 'sha1',
	body: string,
	secret: string,
	now = Date.now(),
): SentCall {
	const timestamp = String(Math.floor(now / 1000));
	const nonce = randomUUID();
	const signature = createHash(algorithm).update(timestamp + nonce + secret + body);
	return withHeaders(body, {
		'x-lark-request-timestamp': timestamp,
		'x-lark-request-nonce': nonce,
		'x-lark-signature': signature.digest('hex'),
	});
}

const withHeaders = (body: string, headers: Record<string, string> = {}): SentCall => ({
	body,
	headers: { 'content-type': 'application/json;charset=utf-8', ...headers },
});

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
