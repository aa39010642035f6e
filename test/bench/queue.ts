/* eslint-disable @n8n/community-nodes/no-restricted-imports, no-console -- this runs in tests, never inside n8n */
/**
 * `npm run bench:queue` measures a real n8n in queue mode. Its workers know nothing of each other, and share
 * what Feishu allows the app: 2,000 cards in as many lists as there are workers, and a burst of webhook calls
 * with one card each. It prints how long the last request took beside the limit itself, and how many were
 * refused, each several times. It needs PostgreSQL and Redis, as `npm run e2e` does.
 *
 * `-- --times 5` measures as often; `-- --only burst` only the rows that have this word; `--tarball <file>`
 * measures another build.
 */
import { parseArgs } from 'node:util';

import { Cluster, ONE_AT_A_TIME } from '../e2e/queue/cluster';
import { chain, deleteNode, FROM_LIST, webhook } from '../e2e/workflows';
import { realClock } from '../feishu/settings';
import type { N8nServer } from '../server/n8n';
import { packProject } from '../server/pack';
import { N8nRest } from '../server/rest';
import { NEWEST_N8N } from '../server/versions';
import { callWithin, limitMsOf, PER_SECOND } from './calls';
import { cardsOf } from './cards';
import { RemoteStandIn } from './remoteStandIn';
import { table } from './table';

const LATENCY_MS = 200;
const CARDS_TOGETHER = 2_000;
const BURST = { calls: 300, withinMs: 5_000 };

interface Row {
	name: string;
	workers: number;
	/** Each worker takes one job at a time, so that each has a list. */
	env?: Record<string, string>;
	/** The cards of each call. */
	lists: Array<ReturnType<typeof cardsOf>>;
	withinMs: number;
}

/** A card for each call that wakes the workers first. */
const FIRST_CALLS = 20;

const together = (workers: number): Row => ({
	name: `${workers} workers, ${CARDS_TOGETHER / workers} cards each`,
	workers,
	env: ONE_AT_A_TIME,
	lists: Array.from({ length: workers }, (_, n) =>
		cardsOf(CARDS_TOGETHER / workers, FIRST_CALLS + (n * CARDS_TOGETHER) / workers),
	),
	withinMs: 0,
});

const ROWS: Row[] = [
	together(2),
	together(4),
	{
		name: `burst of ${BURST.calls} calls within ${BURST.withinMs / 1_000} s, 2 workers`,
		workers: 2,
		lists: Array.from({ length: BURST.calls }, (_, n) => cardsOf(1, FIRST_CALLS + n)),
		withinMs: BURST.withinMs,
	},
];

interface Measured {
	timesLimit: number;
	/** Of all requests. */
	refusedShare: number;
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			times: { type: 'string', default: '3' },
			only: { type: 'string', default: '' },
			tarball: { type: 'string' },
		},
	});
	const tarball = values.tarball ?? (await packProject());
	const cluster = await Cluster.start({ version: NEWEST_N8N, tarball });
	let feishu: RemoteStandIn | undefined;
	try {
		feishu = await RemoteStandIn.start();
		const rest = new N8nRest(cluster.main.url);
		await rest.setUpOwner();
		const rows: string[][] = [];
		for (const row of ROWS.filter(({ name }) => name.includes(values.only))) {
			const workers = await cluster.startWorkers(row.workers, row.env);
			const all: Measured[] = [];
			for (let time = 0; time < Number(values.times); time++) {
				all.push(await measure(rest, feishu, row));
				console.error(row.name, JSON.stringify(all[time]));
			}
			rows.push([row.name, ...summary(all)]);
			await Promise.all(workers.map(async (worker: N8nServer) => await worker.stop()));
		}
		console.log(table(['', '× limit', 'from', 'to', 'refused'], rows));
	} finally {
		await cluster.stop();
		feishu?.stop();
	}
}

async function measure(
	rest: N8nRest,
	feishu: RemoteStandIn,
	{ lists, withinMs }: Row,
): Promise<Measured> {
	const requests = lists.reduce((sum, { length }) => sum + Math.ceil(length / 20), 0);
	const { url, appId, appSecret } = await feishu.prepare(FIRST_CALLS + lists.flat().length, {
		latencyMs: LATENCY_MS,
		rateLimit: { perSecond: PER_SECOND },
	});
	// A new app each time, so that no run has anything from the one before.
	const credential = await rest.createAppCredential(appId, url, { appId, appSecret });
	const parameters = { ...FROM_LIST, options: { ignoreNotCreated: true } };
	const workflow = chain(appId, [webhook(appId), deleteNode(credential, parameters)]);
	const { id } = await rest.activeWorkflow(workflow);
	// What is measured is not the start of a process, nor the fetching of a token.
	const first = cardsOf(FIRST_CALLS).map((card) => [card]);
	await callAll(rest, appId, first, 0);
	await realClock.sleep(3_000);
	const before = await feishu.report();
	await callAll(rest, appId, lists, withinMs);
	const { arrivals, refused, cardsLeft } = await feishu.report();
	if (cardsLeft > 0) throw new Error(`${cardsLeft} cards were not deleted`);
	await rest.deactivate(id);
	const times = arrivals.slice(before.arrivals.length);
	const refusedNow = refused - before.refused;
	return {
		timesLimit: (times[times.length - 1] - times[0]) / limitMsOf(requests),
		refusedShare: refusedNow / (refusedNow + times.length),
	};
}

async function callAll(
	rest: N8nRest,
	path: string,
	lists: Row['lists'],
	withinMs: number,
): Promise<void> {
	const answers = await callWithin(
		withinMs,
		lists,
		async (cards) => await rest.callWebhook(path, { cards }),
	);
	const wrong = answers.filter(({ status }) => status !== 200);
	if (wrong.length > 0) throw new Error(`${wrong.length} calls failed: ${wrong[0].text}`);
}

function summary(all: Measured[]): string[] {
	const times = all.map(({ timesLimit }) => timesLimit);
	const refused = all.map(({ refusedShare }) => refusedShare);
	return [
		mean(times).toFixed(2),
		Math.min(...times).toFixed(2),
		Math.max(...times).toFixed(2),
		`${(100 * mean(refused)).toFixed(0)} %`,
	];
}

const mean = (values: readonly number[]) =>
	values.reduce((sum, value) => sum + value, 0) / values.length;

void main();
