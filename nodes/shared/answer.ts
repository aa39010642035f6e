import { meaningOf, RATE_LIMITED, TOKEN_REFUSED, type CodeMeaning } from './errorCodes';
import { FeishuError } from './feishuError';
import { redacted } from './secrets';
import { isRecord } from './values';

/** An HTTP answer, whatever its status. */
export interface HttpAnswer {
	statusCode: number;
	headers: Record<string, unknown>;
	body: unknown;
}

const LONGEST_RESET_MS = 60_000;

/** Long enough for a message that names all 20 users of a request, or carries Feishu's links. */
const LONGEST_MESSAGE = 4_000;
/** Of hints, log IDs and links. */
const LONGEST_HINT = 300;
const MOST_HINTS = 5;

/**
 * The body of an answer that reports success (`code` 0).
 *
 * Feishu's code counts before the HTTP status: an expired token was seen with HTTP 200, 400 and 401, a
 * rate limit comes as 429 or 400 ("频控策略", https://open.feishu.cn/document/server-docs/api-call-guide/frequency-control).
 *
 * @param secrets what an error must not show, though the answer repeats it
 * @param path of the API that gave it: it decides what some codes mean
 * @throws FeishuError for every other answer
 */
export function readAnswer(
	answer: HttpAnswer,
	secrets: readonly string[],
	path = '',
): Record<string, unknown> {
	const body = isRecord(answer.body) ? answer.body : {};
	const code = Number.isInteger(body.code) ? (body.code as number) : null;
	if (code === 0 && isSuccess(answer.statusCode)) return body;

	const logIdIn = isRecord(body.error) ? body.error.log_id : body.log_id;
	const known = code === null ? undefined : meaningOf(code, path);
	const meaning = meaningOfAnswer(answer.statusCode, code, known, boundedText(body.msg, secrets));
	throw new FeishuError({
		...meaning,
		code: code === 0 ? null : code,
		feishuMessage: boundedText(body.msg, secrets, LONGEST_MESSAGE),
		hints: hintsOf(body.error, secrets),
		logId: boundedText(answer.headers['x-tt-logid'] ?? logIdIn, secrets),
		// A server that failed may have failed after the work was done. Everything else is a refusal, and
		// Feishu carries out nothing of a request that it refuses; what a gateway refused never came to it.
		outcomeUnknown:
			meaning.kind === 'unavailable' && !(code === null && isRefusal(answer.statusCode)),
		resetAfterMs: resetAfterMs(answer.headers['x-ogw-ratelimit-reset']),
	});
}

/** What Feishu says of a limit whose code is on no list. */
const TOO_OFTEN = /rate.?limit|frequency limit|too ?many ?requests?|频率|频控|频繁/i;

/**
 * What an answer other than success means, and so whether it passes by waiting.
 *
 * @param known what its code means, if that is known
 * @param message Feishu's, in which a limit may be named whose code is on no list
 */
export function meaningOfAnswer(
	status: number,
	code: number | null,
	known: CodeMeaning | undefined,
	message: string,
): CodeMeaning {
	const mayBeLimit = known?.kind !== 'fatal' && known?.kind !== 'tokenRefused';
	if (status === 429 && mayBeLimit) return RATE_LIMITED;
	if (known) return known;
	if (TOO_OFTEN.test(message)) return RATE_LIMITED;
	if (status === 401) return { ...TOKEN_REFUSED, summary: `${TOKEN_REFUSED.summary} (HTTP 401)` };
	if (status >= 500 || status === 408) {
		return {
			kind: 'unavailable',
			summary: `Feishu failed to answer (HTTP ${status})`,
			advice: `Try again later. ${CHECK_PROXY}`,
		};
	}
	if (code !== null && code !== 0) {
		return {
			kind: 'refused',
			summary: 'Feishu refused the request',
			advice: "Feishu's message says why.",
		};
	}
	return meaningWithoutCode(status);
}

/** The meaning of an answer that is not Feishu's: a proxy or a gateway on the way gave it. */
export function meaningWithoutCode(status: number): CodeMeaning {
	if (status === 407) {
		return {
			kind: 'fatal',
			summary: 'The proxy of this n8n asks for a login (HTTP 407)',
			advice:
				'Put the user name and password into HTTPS_PROXY where n8n is started, as in http://user:password@proxy:3128, and restart n8n.',
		};
	}
	if (status === 413 || status === 414) {
		return {
			kind: 'refused',
			summary: `The request is too large for Feishu or for a gateway on the way (HTTP ${status})`,
			advice:
				'If it has long texts, values of buttons or a picture, make these smaller; otherwise ask who runs the proxy or gateway.',
		};
	}
	if (status >= 300 && status < 400) {
		return {
			kind: 'fatal',
			summary: `The server tried to redirect the request (HTTP ${status})`,
			advice:
				'Check Platform and Base URL in the credential. A redirect is not followed, because the token must not reach another host.',
		};
	}
	// A gateway that is being restarted answers like that too.
	return {
		kind: 'unavailable',
		summary: `The answer did not come from Feishu (HTTP ${status})`,
		advice: `Check Platform and Base URL in the credential. ${CHECK_PROXY}`,
	};
}

const CHECK_PROXY =
	'If this n8n uses a proxy (HTTPS_PROXY), check that the proxy lets it reach this host.';

/** After a rate limit ("频控策略"): in how many seconds it is over, a minute at most. */
function resetAfterMs(header: unknown): number | undefined {
	const seconds = typeof header === 'string' ? Number(header) : NaN;
	return seconds > 0 && Number.isFinite(seconds)
		? Math.min(seconds * 1_000, LONGEST_RESET_MS)
		: undefined;
}

/**
 * What an answer tells besides its message: the fields at fault, the permissions that are missing, and links.
 * https://open.feishu.cn/document/uAjLw4CM/ukTMukTMukTM/reference/im-v1/message/create shows `troubleshooter`,
 * https://open.feishu.cn/document/server-docs/api-call-guide/generic-error-code the others.
 */
function hintsOf(error: unknown, secrets: readonly string[]): string {
	if (!isRecord(error)) return '';
	const text = (value: unknown) => boundedText(value, secrets);
	/** "Field link: must be https" */
	const hint = (label: string, value: unknown) =>
		[label.trim(), text(value)].filter(Boolean).join(': ');
	const entries = (list: unknown) => (Array.isArray(list) ? list.filter(isRecord) : []);
	const hints = [
		...entries(error.field_violations).map(({ field, description }) =>
			hint(`Field ${text(field)}`, description),
		),
		...entries(error.permission_violations).map(({ subject }) => hint('Permission', subject)),
		...entries(error.helps).map(({ url, description }) => hint(text(description), url)),
		text(error.troubleshooter),
	];
	return hints.filter(Boolean).slice(0, MOST_HINTS).join('\n');
}

/** A text of Feishu's for a message; nothing else is one. Cut last: no part of a secret may be left. */
export const boundedText = (
	value: unknown,
	secrets: readonly string[],
	longest = LONGEST_HINT,
): string =>
	typeof value === 'string'
		? redacted(value.slice(0, 2 * LONGEST_MESSAGE), secrets).slice(0, longest)
		: '';

/** 408 is a server that waited in vain for the rest of the request, or says so. */
function isRefusal(status: number): boolean {
	return status >= 400 && status < 500 && status !== 408;
}

function isSuccess(status: number): boolean {
	return status >= 200 && status < 300;
}
