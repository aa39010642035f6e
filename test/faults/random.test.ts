/* eslint-disable @n8n/community-nodes/no-restricted-globals -- this runs in tests, never inside n8n */
/** Anything that can go wrong, alone or together. For a long search: `RUNS=5000 npx jest test/faults/random`. */
import fc from 'fast-check';

import { fastTime } from './fastTime';
import { contradictions } from './oracle';
import { play, type Scene } from './play';
import { drawn, sceneOf } from './scenes';

const clock = fastTime();
const RUNS = Number(process.env.RUNS ?? 0);

test.each<[NonNullable<Scene['operation']>, number]>([
	['delete', 80],
	['create', 25],
	['update', 25],
	['upsert', 25],
])(
	'%s: with any faults, retries and duplicates each card is accounted for once, and truly',
	async (operation, numRuns) => {
		await fc.assert(
			fc.asyncProperty(drawn(operation), async (data) => {
				expect(contradictions(await play(sceneOf(data, clock)))).toEqual([]);
			}),
			// A search for the least counterexample ends in time to be said.
			{ numRuns: RUNS || numRuns, interruptAfterTimeLimit: RUNS ? undefined : 100_000 },
		);
	},
	RUNS ? 3_600_000 : undefined,
);
