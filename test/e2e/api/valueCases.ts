/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';

import { cards } from '../cards';
import type { Case } from '../report';
import { cardNode, chain, splitOut, webhook } from '../workflows';
import type { World } from '../world';

const COMMENTS = ['A', 'B', 'C'].map((author) => ({ author, text: `by ${author}` }));

/** What expressions give. */
export const valueCases: Array<Case<World>> = [
	{
		name: 'an expression that changes its data changes no other field of the card, as in Edit Fields',
		async run(world) {
			const node = cardNode(world.credential, 'create', {
				bizId: '={{ $json.biz_id }}',
				title: '={{ $json.comments.pop().text }}',
				preview: '={{ $json.comments.pop().author }}',
				link: 'https://example.com/',
			});
			const nodes = [webhook('changed-data'), splitOut(), node];
			const workflow = await world.activeWorkflow(chain('Changed data', nodes));
			const wanted = cards('changed-data', 2).map((card) => ({ ...card, comments: COMMENTS }));
			const { done } = await world.call(workflow, { cards: wanted });
			assert.equal(done.length, 2);
			const created = world.feishu.cards.filter(({ bizId }) => bizId.startsWith('changed-data'));
			for (const { contents } of created) {
				assert.deepEqual([contents.title, contents.preview], ['by C', 'C']);
			}
			assert.equal(created.length, 2);
		},
	},
];
