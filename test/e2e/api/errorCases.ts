/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';

import { cards, ids } from '../cards';
import type { Case } from '../report';
import { chain, deleteNode, FROM_LIST, setFields, webhook } from '../workflows';
import type { World } from '../world';

/** The node's On Error setting, with nodes behind it. */
export const errorCases: Array<Case<World>> = [
	{
		name: 'On Error "continue (using error output)": failed cards there, deleted ones on the other',
		async run(world) {
			const wanted = cards('split', 25);
			world.create(wanted.filter((_, index) => index % 5 !== 0));
			const workflow = chain('Error output', [
				webhook('error-output'),
				deleteNode(
					world.credential,
					{ ...FROM_LIST, output: 'all' },
					{ onError: 'continueErrorOutput' },
				),
			]);
			for (const [index, name] of ['Deleted', 'Failed'].entries()) {
				const node = setFields(name, { biz_id: '={{ $json.biz_id }}', of: name });
				workflow.nodes.push({ ...node, position: [600, 200 * index] } as never);
			}
			workflow.connections['Delete feed cards'] = {
				main: ['Deleted', 'Failed'].map((node) => [{ node, type: 'main', index: 0 }]),
			};
			const { execution, outputs } = await world.call(await world.activeWorkflow(workflow), {
				cards: wanted,
			});
			assert.equal(execution.status, 'success');
			assert.equal(outputs.length, 2);
			assert.deepEqual(ids(outputs[0]), ids(wanted.filter((_, index) => index % 5 !== 0)));
			assert.deepEqual(ids(outputs[1]), ids(wanted.filter((_, index) => index % 5 === 0)));
			assert.equal(outputs[1][0].reason, 'NOT_CREATED');
			const after = execution.runData.Failed[0].data?.main[0];
			assert.equal(after?.length, 5);
		},
	},
];
