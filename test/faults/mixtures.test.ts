/* eslint-disable @n8n/community-nodes/no-restricted-globals -- this runs in tests, never inside n8n */
/**
 * Faults in random mixtures. A failure names its seed; to repeat that one alone:
 * `FAULTS_SEED=<seed> FAULTS_MIXTURES=1 npx jest test/faults/mixtures`
 */
import { contradictions } from './account';
import { fastTime } from './fastTime';
import { mixture } from './mixture';
import { play } from './play';
import { Random, seedOf } from './random';

const clock = fastTime();
const seed = seedOf('FAULTS_SEED');
const MIXTURES = Number(process.env.FAULTS_MIXTURES ?? 250);
/** Played side by side: they wait most of the time. */
const AT_ONCE = 10;

const groups = Array.from({ length: Math.ceil(MIXTURES / AT_ONCE) }, (_, n) => seed + n * AT_ONCE);

test.each(groups)(
	'whatever goes wrong, each card is accounted for as it is: mixtures from seed %i on',
	async (from) => {
		const count = Math.min(AT_ONCE, seed + MIXTURES - from);
		const seeds = Array.from({ length: count }, (_, n) => from + n);
		const found = await Promise.all(
			seeds.map(async (one) => ({
				seed: one,
				contradictions: contradictions(await play(mixture(new Random(one), clock))),
			})),
		);
		expect(found.filter((one) => one.contradictions.length > 0)).toEqual([]);
	},
);
