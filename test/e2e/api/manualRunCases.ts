/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';

import { CREDENTIAL_TYPE } from '../../server/exampleWorkflow';
import type { Item } from '../../server/rest';
import { cards, ids } from '../cards';
import type { Case } from '../report';
import { BY_HAND, cardNode, chain, DELETE, deleteNode, noOp, runByHand } from '../workflows';
import type { World } from '../world';

const asItems = (list: object[]) => list.map((json) => ({ json })) as Item[];

/** What people do in the editor: pin data, run up to one node, and Execute Once. */
export const manualRunCases: Array<Case<World>> = [
	{
		name: 'pinned data on the node: nothing is sent, and the next node gets the data',
		async run(world) {
			const wanted = cards('pinned', 2);
			world.create(wanted);
			const pinned = asItems([{ cards: 2, deleted: 2, failed: 0 }]);
			const { id } = await world.rest.createWorkflow({
				...chain('Pinned', [BY_HAND, deleteNode(world.credential), noOp('After')]),
				pinData: { [BY_HAND.name]: asItems(wanted), [DELETE]: pinned },
			});
			const { status, runData } = await world.rest.waitForExecution(
				await world.rest.run(id, BY_HAND.name),
			);
			assert.equal(status, 'success');
			assert.deepEqual(
				runData.After[0].data?.main[0]?.map(({ json }) => json),
				[pinned[0].json],
			);
			assert.deepEqual([world.left(wanted), world.feishu.deleteRequests], [wanted, []]);
		},
	},
	{
		name: 'partial execution: Execute Step runs the node on the data of the run before',
		async run(world) {
			const wanted = cards('partial', 3);
			const workflow = chain('Partial', [BY_HAND, noOp('Before'), deleteNode(world.credential)]);
			const first = await runByHand(world, workflow, wanted);
			assert.deepEqual(
				ids(first.runData[DELETE][0].data?.main[1]?.map(({ json }) => json)),
				ids(wanted),
			);
			world.create(wanted);
			const workflowData = await world.rest.getWorkflow(first.workflowId);
			const { [DELETE]: former, ...runData } = first.runData;
			assert.equal(former.length, 1);
			const { executionId } = await world.rest.send<{ executionId: string }>(
				'POST',
				`/workflows/${first.workflowId}/run`,
				{ workflowData, runData, destinationNode: { nodeName: DELETE, mode: 'inclusive' } },
			);
			const { done, failed, runs } = await world.outcomeOf(executionId);
			assert.deepEqual([done[0].deleted, failed, runs.length], [3, [], 1]);
			assert.deepEqual(world.left(wanted), []);
		},
	},
	{
		name: 'Execute Once: a list made of all input items is sent once',
		async run(world) {
			const rows = cards('once', 3).map(({ user_id }) => ({
				user_id,
				link: 'https://example.com/once',
			}));
			const list = { cardSource: 'list', cards: '={{ $input.all().map(({ json }) => json) }}' };
			const create = (settings: object) => ({
				...cardNode(world.credential, 'create', list, { ...settings }),
				name: DELETE,
				credentials: {
					[CREDENTIAL_TYPE]: { id: world.credential.id, name: world.credential.name },
				},
			});
			const run = async (name: string, settings: object) =>
				await runByHand(world, chain(name, [BY_HAND, create(settings)]), rows);
			const once = await run('Once', { executeOnce: true });
			const done = once.runData[DELETE][0].data?.main[0] ?? [];
			assert.deepEqual(
				done.map(({ json }) => [json.status, json.user_id]),
				rows.map(({ user_id }) => ['created', user_id]),
			);
			// Without it each of the three items would make all three cards.
			const each = await run('Each', {});
			assert.equal(each.error?.message, 'Each of 3 input items gives the same 3 cards');
			assert.match(String(each.error?.description), /Execute Once/);
			assert.equal(world.feishu.createRequests.length, 3);
		},
	},
];
