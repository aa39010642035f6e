import { CONGESTION } from '../../../nodes/FeishuAppFeedCard/pacing/congestion';
import { table } from '../table';
import { keeps, measure } from './measure';
import { scenarios } from './scenarios';

export async function simulationTable(): Promise<string> {
	const rows: string[][] = [];
	for (const scenario of scenarios) {
		const measured = await measure(scenario);
		rows.push([
			scenario.name,
			measured.time.toFixed(2),
			measured.worstTime.toFixed(2),
			`≤ ${scenario.mostTime}`,
			percent(measured.refused),
			percent(measured.worstRefused),
			`≤ ${percent(scenario.mostRefused)}`,
			scenario.world.processes > 1 ? measured.apart.toFixed(2) : '',
			keeps(scenario, measured) ? '' : 'broken',
		]);
	}
	return table(
		['world', '× limit', '1 of 10', 'bound', 'refused', '1 of 10', 'bound', 'last / first', ''],
		rows,
	);
}

/** What happens with another value of a constant, or without what it is for. */
const ABLATIONS: Array<[name: string, change: Partial<typeof CONGESTION>]> = [
	['as it is', {}],
	['all at once', { spreadMs: 0 }],
	['spread 200 ms', { spreadMs: 200 }],
	['retry 200 ms', { retryMs: 200, lateRetryMs: 200 }],
	['retry 850 ms for ever', { lateRetryMs: 850 }],
	['retry 1 s', { retryMs: 1_000 }],
	['patience 500 ms', { patienceMs: 500 }],
	['patience 1 s', { patienceMs: 1_000 }],
	['the same patience for all: 700 ms', { shareMs: 0 }],
	['the same patience for all: 1.2 s', { patienceMs: 1_200, shareMs: 0 }],
	['share 1 s', { shareMs: 1_000 }],
	['the next one at once', { roundTrips: 0 }],
	['the next one after a round trip', { roundTrips: 1 }],
	['the next one after five', { roundTrips: 5 }],
];

const ABLATED = [
	'alone',
	'2 processes',
	'2, 20 ms',
	'2, refused ones count',
	'4 processes',
	'4, begun together',
	'4, refused ones count',
	'8, refused ones count',
	'half taken for 5 s',
	'half taken',
];

/** Time, refusals, and last / first, of some worlds with other constants; what breaks a bound is marked with `!`. */
export async function ablationTable(): Promise<string> {
	const chosen = scenarios.filter(({ name }) => ABLATED.includes(name));
	const rows: string[][] = [];
	const kept = { ...CONGESTION };
	for (const [name, change] of ABLATIONS) {
		Object.assign(CONGESTION, kept, change);
		const cells = [name];
		for (const scenario of chosen) {
			const measured = await measure(scenario);
			const mark = keeps(scenario, measured) ? '' : ' !';
			cells.push(
				`${measured.time.toFixed(2)}, ${percent(measured.refused)}, ${measured.apart.toFixed(1)}${mark}`,
			);
		}
		rows.push(cells);
	}
	Object.assign(CONGESTION, kept);
	return table(['constants', ...chosen.map(({ name }) => name)], rows);
}

const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
