import { clock } from './clock';

/** How far the clock of this machine may be behind Feishu's. */
export const AHEAD_AT_MOST_MS = 5 * 60_000;

/**
 * A time of Feishu's in milliseconds since 1970; NaN if it is none. Most are in seconds; in `create_time` Feishu has
 * milli- and microseconds too.
 */
export function msOf(value: unknown): number {
	const time = Number(value || NaN);
	if (time < 1e11) return time * 1_000;
	return time < 1e14 ? time : time / 1_000;
}

/** The same for when something was sent; 0 if that is unknown, or would be still to come. */
export function sentAtOf(value: unknown): number {
	const time = msOf(value);
	return time <= clock.now() + AHEAD_AT_MOST_MS ? time : 0;
}
