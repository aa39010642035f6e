/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import type { Job, Volume } from './volumeProcess';
import { count, megabytes, table } from './table';

/** The node at a small and at a large volume, in rows for the README. */
export async function volumeTable(small: number, large: number): Promise<string> {
	// Fresh processes: what an earlier run left behind must not count, or lie there for use.
	const memory = await inItsOwnProcess({ measure: 'memory', cards: large, warmUp: 1, repeat: 1 });
	const few = await inItsOwnProcess({ measure: 'cpu', cards: small, warmUp: 10, repeat: 20 });
	const many = await inItsOwnProcess({ measure: 'cpu', cards: large, warmUp: 10, repeat: 1 });
	const row = ({ cards, cpuMs }: Volume) => [
		`${count(cards)} cards`,
		`${((cpuMs / cards) * 1_000).toFixed(0)} ms`,
	];
	return table(
		['', 'CPU time per 1,000 cards', 'memory kept, at the most', 'memory of the process grows by'],
		[
			[...row(few), '–', '–'],
			[...row(many), megabytes(memory.peakLiveBytes), megabytes(memory.peakRssBytes)],
		],
	);
}

async function inItsOwnProcess(job: Job): Promise<Volume> {
	const child = fork(join(__dirname, 'volumeProcess.ts'), {
		execArgv: [...process.execArgv, '--expose-gc'],
	});
	child.send(job);
	const [answer] = (await Promise.race([
		once(child, 'message'),
		once(child, 'exit').then(([code]) => {
			throw new Error(`The measuring process ended with ${code}`);
		}),
	])) as [Volume];
	child.disconnect();
	return answer;
}
