import type { Settings } from '../feishu/settings';
import type { Execution } from './execution';
import type { Trouble } from './standInProcess';

export interface Situation {
	name: string;
	/** Where nobody could do better, in milliseconds; left out where the time is not what counts. */
	bestMs?: number;
	best?: string;
	settings?: Partial<Settings>;
	trouble?: Trouble;
	/** They begin together, each in a process of its own where there are `workers`. */
	executions: Execution[];
	workers?: boolean;
	/** Each is the first that its process runs. */
	cold?: boolean;
	/** Another program keeps one of the cores busy. */
	busyCore?: boolean;
	/** Another execution beside them, which is none of what is measured. */
	beside?: Execution;
	/** Counts the cards that are gone after this time, in place of the time that it takes. */
	countAfterMs?: number;
	/** Cards that cannot be deleted: what is right is that they alone fail. */
	mustFail?: number;
}

const LATENCY_MS = 200;
const deleting = (cards: number, first = 0, options = {}): Execution => ({
	operation: 'delete',
	cards,
	first,
	options,
});
const side = (count: number, cards: number) =>
	Array.from({ length: count }, (_, n) => deleting(cards, n * cards));

/** Difficult situations; 10 requests a second are allowed in each. */
export const SITUATIONS: Situation[] = [
	{
		name: '1,000 cards, one process',
		bestMs: 4_000 + LATENCY_MS,
		executions: [deleting(1_000)],
	},
	{
		name: '1,000 cards, the first run of a process',
		bestMs: 4_000 + LATENCY_MS,
		executions: [deleting(1_000)],
		workers: true,
		cold: true,
	},
	{
		name: '1,000 cards updated, the first run of a process',
		bestMs: 4_000 + LATENCY_MS,
		executions: [{ operation: 'update', cards: 1_000 }],
		workers: true,
		cold: true,
	},
	{
		name: '1,000 cards beside a program that keeps one core busy',
		bestMs: 4_000 + LATENCY_MS,
		executions: [deleting(1_000)],
		workers: true,
		busyCore: true,
	},
	{
		name: 'two workers, 1,000 cards each',
		bestMs: 9_000 + LATENCY_MS,
		executions: side(2, 1_000),
		workers: true,
	},
	{
		name: 'four workers, 500 cards each',
		bestMs: 9_000 + LATENCY_MS,
		executions: side(4, 500),
		workers: true,
	},
	{
		name: 'half of the limit taken by others for 5 s, 1,000 cards',
		bestMs: 7_200,
		settings: {
			rateLimit: { perSecond: 10, takenByOthers: [{ perSecond: 5, untilMs: 5_000 }] },
		},
		executions: [deleting(1_000)],
	},
	{
		name: 'the limit held by others for 20 s, 400 cards',
		bestMs: 22_000,
		settings: {
			rateLimit: { perSecond: 10, takenByOthers: [{ perSecond: 20, untilMs: 20_000 }] },
		},
		executions: [deleting(400)],
	},
	{
		name: 'ten refusals at once without a reset header, 400 cards',
		bestMs: 3_000,
		settings: {
			rateLimit: {
				perSecond: 10,
				resetHeader: null,
				takenByOthers: [{ perSecond: 50, untilMs: 0 }],
			},
		},
		executions: [deleting(400)],
	},
	{
		name: '600 cards beside an execution set to 0.2 requests a second',
		bestMs: 3_000,
		executions: [deleting(600)],
		beside: deleting(60, 600, { requestsPerSecond: 0.2 }),
	},
	{
		name: '10 requests at 1.9 a second',
		bestMs: 4_700,
		executions: [deleting(200, 0, { requestsPerSecond: 1.9 })],
	},
	{
		name: 'Feishu away for 40 s in the middle of 1,000 cards',
		bestMs: 45_000,
		settings: {
			outages: [{ fromMs: 1_500, untilMs: 41_500, fault: { kind: 'status', status: 503 } }],
		},
		executions: [deleting(1_000)],
	},
	{
		name: 'one card on which Feishu fails each time, among 400',
		best: '399 deleted',
		trouble: 'poison',
		executions: [deleting(400)],
		mustFail: 1,
	},
	{
		name: 'a token that ends while one request hangs, 600 cards',
		best: '580 deleted after 9 s',
		trouble: 'tokens end while a request hangs',
		executions: [deleting(600)],
		countAfterMs: 9_000,
	},
];

export const STANDARD: Partial<Settings> = {
	latencyMs: LATENCY_MS,
	rateLimit: { perSecond: 10 },
};
