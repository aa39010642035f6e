/* eslint-disable @n8n/community-nodes/no-restricted-imports, no-console -- this runs in tests, never inside n8n */
/**
 * `npm run bench:clicks` clicks buttons over the long connection, 200 a second for 30 seconds, in a real n8n that
 * works through a busy workflow meanwhile. Each click deletes its card. It prints how fast n8n answered, how often
 * each click started its workflow, and what n8n keeps in memory afterwards.
 * `-- --rate 50 --seconds 10` makes it less; `-- --quiet` leaves the busy workflow out.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import {
	chain,
	connectionTriggerNode,
	deleteNode,
	noOp,
	setFields,
	splitOut,
	webhook,
} from '../e2e/workflows';
import { click } from '../feishu/calls';
import { FeishuStandIn } from '../feishu/standIn';
import { N8nServer } from '../server/n8n';
import { packProject } from '../server/pack';
import type { Credential, N8nRest } from '../server/rest';
import { NEWEST_N8N } from '../server/versions';
import { heapOf, setUp, TELLS_HEAP } from './busyServer';
import { cardsOf } from './cards';
import { megabytes, table } from './table';

const WARM_UP_SECONDS = 5;
/** The busy workflow's items, over and over. */
const BUSY_ITEMS = 1_000;

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			rate: { type: 'string', default: '200' },
			seconds: { type: 'string', default: '30' },
			quiet: { type: 'boolean', default: false },
			n8n: { type: 'string', default: NEWEST_N8N },
		},
	});
	const rate = Number(values.rate);
	const tarball = await packProject();
	const server = await N8nServer.start({
		version: values.n8n,
		tarball,
		env: TELLS_HEAP,
		say: console.error,
	});
	const feishu = await FeishuStandIn.start({ rateLimit: undefined });
	try {
		const { url, app } = feishu;
		const { rest, credential } = await setUp(server, { url, ...app });
		await activateBoth(rest, feishu, credential);
		await clickAll(feishu, 'warm', rate, WARM_UP_SECONDS);
		await untilQuiet(feishu);
		console.error('Warmed up');
		const before = await heapOf(server);
		feishu.requests = [];

		let isOver = false;
		const busy = values.quiet ? Promise.resolve(0) : keepBusy(rest, () => isOver);
		const waits = await clickAll(feishu, 'click', rate, Number(values.seconds));
		console.error('All are clicked; waiting until their cards are deleted');
		isOver = true;
		const runs = await busy;
		await untilQuiet(feishu);
		const started = startsOf(feishu);
		// n8n keeps the last answers of its web server for some seconds.
		await sleep(10_000);
		const after = await heapOf(server);

		const answered = waits.filter(Number.isFinite).sort((one, other) => one - other);
		const at = (share: number) =>
			`${Math.round(answered[Math.ceil(answered.length * share) - 1])} ms`;
		console.log(
			table(
				['', ''],
				[
					['clicks', String(waits.length)],
					['answered', String(answered.length)],
					['half of them within', at(0.5)],
					['99 % within', at(0.99)],
					['all within', at(1)],
					['started their workflow once', String(started.once)],
					[
						'not at all, or twice',
						`${waits.length - started.once - started.more}, ${started.more}`,
					],
					['runs of the busy workflow', String(runs)],
					['memory in use afterwards', `${megabytes(after - before, 1)} more`],
				],
			),
		);
	} finally {
		await server.stop();
		await feishu.stop();
	}
}

/** The workflow that a click starts, and the busy one. */
async function activateBoth(
	rest: N8nRest,
	feishu: FeishuStandIn,
	credential: Credential,
): Promise<void> {
	const settings = { saveDataSuccessExecution: 'none' };
	const clicked = chain('clicked', [
		connectionTriggerNode(credential, { options: { toastText: 'Done' } }),
		deleteNode(credential, { options: { requestsPerSecond: 100, ignoreNotCreated: true } }),
	]);
	await rest.activeWorkflow({ ...clicked, settings });
	const busy = chain('busy', [
		webhook('busy'),
		splitOut(),
		setFields('Edit', { a: '={{ $json.biz_id + $json.user_id }}' }),
		noOp('End'),
	]);
	await rest.activeWorkflow({ ...busy, settings });
	while (feishu.longConnections.clients.size === 0) await sleep(100);
}

/** How many milliseconds each answer took; infinitely many where none came within a minute. */
async function clickAll(
	feishu: FeishuStandIn,
	name: string,
	rate: number,
	seconds: number,
): Promise<number[]> {
	const of = {
		appId: feishu.app.appId,
		tenantKey: feishu.app.tenantKeys[0],
		verificationToken: '',
	};
	const begunAt = performance.now();
	const answers: Array<Promise<number>> = [];
	for (let n = 0; n < rate * seconds; n++) {
		const dueIn = begunAt + (n * 1_000) / rate - performance.now();
		if (dueIn > 0) await sleep(dueIn);
		const bizId = `${name}-${n}`;
		feishu.addCards([{ bizId, userId: 'ou_1' }]);
		const call = click(of, { openId: 'ou_1', value: { biz_id: bizId } });
		const answer = feishu.longConnections.push(call, { withinMs: 60_000 });
		answers.push(answer.then((given) => given?.ms ?? Number.POSITIVE_INFINITY));
	}
	return await Promise.all(answers);
}

/** Until no card is left, or none has gone for half a minute. */
async function untilQuiet(feishu: FeishuStandIn): Promise<void> {
	let left = feishu.cardCount;
	for (let idle = 0; left > 0 && idle < 30; idle++) {
		await sleep(1_000);
		if (feishu.cardCount < left) idle = 0;
		left = feishu.cardCount;
	}
	await sleep(2_000);
}

/** How many of the cards were named in one request to delete them, and in more. */
function startsOf(feishu: FeishuStandIn): { once: number; more: number } {
	const times = new Map<string, number>();
	for (const { body } of feishu.deleteRequests) {
		for (const { biz_id } of (body as { feed_cards: Array<{ biz_id: string }> }).feed_cards) {
			times.set(biz_id, (times.get(biz_id) ?? 0) + 1);
		}
	}
	const all = [...times.values()];
	return { once: all.filter((n) => n === 1).length, more: all.filter((n) => n > 1).length };
}

async function keepBusy(rest: N8nRest, isOver: () => boolean): Promise<number> {
	let runs = 0;
	for (; !isOver(); runs++) await rest.callWebhook('busy', { cards: cardsOf(BUSY_ITEMS) });
	return runs;
}

void main();
