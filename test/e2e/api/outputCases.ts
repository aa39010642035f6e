/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';

import { cards } from '../cards';
import type { Case } from '../report';
import { chain, deleteNode, FROM_LIST, webhook } from '../workflows';
import type { Outcome, World } from '../world';

/** Three cards of which the second was never created, with the node set to this output. */
async function run(world: World, output: string, options: object = {}): Promise<Outcome> {
	const wanted = cards(output, 3);
	world.create([wanted[0], wanted[2]]);
	const path = `output-${output}-${Object.keys(options).join()}`;
	const workflow = await world.activeWorkflow(
		chain(path, [webhook(path), deleteNode(world.credential, { ...FROM_LIST, output, options })]),
	);
	return await world.call(workflow, { cards: wanted });
}

const failure = (name: string) => ({
	...cards(name, 2)[1],
	reason: 'NOT_CREATED',
	reason_code: 2,
	code: 0,
	message:
		'The card was never created for this user, or is already gone. Check the business ID, the user ID, and that the credential is of the app that created the card.',
});

/** What comes out, for each choice of Output. */
export const outputCases: Array<Case<World>> = [
	{
		name: 'output "failed": the failed card, and the numbers in the output panel',
		async run(world) {
			const { outputs, runs } = await run(world, 'failed');
			assert.deepEqual(outputs, [[failure('failed')]]);
			assert.equal(runs[0].hints?.[0].message, '2 cards deleted, 1 failed (NOT_CREATED 1).');
		},
	},
	{
		name: 'output "failed" with nothing failed: no item, and the panel says how many went',
		async run(world) {
			const { outputs, runs, answer } = await run(world, 'failed', { ignoreNotCreated: true });
			assert.deepEqual(answer.json, []);
			assert.deepEqual(outputs, [[]]);
			assert.equal(
				runs[0].hints?.[0].message,
				'2 cards deleted, 1 was not there, 0 failed. No item comes out, so the workflow ends here. To go on, or to answer a webhook, set Output to Summary.',
			);
		},
	},
	{
		name: 'output "all": an item a card with its status, in input order',
		async run(world) {
			const { outputs } = await run(world, 'all');
			const [first, , third] = cards('all', 3);
			assert.deepEqual(outputs, [
				[
					{ ...first, status: 'deleted' },
					{ ...failure('all'), status: 'failed' },
					{ ...third, status: 'deleted' },
				],
			]);
		},
	},
	{
		name: 'output "summary": one item with the numbers',
		async run(world) {
			const { outputs } = await run(world, 'summary');
			const failed_cards = [failure('summary')];
			assert.deepEqual(outputs, [[{ cards: 3, deleted: 2, failed: 1, requests: 1, failed_cards }]]);
		},
	},
	{
		name: 'a run by hand shows the same, with the hint',
		async run(world) {
			const wanted = cards('by-hand', 3);
			world.create(wanted.slice(1));
			const trigger = {
				name: 'By hand',
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				parameters: {},
			};
			const parameters = { cardSource: 'list', cards: JSON.stringify(wanted) };
			const workflow = await world.rest.createWorkflow(
				chain('By hand', [trigger, deleteNode(world.credential, parameters)]),
			);
			const { outputs, runs, execution } = await world.outcomeOf(
				await world.rest.run(workflow.id, trigger.name),
			);
			assert.equal(execution.mode, 'manual');
			assert.deepEqual(
				outputs[0].map((item) => item.biz_id),
				['by-hand-1'],
			);
			assert.equal(runs[0].hints?.[0].message, '2 cards deleted, 1 failed (NOT_CREATED 1).');
		},
	},
];
