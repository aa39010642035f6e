import { clock } from '../../shared/clock';
import { Congestion, CONGESTION } from './congestion';
import { SlidingWindow, type Start } from './slidingWindow';

export type { Start } from './slidingWindow';

/** A pace that nobody uses is forgotten after this time: until then its starts count, in milliseconds. */
const REMEMBERED_FOR_MS = 15_000;

/**
 * The shortest wait that Feishu can ask for, a whole second, is the span that its limit counts over: it says
 * no more than the refusal does.
 */
const SHORTEST_PAUSE_MS = 1_000;

/** One execution's access to a pace. */
export interface Lane {
	/**
	 * Waits for permission to start a request. One at a time: ask for the next one when this one is there.
	 *
	 * @throws the signal's reason, at once, when it is aborted
	 */
	start(signal: AbortSignal | undefined): Promise<Start>;
	/** Says that the request of a start was not refused as too fast. */
	answered(start: Start): void;
	/** Says that it was, and for how long Feishu asked to wait, if it did. */
	refused(start: Start, askedWaitMs: number | undefined): void;
	leave(): void;
}

/**
 * Lets requests start, first come first served: of each execution as many in a second as it wants, of all
 * together as many as the fastest of them wants, or as the server seems to allow.
 */
class Pace {
	/** How many executions want each pace. */
	private readonly wanting = new Map<number, number>();
	/** The starts of all executions. */
	private readonly window = new SlidingWindow();
	private readonly congestion = new Congestion(this.window);
	/** Called in turn with its start. Only the first one costs anything while it waits. */
	private readonly queue = new Set<(start: Start) => void>();
	private isServing = false;
	private sleeping = new AbortController();
	private pausedUntil = 0;
	private nextAt = 0;
	private idleSince = clock.elapsed();

	join(perSecond: number): Lane {
		const own = new SlidingWindow();
		if (perSecond > this.wanted) this.lookAgain();
		this.count(perSecond, 1);
		return {
			start: async (signal) => {
				// Who is set to a slower pace than others waits for it outside the queue, in nobody's way.
				while (perSecond < this.wanted && own.timeUntilRoom(perSecond) > 0) {
					await clock.sleep(Math.ceil(own.timeUntilRoom(perSecond)), signal);
					signal?.throwIfAborted();
				}
				const start = await this.turn(signal);
				own.add(start);
				return start;
			},
			answered: () => {
				if (this.congestion.gotThrough(Math.max(perSecond, this.wanted))) this.lookAgain();
			},
			refused: (start, askedWaitMs = 0) => {
				this.congestion.refused(start, Math.max(perSecond, this.wanted));
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
		return (
			this.wanting.size === 0 && now - this.idleSince > REMEMBERED_FOR_MS && now > this.pausedUntil
		);
	}

	private count(perSecond: number, change: 1 | -1): void {
		const executions = (this.wanting.get(perSecond) ?? 0) + change;
		if (executions > 0) this.wanting.set(perSecond, executions);
		else this.wanting.delete(perSecond);
	}

	/** What all executions together want: the most that one of them does. */
	private get wanted(): number {
		return Math.max(...this.wanting.keys());
	}

	private async turn(signal: AbortSignal | undefined): Promise<Start> {
		signal?.throwIfAborted();
		return await new Promise<Start>((resolve, reject) => {
			const leaveQueue = () => {
				this.queue.delete(permit);
				signal?.removeEventListener('abort', onAbort);
			};
			const permit = (start: Start) => {
				leaveQueue();
				resolve(start);
			};
			const onAbort = () => {
				leaveQueue();
				if (this.queue.size === 0) this.lookAgain();
				reject(signal?.reason as Error);
			};
			signal?.addEventListener('abort', onAbort);
			this.queue.add(permit);
			void this.serve();
		});
	}

	/** Permits one start after another while somebody waits. */
	private async serve(): Promise<void> {
		if (this.isServing) return;
		this.isServing = true;
		let dueAt = clock.elapsed();
		while (this.queue.size > 0) {
			const [permit] = this.queue;
			const wait = this.timeUntilRoom();
			if (wait <= 0) {
				permit(this.begin(dueAt));
				continue;
			}
			dueAt = clock.elapsed() + wait;
			// Whole milliseconds: timers are not finer, and a little too early would mean to wait once more.
			await clock.sleep(Math.ceil(wait), this.sleeping.signal);
		}
		this.isServing = false;
	}

	/** There may be room sooner than it seemed, or nobody may wait any more. */
	private lookAgain(): void {
		if (!this.isServing) return;
		this.sleeping.abort();
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

	/** @param dueAt when it could begin; a timer that rang late makes the next ones no later */
	private begin(dueAt: number): Start {
		const start: Start = { startedAt: clock.elapsed() };
		this.window.add(start);
		const from = Math.max(this.nextAt, Math.min(dueAt, start.startedAt));
		this.nextAt = from + CONGESTION.spreadMs / Math.max(1, this.wanted);
		void noteSending(start);
		return start;
	}
}

/**
 * A request leaves a turn of the event loop after its permission, when it is connected: in a busy process that
 * may be long after it.
 */
async function noteSending(start: Start): Promise<void> {
	await clock.sleep(0);
	start.startedAt = clock.elapsed();
}

const paces = new Map<string, Pace>();

/**
 * A lane of the pace that all executions in this process share under `key`.
 *
 * @param requestsPerSecond more than 0; below 1 it means one request in several seconds
 */
export function joinPace(key: string, requestsPerSecond: number): Lane {
	for (const [oldest, pace] of paces) {
		if (!pace.isForgotten) break;
		paces.delete(oldest);
	}
	const known = paces.get(key);
	const pace = known && !known.isForgotten ? known : new Pace();
	// The one that was joined last stands last.
	paces.delete(key);
	paces.set(key, pace);
	return pace.join(requestsPerSecond);
}
