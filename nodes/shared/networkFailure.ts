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

/** Not an HTTP status. */
const isNodeCode = (value: unknown): value is string =>
	typeof value === 'string' && /^[A-Z]/.test(value);
