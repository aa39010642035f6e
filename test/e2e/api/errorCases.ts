/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';

import { cards, ids } from '../cards';
import type { Case } from '../report';
import { chain, deleteNode, FROM_LIST, setFields, webhook } from '../workflows';
import type { World } from '../world';

/** The node's On Error setting, with nodes behind it. */
export const errorCases: Array<Case<World>> = [
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
