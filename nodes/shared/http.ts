import type { IHttpRequestHelper, IHttpRequestOptions } from 'n8n-workflow';

import type { HttpAnswer } from './answer';
import { clock } from './clock';
import { failureIn, noAnswer, OUT_OF_TIME } from './networkFailure';

/** n8n sends plain `application/json` unless told otherwise; Feishu's documents ask for this. */
export const JSON_TYPE = 'application/json; charset=utf-8';

/** How requests that carry no token are sent: n8n's helper, how long one may take, and what no error may show. */
export interface Http {
	helpers: IHttpRequestHelper['helpers'];
	timeoutMs: number;
	secrets: readonly string[];
}

/**
 * Sends a request that carries no token.
 *
 * @throws FeishuError if there is no answer
 */
export async function answerTo(
	{ helpers, timeoutMs, secrets }: Http,
	request: IHttpRequestOptions,
): Promise<HttpAnswer> {
	// n8n's own timeout ends a silence only.
	const timeIsUp = clock.timeout(timeoutMs);
	try {
		return (await helpers.httpRequest({
			...request,
			timeout: timeoutMs,
			abortSignal: timeIsUp,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		})) as HttpAnswer;
	} catch (error) {
		// Not passed on as it is: it carries the request, and with it a secret.
		const failure = timeIsUp.aborted ? OUT_OF_TIME : failureIn(error);
		throw noAnswer(failure, new URL(request.url).host, false, secrets);
	}
}
