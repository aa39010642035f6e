import { clock } from '../../shared/clock';
import { Arrivals, type Start } from './arrival';

export type { Start } from './arrival';

/** About what n8n's helper works on one request before it is on its way, in milliseconds. */
const SENDING_MS = 2;

/** A pace that nobody uses is forgotten after this time: until then its starts count, in milliseconds. */
const REMEMBERED_FOR_MS = 15_000;

/** One execution's access to a pace. */
export interface Lane {
	/**
	 * Waits for the next permission to start a request.
	 *
	 * @throws the signal's reason, at once, when it is aborted
	 */
	start(signal: AbortSignal | undefined): Promise<Start>;
	/** Says when the request of a start was answered; `late` where it was not sent right away. */
	answered(start: Start, how?: { late?: boolean; carriedOut?: boolean }): void;
	/** Says that the server refused a start as too fast: nothing starts for `waitMs`, then fewer. */
	refused(start: Start, waitMs: number | undefined): void;
	leave(): void;
}

interface Waiting {
	grant: (start: Start) => void;
	isGone: () => boolean;
}

/**
 * Lets requests start: in any span of one second as many as the pace says and no more, first come first
 * served, over all lanes. Where somebody out of sight takes part of the server's limit, it goes on with as
 * many as got through in the window that held the refusals, and goes back up step by step while nothing
 * is refused.
 */
class Pace {
	private readonly lanes = new Map<Lane, number>();
	private readonly arrivals = new Arrivals();
	private readonly starts: Start[] = [];
	private readonly waiting: Waiting[] = [];
	private pumping = false;

	private pausedUntil = 0;
	/** What the server seems to allow in a window; undefined while nothing speaks against the full pace. */
	private allowed: number | undefined;
	private allowedSince = 0;
	/** When the first of the requests refused together was started. */
	private firstRefused = 0;
	private step = 1;
	private windowsUntilStep = 3;
	private idleSince = clock.elapsed();

	/** Opens a lane; as long as several are open, the slowest pace that one of them asked for holds. */
	join(requestsPerSecond: number): Lane {
		const lane: Lane = {
			start: async (signal) => await this.start(signal),
			answered: (start, { late = false, carriedOut = true } = {}) =>
				this.arrivals.answered(start, late, carriedOut),
			refused: (start, waitMs = 1_000) => this.slowDown(start, waitMs),
			leave: () => {
				this.lanes.delete(lane);
				this.idleSince = clock.elapsed();
			},
		};
		this.lanes.set(lane, requestsPerSecond);
		return lane;
	}

	get isForgotten(): boolean {
		return this.lanes.size === 0 && clock.elapsed() - this.idleSince > REMEMBERED_FOR_MS;
	}

	private async start(signal: AbortSignal | undefined): Promise<Start> {
		return await new Promise((resolve, reject) => {
			const abort = () => reject(signal?.reason);
			if (signal?.aborted) return abort();
			signal?.addEventListener('abort', abort, { once: true });
			this.waiting.push({
				grant: (start) => {
					signal?.removeEventListener('abort', abort);
					resolve(start);
				},
				isGone: () => signal?.aborted ?? false,
			});
			if (!this.pumping) void this.pump();
		});
	}

	private async pump(): Promise<void> {
		this.pumping = true;
		while (this.waiting.length > 0) {
			const wait = this.timeToNextStart();
			if (wait > 0) {
				// Whole milliseconds: timers are not finer, and a little too early would mean to wait once more.
				await clock.sleep(Math.ceil(wait));
				continue;
			}
			const next = this.waiting.shift();
			if (!next || next.isGone()) continue;
			const start = this.arrivals.begin();
			this.starts.push(start);
			next.grant(start);
			// One at a time: the work of sending one request must not delay the arrival of those started with it.
			await clock.sleep(SENDING_MS);
		}
		this.pumping = false;
	}

	private timeToNextStart(): number {
		const now = clock.elapsed();
		if (now < this.pausedUntil) return this.pausedUntil - now;
		const { limit, windowMs } = this.window();
		const hasLeft = (start: Start) => this.arrivals.countedAt(start) <= now - windowMs;
		while (this.starts.length > 0 && hasLeft(this.starts[0])) this.starts.shift();
		this.speedUp(now, limit, windowMs);
		const allowed = Math.min(this.allowed ?? limit, limit);
		if (this.starts.length < allowed) return 0;
		const times = this.starts
			.map((start) => this.arrivals.countedAt(start))
			.filter((time) => time > now - windowMs)
			.sort((a, b) => a - b);
		if (times.length < allowed) return 0;
		// When the start leaves the window after which there is room for one more.
		return times[times.length - allowed] + windowMs - now;
	}

	/** So many starts in so many milliseconds: in a second, or in longer where the pace is below one. */
	private window(): { limit: number; windowMs: number } {
		const perSecond = Math.min(...this.lanes.values());
		return { limit: Math.max(1, Math.floor(perSecond)), windowMs: 1_000 / Math.min(1, perSecond) };
	}

	private slowDown(start: Start, waitMs: number): void {
		const now = clock.elapsed();
		this.pausedUntil = Math.max(this.pausedUntil, now + waitMs);
		const { limit, windowMs } = this.window();
		if (start.startedAt >= this.allowedSince) {
			// After a step up: that was too far, so more patience before the next.
			if (this.step > 1) this.windowsUntilStep = Math.min(this.windowsUntilStep * 2, 30);
			this.step = 1;
			this.allowedSince = now;
			this.firstRefused = start.startedAt;
		} else if (Math.abs(start.startedAt - this.firstRefused) >= windowMs) {
			// Sent in the next window, before the first refusal was known: it says the same once more.
			return;
		}
		this.allowed = Math.max(1, (this.allowed ?? limit) - 1);
	}

	private speedUp(now: number, limit: number, windowMs: number): void {
		if (this.allowed === undefined) return;
		const since = Math.max(this.allowedSince, this.pausedUntil);
		if (now - since < this.windowsUntilStep * windowMs) return;
		this.allowed += this.step;
		this.allowedSince = now;
		this.step *= 2;
		if (this.allowed >= limit) {
			this.allowed = undefined;
			this.step = 1;
			this.windowsUntilStep = 3;
		}
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
