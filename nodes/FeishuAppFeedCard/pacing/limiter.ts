import { clock } from '../../shared/clock';
import { Congestion, CONGESTION } from './congestion';
import type { Reservation } from './reservation';
import { RoundTrips } from './roundTrips';
import { SlidingWindow } from './slidingWindow';

/** Executions that follow each other within this time keep to one limit, and to what refusals have told. */
const REMEMBERED_FOR_MS = 15_000;

/** A wait of a second, the shortest that Feishu can ask for, is what any refusal means. */
const SHORTEST_PAUSE_MS = 1_000;

/** One execution's access to the limiter that it shares with others. */
export interface Limiter {
	/**
	 * Waits until a request may be sent, and expects it to be sent at once. One at a time: call it again when
	 * this one is there.
	 *
	 * @throws the signal's reason, at once, when it is aborted
	 */
	reserve(signal: AbortSignal | undefined): Promise<Reservation>;
	/** Says that the request was not refused as too fast (429). */
	answered(reservation: Reservation): void;
	/** Says that it was, and for how long Feishu asked to wait, if it did. */
	refused(reservation: Reservation, askedWaitMs: number | undefined): void;
	leave(): void;
}

/**
 * Lets requests be sent, first come first served: of each execution as many a second as it wants, of all
 * together as many as the fastest of them wants, or as the server seems to allow.
 */
class SharedLimiter {
	/** How many executions want each rate, in requests a second. */
	private readonly executions = new Map<number, number>();
	private readonly roundTrips = new RoundTrips();
	/** The requests of all executions. */
	private readonly window = new SlidingWindow((one) => this.roundTrips.lateMs(one));
	private readonly congestion = new Congestion(this.window);
	/** Those who wait, first come first served; only the queue's head costs anything meanwhile. */
	private readonly queue = new Set<(reservation: Reservation) => void>();
	private isServing = false;
	private sleeping = new AbortController();
	private pausedUntil = 0;
	private nextAt = 0;
	private idleSince = clock.elapsed();

	join(perSecond: number): Limiter {
		const own = new SlidingWindow();
		if (perSecond > this.wanted) this.lookAgain();
		this.count(perSecond, 1);
		return {
			reserve: async (signal) => {
				// An execution with a lower rate than others waits for it outside the queue, in nobody's way.
				// Asked first, its own window forgets what has left it.
				while (own.timeUntilRoom(perSecond) > 0 && perSecond < this.wanted) {
					await clock.sleep(Math.ceil(own.timeUntilRoom(perSecond)), signal);
					signal?.throwIfAborted();
				}
				const reservation = await this.turn(signal);
				own.add(reservation);
				return reservation;
			},
			answered: (reservation) => {
				this.roundTrips.add(reservation);
				const full = Math.max(perSecond, this.wanted);
				this.congestion.gotThrough(full, this.roundTrips.shortestMs);
				this.lookAgain();
			},
			refused: (reservation, askedWaitMs = 0) => {
				this.congestion.refused(reservation, Math.max(perSecond, this.wanted));
				if (askedWaitMs > SHORTEST_PAUSE_MS) {
					this.pausedUntil = Math.max(this.pausedUntil, clock.elapsed() + askedWaitMs);
				}
				this.lookAgain();
			},
			leave: () => {
				this.count(perSecond, -1);
				this.idleSince = clock.elapsed();
			},
		};
	}

	get isForgotten(): boolean {
		const now = clock.elapsed();
		const isUnused = this.executions.size === 0 && now - this.idleSince > REMEMBERED_FOR_MS;
		return isUnused && now > this.pausedUntil;
	}

	private count(perSecond: number, change: 1 | -1): void {
		const executions = (this.executions.get(perSecond) ?? 0) + change;
		if (executions > 0) this.executions.set(perSecond, executions);
		else this.executions.delete(perSecond);
	}

	/** The rate that all executions want together: the highest of theirs. */
	private get wanted(): number {
		return Math.max(...this.executions.keys());
	}

	private async turn(signal: AbortSignal | undefined): Promise<Reservation> {
		signal?.throwIfAborted();
		return await new Promise<Reservation>((resolve, reject) => {
			const permit = (reservation: Reservation) => {
				signal?.removeEventListener('abort', onAbort);
				resolve(reservation);
			};
			const onAbort = () => {
				this.queue.delete(permit);
				if (this.queue.size === 0) this.lookAgain();
				reject(signal?.reason as Error);
			};
			signal?.addEventListener('abort', onAbort, { once: true });
			this.queue.add(permit);
			void this.serve();
		});
	}

	/** Serves the queue until nobody waits. */
	private async serve(): Promise<void> {
		if (this.isServing) return;
		this.isServing = true;
		let dueAt = clock.elapsed();
		while (this.queue.size > 0) {
			const [permit] = this.queue;
			const wait = this.timeUntilRoom();
			if (wait > 0) {
				dueAt = clock.elapsed() + wait;
				// Whole milliseconds: timers are not finer, and waking too early would mean sleeping again.
				await clock.sleep(Math.ceil(wait), this.sleeping.signal);
			} else {
				this.queue.delete(permit);
				permit(this.begin(dueAt));
			}
		}
		this.isServing = false;
	}

	/** Wakes the loop: there may be room sooner than it seemed, or nobody may wait any more. */
	private lookAgain(): void {
		if (!this.isServing) return;
		// With a reason: without one Node.js makes an exception each time, with its stack.
		this.sleeping.abort('look again');
		this.sleeping = new AbortController();
	}

	private timeUntilRoom(): number {
		const now = clock.elapsed();
		return Math.max(
			this.window.timeUntilRoom(Math.min(this.wanted, this.congestion.allowed)),
			this.pausedUntil - now,
			this.nextAt - now,
		);
	}

	/** @param dueAt when it could begin; a timer that rings late delays only this one, not those behind it */
	private begin(dueAt: number): Reservation {
		const reservation: Reservation = { startedAt: clock.elapsed() };
		this.window.add(reservation);
		const from = Math.max(this.nextAt, Math.min(dueAt, reservation.startedAt));
		this.nextAt = from + CONGESTION.spreadMs / Math.max(1, this.wanted);
		void noteSending(reservation);
		return reservation;
	}
}

/**
 * A request leaves the process one turn of the event loop after its permission, when it is connected. In a
 * busy process that is late, and the server counts it from then.
 */
async function noteSending(reservation: Reservation): Promise<void> {
	await clock.sleep(0);
	reservation.startedAt = clock.elapsed();
}

const limiters = new Map<string, SharedLimiter>();

/**
 * Access to the limiter that all executions in this process share under `key`.
 *
 * @param requestsPerSecond more than 0; below 1 it means one request in several seconds
 */
export function joinLimiter(key: string, requestsPerSecond: number): Limiter {
	for (const [oldest, limiter] of limiters) {
		if (!limiter.isForgotten) break;
		limiters.delete(oldest);
	}
	const known = limiters.get(key);
	const limiter = known?.isForgotten === false ? known : new SharedLimiter();
	// The last one joined stands last, so that only the front has to be looked at.
	limiters.delete(key);
	limiters.set(key, limiter);
	return limiter.join(requestsPerSecond);
}
