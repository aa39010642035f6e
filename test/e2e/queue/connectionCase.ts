/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { click } from '../../feishu/calls';
import type { N8nRest } from '../../server/rest';
import { cards } from '../cards';
import type { Case } from '../report';
import { chain, connectionTriggerNode, deleteNode } from '../workflows';
import type { QueueWorld } from './queueCases';

const CLICKS = 20;

/** @param restartMain ends the main server and starts another one, which is led by the same database */
export const connectionCase = (restartMain: () => Promise<N8nRest>): Case<QueueWorld> => ({
	name: 'long connection: only the main server connects, workers run the workflows, and a restart of the main server takes it up again',
	timeout: 300_000,
	async run({ rest, feishu, workers }) {
		const app = feishu.addApp({ appId: 'cli_queueconnection' });
		const { appId, appSecret } = app;
		const fields = { appId, appSecret };
		const credential = await rest.createAppCredential('Long connection', feishu.url, fields);
		const trigger = connectionTriggerNode(credential, { options: { toastText: 'Done' } });
		const content = chain('long connection', [trigger, deleteNode(credential)]);
		const { id } = await rest.activeWorkflow(content);

		const { longConnections } = feishu;
		const connected = async (expected: number) => {
			while (longConnections.clients.size !== expected) await sleep(100);
		};
		const clickAll = async (name: string) => {
			const wanted = cards(name, CLICKS);
			feishu.addCards(
				wanted.map(({ biz_id, user_id }) => ({ bizId: biz_id, userId: user_id })),
				{ appId },
			);
			const of = { appId, tenantKey: app.tenantKeys[0], verificationToken: '' };
			const answers = wanted.map(async ({ biz_id, user_id }) => {
				const call = click(of, { openId: user_id, value: { biz_id } });
				return await longConnections.push(call, { withinMs: 10_000 });
			});
			for (const answer of await Promise.all(answers)) assert.equal(answer?.code, 200);
			const isThere = () =>
				wanted.some(({ biz_id, user_id }) => feishu.hasCard(biz_id, user_id, { appId }));
			while (isThere()) await sleep(100);
		};

		await connected(1);
		const before = workers.map((worker) => worker.log().length);
		await clickAll('queued-click');
		for (const [index, worker] of workers.entries()) {
			assert.match(worker.log().slice(before[index]), /finished execution/i);
		}
		assert.equal((await rest.executions(id)).length, CLICKS);

		const next = await restartMain();
		await connected(1);
		await clickAll('click-after-restart');
		assert.equal((await next.executions(id)).length, 2 * CLICKS);
		assert.equal(longConnections.opened, 2);
		await next.deactivate(id);
		await connected(0);
	},
});
