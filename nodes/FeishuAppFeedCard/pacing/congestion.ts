import { clock } from '../../shared/clock';
import type { SlidingWindow, Start } from './slidingWindow';

/*
 * Congestion control: other processes and programs may take part of the server's limit, and nothing but
 * refusals tells of them. A start that got through holds a place in the server's window for a second, and
 * who holds a place is the first to know when it is free again. So after a refusal a process goes on with
 * the places that it holds, and tries after a while for one more, and then for another as long as that
 * succeeds (additive increase). Where it was one of its own places that it lost, somebody has come who has
 * few: then it keeps two fifths of all at most (multiplicative decrease).
 *
 * `npm run simulate` tries this with up to eight processes, and prints what each constant is worth.
 */

/** Times are in milliseconds. */
export const CONGESTION = {
	/**
	 * How long after its start a refused one may be sent again, so that it comes to the places of those that
	 * began a little earlier when these become free.
	 */
	retryMs: 850,
	/** The same after a round without success: a server that counts refused requests must forget them. */
	lateRetryMs: 1_050,
	/** How long after a refusal one more place is tried for; at random up to a third more or less. */
	patienceMs: 800,
	/** So long after one more was tried for and got, the next is. */
	roundMs: 200,
	/** Who loses a place keeps no more than this share of all. */
	keepsAtMost: 0.4,
};

/** How many requests in a second the server seems to let through while others take part of its limit. */
export class Congestion {
	/** Infinity while nothing speaks against the full pace. */
	allowed = Infinity;
	private growAt = 0;
	private refusedAt = -Infinity;
	/** Rounds of refusals since something got through. */
	private roundsRefused = 0;
	/** The most places that were held for certain since the last refusal. */
	private heldForCertain = 0;

	/** @param window the starts of all lanes */
	constructor(private readonly window: SlidingWindow) {}

	/** @param full the pace that is wanted, in starts a second; so in `refused` */
	gotThrough(start: Start, full: number): void {
		const now = clock.elapsed();
		this.roundsRefused = 0;
		this.heldForCertain = Math.max(this.heldForCertain, this.window.heldForCertain(full));
		// What was under way when another one was refused tells nothing new.
		if (this.allowed === Infinity || start.startedAt < this.refusedAt) return;
		if (this.window.held(full) < this.allowed || now < this.growAt) return;
		this.allowed++;
		this.growAt = now + CONGESTION.roundMs;
		if (this.allowed >= full) this.allowed = Infinity;
	}

	refused(start: Start, full: number): void {
		const now = clock.elapsed();
		// Those refused together count as one; each of them holds no place any more, and that is all.
		const isNew = start.startedAt >= this.refusedAt;
		if (isNew) this.roundsRefused++;
		start.refusedUntil =
			start.startedAt + (this.roundsRefused <= 1 ? CONGESTION.retryMs : CONGESTION.lateRetryMs);
		const held = this.window.held(full);
		const hasLostOne = isNew && held < this.heldForCertain;
		const kept = hasLostOne ? Math.min(held, Math.round(CONGESTION.keepsAtMost * full)) : held;
		this.heldForCertain = this.window.heldForCertain(full);
		this.allowed = Math.max(1, Math.min(kept, this.allowed));
		this.growAt = now + CONGESTION.patienceMs * (2 / 3 + (Math.random() * 2) / 3);
		this.refusedAt = now;
	}
}
