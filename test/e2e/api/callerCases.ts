/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';

import type { Card } from '../../feishu/settings';
import type { WorkflowContent } from '../../server/rest';
import { isOlder } from '../../server/versions';
import { cards, ids } from '../cards';
import type { Case } from '../report';
import {
	BY_HAND,
	chain,
	DELETE,
	deleteNode,
	FROM_LIST,
	noOp,
	onFailed,
	runByHand,
	setFields,
	webhook,
	webhookWithDefaults,
} from '../workflows';
import type { World } from '../world';

const NO_FAILED = { failed: 0, requests: 1, failed_cards: [] };

const RESPOND = {
	name: 'Respond to Webhook',
	type: 'n8n-nodes-base.respondToWebhook',
	typeVersion: 1.1,
	parameters: { respondWith: 'firstIncomingItem', options: {} },
};
const MESSAGE = setFields('Message', { text: 'It failed' });
const WHEN_CALLED = {
	name: 'When called',
	type: 'n8n-nodes-base.executeWorkflowTrigger',
	typeVersion: 1.1,
	parameters: {
		workflowInputs: { values: [{ name: 'biz_id' }, { name: 'user_id' }] },
	},
};

/** The workflow with MESSAGE behind Failed, this far below the node; above it if that is negative. */
function withMessage(workflow: WorkflowContent, below: number): WorkflowContent {
	const { main } = workflow.connections[DELETE] as { main: unknown[] };
	const behindFailed = [{ node: MESSAGE.name, type: 'main', index: 0 }];
	return {
		...workflow,
		nodes: [...workflow.nodes, { ...MESSAGE, position: [660, below] }],
		connections: { ...workflow.connections, [DELETE]: { main: [...main, behindFailed] } },
	};
}
const respondedWebhook = (path: string) => webhook(path, { responseMode: 'responseNode' });

/** Who calls a workflow that ends with the node, or goes on behind its Done output, gets the summary. */
export const callerCases: Array<Case<World>> = [
	...[0, 1, 3].map(
		(missing): Case<World> => ({
			name: `webhook: its caller gets the summary if ${missing} of 3 cards failed, by n8n's default and by Respond to Webhook`,
			async run(world) {
				for (const [name, trigger, after] of [
					[`default-${missing}`, webhookWithDefaults, []],
					[`respond-${missing}`, respondedWebhook, [RESPOND]],
				] as const) {
					const wanted = cards(name, 3);
					world.create(wanted.slice(missing));
					const node = deleteNode(world.credential, FROM_LIST);
					const workflow = await world.activeWorkflow(chain(name, [trigger(name), node, ...after]));
					const { answer } = await world.call(workflow, { cards: wanted });
					assert.equal(answer.status, 200, answer.text);
					const { failed_cards: failed, ...counts } = answer.json as Record<string, unknown>;
					assert.deepEqual(
						counts,
						{ cards: 3, deleted: 3 - missing, failed: missing, requests: 1 },
						name,
					);
					assert.deepEqual(ids(failed), ids(wanted.slice(0, missing)));
				}
			},
		}),
	),
	{
		name: 'a node behind Failed: its item is the answer, except with Respond to Webhook behind Done',
		async run(world) {
			const node = deleteNode(world.credential, FROM_LIST);
			const call = async (path: string, workflow: WorkflowContent) => {
				const { answer } = await world.call(await world.activeWorkflow(workflow), {
					cards: cards(path, 1),
				});
				assert.equal(answer.status, 200, answer.text);
				return answer.json as Record<string, unknown>;
			};
			const last = onFailed(chain('last', [webhookWithDefaults('last'), node, MESSAGE]));
			assert.deepEqual(await call('last', last), { text: 'It failed' });
			const responded = chain('behind', [respondedWebhook('behind'), node, RESPOND]);
			const { failed } = await call('behind', withMessage(responded, -200));
			assert.equal(failed, 1);
		},
	},
	{
		name: 'a sub-workflow with a node behind Failed gives its item, and the summary if a node behind Done is lower',
		async run(world) {
			for (const [place, wanted] of [
				['lower', { text: 'It failed' }],
				['higher', { cards: 1, deleted: 0, failed: 1 }],
			] as const) {
				const { id } = await world.rest.createWorkflow(
					withMessage(
						chain(`Message ${place}`, [
							WHEN_CALLED,
							deleteNode(world.credential),
							noOp('Behind Done'),
						]),
						place === 'lower' ? 200 : -200,
					),
				);
				if (!isOlder(world.version, '2.0')) await world.rest.activate(id);
				const given = await callSubWorkflow(world, id, 'once', cards(`message-${place}`, 1));
				assert.equal(given.length, 1);
				assert.deepEqual({ ...given[0], ...wanted }, given[0]);
			}
		},
	},
	...['each', 'once'].map(
		(mode): Case<World> => ({
			name: `a sub-workflow that ends with the node, run ${mode === 'each' ? 'once for each item' : 'once with all items'}: the parent goes on with a summary for each call`,
			async run(world) {
				const wanted = cards(`sub-${mode}`, 3);
				world.create(wanted);
				const sub = await subWorkflow(world);
				const summaries = await callSubWorkflow(world, sub, mode, wanted);
				const each = mode === 'each';
				assert.deepEqual(
					summaries,
					each
						? wanted.map(() => ({ cards: 1, deleted: 1, ...NO_FAILED }))
						: [{ cards: 3, deleted: 3, ...NO_FAILED }],
				);
				assert.deepEqual(world.left(wanted), []);
			},
		}),
	),
];

/** What the node behind the call gets, in a workflow that calls another one with these cards. */
export async function callSubWorkflow(
	world: World,
	id: string,
	mode: string,
	wanted: Card[],
): Promise<Array<Record<string, unknown>>> {
	const parent = chain(`Parent ${mode}`, [
		BY_HAND,
		{
			name: 'Call',
			type: 'n8n-nodes-base.executeWorkflow',
			typeVersion: 1.2,
			parameters: { workflowId: { __rl: true, mode: 'id', value: id }, mode, options: {} },
		},
		noOp('Behind the call'),
	]);
	const execution = await runByHand(world, parent, wanted);
	assert.equal(execution.status, 'success', JSON.stringify(execution.error));
	const [run, ...more] = execution.runData['Behind the call'];
	assert.deepEqual(more, []);
	return (run.data?.main[0] ?? []).map(({ json }) => json);
}

/** A workflow that others call, with the node as its last one; gives back its id. */
export async function subWorkflow(world: World): Promise<string> {
	const { id } = await world.rest.createWorkflow(
		chain('Delete cards for others', [WHEN_CALLED, deleteNode(world.credential)]),
	);
	// n8n 2 lets others call what is published; n8n 1 activates no workflow that only others call.
	if (!isOlder(world.version, '2.0')) await world.rest.activate(id);
	return id;
}
