/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';

import type { Card } from '../../feishu/settings';
import type { ExecutionWithData, WorkflowContent } from '../../server/rest';
import { cards, ids } from '../cards';
import type { Case } from '../report';
import { BY_HAND, cardNode, noOp, place, runByHand } from '../workflows';
import type { World } from '../world';

/** How many cards go through the loop, how many in a round, and which of them fail. */
const LOOPS = [
	{ count: 4, size: 1, failing: [2] },
	// Both cards of the second round.
	{ count: 5, size: 2, failing: [2, 3] },
	{ count: 45, size: 20, failing: [0, 21] },
];

/** What counts here is not how fast the cards are sent. */
const WITHOUT_LIMIT = { options: { requestsPerSecond: 1_000 } };

const CONTENTS = {
	title: 'Title',
	link: 'https://example.com',
};

/** What each operation needs, and which cards are there before. */
const OPERATIONS: Record<string, { parameters: object; exist: (cards: Card[]) => Card[] }> = {
	create: { parameters: CONTENTS, exist: () => [] },
	upsert: { parameters: CONTENTS, exist: (all) => all.filter((_, index) => index % 2 === 0) },
	delete: { parameters: {}, exist: (all) => all },
	update: { parameters: { updateFields: { title: 'Title' } }, exist: (all) => all },
};

/** Loop Over Items around the node: the Done output leads back to it, the Failed output back or out. */
export const loopCases: Array<Case<World>> = Object.entries(OPERATIONS).flatMap(
	([operation, { parameters, exist }]) =>
		[false, true].map(
			(failedGoBack): Case<World> => ({
				name: `Loop Over Items around ${operation}, Failed ${failedGoBack ? 'back to the loop too' : 'elsewhere'}: every card in its round, each failed card once, and the loop ends`,
				inCi: operation === 'delete' ? undefined : 'newest',
				async run(world) {
					world.feishu.settings.rateLimit = undefined;
					for (const { count, size, failing } of LOOPS) {
						const wanted = cards(`loop-${operation}-${size}-${failedGoBack}`, count);
						world.create(exist(wanted));
						const fail = failing.map((index) => wanted[index].biz_id);
						world.feishu.settings.failCard = ({ biz_id }) =>
							fail.includes(biz_id) ? 'NO_PERMISSION' : undefined;
						const node = cardNode(world.credential, operation, {
							bizId: '={{ $json.biz_id }}',
							...WITHOUT_LIMIT,
							...parameters,
						});
						const execution = await runByHand(world, loopAround(node, size, failedGoBack), wanted);

						assert.equal(execution.status, 'success');
						const runs = execution.runData[node.name];
						assert.equal(runs.length, Math.ceil(count / size));
						assert.deepEqual(ids(itemsOf(execution, node.name, 1)), fail);
						const done = wanted.filter(({ biz_id }) => !fail.includes(biz_id));
						for (const card of done) {
							const title = world.contentsOf(card)?.title;
							assert.equal(title, operation === 'delete' ? undefined : 'Title', card.biz_id);
						}
						if (operation === 'delete') assert.deepEqual(ids(world.left(wanted)), fail);
						// Each way back makes the loop go on: with two of them it may end twice.
						const ended = execution.runData['After the loop']?.length ?? 0;
						assert.ok(failedGoBack ? ended >= 1 : ended === 1, `the loop ended ${ended} times`);
					}
				},
			}),
		),
);

function itemsOf(execution: ExecutionWithData, node: string, output: number) {
	return execution.runData[node].flatMap(({ data }) =>
		(data?.main[output] ?? []).map(({ json }) => json),
	);
}

type Node = ReturnType<typeof cardNode>;

function loopAround(node: Node, batchSize: number, failedGoBack: boolean): WorkflowContent {
	const loop = {
		name: 'Loop Over Items',
		type: 'n8n-nodes-base.splitInBatches',
		typeVersion: 3,
		parameters: { batchSize, options: {} },
	};
	const to = (name: string) => [{ node: name, type: 'main', index: 0 }];
	return {
		name: `Loop around ${node.name}`,
		nodes: place([BY_HAND, loop, node, noOp('After the loop'), noOp('Failed cards')]),
		connections: {
			[BY_HAND.name]: { main: [to(loop.name)] },
			[loop.name]: { main: [to('After the loop'), to(node.name)] },
			[node.name]: { main: [to(loop.name), to(failedGoBack ? loop.name : 'Failed cards')] },
		},
	};
}
