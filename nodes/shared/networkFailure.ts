import { FeishuError } from './feishuError';

/** Axios' words for an answer that was cut off. */
const CUT_OFF = 'stream has been aborted';

/**
 * What a failed request of n8n's helpers says: Node's code (ECONNRESET, …; empty if it has none) and its
 * words. n8n wraps the failure in an error with a message of its own. In n8n 2 the failure is that error's
 * cause; n8n 1 drops it, and what is left is the code in `httpCode`, unless an answer had begun, and the
 * words in `messages`.
 */
export function networkFailureOf(error: unknown): { code: string; words: string } {
	const outer = (error ?? {}) as {
		code?: unknown;
		httpCode?: unknown;
		message?: unknown;
		messages?: unknown;
		cause?: unknown;
	};
	const inner = (outer.cause ?? {}) as { code?: unknown; message?: unknown };
	const messages: unknown[] = Array.isArray(outer.messages) ? outer.messages : [];
	const words = [inner.message, ...messages, outer.message].find(isText) ?? 'unknown failure';
	const code = [inner.code, outer.code, outer.httpCode].find(isNodeCode);
	return { code: code ?? (words === CUT_OFF ? 'ERR_BAD_RESPONSE' : ''), words };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Of the network or of TLS: no HTTP status, and no code of n8n's database such as SQLITE_BUSY. */
const isNodeCode = (value: unknown): value is string =>
	typeof value === 'string' &&
	/^(E(?!R_)[A-Z0-9_]+|(HPE|UND|CERT|DEPTH|SELF|UNABLE)_\w+)$/.test(value);

/** Problems of the network that may pass. All but the first group can hit a request that was carried out. */
const NEVER_ARRIVED: Record<string, string> = {
	ECONNREFUSED: 'it refused the connection',
	ENOTFOUND: 'its name could not be resolved',
	EAI_AGAIN: 'its name could not be resolved at the moment',
	EHOSTUNREACH: 'there is no route to it',
	ENETUNREACH: 'the network is unreachable',
	ENETDOWN: 'the network is down',
};
const MAY_HAVE_ARRIVED: Record<string, string> = {
	ECONNRESET: 'it closed the connection',
	ECONNABORTED: 'it did not answer in time',
	ETIMEDOUT: 'it did not answer in time',
	EPIPE: 'it closed the connection',
	ERR_BAD_RESPONSE: 'its answer was cut off',
	ERR_STREAM_PREMATURE_CLOSE: 'its answer was cut off',
};

/**
 * The error for a request that got no answer.
 *
 * @param host where it was sent, for the message
 * @param networkCode Node's code of the failure, such as ECONNRESET; not empty
 * @param words what the failure says of itself, shown where the code is not a known one
 */
export function noAnswer(host: string, networkCode: string, words: string): FeishuError {
	// HPE_*: what came back was no HTTP (Node's parser).
	const passing =
		NEVER_ARRIVED[networkCode] ??
		MAY_HAVE_ARRIVED[networkCode] ??
		(networkCode.startsWith('HPE_') ? 'its answer was no valid HTTP' : undefined);
	return new FeishuError({
		// A code that is on no list is tried again like the others: who can say that it does not pass?
		kind: 'unavailable',
		// Without the bare code: n8n replaces a message in which it finds one by a sentence of its own.
		summary: `Could not reach ${host}: ${passing ?? words}`,
		advice:
			'Check Platform and Base URL in the credential, and that this n8n may reach the internet.',
		outcomeUnknown: !(networkCode in NEVER_ARRIVED),
	});
}

/**
 * The error for a request that failed without a code of the network's: something in n8n itself, such as a
 * database that is busy while the token is stored.
 *
 * @param wasSent whether the request may have been on its way by then
 */
export function failedInside(words: string, wasSent: boolean): FeishuError {
	return new FeishuError({
		kind: 'unavailable',
		summary: `n8n itself failed: ${words}`,
		advice: "Try again later. If it lasts, look into n8n's log.",
		outcomeUnknown: wasSent,
	});
}
