/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { click } from '../../feishu/calls';
import type { Push } from '../../feishu/longConnections';
import type { Credential, Workflow } from '../../server/rest';
import { cards, ids } from '../cards';
import { type Case, IN_CI } from '../report';
import { activationError, count, items } from '../triggered';
import { chain, connectionTriggerNode, deleteNode, triggerNode } from '../workflows';
import { World } from '../world';

type Nodes = Parameters<typeof chain>[1];

/** A workflow that begins with the trigger, not active yet. */
const stored = async (
	world: World,
	name: string,
	parameters: Record<string, unknown> = {},
	credential: Credential = world.credential,
	next: Nodes = [],
): Promise<Workflow> =>
	await world.rest.createWorkflow(
		chain(name, [connectionTriggerNode(credential, parameters), ...next]),
	);

const clientsOf = ({ feishu, app }: World) =>
	[...feishu.longConnections.clients].filter(({ appId }) => appId === app.appId);

/** n8n 2 activates and deactivates some seconds after it said so. */
async function untilConnections(world: World, expected: number): Promise<void> {
	for (let tries = 0; tries < 600; tries++) {
		if (clientsOf(world).length === expected) return;
		await sleep(50);
	}
	throw new Error(`There are ${clientsOf(world).length} connections instead of ${expected}`);
}

async function activate(world: World, workflow: Workflow): Promise<Workflow> {
	const active = await world.rest.activate(workflow.id);
	await untilConnections(world, 1);
	return active;
}

const callOf = (world: World, bizId: string, userId = 'ou_1') =>
	click(
		{ appId: world.app.appId, tenantKey: world.app.tenantKeys[0], verificationToken: '' },
		{ openId: userId, value: { biz_id: bizId } },
	);

async function push(world: World, call: unknown, how: Push = {}): Promise<unknown> {
	const [to] = clientsOf(world);
	const answer = await world.feishu.longConnections.push(call, { to, ...how });
	assert.equal(answer?.code, 200);
	return answer.data;
}

/** How often a workflow is activated and deactivated; fifty times take minutes, which CI saves. */
const TIMES = IN_CI ? 5 : 50;

