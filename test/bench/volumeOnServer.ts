/* eslint-disable @n8n/community-nodes/no-restricted-imports, no-console -- this runs in tests, never inside n8n */
/**
 * `npm run bench:volume` lets a real n8n work through 20,000 cards with this node, and with nodes of n8n's in
 * its place, and prints processor time, the longest silence of n8n, and its memory. Feishu answers at once.
 * `-- --cards 100000` takes another number; `-- --only <words>` only the rows that have these words;
 * `-- --times 5` runs each as often in one n8n, with other cards, and prints what its heap then has more than
 * before. Time, silence and CPU are those of the last run.
 */
import { parseArgs } from 'node:util';

import { chain, deleteNode, splitOut, webhook } from '../e2e/workflows';
import { N8nServer } from '../server/n8n';
import { packProject } from '../server/pack';
import type { Credential, N8nRest } from '../server/rest';
import { NEWEST_N8N } from '../server/versions';
import { cpuOf, heapOf, longestSilence, peakMemoryOf, setUp, TELLS_HEAP } from './busyServer';
import { cardsOf } from './cards';
import { edit, httpRequest, type Node, NO_OPERATION } from './otherNodes';
import { RemoteStandIn } from './remoteStandIn';
import { megabytes, seconds, table } from './table';

const OPTIONS = { requestsPerSecond: 100, ignoreNotCreated: true };

const REAL = ["={{ 'order-' + $json.n }}", '={{ $json.user_id.trim() }}'];

const del = (credential: Credential, bizId: string, userId: string): Node =>
	deleteNode(credential, { bizId, userId, options: OPTIONS });

/** A node, and what it gets. */
interface Row {
	node: Node;
	/** The cards are one list in one item; else Split Out makes items. */
	isList?: boolean;
	/** Each item has 20 cards, for one request. */
	isBatches?: boolean;
	/** None of the cards was ever created. */
	allFail?: boolean;
}

const fromList = (credential: Credential): Node =>
	deleteNode(credential, {
		cardSource: 'list',
		cards: '={{ $json.body.cards }}',
		options: { requestsPerSecond: 100 },
	});

const ROWS: Record<string, (credential: Credential, url: string) => Row> = {
	'No Operation': () => ({ node: NO_OPERATION }),
	'Delete, {{ $json.biz_id }}': (credential) => ({
		node: del(credential, '={{ $json.biz_id }}', '={{ $json.user_id }}'),
	}),
	'Delete, two real expressions': (credential) => ({ node: del(credential, REAL[0], REAL[1]) }),
	'Delete, two expressions beyond $json': (credential) => ({
		node: del(credential, "={{ 'order-' + $('Split Out').item.json.n }}", REAL[1]),
	}),
	'Edit Fields, two real expressions': () => ({ node: edit(REAL) }),
	'Edit Fields, {{ $json.biz_id }}': () => ({
		node: edit(['={{ $json.biz_id }}', '={{ $json.user_id }}']),
	}),
	'Create or Update, five real expressions': (credential) => ({
		node: deleteNode(credential, {
			operation: 'upsert',
			bizId: REAL[0],
			userId: REAL[1],
			title: "={{ 'Order ' + $json.n }}",
			preview: '={{ $json.biz_id.toUpperCase() }}',
			link: "={{ 'https://example.com/' + $json.n }}",
			options: { requestsPerSecond: 100 },
		}),
	}),
	'Edit Fields, five real expressions': () => ({
		node: edit([...REAL, ...REAL, "={{ 'https://example.com/' + $json.n }}"]),
	}),
	'No Operation, one item': () => ({ node: NO_OPERATION, isList: true }),
	'Delete from one list': (credential) => ({ node: fromList(credential), isList: true }),
	'Delete from one list, all failed': (credential) => ({
		node: fromList(credential),
		isList: true,
		allFail: true,
	}),
	'HTTP Request, 20 cards in each': (credential, url) => ({
		node: httpRequest(credential, url, '$json.feed_cards'),
		isBatches: true,
	}),
};

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			cards: { type: 'string', default: '20000' },
			only: { type: 'string', default: '' },
			times: { type: 'string', default: '1' },
		},
	});
	const [count, times] = [Number(values.cards), Number(values.times)];
	const tarball = await packProject();
	const rows: string[][] = [];
	for (const name of Object.keys(ROWS).filter((row) => row.includes(values.only))) {
		rows.push([name, ...(await measure(tarball, count, times, ROWS[name]))]);
		console.error(rows[rows.length - 1].join(' | '));
	}
	console.log(
		table(
			[
				'',
				'time',
				'CPU',
				'longest silence',
				'requests, cards left',
				'memory at the most',
				'kept after each run',
			],
			rows,
		),
	);
}

async function measure(
	tarball: string,
	count: number,
	times: number,
	rowOf: (credential: Credential, url: string) => Row,
): Promise<string[]> {
	const server = await N8nServer.start({
		version: NEWEST_N8N,
		tarball,
		env: { N8N_PAYLOAD_SIZE_MAX: '64', ...TELLS_HEAP },
	});
	const feishu = await RemoteStandIn.start();
	try {
		const settings = { rateLimit: undefined, acceptPlainJson: true };
		const prepared = await feishu.prepare(count * times, settings);
		const { rest, credential } = await setUp(server, prepared);
		const { node, isList, isBatches, allFail } = rowOf(credential, prepared.url);
		const entry = webhook('volume', { responseData: 'noData' });
		const nodes = isList ? [entry, node] : [entry, splitOut(), node];
		await rest.activeWorkflow(chain('volume', nodes));
		// The first execution loads what n8n loads once.
		await rest.callWebhook('volume', { cards: [] });
		const heapBefore = await heapOf(server);

		let ran = { timeMs: 0, cpuMs: 0, silentMs: 0 };
		const kept: string[] = [];
		for (let run = 0; run < times; run++) {
			const cards = cardsOf(count, (allFail ? times + run : run) * count);
			ran = await timed(server, rest, isBatches ? batchesOf(cards) : numbered(cards));
			kept.push(megabytes((await heapOf(server)) - heapBefore, 1));
		}
		const { requests, cardsLeft } = await feishu.report();
		return [
			seconds(ran.timeMs),
			seconds(ran.cpuMs),
			`${ran.silentMs.toFixed(0)} ms`,
			`${requests}, ${cardsLeft}`,
			megabytes(peakMemoryOf(server)),
			kept.join(', '),
		];
	} finally {
		feishu.stop();
		await server.stop();
	}
}

/** Sends these to the workflow, and waits until it is through. */
async function timed(server: N8nServer, rest: N8nRest, cards: unknown[]) {
	let isOver = false;
	const cpuBefore = cpuOf(server);
	const silence = longestSilence(server, () => isOver);
	const begunAt = Date.now();
	const { status } = await rest.callWebhook('volume', { cards });
	const timeMs = Date.now() - begunAt;
	isOver = true;
	const silentMs = await silence;
	if (status !== 200) throw new Error(`n8n answered with ${status}`);
	return { timeMs, cpuMs: cpuOf(server) - cpuBefore, silentMs };
}

type Cards = ReturnType<typeof cardsOf>;

/** The expressions take the ID apart and put it together again. */
const numbered = (cards: Cards) =>
	cards.map((card) => ({ ...card, n: Number(card.biz_id.slice('order-'.length)) }));

const batchesOf = (cards: Cards) =>
	Array.from({ length: Math.ceil(cards.length / 20) }, (_, n) => ({
		feed_cards: cards.slice(n * 20, n * 20 + 20),
	}));

void main();
