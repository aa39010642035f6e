import { clock } from '../../shared/clock';

const MINUTE_MS = 60_000;

/** When requests of one API started, in `clock.elapsed()`, oldest first. */
const startsByKey = new Map<string, number[]>();

/**
 * Waits until fewer than `limit` requests started in the last minute under this key, in all executions of
 * this process, and counts one more.
 *
 * @throws the signal's reason, at once, when it is aborted
 */
export async function startInMinute(
	key: string,
	limit: number,
	signal: AbortSignal | undefined,
): Promise<void> {
	forgetOld();
	const starts = startsByKey.get(key) ?? [];
	startsByKey.set(key, starts);
	for (;;) {
		signal?.throwIfAborted();
		const wait =
			starts.length < limit ? 0 : starts[starts.length - limit] + MINUTE_MS - clock.elapsed();
		if (wait <= 0) break;
		await clock.sleep(Math.ceil(wait), signal);
	}
	starts.push(clock.elapsed());
	if (starts.length > limit) starts.splice(0, starts.length - limit);
}

/** An API that nobody asked anything for a minute has all its room again. */
function forgetOld(): void {
	const now = clock.elapsed();
	for (const [key, starts] of startsByKey) {
		if (starts.every((startedAt) => startedAt + MINUTE_MS <= now)) startsByKey.delete(key);
	}
}
