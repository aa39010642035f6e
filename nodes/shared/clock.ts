import { sleep } from 'n8n-workflow';

/** Longest single timer. n8n's `sleep` cannot be cancelled, and Node takes no timer above 2^31 ms. */
const SLICE_MS = 1_000;

/**
 * The one place where time comes from, for the credential and all nodes, so that a test can run
 * them on faster time. n8n's lint and n8n Cloud forbid timers; `sleep` of n8n-workflow is what is left.
 */
export const clock = {
	/** Wall-clock time, in milliseconds since 1970: for what outlives the process, such as a token. */
	now: () => Date.now(),

	/** Milliseconds since some start, never going back: for the pace, which a clock change must not stall. */
	elapsed: () => performance.now(),

	/** Aborted after `ms` milliseconds, less than 2^31. Node's own timer: it keeps no process alive. */
	timeout: (ms: number): AbortSignal => AbortSignal.timeout(ms),

	/**
	 * Resolves after `ms` milliseconds, or as soon as the signal is aborted: the caller looks at the signal.
	 * What was aborted leaves a timer behind that holds nothing and ends within a second.
	 */
	sleep: async (ms: number, signal?: AbortSignal): Promise<void> => {
		const end = performance.now() + ms;
		do {
			const slice = sleep(Math.min(Math.max(0, end - performance.now()), SLICE_MS));
			await (signal ? unlessAborted(slice, signal) : slice);
		} while (performance.now() < end && !signal?.aborted);
	},
};

async function unlessAborted(slice: Promise<void>, signal: AbortSignal): Promise<void> {
	if (signal.aborted) return;
	let wakeUp = () => {};
	const aborted = new Promise<void>((resolve) => (wakeUp = resolve));
	signal.addEventListener('abort', wakeUp);
	await Promise.race([slice, aborted]);
	signal.removeEventListener('abort', wakeUp);
}
