import { meaningOf, type CodeMeaning } from './errorCodes';
import { FeishuError } from './feishuError';

/** An HTTP answer, whatever its status. */
export interface HttpAnswer {
	statusCode: number;
	headers: Record<string, unknown>;
	body: unknown;
}

type Body = Record<string, unknown>;

const LONGEST_RESET_MS = 60_000;

/**
 * The body of an answer that reports success (`code` 0).
 *
 * Feishu's code counts before the HTTP status: an expired token was seen with HTTP 200, 400 and 401, a
 * rate limit comes as 429 or 400 ("频控策略", https://open.feishu.cn/document/server-docs/api-call-guide/frequency-control).
 *
 * @throws FeishuError for every other answer
 */
export function readAnswer(answer: HttpAnswer): Body {
	const body = isObject(answer.body) ? answer.body : {};
	const code = Number.isInteger(body.code) ? (body.code as number) : null;
	if (code === 0 && isSuccess(answer.statusCode)) return body;

	const meaning = meaningOfAnswer(answer.statusCode, code);
	throw new FeishuError({
		...meaning,
		code: code === 0 ? null : code,
		feishuMessage: typeof body.msg === 'string' ? body.msg : '',
		logId: logIdOf(answer.headers, body),
		// A server that failed may have failed after the work was done. Everything else is a refusal, and
		// Feishu deletes nothing of a request that it refuses.
		outcomeUnknown: meaning.kind === 'unavailable',
		resetAfterMs: resetAfterMs(answer.headers['x-ogw-ratelimit-reset']),
	});
}

function meaningOfAnswer(status: number, code: number | null): CodeMeaning {
	const known = code === null ? undefined : meaningOf(code);
	if (known) return known;
	if (status === 429) {
		return {
			kind: 'rateLimited',
			summary: 'Feishu allows no more requests for the moment',
			advice: 'Lower Requests per Second, or try again later.',
		};
	}
	if (status === 401) {
		return {
			kind: 'tokenRefused',
			summary: 'Feishu does not accept the access token (HTTP 401)',
			advice:
				'Open the credential, check Platform and App ID, and save it again: n8n tests it then.',
		};
	}
	if (status >= 500 || status === 408) {
		return {
			kind: 'unavailable',
			summary: `Feishu failed to answer (HTTP ${status})`,
			advice: 'Try again later.',
		};
	}
	if (code !== null && code !== 0) {
		return {
			kind: 'refused',
			summary: 'Feishu refused the request',
			advice: "Feishu's message tells why.",
		};
	}
	if (isSuccess(status)) {
		return {
			kind: 'unavailable',
			summary: `The answer was not one of Feishu's (HTTP ${status})`,
			advice: 'Check Platform and Base URL in the credential, and any proxy on the way.',
		};
	}
	return {
		kind: 'fatal',
		summary: `${status >= 300 && status < 400 ? 'The server tried to redirect the request' : "The answer was not one of Feishu's"} (HTTP ${status})`,
		advice:
			'Check Platform and Base URL in the credential. A redirect is not followed, because the token must not reach another host.',
	};
}

/** After a rate limit ("频控策略"): in how many seconds it is over, a minute at most. */
function resetAfterMs(header: unknown): number | undefined {
	const seconds = typeof header === 'string' ? Number(header) : NaN;
	return seconds > 0 && Number.isFinite(seconds)
		? Math.min(seconds * 1_000, LONGEST_RESET_MS)
		: undefined;
}

function logIdOf(headers: Record<string, unknown>, body: Body): string {
	const inBody = isObject(body.error) ? body.error.log_id : body.log_id;
	const logId = headers['x-tt-logid'] ?? inBody;
	return typeof logId === 'string' ? logId : '';
}

function isSuccess(status: number): boolean {
	return status >= 200 && status < 300;
}

function isObject(value: unknown): value is Body {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