export const connectionCases: Array<Case<World>> = [
	{
		name: 'long connection: a click deletes its card, in a frame of either type, split or whole; a duplicate starts nothing',
		async run(world) {
			const parameters = { options: { toastText: 'Done', toastType: 'info' } };
			const next = [deleteNode(world.credential)];
			const made = await stored(world, 'clicked', parameters, world.credential, next);
			const workflow = await activate(world, made);
			const clicked = cards('connected', 3);
			world.create(clicked);
			const ways: Push[] = [
				{ type: 'event' },
				{ type: 'card' },
				{ type: 'event', parts: 3, order: [2, 0, 1] },
			];
			for (const [index, { biz_id, user_id }] of clicked.entries()) {
				const call = callOf(world, biz_id, user_id);
				for (let times = 0; times < 2; times++) {
					const data = await push(world, call, ways[index]);
					assert.deepEqual(data, { toast: { type: 'info', content: 'Done' } });
				}
			}
			assert.deepEqual(ids(await items(world, workflow, 3)).sort(), ids(clicked).sort());
			assert.deepEqual(world.left(clicked), []);
			await world.rest.deactivate(workflow.id);
			await untilConnections(world, 0);
		},
	},
	{
		name: 'long connection: options given by expressions work for a click after the activation, and for one in the editor',
		async run(world) {
			const options = {
				bizIdPrefix: '={{ "order" + "-" }}',
				toastText: '={{ "Do" + "ne" }}',
				toastType: '={{ "in" + "fo" }}',
			};
			const shown = { toast: { type: 'info', content: 'Done' } };
			const workflow = await stored(world, 'by expressions', { options });
			await activate(world, workflow);
			// n8n gives back what evaluates expressions a moment after the connection is open.
			await sleep(1_000);
			assert.equal(await push(world, callOf(world, 'task-1')), undefined);
			assert.deepEqual(await push(world, callOf(world, 'order-1')), shown);
			assert.deepEqual(ids(await items(world, workflow, 1)), ['order-1']);
			await world.rest.deactivate(workflow.id);
			await untilConnections(world, 0);

			const id = await world.rest.run(workflow.id, 'Trigger');
			await untilConnections(world, 1);
			assert.deepEqual(await push(world, callOf(world, 'order-2')), shown);
			assert.equal((await world.rest.waitForExecution(id, 10_000)).status, 'success');
			await untilConnections(world, 0);
		},
	},
	{
		name: 'long connection: two workflows of one app share one, and the last one closes it',
		inCi: 'newest',
		async run(world) {
			const one = await stored(world, 'one', { options: { bizIdPrefix: 'a-' } });
			const other = await stored(world, 'other', { options: { bizIdPrefix: 'b-' } });
			for (const workflow of [one, other]) await activate(world, workflow);
			// The second one may be on its way still.
			const clickUntil = async (workflow: Workflow, bizId: string) => {
				for (let tries = 0; tries < 100 && (await count(world, workflow)) === 0; tries++) {
					await push(world, callOf(world, bizId));
					await sleep(250);
				}
			};
			await clickUntil(other, 'b-first');
			await clickUntil(one, 'a-first');
			const before = [await count(world, one), await count(world, other)];
			await push(world, callOf(world, 'a-1'));
			await push(world, callOf(world, 'b-1'));
			assert.ok(ids(await items(world, one, before[0] + 1)).includes('a-1'));
			assert.ok(ids(await items(world, other, before[1] + 1)).includes('b-1'));
			assert.equal(await count(world, one), before[0] + 1);
			assert.equal(await count(world, other), before[1] + 1);
			const { opened } = world.feishu.longConnections;

			await world.rest.deactivate(one.id);
			await sleep(1_000);
			assert.equal(clientsOf(world).length, 1);
			await push(world, callOf(world, 'a-2'));
			await sleep(500);
			assert.equal(await count(world, one), before[0] + 1);
			await world.rest.deactivate(other.id);
			await untilConnections(world, 0);
			assert.equal(world.feishu.longConnections.opened, opened);

			await activate(world, one);
			await push(world, callOf(world, 'a-3'));
			assert.ok(ids(await items(world, one, before[0] + 2)).includes('a-3'));
			await world.rest.deactivate(one.id);
			await untilConnections(world, 0);
		},
	},
	{
		name: 'long connection: one that is lost comes back, and the next click starts the workflow',
		async run(world) {
			const workflow = await activate(world, await stored(world, 'lost'));
			const [lost] = clientsOf(world);
			lost.socket.terminate();
			await untilConnections(world, 0);
			await untilConnections(world, 1);
			await push(world, callOf(world, 'back'));
			assert.deepEqual(ids(await items(world, workflow, 1)), ['back']);
			await world.rest.deactivate(workflow.id);
			await untilConnections(world, 0);
		},
	},
	{
		name: 'an activation that fails says what to do: a webhook without key and token, a long connection with a wrong secret, which goes well with the right one',
		async run(world) {
			const webhook = await world.rest.createWorkflow(
				chain('no secret', [triggerNode(world.credential)]),
			);
			const { appSecret } = world.app;
			const credential = await world.addCredential('wrong', { appSecret: 'a-wrong-app-secret' });
			const workflow = await stored(world, 'wrong secret', {}, credential);
			// n8n 2 tries for some fifteen seconds before it says so.
			const [error, ofWebhook] = await Promise.all([
				activationError(world, workflow),
				activationError(world, webhook),
			]);
			assert.match(ofWebhook, /neither an Encrypt Key nor a Verification Token/);
			assert.match(ofWebhook, /加密策略/);
			assert.match(error, /App Secret does not belong to this App ID/);
			assert.match(error, /凭证与基础信息/);
			assert.equal(clientsOf(world).length, 0);
			for (const { id } of [workflow, webhook]) await world.rest.deactivate(id);
			await world.rest.changeCredential(credential.id, { appSecret });
			await activate(world, workflow);
			await world.rest.deactivate(workflow.id);
			await untilConnections(world, 0);
		},
	},
	{
		name: 'long connection: listening in the editor gives one item for one click, and ends the connection',
		async run(world) {
			const workflow = await stored(world, 'listening');
			for (const bizId of ['first', 'second']) {
				const id = await world.rest.run(workflow.id, 'Trigger');
				await untilConnections(world, 1);
				await push(world, callOf(world, bizId));
				const { status, runData } = await world.rest.waitForExecution(id, 10_000);
				assert.equal(status, 'success');
				const [{ data }] = runData.Trigger;
				assert.deepEqual(
					data?.main[0]?.map(({ json }) => json.biz_id),
					[bizId],
				);
				await untilConnections(world, 0);
			}
			const id = await world.rest.run(workflow.id, 'Trigger');
			await untilConnections(world, 1);
			await world.rest.stopExecution(id);
			await untilConnections(world, 0);
		},
	},
	{
		name: `long connection: ${TIMES} times activated and deactivated leaves no connection and no warning`,
		timeout: 900_000,
		inCi: 'newest',
		async run(world) {
			const workflow = await stored(world, 'again and again');
			for (let times = 0; times < TIMES; times++) {
				await activate(world, workflow);
				await world.rest.deactivate(workflow.id);
				await untilConnections(world, 0);
			}
			assert.doesNotMatch(world.server.log(), /MaxListenersExceeded|Unhandled/i);
		},
	},
	{
		name: 'long connection: on a Node.js without WebSocket (20) the activation says what is needed',
		// It takes an n8n of its own. That an activation's error is shown, the case above says too.
		inCi: 'never',
		async run({ version, tarball, say }) {
			const env = { NODE_OPTIONS: '--no-experimental-websocket' };
			const world = await World.start({ version, tarball, say, env });
			try {
				const error = await activationError(world, await stored(world, 'old Node.js'));
				assert.match(error, /needs Node\.js 22 or newer/);
				assert.match(error, /Feishu App Feed Card Trigger/);
			} finally {
				await world.stop();
			}
		},
	},
];
