/* eslint-disable @n8n/community-nodes/no-restricted-imports, no-console -- this runs in tests, never inside n8n */
/**
 * `npm run bench:burst` calls a webhook of a real n8n many times, one card a call, and prints how long
 * the last request took beside the limit itself, and what it cost beside No Operation in the node's place.
 * Of No Operation it is when the last request could have been sent, if n8n itself is slower than the limit.
 * `-- --calls 1000 --within 10` makes it another burst; `--tarball <file>` measures another build.
 */
import { parseArgs } from 'node:util';

import { realClock } from '../feishu/settings';
import { chain, deleteNode, webhook } from '../e2e/workflows';
import { N8nServer } from '../server/n8n';
import { packProject } from '../server/pack';
import { NEWEST_N8N } from '../server/versions';
import { cardsOf } from './cards';
import { cpuOf, longestSilence, setUp } from './busyServer';
import { RemoteStandIn } from './remoteStandIn';
import { table } from './table';

const PER_SECOND = 10;
const LATENCY_MS = 200;

interface Burst {
	calls: number;
	withinMs: number;
}

interface Measured {
	cpuMs: number;
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
			only: { type: 'string' },
			profile: { type: 'string' },
		},
	});
	const burst = { calls: Number(values.calls), withinMs: Number(values.within) * 1_000 };
	const tarball = values.tarball ?? (await packProject());
	const env: Record<string, string> = values.profile
		? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${values.profile}` }
		: {};
	const rows: string[][] = [];
	const limitMs = ((burst.calls - PER_SECOND) / PER_SECOND) * 1_000;
	for (const kind of values.only ? [values.only] : ['noop', 'node']) {
		const server = await N8nServer.start({ version: NEWEST_N8N, tarball, env });
		const feishu = await RemoteStandIn.start();
		try {
			const measured = await measure(server, feishu, burst, kind === 'noop');
			console.error(kind, JSON.stringify(measured));
			rows.push([
				kind,
				seconds(measured.answeredMs),
				seconds(measured.lastRequestMs),
				(measured.lastRequestMs / limitMs).toFixed(3),
				`${measured.refused}`,
				`${measured.notTaken}`,
				seconds(measured.cpuMs),
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
				'longest silence',
			],
			rows,
		),
	);
}

async function measure(
	server: N8nServer,
	feishu: RemoteStandIn,
	{ calls, withinMs }: Burst,
	isNoOperation: boolean,
): Promise<Measured> {
	const prepared = await feishu.prepare(calls + 1, {
		latencyMs: LATENCY_MS,
		rateLimit: { perSecond: PER_SECOND },
	});
	const { rest, credential } = await setUp(server, prepared);
	const node = isNoOperation
		? { name: 'No Operation', type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} }
		: deleteNode(credential, {
				bizId: '={{ $json.body.biz_id }}',
				userId: '={{ $json.body.user_id }}',
				options: { ignoreNotCreated: true },
			});
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
	const answers: Array<Promise<number>> = [];
	for (let n = 0; n < calls; n++) {
		const dueAt = begunAt + (n * withinMs) / calls;
		if (dueAt > Date.now()) await realClock.sleep(dueAt - Date.now());
		answers.push(
			rest.callWebhook('burst', cards[n]).then(({ status }) => {
				answeredAt.push(Date.now());
				return status;
			}),
		);
	}
	const statuses = await Promise.all(answers);
	const answeredMs = Date.now() - begunAt;
	isOver = true;
	const silentMs = await silence;
	await realClock.sleep(2_000);
	const cpuMs = cpuOf(server) - cpuBefore;
	const notTaken = statuses.filter((status) => status === 503).length;
	const wrong = statuses.filter((status) => ![200, 503].includes(status)).length;
	if (wrong > 0) throw new Error(`${wrong} of ${calls} calls were not answered with 200`);
	const measured = { cpuMs, silentMs, answeredMs, notTaken };
	if (isNoOperation) return { ...measured, lastRequestMs: earliestEnd(answeredAt), refused: 0 };
	const { cardsLeft, refused, arrivals } = await feishu.report();
	if (cardsLeft > notTaken) throw new Error(`${cardsLeft - notTaken} cards were not deleted`);
	const times = arrivals.slice(before.arrivals.length);
	return {
		...measured,
		lastRequestMs: times[times.length - 1] - times[0],
		refused: refused - before.refused,
	};
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
