/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';

import { WRITE_SCOPE } from '../../feishu/apps';
import type { Card } from '../../feishu/settings';
import { cards, ids } from '../cards';
import type { Case } from '../report';
import { chain, deleteNode, FROM_LIST, setFields, webhook } from '../workflows';
import type { World } from '../world';

/** The app may not write cards. */
async function withoutScope(world: World, name: string, settings: Record<string, unknown>) {
	world.app.scopes.clear();
	return await world.activeWorkflow(
		chain(name, [webhook(name), deleteNode(world.credential, FROM_LIST, settings)]),
	);
}

/** The node's On Error and Retry On Fail settings, and what goes wrong on the way. */
export const errorCases: Array<Case<World>> = [
	{
		name: 'On Error "stop": one error with code, link, log ID and the number of deleted cards',
		async run(world) {
			const workflow = await withoutScope(world, 'onerror-stop', {});
			const { execution, answer } = await world.call(workflow, { cards: cards('stop', 30) });
			assert.equal(answer.status, 500);
			assert.equal(execution.status, 'error');
			const { message, description } = execution.error as { message: string; description: string };
			assert.match(message, /^The app lacks a permission \(权限\) \(Feishu code 99991672\)$/);
			assert.match(description, new RegExp(WRITE_SCOPE));
			assert.match(description, /https:\/\/open\.feishu\.cn\/app\//);
			assert.match(description, /Log ID: \w+/);
			assert.match(description, /No card was deleted/);
		},
	},
	{
		name: 'On Error "continue": the cards come out as REQUEST_FAILED',
		async run(world) {
			const settings = { onError: 'continueRegularOutput' };
			const workflow = await withoutScope(world, 'onerror-continue', settings);
			const wanted = cards('continue', 30);
			const { execution, outputs } = await world.call(workflow, { cards: wanted });
			assert.equal(execution.status, 'success');
			assert.deepEqual(ids(outputs[0]), ids(wanted));
			for (const { reason, reason_code, code } of outputs[0]) {
				assert.deepEqual([reason, reason_code, code], ['REQUEST_FAILED', null, 99991672]);
			}
		},
	},
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
	{
		name: 'Retry On Fail: cards that failed do not make the node run again',
		async run(world) {
			const workflow = await world.activeWorkflow(
				chain('Retry, failed cards', [
					webhook('retry-cards'),
					deleteNode(world.credential, FROM_LIST, RETRY),
				]),
			);
			const { outputs } = await world.call(workflow, { cards: cards('retry-cards', 3) });
			assert.equal(outputs[0].length, 3);
			assert.equal(world.feishu.deleteRequests.length, 1);
		},
	},
	{
		name: 'Retry On Fail: an error does, and what was missing by then is deleted',
		async run(world) {
			const workflow = await withoutScope(world, 'retry-error', RETRY);
			const wanted = cards('retry-error', 3);
			world.create(wanted);
			// Somebody grants the permission between the two tries.
			world.feishu.settings.fault = () => {
				if (world.feishu.deleteRequests.length === 2) world.app.scopes.add(WRITE_SCOPE);
				return undefined;
			};
			const { execution, answer } = await world.call(workflow, { cards: wanted });
			assert.equal(execution.status, 'success');
			assert.deepEqual(answer.json, []);
			assert.equal(world.feishu.deleteRequests.length, 2);
			assert.deepEqual(world.left(wanted), []);
		},
	},
	...(['reset', 'cut', 'timeout', 'not-json'] as const).map(
		(kind): Case<World> => ({
			name: `a request that ends in "${kind}" is tried again, and every card is accounted for`,
			async run(world) {
				const wanted = cards(kind, 25);
				world.create(wanted.slice(1));
				const workflow = await world.activeWorkflow(
					chain(kind, [
						webhook(`fault-${kind}`),
						deleteNode(world.credential, { ...FROM_LIST, options: { timeout: 1000 } }),
					]),
				);
				// Of two requests at once, either may be the first that arrives.
				let hasFailed = false;
				world.feishu.settings.fault = ({ method, body }) => {
					const isIt = method === 'DELETE' && ids((body as Batch).feed_cards).includes(`${kind}-1`);
					if (hasFailed || !isIt) return undefined;
					hasFailed = true;
					return { kind };
				};
				const { answer } = await world.call(workflow, { cards: wanted });
				// The first was in the request that failed: it may have been deleted then, so it counts as gone.
				assert.deepEqual(answer.json, []);
				assert.deepEqual(world.left(wanted), []);
				assert.equal(world.feishu.deleteRequests.length, 3);
			},
		}),
	),
	{
		name: 'a rate limit and a 503 on the way cost time, no cards',
		async run(world) {
			const wanted = cards('slow', 60);
			world.create(wanted);
			const workflow = await world.activeWorkflow(
				chain('Rate limit', [webhook('rate-limit'), deleteNode(world.credential, FROM_LIST)]),
			);
			world.feishu.settings.fault = ({ method }, nth) => {
				if (method !== 'DELETE' || nth > 2) return undefined;
				return nth === 1
					? { kind: 'code', code: 99991400, status: 400 }
					: { kind: 'status', status: 503 };
			};
			const { answer } = await world.call(workflow, { cards: wanted });
			assert.deepEqual(answer.json, []);
			assert.deepEqual(world.left(wanted), []);
		},
	},
	{
		name: 'a card that makes Feishu refuse the request does not take the others with it',
		async run(world) {
			const wanted = cards('refused', 20);
			world.create(wanted);
			world.feishu.settings.unknownUsers = new Set([wanted[7].user_id]);
			const workflow = await world.activeWorkflow(
				chain('Refused card', [webhook('refused'), deleteNode(world.credential, FROM_LIST)]),
			);
			const { outputs } = await world.call(workflow, { cards: wanted });
			assert.deepEqual(
				outputs[0].map(({ biz_id, reason, code }) => [biz_id, reason, code]),
				[['refused-8', 'REJECTED', 99992351]],
			);
			assert.deepEqual(world.left(wanted), [wanted[7]]);
		},
	},
];

interface Batch {
	feed_cards: Card[];
}

const RETRY = { retryOnFail: true, maxTries: 2, waitBetweenTries: 200 };
