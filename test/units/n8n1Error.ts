/** The sentences that n8n puts in the place of these codes (COMMON_ERRORS of n8n-workflow 1.120). */
const SENTENCES: Record<string, string> = {
	ECONNREFUSED: 'The service refused the connection - perhaps it is offline',
	ECONNRESET:
		'The connection to the server was closed unexpectedly, perhaps it is offline. You can retry the request immediately or wait and retry later.',
	ECONNABORTED: 'The connection was aborted, perhaps the server is offline',
	ENOTFOUND:
		'The connection cannot be established, this usually occurs due to an incorrect host (domain) value',
};

/**
 * A failed request as n8n 1 hands it on: a NodeApiError without a cause. Written down from NodeApiError of
 * n8n-workflow 1.120.31 (n8n 1.123.81) with errors of axios: `httpCode` is Node's code, or the HTTP status
 * where an answer had begun; what the error said of itself stands in `messages`.
 */
export function asN8n1HandsItOn(error: Error & { code?: string }): Error {
	const { code, message } = error;
	const sentence = SENTENCES[code ?? ''];
	return Object.assign(new Error(sentence ?? message), {
		name: 'NodeApiError',
		messages: sentence ? [message, message] : [message],
		httpCode: code === 'ERR_BAD_RESPONSE' ? '200' : (code ?? null),
		context: {},
	});
}
