import { clock } from '../../shared/clock';
import type { Reservation } from './reservation';

/** This many requests in any span of a second, or of a little more if the number is not a whole one. */
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
}
