/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { monitorEventLoopDelay } from 'node:perf_hooks';

import { joinLimiter } from '../../nodes/FeishuAppFeedCard/pacing/limiter';
import { count, seconds, table } from './table';

const PER_SECOND = 100;

/** What the limiter itself costs when so many executions, of one request each, wait for it in one process. */
export async function waitingTable(executions: number): Promise<string> {
	const silence = monitorEventLoopDelay({ resolution: 1 });
	silence.enable();
	const cpu = process.cpuUsage();
	const startedAt = performance.now();
	const order: number[] = [];
	await Promise.all(
		Array.from({ length: executions }, async (_, n) => {
			const limiter = joinLimiter('executions that wait', PER_SECOND);
			const { signal } = new AbortController();
			limiter.answered(await limiter.reserve(signal));
			order.push(n);
			limiter.leave();
		}),
	);
	const ms = performance.now() - startedAt;
	const { user, system } = process.cpuUsage(cpu);
	const limitMs = ((executions - PER_SECOND) / PER_SECOND) * 1_000;
	const inTurn = order.every((n, place) => n === place);
	return table(
		[
			'executions',
			'time',
			'× limit',
			'processor time',
			'longest silence',
			'first come first served',
		],
		[
			[
				count(executions),
				seconds(ms),
				(ms / limitMs).toFixed(2),
				seconds((user + system) / 1_000),
				`${(silence.max / 1e6).toFixed(0)} ms`,
				inTurn ? 'yes' : '**no**',
			],
		],
	);
}
