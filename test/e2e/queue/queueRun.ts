import { FeishuStandIn } from '../../feishu/standIn';
import type { N8nServer } from '../../server/n8n';
import { N8nRest } from '../../server/rest';
import type { Say } from '../../server/say';
import { IN_CI, type Report } from '../report';
import { chain, deleteNode, FROM_LIST, webhook } from '../workflows';
import { Cluster, ONE_AT_A_TIME } from './cluster';
import { connectionCase } from './connectionCase';
import { measured, queueCases, type QueueWorld } from './queueCases';

/** One main server and workers that do not know of each other, and Feishu's one limit for all of them. */
export async function runQueue(
	report: Report,
	say: Say,
	version: string,
	tarball: string,
	only = '',
): Promise<void> {
	say(`\nQueue mode in n8n ${version}: PostgreSQL, Redis, one main server, two and four workers`);
	const cluster = await Cluster.start({ version, tarball, say });
	let feishu: FeishuStandIn | undefined;
	try {
		feishu = await FeishuStandIn.start();
		const world = { ...(await setUp(cluster.main, feishu)), say, workers: [] as N8nServer[] };
		const where = `queue, ${version}`;
		const ready = async () => await cluster.main.ready();

		const chosen = ({ name }: { name: string }) => name.includes(only);

		const single: N8nServer[] = [];
		for (const count of IN_CI ? [2] : [2, 4]) {
			if (!chosen(measured(count))) continue;
			single.push(...(await cluster.startWorkers(count - single.length, ONE_AT_A_TIME)));
			await report.runAll(where, [measured(count)], world, ready);
		}
		await Promise.all(single.map(async (worker) => await worker.stop()));

		world.workers.push(...(await cluster.startWorkers(2)));
		feishu.requests = [];
		await report.runAll(where, queueCases.filter(chosen), world, ready);

		const restartMain = async () => {
			await cluster.restartMain();
			const rest = new N8nRest(cluster.main.url);
			await rest.logIn();
			return rest;
		};
		await report.runAll(where, [connectionCase(restartMain)].filter(chosen), world, ready);
	} finally {
		await cluster.stop();
		await feishu?.stop();
	}
}

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
