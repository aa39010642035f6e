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
		name: 'output "summary": one item with the numbers out of Done, the failed card out of Failed, and the line in the output panel',
		async run(world) {
			const { done, failed, runs } = await run(world, 'summary');
			const failed_cards = [failure('summary')];
			assert.deepEqual(done, [{ cards: 3, deleted: 2, failed: 1, requests: 1, failed_cards }]);
			assert.deepEqual(failed, failed_cards);
			assert.equal(runs[0].hints?.[0].message, '2 cards deleted, 1 failed (NOT_CREATED 1).');
		},
	},
	{
		name: 'output "summary" with nothing failed: a card that was not there is counted apart',
		async run(world) {
			const { done, failed, runs } = await run(world, 'summary', { ignoreNotCreated: true });
			const { deleted, not_created } = done[0];
			assert.deepEqual([deleted, not_created, failed], [2, 1, []]);
			const line = '2 cards deleted, 1 was not there, 0 failed.';
			assert.equal(runs[0].hints?.[0].message, line);
		},
	},
	{
		name: 'output "cards": an item for each card that did not fail out of Done, in input order',
		async run(world) {
			const { done, failed } = await run(world, 'cards');
			const [first, , third] = cards('cards', 3);
			assert.deepEqual(done, [
				{ ...first, status: 'deleted' },
				{ ...third, status: 'deleted' },
			]);
			assert.deepEqual(failed, [failure('cards')]);
		},
	},
	{
		name: 'output "cards" with every card failed: nothing out of Done, and the panel says why',
		async run(world) {
			const workflow = await world.activeWorkflow(
				chain('All failed', [
					webhook('all-failed'),
					deleteNode(world.credential, { ...FROM_LIST, output: 'cards' }),
				]),
			);
			const wanted = cards('all-failed', 2);
			const { done, failed, runs } = await world.call(workflow, { cards: wanted });
			assert.deepEqual([done, failed.length], [[], 2]);
			assert.match(
				String(runs[0].hints?.[0].message),
				/^0 cards deleted, 2 failed \(NOT_CREATED 2\)\. Nothing comes out of Done/,
			);
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
			const { failed, runs, execution } = await world.outcomeOf(
				await world.rest.run(workflow.id, trigger.name),
			);
			assert.equal(execution.mode, 'manual');
			assert.deepEqual(
				failed.map((item) => item.biz_id),
				['by-hand-1'],
			);
			assert.equal(runs[0].hints?.[0].message, '2 cards deleted, 1 failed (NOT_CREATED 1).');
		},
	},
];
