import { clock } from '../../shared/clock';

/** A request that was allowed to start; times are in `clock.elapsed()`, in milliseconds. */
export interface Start {
	/** Whoever holds it may move it on, where the request had to wait before it was sent. */
	startedAt: number;
	answeredAt?: number;
	/** Set where the server refused it as too fast: until then it counts. */
	refusedUntil?: number;
}

/**
 * A server counts a request from its arrival, which is not known here: by so much, requests may differ in
 * how long they are on their way. The first ones may differ by more: code is loaded for them, and
 * connections are opened.
 */
const WAY_MS = 20;
const FIRST_WAY_MS = 50;

/** So many starts in any span of a second, or of a little more where the number is no whole one. */
export class SlidingWindow {
	private readonly starts: Array<{ start: Start; wayMs: number }> = [];
	private begun = 0;

	add(start: Start, perSecond: number): void {
		this.starts.push({ start, wayMs: this.begun++ < perSecond ? FIRST_WAY_MS : WAY_MS });
	}

	/** How many starts of the window were not refused. */
	held(perSecond: number): number {
		return this.notRefused(perSecond).length;
	}

	/** How many of these were answered by now. */
	heldForCertain(perSecond: number): number {
		return this.notRefused(perSecond).filter(({ answeredAt }) => answeredAt !== undefined).length;
	}

	/**
	 * Milliseconds until there is room for so many more; 0 if there is now.
	 *
	 * @param perSecond more than 0; 0.2 means one in five seconds, 1.9 two in 1.05 seconds
	 */
	timeUntilRoom(perSecond: number, places = 1): number {
		this.forgetOld(perSecond);
		const limit = Math.ceil(perSecond);
		const mustLeave = this.starts.length - limit + Math.min(places, limit);
		if (mustLeave <= 0) return 0;
		const times = this.starts.map((entry) => leavesAt(entry, perSecond)).sort((a, b) => a - b);
		return times[mustLeave - 1] - clock.elapsed();
	}

	private notRefused(perSecond: number): Start[] {
		this.forgetOld(perSecond);
		return this.starts
			.map(({ start }) => start)
			.filter(({ refusedUntil }) => refusedUntil === undefined);
	}

	private forgetOld(perSecond: number): void {
		const now = clock.elapsed();
		const left = this.starts.filter((entry) => leavesAt(entry, perSecond) > now);
		if (left.length < this.starts.length) this.starts.splice(0, this.starts.length, ...left);
	}
}

/** When a start leaves the window; an answer proves that the request had arrived. */
function leavesAt({ start, wayMs }: { start: Start; wayMs: number }, perSecond: number): number {
	const { startedAt, answeredAt = Infinity, refusedUntil } = start;
	const windowMs = (Math.ceil(perSecond) / perSecond) * 1_000;
	return refusedUntil ?? Math.min(startedAt + wayMs, answeredAt) + windowMs;
}
