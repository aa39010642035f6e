/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- this runs in tests, never inside n8n */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

import type { Clock } from '../feishu/settings';
import { clock } from './built';
import type { SetUp } from './setUp';

interface Sleeper {
	at: number;
	ring: () => void;
}

/** Virtual time for the tests of a file or a `describe`, behind its `setUp`. */
export function virtualTime(n8n: SetUp) {
	let time: EngineTime;
	beforeEach(() => {
		time = new EngineTime();
		n8n.feishu.settings.clock = time.standIn;
	});
	afterEach(() => time.end());
	return {
		now: () => time.standIn.now(),
		sleep: async (ms: number) => await time.sleep(ms),
	};
}

/** So many turns of Node's loop without any event: then only a sleeper can make the next one. */
const QUIET_TURNS = 25;

/**
 * Virtual time for n8n's real engine on real HTTP: it stands still while anything happens, and jumps to
 * the next sleeper once everything waits. So what a test sees of times is exact, on the busiest machine.
 *
 * What happens is known from Node: a request is under way from its start to its close, except while the
 * stand-in sleeps over its answer.
 */
export class EngineTime {
	/** For the stand-in's settings. */
	readonly standIn: Clock;
	private time = 0;
	private sleepers: Sleeper[] = [];
	private underWay = 0;
	private events = 0;
	private running = false;
	private readonly real = { ...clock };
	private readonly onRequest = (message: unknown) => {
		const { request } = message as { request: ClientRequest };
		this.note(+1);
		request.once('close', () => this.note(-1));
	};

	constructor() {
		clock.now = () => 1_800_000_000_000 + this.time;
		clock.elapsed = () => this.time;
		clock.sleep = async (ms, signal) => await this.sleep(ms, signal);
		this.standIn = {
			now: () => 1_800_000_000_000 + this.time,
			sleep: async (ms) => {
				this.note(-1);
				await this.sleep(ms);
				this.note(+1);
			},
		};
		subscribe('http.client.request.start', this.onRequest);
	}

	/** Milliseconds since its beginning. */
	get elapsed(): number {
		return this.time;
	}

	/** Ends after `ms` milliseconds, or when the signal is aborted. */
	async sleep(ms: number, signal?: AbortSignal): Promise<void> {
		if (signal?.aborted) return;
		await new Promise<void>((resolve) => {
			const ring = () => {
				signal?.removeEventListener('abort', wake);
				resolve();
			};
			const sleeper = { at: this.time + Math.max(0, ms), ring };
			const wake = () => {
				this.sleepers = this.sleepers.filter((other) => other !== sleeper);
				this.events++;
				ring();
			};
			signal?.addEventListener('abort', wake);
			// A wait without an end is over when the signal says so.
			if (ms < Infinity) this.sleepers.push(sleeper);
			this.events++;
			if (!this.running) void this.run();
		});
	}

	end(): void {
		unsubscribe('http.client.request.start', this.onRequest);
		Object.assign(clock, this.real);
		for (const { ring } of this.sleepers.splice(0)) ring();
	}

	private note(change: number): void {
		this.underWay += change;
		this.events++;
	}

	private async run(): Promise<void> {
		this.running = true;
		while (this.sleepers.length > 0) {
			await this.quiet();
			this.sleepers.sort((a, b) => a.at - b.at);
			const next = this.sleepers.shift();
			if (!next) break;
			this.time = Math.max(this.time, next.at);
			next.ring();
		}
		this.running = false;
	}

	private async quiet(): Promise<void> {
		for (let turns = 0, seen = this.events; turns < QUIET_TURNS; turns++) {
			await new Promise((resolve) => setImmediate(resolve));
			if (this.underWay > 0 || this.events !== seen) turns = 0;
			seen = this.events;
		}
	}
}
