import { randomBytes } from 'node:crypto';

import { FeishuStandIn } from '../../feishu/standIn';
import { installN8n } from '../../server/install';
import { N8nServer } from '../../server/n8n';
import { N8nRest } from '../../server/rest';
import { type Say, withProgress } from '../../server/say';
import { IN_CI, type Report } from '../report';
import { chain, deleteNode, FROM_LIST, webhook } from '../workflows';
import { connectionCase } from './connectionCase';
import { measured, queueCases, type QueueWorld } from './queueCases';
import { QueueServers } from './servers';

/** One main server and workers that do not know of each other, and Feishu's one limit for all of them. */
export async function runQueue(
	report: Report,
	say: Say,
	version: string,
	tarball: string,
	only = '',
): Promise<void> {
	say(`\nQueue mode in n8n ${version}: PostgreSQL, Redis, one main server, two and four workers`);
	const { node } = await installN8n(version, say);
	// What was started last is stopped first.
	const stops: Array<() => Promise<void>> = [];
	const started = <T extends { stop(): Promise<void> }>(server: T): T => {
		stops.unshift(async () => await server.stop());
		return server;
	};
	try {
		const servers = started(
			await withProgress(
				'Starting PostgreSQL and Redis',
				async () => await QueueServers.start(node),
				say,
			),
		);
		const env = { ...servers.env, N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex') };
		const start = async (role: 'main' | 'worker', more: Record<string, string> = {}) =>
			started(await N8nServer.start({ version, tarball, say, env: { ...env, ...more }, role }));
		const startWorkers = async (count: number, more?: Record<string, string>) =>
			await Promise.all(Array.from({ length: count }, async () => await start('worker', more)));
		// The main server makes the tables, so it comes first.
		let main = await start('main');
		const feishu = started(await FeishuStandIn.start());
		const world = { ...(await setUp(main, feishu)), say, workers: [] as N8nServer[] };
		const where = `queue, ${version}`;
		const ready = async () => await main.ready();

		const chosen = ({ name }: { name: string }) => name.includes(only);

		// Each takes one job at a time, so that each has its part.
		const single: N8nServer[] = [];
		for (const count of IN_CI ? [2] : [2, 4]) {
			if (!chosen(measured(count))) continue;
			single.push(...(await startWorkers(count - single.length, ONE_AT_A_TIME)));
			await report.runAll(where, [measured(count)], world, ready);
		}
		await Promise.all(single.map(async (worker) => await worker.stop()));

		world.workers.push(...(await startWorkers(2)));
		feishu.requests = [];
		await report.runAll(where, queueCases.filter(chosen), world, ready);

		const restartMain = async () => {
			await main.stop();
			main = await start('main');
			const rest = new N8nRest(main.url);
			await rest.logIn();
			return rest;
		};
		await report.runAll(where, [connectionCase(restartMain)].filter(chosen), world, ready);
	} finally {
		for (const stop of stops) await stop();
	}
}

const ONE_AT_A_TIME = { N8N_CONCURRENCY_PRODUCTION_LIMIT: '1' };

async function setUp(
	main: N8nServer,
	feishu: FeishuStandIn,
): Promise<Omit<QueueWorld, 'say' | 'workers'>> {
	const rest = new N8nRest(main.url);
	await rest.setUpOwner();
	const { appId, appSecret } = feishu.app;
	const app = { appId, appSecret };
	const credential = await rest.createAppCredential('Feishu stand-in', feishu.url, app);
	const workflow = async (path: string, ignoreNotCreated: boolean) => {
		const parameters = { ...FROM_LIST, options: { ignoreNotCreated } };
		const content = chain(path, [webhook(path), deleteNode(credential, parameters)]);
		return await rest.activeWorkflow(content);
	};
	return {
		rest,
		feishu,
		everyCard: await workflow('every-card', false),
		failedCards: await workflow('failed-cards', true),
	};
}
