/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';

import { cards, ids } from '../cards';
import type { Case } from '../report';
import {
	AFTER,
	chain,
	deleteNode,
	FROM_LIST,
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
		name: 'an empty list is no error: nothing is sent, and the output panel says so',
		async run(world) {
			const workflow = await world.activeWorkflow(
				chain('Empty list', [webhook('empty-list'), deleteNode(world.credential, FROM_LIST)]),
			);
			const { answer, execution, runs } = await world.call(workflow, { cards: [] });
			assert.equal(answer.status, 200);
			assert.deepEqual(answer.json, []);
			assert.equal(execution.status, 'success');
			assert.equal(world.feishu.requests.length, 0);
			assert.equal(
				runs[0].hints?.[0].message,
				'There were no cards to delete. No item comes out, so the workflow ends here. To go on, or to answer a webhook, set Output to Summary.',
			);
		},
	},
	{
		name: 'a later node reaches the input item of a failed card through the item link',
		async run(world) {
			const wanted = cards('linked', 4).map((card) => ({ ...card, order: `of ${card.biz_id}` }));
			world.create([wanted[0], wanted[2]]);
			const workflow = await world.activeWorkflow(
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
			);
			const { answer } = await world.call(workflow, { name: 'a batch', cards: wanted });
			assert.deepEqual(answer.json, [
				{ biz_id: 'linked-2', order: 'of linked-2', first: 'a batch' },
				{ biz_id: 'linked-4', order: 'of linked-4', first: 'a batch' },
			]);
			assert.deepEqual(ids(answer.json), ['linked-2', 'linked-4']);
		},
	},
];
