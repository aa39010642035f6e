/* eslint-disable @n8n/community-nodes/no-restricted-globals -- this runs in tests, never inside n8n */
import { clock } from '../../nodes/shared/clock';

interface Timer {
	at: number;
	ring: () => void;
}

/** Time that jumps to the next timer as soon as everything waits: minutes take milliseconds. */
export class VirtualClock {
	private time = 0;
	private timers: Timer[] = [];
	/** How often somebody looked at the clock, and how often somebody went to sleep. */
	looks = 0;
	sleeps = 0;
	private readonly real = { ...clock };

	constructor() {
		clock.now = () => 1_700_000_000_000 + this.time;
		clock.elapsed = () => {
			this.looks++;
			return this.time;
		};
		clock.sleep = async (ms, signal) => {
			this.sleeps++;
			await this.wait(ms, signal);
		};
	}

	/** Ends after `ms` milliseconds, or when the signal is aborted. */
	async wait(ms: number, signal?: AbortSignal): Promise<void> {
		if (signal?.aborted) return;
		await new Promise<void>((resolve) => {
			const ring = () => {
				signal?.removeEventListener('abort', abort);
				resolve();
			};
			const timer = { at: this.time + Math.max(0, ms), ring };
			const abort = () => {
				this.timers = this.timers.filter((other) => other !== timer);
				ring();
			};
			signal?.addEventListener('abort', abort);
			// A wait without an end is over when the signal says so.
			if (ms < Infinity) this.timers.push(timer);
		});
	}

	get elapsed(): number {
		return this.time;
	}

	/** How many waits are held. */
	get waits(): number {
		return this.timers.length;
	}

	restore(): void {
		Object.assign(clock, this.real);
	}

	/** Lets time pass until the promise settles. */
	async until<T>(promise: Promise<T>): Promise<T> {
		let settled = false;
		const settle = () => (settled = true);
		promise.then(settle, settle);
		for (;;) {
			await everythingWaits();
			if (settled) return await promise;
			if (this.timers.length === 0) throw new Error('Nothing will ever happen any more');
			this.next();
		}
	}

	/** Lets this much time pass. */
	async pass(ms: number): Promise<void> {
		const end = this.time + ms;
		await everythingWaits();
		while (this.timers.some(({ at }) => at <= end)) {
			this.next();
			await everythingWaits();
		}
		this.time = end;
	}

	private next(): void {
		const at = Math.min(...this.timers.map((timer) => timer.at));
		const index = this.timers.findIndex((timer) => timer.at === at);
		const [{ ring }] = this.timers.splice(index, 1);
		this.time = Math.max(this.time, at);
		ring();
	}
}

/** Promises that can go on without a timer have done so. */
const everythingWaits = async () => await new Promise((resolve) => setImmediate(resolve));
