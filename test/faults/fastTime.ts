import { clock } from '../engine/built';
import type { Clock } from '../feishu/settings';

/**
 * How much faster time runs for the node, the credential and the stand-in alike. Not faster than this: a
 * request takes some milliseconds of real time on loopback, and must stay short beside the waits.
 */
const FASTER = 40;

/** Call it at the top of a test file; gives the stand-in's clock. Timeouts of requests stay in real time. */
export function fastTime(): Clock {
	const real = { ...clock };
	const begin = { now: real.now(), elapsed: real.elapsed() };
	const fast = {
		now: () => begin.now + (real.now() - begin.now) * FASTER,
		elapsed: () => begin.elapsed + (real.elapsed() - begin.elapsed) * FASTER,
		sleep: async (ms: number, signal?: AbortSignal) => await real.sleep(ms / FASTER, signal),
	};
	beforeAll(() => void Object.assign(clock, fast));
	afterAll(() => void Object.assign(clock, real));
	return { now: fast.now, sleep: fast.sleep };
}
