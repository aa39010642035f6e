/** Calls of a webhook in a benchmark, and what a rate limit makes of them. */
import { realClock } from '../feishu/settings';

/** How many requests a second the server lets through. */
export const PER_SECOND = 10;

/** How long after the first of these requests the limit lets the last one be sent, in milliseconds. */
export const limitMsOf = (requests: number) => ((requests - PER_SECOND) / PER_SECOND) * 1_000;

/**
 * Calls with each of these, one after another within `withinMs`, whether the calls before are answered or not.
 *
 * @returns the answers
 */
export async function callWithin<T, R>(
	withinMs: number,
	given: readonly T[],
	call: (one: T) => Promise<R>,
): Promise<R[]> {
	const begunAt = Date.now();
	const answers: Array<Promise<R>> = [];
	for (const [n, one] of given.entries()) {
		const dueAt = begunAt + (n * withinMs) / given.length;
		if (dueAt > Date.now()) await realClock.sleep(dueAt - Date.now());
		answers.push(call(one));
	}
	return await Promise.all(answers);
}
