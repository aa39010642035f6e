import { clock } from '../../shared/clock';
import type { Reservation } from './reservation';
import type { SlidingWindow } from './slidingWindow';

/*
 * Congestion control: other processes and programs may use part of the server's limit, and only refusals tell
 * of them. A process knows when its own slots become free before any other process does. So after a refusal
 * it goes on with the slots that it holds, tries for one more after a while, and then for another as long as
 * nothing is refused (additive increase).
 *
 * `npm run simulate` tries this with up to eight processes, and prints what each constant is worth.
 */

/** Times are in milliseconds. */
export const CONGESTION = {
	/**
	 * The starts of a full second are spread over this time: slots that become free one after another give
	 * other processes a chance to take one.
	 */
	spreadMs: 40,
	/**
	 * How long after its start a refused one may be sent again: it then meets the slots of those that began a
	 * little earlier when these become free.
	 */
	retryMs: 850,
	/** The same after a round without success: a server that counts refused requests must forget them. */
	lateRetryMs: 1_050,
	/** How long after a refusal a process that holds no slot tries for one. */
	patienceMs: 700,
	/** A process that holds all slots waits this much longer, so that newcomers get a share. */
	shareMs: 600,
	/** How long after that the next one is tried for, in round trips: not many at once before the first is answered. */
	roundTrips: 0.5,
};

/** How many requests a second the server seems to allow while others use part of its limit. */
export class Congestion {
	/** Infinity while nothing speaks against the full rate. */
	allowed = Infinity;
	private growAt = 0;
	private refusedAt = -Infinity;
	/** Rounds of refusals since something got through. */
	private roundsRefused = 0;

	/** @param window the requests of all executions */
	constructor(private readonly window: SlidingWindow) {}

	/**
	 * @param full the rate that is wanted, in requests a second; so in `refused`
	 * @param roundTripMs how long an answer takes
	 */
	gotThrough(full: number, roundTripMs: number): void {
		this.roundsRefused = 0;
		const now = clock.elapsed();
		if (this.allowed >= full || now < this.growAt) return;
		this.allowed++;
		this.growAt = now + CONGESTION.roundTrips * roundTripMs;
	}

	refused(reservation: Reservation, full: number): void {
		const now = clock.elapsed();
		// Those sent before the last refusal belong to its round.
		if (reservation.startedAt >= this.refusedAt) this.roundsRefused++;
		reservation.refusedUntil =
			reservation.startedAt +
			(this.roundsRefused <= 1 ? CONGESTION.retryMs : CONGESTION.lateRetryMs);
		const held = this.window.held(full);
		this.allowed = Math.max(1, Math.min(held, this.allowed));
		this.growAt = now + CONGESTION.patienceMs + CONGESTION.shareMs * (held / full);
		this.refusedAt = now;
	}
}
