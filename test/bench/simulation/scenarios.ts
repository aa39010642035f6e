import { PER_SECOND } from './server';
import type { World } from './world';

/** A world, and what is expected of it. */
export interface Scenario {
	name: string;
	world: World;
	/** The time that the limit itself asks for, in milliseconds. */
	limitMs: number;
	/** Of the mean: at most so many times that. */
	mostTime: number;
	/** Of the mean: at most this share of the requests refused. */
	mostRefused: number;
	/** At most so many times as long as the first process takes the last one. */
	mostApart: number;
}

const ALONE: World = {
	window: 'sliding',
	countsRefused: false,
	others: 0,
	othersUntilMs: Infinity,
	processes: 1,
	requests: 50,
	latencyMs: 200,
	jitter: 0.05,
	beginWithinMs: 300,
	firstLateMs: 0,
	turnMs: 0,
	resetHeader: 1,
};

const two: Partial<World> = { processes: 2, requests: 50 };
const four: Partial<World> = { processes: 4, requests: 25 };
const eight: Partial<World> = { processes: 8, requests: 50 };

function scenario(
	name: string,
	differs: Partial<World>,
	mostTime: number,
	mostRefused: number,
	mostApart = Infinity,
): Scenario {
	const world = { ...ALONE, ...differs };
	return { name, world, limitMs: limitMs(world), mostTime, mostRefused, mostApart };
}

/**
 * What is left of the first second at once, the rest at the pace of what is left, the last answer. What
 * others have used leaves the window within the second after their last request.
 */
function limitMs({ processes, requests, others, othersUntilMs, latencyMs }: World): number {
	const left = PER_SECOND - others;
	const total = processes * requests;
	const shared = others === 0 ? 0 : othersUntilMs / 1_000;
	const seconds =
		shared === Infinity
			? (total - left) / left
			: shared + (total - left * (shared + 1)) / PER_SECOND;
	return seconds * 1_000 + latencyMs;
}

export const scenarios: Scenario[] = [
	scenario('alone', {}, 1.05, 0),
	scenario('alone, 20 ms', { latencyMs: 20 }, 1.05, 0),
	scenario('alone, 1 s', { latencyMs: 1_000, jitter: 0.02 }, 1.05, 0.005),
	scenario('alone, lively network', { jitter: 0.3 }, 1.15, 0.01),
	scenario('alone, lively, 20 ms', { latencyMs: 20, jitter: 0.5 }, 1.05, 0),
	scenario('alone, late at first', { firstLateMs: 50 }, 1.15, 0.015),
	scenario('alone, late at first, 1 s', { firstLateMs: 50, latencyMs: 1_000 }, 1.15, 0.015),
	scenario('alone, turns of 20 ms', { turnMs: 20 }, 1.1, 0),
	scenario('alone, turns of 200 ms', { turnMs: 200 }, 1.75, 0),
	scenario('2 processes', two, 1.15, 0.15),
	scenario('2, begun together', { ...two, beginWithinMs: 30 }, 1.15, 0.16),
	scenario('2, begun within 1 s', { ...two, beginWithinMs: 1_000 }, 1.2, 0.15),
	scenario('2, no reset header', { ...two, resetHeader: undefined }, 1.15, 0.15),
	scenario('2, at once', { ...two, latencyMs: 3 }, 1.15, 0.15),
	scenario('2, 20 ms', { ...two, latencyMs: 20 }, 1.15, 0.2),
	scenario('2, 1 s', { ...two, latencyMs: 1_000 }, 1.5, 0.25),
	scenario('2, fixed window', { ...two, window: 'fixed' }, 1.25, 0.2),
	scenario('2, refused ones count', { ...two, countsRefused: true }, 2, 1),
	scenario('4 processes', four, 1.35, 0.35),
	scenario('4, begun together', { ...four, beginWithinMs: 30 }, 1.35, 0.37, 2.5),
	scenario('4, begun within 1 s', { ...four, beginWithinMs: 1_000 }, 1.35, 0.36),
	scenario('4, at once', { ...four, latencyMs: 3 }, 1.25, 0.3),
	scenario('4, 20 ms', { ...four, latencyMs: 20 }, 1.25, 0.3),
	scenario('4, lively network', { ...four, jitter: 0.3 }, 1.35, 0.37),
	scenario('4, fixed window', { ...four, window: 'fixed' }, 1.35, 0.36),
	scenario('4, refused ones count', { ...four, countsRefused: true }, 2, 1),
	scenario('4, 100 requests each', { ...four, requests: 100 }, 1.35, 0.35),
	scenario('8 processes', eight, 1.35, 0.5),
	scenario('8, refused ones count', { ...eight, countsRefused: true }, 3, 1),
	scenario('half taken for 5 s', { others: 5, othersUntilMs: 5_000 }, 1.2, 1),
	scenario('half taken', { others: 5 }, 1.15, 1),
	scenario('half taken, 500 ms', { others: 5, latencyMs: 500 }, 1.2, 1),
	scenario('half taken, 1 s', { others: 5, latencyMs: 1_000 }, 1.2, 1),
	scenario('all taken for 20 s', { others: 10, othersUntilMs: 20_000, requests: 20 }, 1.15, 1),
];
