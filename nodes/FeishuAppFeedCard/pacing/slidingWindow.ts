import { clock } from '../../shared/clock';

/** Permission for one request; times are in `clock.elapsed()`, in milliseconds. */
export interface Reservation {
	/** When the request was sent. Whoever sends it may move this on, if it had to wait for something first. */
	startedAt: number;
	/** Set if the server refused the request as too fast: until then the reservation counts. */
	refusedUntil?: number;
}

/** The server counts from arrival, which we do not know. Travel times may differ by this much. */
const ARRIVAL_JITTER_MS = 18;

/** This many requests in any span of a second, or of a little more if the number is not a whole one. */
export class SlidingWindow {
	private reservations: Reservation[] = [];

	add(reservation: Reservation): void {
		this.reservations.push(reservation);
	}

	/** How many requests of the window were not refused. */
	held(perSecond: number): number {
		this.forgetOld(perSecond);
		return this.reservations.filter(({ refusedUntil }) => refusedUntil === undefined).length;
	}

	/**
	 * Milliseconds until there is room for one more; 0 or less if there is now.
	 *
	 * @param perSecond more than 0; 0.2 means one in five seconds, 1.9 two in 1.05 seconds
	 */
	timeUntilRoom(perSecond: number): number {
		this.forgetOld(perSecond);
		const mustLeave = this.reservations.length - Math.ceil(perSecond) + 1;
		if (mustLeave <= 0) return 0;
		const times = this.reservations.map((one) => leavesAt(one, perSecond)).sort((a, b) => a - b);
		return times[mustLeave - 1] - clock.elapsed();
	}

	private forgetOld(perSecond: number): void {
		const now = clock.elapsed();
		this.reservations = this.reservations.filter((one) => leavesAt(one, perSecond) > now);
	}
}

/** When a reservation leaves the window. */
function leavesAt({ startedAt, refusedUntil }: Reservation, perSecond: number): number {
	return refusedUntil ?? startedAt + ARRIVAL_JITTER_MS + (Math.ceil(perSecond) / perSecond) * 1_000;
}
