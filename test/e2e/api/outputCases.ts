/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';

import { cards, ids } from '../cards';
import type { Case } from '../report';
import {
	AFTER,
	BY_HAND,
	chain,
	deleteNode,
	FROM_LIST,
	onFailed,
	runByHand,
	setFields,
	SPLIT,
	splitOut,
	TRIGGER,
	webhook,
} from '../workflows';
import type { World } from '../world';

/** What the nodes behind this one get, and what the editor shows. */
export const outputCases: Array<Case<World>> = [
	{
		name: 'run by hand: the summary out of Done, the failed card out of Failed, and the line in the output panel',
		async run(world) {
			const wanted = cards('by-hand', 3);
			world.create(wanted.slice(1));
			const parameters = { cardSource: 'list', cards: JSON.stringify(wanted) };
			const workflow = chain('By hand', [BY_HAND, deleteNode(world.credential, parameters)]);
			const { id } = await runByHand(world, workflow, [{}]);
			const { done, failed, runs, execution } = await world.outcomeOf(id);
			assert.equal(execution.mode, 'manual');
			assert.deepEqual(ids(failed), ['by-hand-1']);
			const counts = { cards: 3, deleted: 2, failed: 1, requests: 1, failed_cards: failed };
			assert.deepEqual(done, [counts]);
			assert.equal(runs[0].hints?.[0].message, '2 cards deleted, 1 failed (NOT_CREATED 1).');
		},
	},
	{
		name: 'pairedItem: a later node reaches the input item of a failed card',
		async run(world) {
			const wanted = cards('linked', 4).map((card) => ({ ...card, order: `of ${card.biz_id}` }));
			world.create([wanted[0], wanted[2]]);
			const workflow = await world.activeWorkflow(
				onFailed(
					chain('Item link', [
						webhook('item-link'),
						splitOut(),
						deleteNode(world.credential),
						setFields(AFTER, {
							biz_id: '={{ $json.biz_id }}',
							order: `={{ $('${SPLIT}').item.json.order }}`,
							first: `={{ $('${TRIGGER}').item.json.body.name }}`,
						}),
					]),
				),
			);
			const { execution } = await world.call(workflow, { name: 'a batch', cards: wanted });
			const after = execution.runData[AFTER][0].data?.main[0]?.map(({ json }) => json);
			assert.deepEqual(after, [
				{ biz_id: 'linked-2', order: 'of linked-2', first: 'a batch' },
				{ biz_id: 'linked-4', order: 'of linked-4', first: 'a batch' },
			]);
		},
	},
	{
		name: 'On Error "continue (using error output)": failed cards come out of Failed, nothing out of the error output',
		async run(world) {
			const wanted = cards('split', 25);
			world.create(wanted.filter((_, index) => index % 5 !== 0));
			const workflow = chain('Error output', [
				webhook('error-output'),
				deleteNode(
					world.credential,
					{ ...FROM_LIST, output: 'cards' },
					{ onError: 'continueErrorOutput' },
				),
			]);
			const names = ['Deleted', 'Failed', 'Error'];
			for (const [index, name] of names.entries()) {
				const node = setFields(name, { biz_id: '={{ $json.biz_id }}', of: name });
				workflow.nodes.push({ ...node, position: [600, 200 * index] } as never);
			}
			workflow.connections['Delete feed cards'] = {
				main: names.map((node) => [{ node, type: 'main', index: 0 }]),
			};
			const { execution } = await world.call(await world.activeWorkflow(workflow), {
				cards: wanted,
			});
			assert.equal(execution.status, 'success');
			const reached = (node: string) =>
				(execution.runData[node]?.[0].data?.main[0] ?? []).map(({ json }) => json);
			assert.deepEqual(ids(reached('Deleted')), ids(wanted.filter((_, index) => index % 5 !== 0)));
			assert.deepEqual(ids(reached('Failed')), ids(wanted.filter((_, index) => index % 5 === 0)));
			assert.equal(execution.runData.Error, undefined);
		},
	},
];
