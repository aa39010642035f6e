import { clock } from '../../shared/clock';

/** Permission for one request; times are in `clock.elapsed()`, in milliseconds. */
export interface Reservation {
	/** When the request was sent. Whoever sends it may move this on, if it had to wait for something first. */
	startedAt: number;
	/** Set if the server refused the request as too fast: until then the reservation counts. */
	refusedUntil?: number;
	/** From sending to the answer, once that is there. */
	roundTripMs?: number;
}

/**
 * The server counts a request from its arrival, which we do not know. One that is answered later than another
 * may have been on its way for longer: by so much, in milliseconds, at least and at most. `npm run simulate` has
 * the networks that they were tried with.
 */
const LATE = { leastMs: 8, mostMs: 50 };

/** This many requests in any span of a second, or of a little more if the number is not a whole one. */
export class SlidingWindow {
	private reservations: Reservation[] = [];
	private shortestRoundTripMs = Infinity;

	add(reservation: Reservation): void {
		this.reservations.push(reservation);
	}

	/** Says that the answer to a request is there. */
	answered(reservation: Reservation): void {
		const roundTripMs = clock.elapsed() - reservation.startedAt;
		reservation.roundTripMs = roundTripMs;
		this.shortestRoundTripMs = Math.min(this.shortestRoundTripMs, roundTripMs);
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
		const times = this.reservations
			.map((one) => this.leavesAt(one, perSecond))
			.sort((a, b) => a - b);
		return times[mustLeave - 1] - clock.elapsed();
	}

	private forgetOld(perSecond: number): void {
		const now = clock.elapsed();
		this.reservations = this.reservations.filter((one) => this.leavesAt(one, perSecond) > now);
	}

	/** When a reservation leaves the window. */
	private leavesAt(reservation: Reservation, perSecond: number): number {
		const { startedAt, refusedUntil } = reservation;
		const spanMs = (Math.ceil(perSecond) / perSecond) * 1_000;
		return refusedUntil ?? startedAt + this.lateMs(reservation) + spanMs;
	}

	private lateMs({ startedAt, roundTripMs = clock.elapsed() - startedAt }: Reservation): number {
		const longerMs = Math.max(0, roundTripMs - this.shortestRoundTripMs);
		return Math.min(LATE.mostMs, LATE.leastMs + longerMs);
	}
}
