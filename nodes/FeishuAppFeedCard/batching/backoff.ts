/** How long to wait before the next try: the whole policy, in milliseconds. */

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 60_000;

/**
 * After a fault of the network or of Feishu's servers: half a second, doubled for each further try. The
 * jitter keeps requests that failed together from coming back together.
 *
 * @param tries how often the request has been tried so far, from 1
 */
export function waitAfterFault(tries: number): number {
	const wait = Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), LONGEST_WAIT_MS);
	return wait * (0.75 + Math.random() / 2);
}

/**
 * After a rate limit: what Feishu asks for in the header `x-ogw-ratelimit-reset`, in seconds, up to a
 * minute ("频控策略"). Where that is missing or makes no sense: a second, the span that this API's limit
 * counts over, doubled as long as Feishu goes on refusing.
 *
 * @param refusals how many times in a row Feishu has refused, from 1
 */
export function waitAfterRateLimit(resetAfter: unknown, refusals: number): number {
	const seconds = Number(resetAfter);
	const asked = typeof resetAfter === 'string' && seconds > 0 && Number.isFinite(seconds);
	const wait = Math.min(asked ? seconds * 1_000 : 1_000 * 2 ** (refusals - 1), LONGEST_WAIT_MS);
	// Never earlier than asked for.
	return wait * (1 + Math.random() / 10);
}
