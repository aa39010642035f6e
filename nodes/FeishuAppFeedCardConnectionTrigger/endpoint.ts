import { randomBytes } from 'crypto';

import { boundedText, meaningOfAnswer, meaningWithoutCode } from '../shared/answer';
import type { SelfBuiltApp } from '../shared/app';
import { COPY_SECRET, meaningOf, WRONG_SECRET, type CodeMeaning } from '../shared/errorCodes';
import { FeishuError } from '../shared/feishuError';
import { answerTo, JSON_TYPE, type Http } from '../shared/http';
import { secretsIn } from '../shared/secrets';
import { isRecord } from '../shared/values';

/** How to hold a connection, in milliseconds. */
interface Timing {
	pingEveryMs: number;
	/** The longest pause between two tries to connect. */
	pauseAtMostMs: number;
}

/** Where to connect to. The address holds a ticket: it is a secret. */
export interface Endpoint {
	url: string;
	service: number;
	timing: Timing;
}

/** The official SDK's (Node, 1.74.0), until Feishu says otherwise. */
export const DEFAULT_TIMING: Timing = { pingEveryMs: 120_000, pauseAtMostMs: 120_000 };

/** Feishu is at fault, not the app ("system busy", "internal error" in the official SDKs). */
const BUSY: CodeMeaning = {
	kind: 'unavailable',
	summary: 'Feishu is busy',
	advice: 'Try again later.',
};

/** What codes mean here; on Feishu's list of codes they stand for other things, or are not there. */
const ENDPOINT_MEANINGS: Record<number, CodeMeaning | undefined> = {
	1: BUSY,
	1000040343: BUSY,
	514: {
		kind: 'fatal',
		summary: WRONG_SECRET,
		advice: `${COPY_SECRET} Then activate this workflow again.`,
	},
	1000040350: {
		kind: 'refused',
		summary: 'This app has too many long connections; Feishu allows 50',
		advice:
			'Stop other programs and other n8n servers that use this app, then activate this workflow again. All workflows of one n8n share one connection.',
	},
};

const REFUSED: CodeMeaning = {
	kind: 'refused',
	summary: 'Feishu refused the long connection',
	advice:
		'Check in the developer console that the app is a self-built app (企业自建应用) and enabled, and the App ID and the Platform in the credential.',
};

/**
 * Asks Feishu where to connect to; a new address is needed for each connection.
 *
 * @throws FeishuError: fatal if the secret is wrong, refused if Feishu names another fault of the app,
 * unavailable if it may pass
 */
export async function askForEndpoint(app: SelfBuiltApp, http: Http): Promise<Endpoint> {
	const { body, statusCode } = await answerTo(http, {
		method: 'POST',
		url: `${app.baseUrl}/callback/ws/endpoint`,
		headers: { locale: 'zh', 'Content-Type': JSON_TYPE },
		body: { AppID: app.appId, AppSecret: app.appSecret },
		json: true,
	});
	const answer = isRecord(body) ? body : {};
	if (answer.code !== 0) {
		if (typeof answer.code !== 'number') throw noAnswerOfFeishus(statusCode);
		throw refusalOf(answer.code, answer.msg, http.secrets, statusCode);
	}
	const { URL: address, ClientConfig: config } = isRecord(answer.data) ? answer.data : {};
	const url = readAddress(address, app);
	if (!url) throw noAnswerOfFeishus(statusCode);
	return {
		url: url.href,
		service: Number(url.searchParams.get('service_id')) || 0,
		timing: readTiming(config, DEFAULT_TIMING),
	};
}

/**
 * Why Feishu let nobody in at an address that it had just given. It says so in headers, which a WebSocket
 * does not hand on: so the same is asked once more as an ordinary request.
 */
export async function askForRefusal({ url }: Endpoint, http: Http): Promise<FeishuError> {
	const { host, searchParams } = new URL(url);
	try {
		const { headers } = await answerTo(http, {
			url: url.replace(/^ws/, 'http'),
			headers: {
				Connection: 'Upgrade',
				Upgrade: 'websocket',
				'Sec-WebSocket-Version': '13',
				'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
			},
		});
		const code = Number(headers['handshake-autherrcode'] ?? headers['handshake-status']);
		const secrets = [...http.secrets, ...secretsIn(Object.fromEntries(searchParams))];
		if (code > 0) return refusalOf(code, headers['handshake-msg'], secrets);
	} catch {
		// It lets this n8n in now, or cannot be reached: both are said below.
	}
	return new FeishuError({
		kind: 'unavailable',
		summary: `Could not open a WebSocket to ${host}`,
		advice:
			'If this n8n reaches the internet through a proxy (HTTPS_PROXY), set NODE_USE_ENV_PROXY=1 for it (Node.js 24), so that WebSockets use the proxy too. Otherwise check that its network allows WebSockets to this host.',
	});
}

/** What Feishu says of the timing, in seconds. What it leaves out, or is not a time, stays as it was. */
export function readTiming(config: unknown, before: Timing): Timing {
	const { PingInterval, ReconnectInterval } = isRecord(config) ? config : {};
	const ms = (seconds: unknown, old: number) =>
		typeof seconds === 'number' && seconds >= 1 && seconds <= 3_600 ? seconds * 1_000 : old;
	return {
		pingEveryMs: ms(PingInterval, before.pingEveryMs),
		pauseAtMostMs: ms(ReconnectInterval, before.pauseAtMostMs),
	};
}

/** Plain ws:// is for a server on this computer, as plain http:// is for the Base URL. */
function readAddress(address: unknown, app: SelfBuiltApp): URL | undefined {
	if (typeof address !== 'string' || !URL.canParse(address)) return undefined;
	const url = new URL(address);
	const isPlain = url.protocol === 'ws:' && app.baseUrl.startsWith('http://');
	return url.protocol === 'wss:' || isPlain ? url : undefined;
}

/** Something on the way may pass, whatever it is: a proxy that is restarted, a gateway that is set up. */
const noAnswerOfFeishus = (status: number) =>
	new FeishuError({ ...meaningWithoutCode(status), kind: 'unavailable' });

function refusalOf(
	code: number,
	message: unknown,
	secrets: readonly string[],
	status = 400,
): FeishuError {
	const feishuMessage = boundedText(message, secrets);
	const known = meaningOf(code);
	const { kind } = meaningOfAnswer(status, code, known, feishuMessage);
	const passes = kind === 'rateLimited' || kind === 'unavailable';
	const certain = known?.kind === 'fatal' ? known : REFUSED;
	const meaning = ENDPOINT_MEANINGS[code] ?? (passes ? BUSY : certain);
	return new FeishuError({ ...meaning, code, feishuMessage });
}
