/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';

import { cards } from '../cards';
import type { Case } from '../report';
import {
	AFTER,
	chain,
	deleteNode,
	FROM_LIST,
	onFailed,
	setFields,
	SPLIT,
	splitOut,
	TRIGGER,
	webhook,
} from '../workflows';
import type { World } from '../world';

/** How cards go in, and how results find their way back to the input. */
export const inputCases: Array<Case<World>> = [
	{
		name: 'an empty list is no error: nothing is sent, and the summary is all zeros',
		async run(world) {
			const workflow = await world.activeWorkflow(
				chain('Empty list', [webhook('empty-list'), deleteNode(world.credential, FROM_LIST)]),
			);
			const { answer, execution, runs } = await world.call(workflow, { cards: [] });
			assert.equal(answer.status, 200);
			const zeros = { cards: 0, deleted: 0, failed: 0, requests: 0, failed_cards: [] };
			assert.deepEqual(answer.json, [zeros]);
			assert.equal(execution.status, 'success');
			assert.equal(world.feishu.requests.length, 0);
			assert.equal(runs[0].hints?.[0].message, 'There were no cards to delete.');
		},
	},
	{
		name: 'a later node reaches the input item of a failed card through the item link',
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
];
