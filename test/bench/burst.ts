/* eslint-disable @n8n/community-nodes/no-restricted-imports, no-console -- this runs in tests, never inside n8n */
/**
 * `npm run bench:burst` calls a webhook of a real n8n many times, one card a call, and prints how long
 * the last request took beside the limit itself, and what it cost beside other nodes in the node's place:
 * No Operation; Wait, which holds each execution as long as the limit does on average; and HTTP Request,
 * which keeps to no limit and meets none here. Of these it is when the last request could have been sent,
 * if n8n itself is slower than the limit.
 * `-- --calls 1000 --within 10` makes it another burst; `--tarball <file>` measures another build; `--only
 * Delete` measures one of the nodes; `--env N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true` sets a variable of n8n.
 */
import { parseArgs } from 'node:util';

import { realClock } from '../feishu/settings';
import { chain, deleteNode, webhook } from '../e2e/workflows';
import { N8nServer } from '../server/n8n';
import { packProject } from '../server/pack';
import type { Credential } from '../server/rest';
import { NEWEST_N8N } from '../server/versions';
import { callWithin, limitMsOf, PER_SECOND } from './calls';
import { cardsOf } from './cards';
import { cpuOf, longestSilence, peakMemoryOf, setUp } from './busyServer';
import { httpRequest, NO_OPERATION, type Node, wait } from './otherNodes';
import { RemoteStandIn } from './remoteStandIn';
import { megabytes, table } from './table';

const LATENCY_MS = 200;

const KINDS = ['No Operation', 'Wait', 'HTTP Request', 'Delete'] as const;
type Kind = (typeof KINDS)[number];

interface Burst {
	calls: number;
	withinMs: number;
}

interface Measured {
	cpuMs: number;
	/** What n8n's largest process took at most, in bytes. */
	memory: number;
	silentMs: number;
	answeredMs: number;
	lastRequestMs: number;
	refused: number;
	/** Calls that n8n did not take: its database was not ready. */
	notTaken: number;
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			calls: { type: 'string', default: '300' },
			within: { type: 'string', default: '5' },
			tarball: { type: 'string' },
			only: { type: 'string', default: '' },
			profile: { type: 'string' },
			env: { type: 'string', multiple: true, default: [] },
		},
	});
	const burst = { calls: Number(values.calls), withinMs: Number(values.within) * 1_000 };
	const tarball = values.tarball ?? (await packProject());
	const env: Record<string, string> = Object.fromEntries(
		values.env.map((setting) => setting.split(/=(.*)/s, 2)),
	);
	if (values.profile) env.NODE_OPTIONS = `--cpu-prof --cpu-prof-dir=${values.profile}`;
	const rows: string[][] = [];
	const limitMs = limitMsOf(burst.calls);
	for (const kind of KINDS.filter((one) => one.includes(values.only))) {
		const server = await N8nServer.start({ version: NEWEST_N8N, tarball, env });
		const feishu = await RemoteStandIn.start();
		try {
			const measured = await measure(server, feishu, burst, kind);
			console.error(kind, JSON.stringify(measured));
			rows.push([
				kind,
				seconds(measured.answeredMs),
				seconds(measured.lastRequestMs),
				(measured.lastRequestMs / limitMs).toFixed(3),
				`${measured.refused}`,
				`${measured.notTaken}`,
				seconds(measured.cpuMs),
				megabytes(measured.memory),
				`${measured.silentMs.toFixed(0)} ms`,
			]);
		} finally {
			feishu.stop();
			await server.stop();
		}
	}
	console.log(
		table(
			[
				'',
				'all answered',
				'last request after',
				'× limit',
				'refused',
				'not taken by n8n',
				'CPU',
				'memory',
				'longest silence',
			],
			rows,
		),
	);
}

async function measure(
	server: N8nServer,
	feishu: RemoteStandIn,
	burst: Burst,
	kind: Kind,
): Promise<Measured> {
	const { calls, withinMs } = burst;
	const limitMs = limitMsOf(burst.calls);
	const prepared = await feishu.prepare(calls + 1, {
		latencyMs: LATENCY_MS,
		rateLimit: kind === 'Delete' ? { perSecond: PER_SECOND } : undefined,
		acceptPlainJson: true,
	});
	const { rest, credential } = await setUp(server, prepared);
	const node = nodeOf(kind, credential, prepared.url, limitMs);
	const workflow = chain('burst', [webhook('burst'), node]);
	await rest.activeWorkflow(workflow);
	const cards = cardsOf(calls + 1);
	await rest.callWebhook('burst', cards[calls]);
	await realClock.sleep(3_000);
	const before = await feishu.report();

	const cpuBefore = cpuOf(server);
	let isOver = false;
	const silence = longestSilence(server, () => isOver);
	const begunAt = Date.now();
	const answeredAt: number[] = [];
	const statuses = await callWithin(withinMs, cards.slice(0, calls), async (card) => {
		const { status } = await rest.callWebhook('burst', card);
		answeredAt.push(Date.now());
		return status;
	});
	const answeredMs = Date.now() - begunAt;
	// n8n itself costs something in each second, and its silence is asked for all the time: all run as long.
	if (limitMs > answeredMs) await realClock.sleep(limitMs - answeredMs);
	isOver = true;
	const silentMs = await silence;
	await realClock.sleep(2_000);
	const cpuMs = cpuOf(server) - cpuBefore;
	const notTaken = statuses.filter((status) => status === 503).length;
	const wrong = statuses.filter((status) => ![200, 503].includes(status)).length;
	if (wrong > 0) throw new Error(`${wrong} of ${calls} calls were not answered with 200`);
	const memory = peakMemoryOf(server);
	const measured = { cpuMs, memory, silentMs, answeredMs, notTaken };
	if (kind !== 'Delete') return { ...measured, lastRequestMs: earliestEnd(answeredAt), refused: 0 };
	const { cardsLeft, refused, arrivals } = await feishu.report();
	if (cardsLeft > notTaken) throw new Error(`${cardsLeft - notTaken} cards were not deleted`);
	const times = arrivals.slice(before.arrivals.length);
	return {
		...measured,
		lastRequestMs: times[times.length - 1] - times[0],
		refused: refused - before.refused,
	};
}

function nodeOf(kind: Kind, credential: Credential, url: string, limitMs: number): Node {
	if (kind === 'No Operation') return NO_OPERATION;
	if (kind === 'Wait') return wait(limitMs / 2);
	if (kind === 'HTTP Request') {
		const card = '{ biz_id: $json.body.biz_id, user_id: $json.body.user_id }';
		return httpRequest(credential, url, `[${card}]`);
	}
	return deleteNode(credential, {
		bizId: '={{ $json.body.biz_id }}',
		userId: '={{ $json.body.user_id }}',
		options: { ignoreNotCreated: true },
	});
}

/** When the last request could have been sent at the limit, as n8n came to each call; from the first on. */
function earliestEnd(readyAt: readonly number[]): number {
	const sentAt: number[] = [];
	for (const [n, at] of readyAt.entries()) {
		sentAt.push(Math.max(at, (sentAt[n - PER_SECOND] ?? -Infinity) + 1_000));
	}
	return sentAt[sentAt.length - 1] - sentAt[0];
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;

void main();
