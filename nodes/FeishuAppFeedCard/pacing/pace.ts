import { clock } from '../../shared/clock';
import { Congestion } from './congestion';
import { SlidingWindow, type Start } from './slidingWindow';

export type { Start } from './slidingWindow';

/**
 * The starts of a full second are spread over so many milliseconds: the work of sending one must not delay
 * the arrival of those started with it, and places that become free one after another give other processes
 * a chance to take one.
 */
const SPREAD_MS = 80;

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
	 * Waits for the next permission to start a request.
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

interface Waiting {
	readonly own: SlidingWindow;
	readonly perSecond: number;
}

/**
 * Lets requests start, first come first served: of each execution as many in a second as it wants, of all
 * together as many as the fastest of them wants, or as the server seems to allow.
 */
class Pace {
	private readonly lanes = new Map<Lane, number>();
	/** The starts of all lanes. */
	private readonly window = new SlidingWindow();
	private readonly congestion = new Congestion(this.window);
	private readonly waiting: Waiting[] = [];
	/** Aborted, and replaced, when those who wait must look again. */
	private changed = new AbortController();
	private pausedUntil = 0;
	private nextAt = 0;
	private idleSince = clock.elapsed();

	join(perSecond: number): Lane {
		const own = new SlidingWindow();
		const lane: Lane = {
			start: async (signal) => await this.start({ own, perSecond }, signal),
			answered: (start) => {
				start.answeredAt = clock.elapsed();
				this.congestion.gotThrough(start, Math.max(perSecond, this.wanted));
				this.wakeAll();
			},
			refused: (start, askedWaitMs = 0) => {
				start.answeredAt = clock.elapsed();
				this.congestion.refused(start, Math.max(perSecond, this.wanted));
				if (askedWaitMs > SHORTEST_PAUSE_MS) {
					this.pausedUntil = Math.max(this.pausedUntil, clock.elapsed() + askedWaitMs);
				}
				this.wakeAll();
			},
			leave: () => {
				this.lanes.delete(lane);
				this.idleSince = clock.elapsed();
			},
		};
		this.lanes.set(lane, perSecond);
		this.wakeAll();
		return lane;
	}

	get isForgotten(): boolean {
		const now = clock.elapsed();
		return (
			this.lanes.size === 0 && now - this.idleSince > REMEMBERED_FOR_MS && now > this.pausedUntil
		);
	}

	/** What all lanes together want: the most that one of them does. */
	private get wanted(): number {
		return Math.max(...this.lanes.values());
	}

	private get perSecond(): number {
		return Math.min(this.wanted, this.congestion.allowed);
	}

	private async start(waiting: Waiting, signal: AbortSignal | undefined): Promise<Start> {
		const onAbort = () => this.wakeAll();
		signal?.addEventListener('abort', onAbort);
		this.waiting.push(waiting);
		try {
			for (;;) {
				signal?.throwIfAborted();
				const wait = this.timeUntilTurn(waiting);
				if (wait <= 0) return this.begin(waiting);
				// Whole milliseconds: timers are not finer, and a little too early would mean to wait once more.
				await clock.sleep(Math.ceil(wait), this.changed.signal);
			}
		} finally {
			this.waiting.splice(this.waiting.indexOf(waiting), 1);
			signal?.removeEventListener('abort', onAbort);
		}
	}

	/** Those who wait look again: there may be room for them sooner than it seemed. */
	private wakeAll(): void {
		this.changed.abort();
		this.changed = new AbortController();
	}

	private timeUntilTurn(waiting: Waiting): number {
		const now = clock.elapsed();
		// Who came before goes before, unless its own pace does not let it.
		const before = this.waiting
			.slice(0, this.waiting.indexOf(waiting))
			.filter(({ own, perSecond }) => own.timeUntilRoom(perSecond) <= 0);
		return Math.max(
			waiting.own.timeUntilRoom(waiting.perSecond),
			this.window.timeUntilRoom(this.perSecond, before.length + 1),
			this.pausedUntil - now,
			this.nextAt - now,
		);
	}

	private begin({ own, perSecond }: Waiting): Start {
		const start: Start = { startedAt: clock.elapsed() };
		own.add(start, perSecond);
		this.window.add(start, this.perSecond);
		this.nextAt = start.startedAt + SPREAD_MS / Math.max(1, this.wanted);
		return start;
	}
}

const paces = new Map<string, Pace>();

/**
 * A lane of the pace that all executions in this process share under `key`.
 *
 * @param requestsPerSecond more than 0; below 1 it means one request in several seconds
 */
export function joinPace(key: string, requestsPerSecond: number): Lane {
	for (const [other, pace] of paces) if (pace.isForgotten) paces.delete(other);
	const pace = paces.get(key) ?? new Pace();
	paces.set(key, pace);
	return pace.join(requestsPerSecond);
}
