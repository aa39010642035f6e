/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Say } from '../server/say';
import { NEWEST_N8N } from '../server/versions';

/** One thing that must hold; it throws where it does not. */
export interface Case<World> {
	name: string;
	run: (world: World) => Promise<void>;
	/** Milliseconds after which it has failed, three minutes unless given. */
	timeout?: number;
	/** The first n8n that has what the case needs; on an older one it is skipped. */
	since?: string;
	/** In CI: on the newest n8n only, or not at all. `npm run e2e` plays it on every n8n. */
	inCi?: 'newest' | 'never';
}

/** CI plays less than `npm run e2e`: see .ci/run. */
export const IN_CI = Boolean(process.env.E2E_QUICK);

export const isPlayed = ({ inCi }: Pick<Case<unknown>, 'inCi'>, version: string): boolean =>
	!IN_CI || inCi === undefined || (inCi === 'newest' && version === NEWEST_N8N);

const LINES_OF_A_FAILURE = 30;

/** Runs cases, says how each ended, and counts. */
export class Report {
	passed = 0;
	failed = 0;
	skipped = 0;

	constructor(private readonly say: Say) {}

	/** @param ready is waited for before each case, so that none pays for what an earlier one has left */
	async runAll<World>(
		where: string,
		cases: Array<Case<World>>,
		world: World,
		ready: () => Promise<void>,
	): Promise<void> {
		for (const { name, run, timeout } of cases) {
			// A server that never is ready again lets the case fail, which says so.
			await ready().catch(() => {});
			await this.check(`${where}: ${name}`, async () => await run(world), timeout);
		}
	}

	skip(name: string, why: string): void {
		this.skipped++;
		this.say(`ok - ${name} # SKIP ${why}`);
	}

	/** Gives back whether it held, for what makes no sense to go on with otherwise. */
	async check(name: string, work: () => Promise<void>, timeout = 180_000): Promise<boolean> {
		const started = Date.now();
		const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`;
		const timer = new AbortController();
		const limit = sleep(timeout, undefined, { signal: timer.signal }).then(() => {
			throw new Error(`It was not over after ${timeout / 1000} s.`);
		});
		// Else the timer that is cancelled below would count as an error nobody handles.
		limit.catch(() => {});
		const working = work();
		try {
			await Promise.race([working, limit]);
			this.passed++;
			this.say(`ok - ${name} (${seconds()})`);
			return true;
		} catch (error) {
			this.failed++;
			this.say(`not ok - ${name} (${seconds()})`);
			const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
			for (const line of text.split('\n').slice(0, LINES_OF_A_FAILURE)) this.say(`    ${line}`);
			// What ran out of time may still be at work, and must not disturb the next case.
			await Promise.race([working.catch(() => {}), sleep(60_000, undefined, { ref: false })]);
			return false;
		} finally {
			timer.abort();
		}
	}
}
