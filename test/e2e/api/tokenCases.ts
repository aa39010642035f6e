/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { cards, deletedBy } from '../cards';
import type { Case } from '../report';
import { chain, deleteNode, FROM_LIST, webhook } from '../workflows';
import type { World } from '../world';

async function setUp(world: World, name: string) {
	const workflow = await world.activeWorkflow(
		chain(name, [webhook(name), deleteNode(world.credential, FROM_LIST)]),
	);
	const deleteThem = async (batch: string) => {
		const wanted = cards(`${name}-${batch}`, 3);
		world.create(wanted);
		const { answer } = await world.call(workflow, { cards: wanted });
		assert.deepEqual(deletedBy(answer.json), { cards: 3, deleted: 3, failed: 0 });
		assert.deepEqual(world.left(wanted), []);
	};
	const counts = () => {
		const { tokenRequests, deleteRequests } = world.feishu;
		const counted = { tokens: tokenRequests.length, deletes: deleteRequests.length };
		world.forgetRequests();
		return counted;
	};
	return { workflow, deleteThem, counts };
}

/** How long a token is used, and when there is a new one. */
export const tokenCases: Array<Case<World>> = [
	{
		name: 'a token is fetched once and serves the next execution',
		async run(world) {
			const { deleteThem, counts } = await setUp(world, 'tokenkept');
			await deleteThem('first');
			assert.deepEqual(counts(), { tokens: 1, deletes: 1 });
			await deleteThem('second');
			assert.deepEqual(counts(), { tokens: 0, deletes: 1 });
		},
	},
	{
		name: 'an expired token that Feishu refuses is renewed, once',
		async run(world) {
			const { deleteThem, counts } = await setUp(world, 'tokenrefused');
			await deleteThem('first');
			counts();
			world.feishu.settings.tokenErrorStatus = 401;
			world.feishu.expireTokens();
			await deleteThem('second');
			assert.deepEqual(counts(), { tokens: 1, deletes: 2 });
			await deleteThem('third');
			assert.deepEqual(counts(), { tokens: 0, deletes: 1 });
		},
	},
	{
		name: 'five concurrent executions share one fetch',
		inCi: 'newest',
		async run(world) {
			const { workflow, counts } = await setUp(world, 'tokenshared');
			await world.call(workflow, { cards: cards('shared', 1) });
			world.feishu.expireTokens();
			counts();
			const path = workflow.nodes[0].parameters.path as string;
			const calls = Array.from({ length: 5 }, (_, index) => {
				const wanted = cards(`shared-${index}`, 3);
				return world.rest.callWebhook(path, { cards: wanted });
			});
			for (const { status } of await Promise.all(calls)) assert.equal(status, 200);
			assert.equal(counts().tokens, 1);
		},
	},
];

/** An execution that somebody stops. */
export const stopCases: Array<Case<World>> = [
	{
		name: 'stopping an execution half way stops the sending at once',
		async run(world) {
			const wanted = cards('stopped', 200);
			world.create(wanted);
			const options = { requestsPerSecond: 1 };
			const workflow = await world.activeWorkflow(
				chain('Stopped', [
					webhook('stopped'),
					deleteNode(world.credential, { ...FROM_LIST, options }),
				]),
			);
			const answer = world.rest.callWebhook('stopped', { cards: wanted }).catch(() => undefined);
			while (world.feishu.deleteRequests.length < 2) await sleep(50);
			const [{ id }] = await world.rest.executions(workflow.id);
			await world.rest.stopExecution(id);
			const sent = world.feishu.deleteRequests.length;
			const execution = await world.rest.waitForExecution(id);
			assert.equal(execution.status, 'canceled');
			// Two seconds' requests, had it gone on.
			await sleep(2_000);
			assert.equal(world.feishu.deleteRequests.length, sent);
			assert.equal(world.left(wanted).length, 200 - 20 * sent);
			await answer;
			// The pace is not stuck: the next run starts at once.
			const next = cards('after-stop', 1);
			world.create(next);
			await world.call(workflow, { cards: next });
			assert.deepEqual(world.left(next), []);
		},
	},
];
