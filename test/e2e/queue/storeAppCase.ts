/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { Caller } from '../../feishu/caller';
import { ticketEvent } from '../../feishu/calls';
import { cards } from '../cards';
import { type Case, IN_CI } from '../report';
import { chain, deleteNode, FROM_LIST, triggerNode, webhook } from '../workflows';
import type { QueueWorld } from './queueCases';

/** An hour of Feishu's takes six seconds: tokens live twelve, tickets eighteen. */
const HOUR_MS = 6_000;
const HOURS = IN_CI ? 4 : 10;
const TENANT = 'tenant_a';
const SECRETS = { encryptKey: 'key-of-the-store-app', verificationToken: 'token-of-the-store-app' };

async function setUp({ rest, feishu }: QueueWorld) {
	const app = feishu.addApp({
		appId: 'cli_queuestore',
		appSecret: 'secret-of-the-store-app',
		type: 'store',
		tenantKeys: [TENANT],
	});
	Object.assign(feishu.settings, {
		tokenLifetimeSeconds: (2 * HOUR_MS) / 1_000,
		ticketLifetimeSeconds: (3 * HOUR_MS) / 1_000,
	});
	const { appId, appSecret } = app;
	const fields = { appType: 'store', appId, appSecret, tenantKey: TENANT, ...SECRETS };
	const credential = await rest.createAppCredential('Store app', feishu.url, fields);
	const trigger = triggerNode(credential);
	await rest.activeWorkflow(chain('store-app-trigger', [trigger]));
	// n8n 2.41.1 loses the answer of a worker now and then that is done within 20 ms: the workflow has ended
	// with success, and its webhook is answered never. So this one answers at once, and the cards tell the rest.
	const atOnce = webhook('store-app', { responseMode: 'onReceived' });
	await rest.activeWorkflow(chain('store-app', [atOnce, deleteNode(credential, FROM_LIST)]));
	const address = `${rest.url}/webhook/${String(trigger.webhookId)}/webhook`;
	return {
		app,
		caller: new Caller({ appId, tenantKey: TENANT, ...SECRETS, address, patienceMs: 20_000 }),
	};
}

/** What the main server hears, the workers must find in the credential. */
export const storeAppCase: Case<QueueWorld> = {
	name: `a store app runs on for ${HOURS} hours, ${HOUR_MS / 1_000} s each: not one failed card`,
	timeout: 120_000,
	async run(world) {
		const { app, caller } = await setUp(world);
		const { rest, feishu, workers } = world;
		const sendTicket = async () => {
			const ticket = feishu.issueTicket(app);
			// One try: the repetitions of an event wait for minutes, which have no place in six-second hours.
			const event = ticketEvent(caller.settings, ticket);
			const { status } = await caller.send(caller.write(event));
			return status;
		};
		// The webhook is not there at once.
		while ((await sendTicket()) === 404) await sleep(250);
		const before = workers.map((worker) => worker.log().length);

		const end = Date.now() + HOURS * HOUR_MS;
		const tickets = async () => {
			while (Date.now() < end) {
				await sleep(HOUR_MS);
				assert.equal(await sendTicket(), 200);
			}
		};
		const owner = { appId: app.appId, tenantKey: TENANT };
		let done = 0;
		const deletes = async (lane: number) => {
			while (Date.now() < end) {
				const wanted = cards(`store-${lane}-${done}`, 3);
				const held = wanted.map(({ biz_id, user_id }) => ({ bizId: biz_id, userId: user_id }));
				feishu.addCards(held, owner);
				const { status, text } = await rest.callWebhook('store-app', { cards: wanted });
				assert.equal(status, 200, text);
				const late = Date.now() + 10_000;
				while (held.some(({ bizId, userId }) => feishu.hasCard(bizId, userId, owner))) {
					assert.ok(Date.now() < late, `not deleted: ${JSON.stringify(wanted)}`);
					await sleep(50);
				}
				done += wanted.length;
				await sleep(250);
			}
		};
		await Promise.all([tickets(), deletes(1), deletes(2)]);
		feishu.settings.tokenLifetimeSeconds = 7_200;
		assert.ok(done > 5 * HOURS, `only ${done} cards`);
		for (const [index, worker] of workers.entries()) {
			assert.match(worker.log().slice(before[index]), /finished execution/i);
		}
	},
};
