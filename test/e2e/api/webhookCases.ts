/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';

import { cards } from '../cards';
import type { Case } from '../report';
import { chain, deleteNode, FROM_LIST, webhookWithDefaults } from '../workflows';
import type { Outcome, World } from '../world';

/** The node is the last one, behind a webhook that answers as n8n does by default. */
async function call(
	world: World,
	name: string,
	parameters: object,
	missing: number,
): Promise<Outcome> {
	const wanted = cards(name, 3);
	world.create(wanted.slice(missing));
	const workflow = await world.activeWorkflow(
		chain(name, [
			webhookWithDefaults(name),
			deleteNode(world.credential, { ...FROM_LIST, ...parameters }),
		]),
	);
	return await world.call(workflow, { cards: wanted });
}

/** What the caller of a webhook gets with n8n's default settings (When Last Node Finishes, First Entry JSON). */
export const webhookCases: Array<Case<World>> = [
	{
		name: 'default webhook, default Output: the caller gets the numbers, whatever happened',
		async run(world) {
			const good = await call(world, 'default-good', {}, 0);
			assert.equal(good.answer.status, 200, good.answer.text);
			assert.deepEqual(good.answer.json, {
				cards: 3,
				deleted: 3,
				failed: 0,
				requests: 1,
				failed_cards: [],
			});
			const bad = await call(world, 'default-bad', {}, 1);
			assert.equal(bad.answer.status, 200, bad.answer.text);
			const { deleted, failed } = bad.answer.json as Record<string, unknown>;
			assert.deepEqual({ deleted, failed }, { deleted: 2, failed: 1 });
		},
	},
	{
		name: 'default webhook, default Output, every card failed: the caller gets the numbers all the same',
		async run(world) {
			const { answer } = await call(world, 'default-none', {}, 3);
			assert.equal(answer.status, 200, answer.text);
			const { deleted, failed } = answer.json as Record<string, unknown>;
			assert.deepEqual({ deleted, failed }, { deleted: 0, failed: 3 });
		},
	},
];
