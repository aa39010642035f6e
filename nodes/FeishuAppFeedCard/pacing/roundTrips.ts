import { clock } from '../../shared/clock';
import type { Reservation } from './reservation';

/**
 * By how many milliseconds a request may arrive later than another, at most. `npm run simulate` has the
 * networks that it was tried with.
 */
const MOST_LATE_MS = 120;

/** Older answers do not count: networks change. (A proxy's error comes at once and looks like the shortest trip.) */
const KEPT = 40;

/** How late requests reach the server: it counts them from their arrival, which we do not know. */
export class RoundTrips {
	/** The last ones, in milliseconds. */
	private last: number[] = [];
	/** Of these; each look at the window asks for it. Infinity before the first. */
	shortestMs = Infinity;

	/** Says that the answer to a request is there. */
	add(reservation: Reservation): void {
		reservation.roundTripMs = clock.elapsed() - reservation.startedAt;
		this.last = [...this.last, reservation.roundTripMs].slice(-KEPT);
		this.shortestMs = Math.min(...this.last);
	}

	/**
	 * By how many milliseconds a request may have arrived later than the next one will: by as much as it took
	 * longer than the shortest. The more answers are there, the surer it is which is the shortest.
	 */
	lateMs({ startedAt, roundTripMs = clock.elapsed() - startedAt }: Reservation): number {
		const longerMs = Math.max(0, roundTripMs - this.shortestMs);
		return Math.min(MOST_LATE_MS, longerMs + MOST_LATE_MS / this.last.length);
	}
}
