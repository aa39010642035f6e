import { clock } from '../../shared/clock';

/** A request that was allowed to start; times are in `clock.elapsed()`, in milliseconds. */
export interface Start {
	/** Whoever holds it may move it on, if the request had to wait before it was sent. */
	startedAt: number;
	/** Set if the server refused it as too fast: until then it counts. */
	refusedUntil?: number;
}

/**
 * The server counts a request from its arrival, which is not known here. Travel times of requests may differ
 * by this much.
 */
const WAY_MS = 18;

/** So many starts in any span of a second, or of a little more if the number is not a whole one. */
export class SlidingWindow {
	private starts: Start[] = [];

	add(start: Start): void {
		this.starts.push(start);
	}

	/** How many starts of the window were not refused. */
	held(perSecond: number): number {
		this.forgetOld(perSecond);
		return this.starts.filter(({ refusedUntil }) => refusedUntil === undefined).length;
	}

	/**
	 * Milliseconds until there is room for one more; 0 or less if there is now.
	 *
	 * @param perSecond more than 0; 0.2 means one in five seconds, 1.9 two in 1.05 seconds
	 */
	timeUntilRoom(perSecond: number): number {
		this.forgetOld(perSecond);
		const mustLeave = this.starts.length - Math.ceil(perSecond) + 1;
		if (mustLeave <= 0) return 0;
		const times = this.starts.map((start) => leavesAt(start, perSecond)).sort((a, b) => a - b);
		return times[mustLeave - 1] - clock.elapsed();
	}

	private forgetOld(perSecond: number): void {
		const now = clock.elapsed();
		this.starts = this.starts.filter((start) => leavesAt(start, perSecond) > now);
	}
}

/** When a start leaves the window. */
function leavesAt({ startedAt, refusedUntil }: Start, perSecond: number): number {
	return refusedUntil ?? startedAt + WAY_MS + (Math.ceil(perSecond) / perSecond) * 1_000;
}
