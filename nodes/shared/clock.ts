import { sleep } from 'n8n-workflow';

/**
 * The one place where time comes from, for the credential and the node alike, so that a test can run
 * both on faster time. n8n's lint and n8n Cloud forbid timers; `sleep` of n8n-workflow is what is left.
 */
export const clock = {
	/** Wall-clock time, in milliseconds since 1970: for what outlives the process, such as a token. */
	now: () => Date.now(),

	/** Milliseconds since some start, never going back: for the pace, which a clock change must not stall. */
	elapsed: () => performance.now(),

	/** Resolves after `ms` milliseconds. It cannot be cancelled: whoever must stop early races it. */
	sleep: async (ms: number) => await sleep(ms),
};
