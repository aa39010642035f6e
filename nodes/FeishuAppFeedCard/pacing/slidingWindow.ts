import { clock } from '../../shared/clock';
import type { Reservation } from './reservation';

/** Allows `perSecond` requests in any one second; if it is not a whole number, see `timeUntilRoom`. */
export class SlidingWindow {
	private reservations: Reservation[] = [];

	/** @param lateMs by how many milliseconds a request may have reached the server late */
	constructor(private readonly lateMs: (reservation: Reservation) => number = () => 0) {}

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
		const times = this.forgetOld(perSecond);
		const mustLeave = times.length - Math.ceil(perSecond) + 1;
		if (mustLeave <= 0) return 0;
		times.sort((a, b) => a - b);
		return times[mustLeave - 1] - clock.elapsed();
	}

	/** @returns when each of those that are left leaves the window */
	private forgetOld(perSecond: number): number[] {
		const now = clock.elapsed();
		const spanMs = (Math.ceil(perSecond) / perSecond) * 1_000;
		const times: number[] = [];
		this.reservations = this.reservations.filter((one) => {
			const leavesAt = one.refusedUntil ?? one.startedAt + this.lateMs(one) + spanMs;
			if (leavesAt > now) times.push(leavesAt);
			return leavesAt > now;
		});
		return times;
	}
}
