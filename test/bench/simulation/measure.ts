import type { Scenario } from './scenarios';
import { simulate } from './world';

/** How often each world is run, each time with other chances. */
const RUNS = 30;

export interface Measured {
	/** How many times the time of the limit it took. */
	time: number;
	worstTime: number;
	refused: number;
	worstRefused: number;
	/** How many times as long as the first process the last one took. */
	apart: number;
}

/** The mean over some runs of a world, and the worst of ten. */
export async function measure({ world, limitMs }: Scenario, runs = RUNS): Promise<Measured> {
	const outcomes = [];
	for (let run = 0; run < runs; run++) outcomes.push(await simulate(world, chances(run)));
	const times = outcomes.map(({ tookMs }) => Math.max(...tookMs) / limitMs);
	const refused = outcomes.map((outcome) => outcome.refused);
	return {
		time: mean(times),
		worstTime: worst(times),
		refused: mean(refused),
		worstRefused: worst(refused),
		apart: mean(outcomes.map(({ tookMs }) => Math.max(...tookMs) / Math.min(...tookMs))),
	};
}

/** Whether the bounds of a scenario are kept. */
export const keeps = ({ mostTime, mostRefused, mostApart }: Scenario, measured: Measured) =>
	measured.time <= mostTime && measured.refused <= mostRefused && measured.apart <= mostApart;

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

const worst = (values: number[]) =>
	[...values].sort((a, b) => a - b)[Math.floor(values.length * 0.9)];

/** Numbers from 0 to 1 that look random and are the same in each run (mulberry32). */
function chances(seed: number): () => number {
	let state = (seed + 1) * 0x9e3779b9;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}
