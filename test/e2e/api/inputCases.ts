/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';

import { cards, ids, user } from '../cards';
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
		name: 'items: 45 cards in 3 requests; the five that failed come out, linked to their items',
		async run(world) {
			const wanted = cards('item', 45);
			const missing = wanted.filter((_, index) => index % 9 === 8);
			world.create(wanted.filter((card) => !missing.includes(card)));
			const workflow = await world.activeWorkflow(
				chain('Items', [webhook('items'), splitOut(), deleteNode(world.credential)]),
			);
			const { answer, runs } = await world.call(workflow, { cards: wanted });
			assert.deepEqual(
				answer.json,
				missing.map((card) => ({
					...card,
					reason: 'NOT_CREATED',
					reason_code: 2,
					code: 0,
					message:
						'The card was never created for this user, or is already gone. Check the business ID, the user ID, and that the credential is of the app that created the card.',
				})),
			);
			assert.deepEqual(world.left(wanted), []);
			assert.equal(world.feishu.deleteRequests.length, 3);
			const links = runs[0].data?.main[0]?.map((item) => item.pairedItem);
			assert.deepEqual(
				links,
				missing.map((card) => ({ item: wanted.indexOf(card) })),
			);
		},
	},
	...[
		{ shape: 'an array', of: (list: unknown) => list },
		{ shape: 'an object with feed_cards', of: (list: unknown) => ({ feed_cards: list }) },
		{ shape: 'JSON text', of: (list: unknown) => JSON.stringify(list) },
	].map(
		({ shape, of }, index): Case<World> => ({
			name: `list as ${shape}`,
			async run(world) {
				const wanted = cards(`list${index}`, 25);
				world.create(wanted);
				const workflow = await world.activeWorkflow(
					chain('List', [webhook(`list-${index}`), deleteNode(world.credential, FROM_LIST)]),
				);
				const { answer } = await world.call(workflow, { cards: of(wanted) });
				assert.deepEqual(answer.json, []);
				assert.deepEqual(world.left(wanted), []);
				assert.equal(world.feishu.deleteRequests.length, 2);
			},
		}),
	),
	{
		name: 'one card for several users: IDs with commas, or an array',
		async run(world) {
			const wanted = [1, 2, 3, 4].map((number) => ({
				biz_id: number < 3 ? 'with-commas' : 'as-array',
				user_id: user(number),
			}));
			world.create(wanted);
			const workflow = await world.activeWorkflow(
				chain('Several users', [
					webhook('several-users'),
					splitOut(),
					deleteNode(world.credential, { output: 'all' }),
				]),
			);
			const { answer } = await world.call(workflow, {
				cards: [
					{ biz_id: 'with-commas', user_id: `${user(1)}, ${user(2)}` },
					{ biz_id: 'as-array', user_id: [user(3), user(4)] },
				],
			});
			assert.deepEqual(
				answer.json,
				wanted.map((card) => ({ ...card, status: 'deleted' })),
			);
			assert.equal(world.feishu.deleteRequests.length, 1);
		},
	},
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
		name: 'the same card named twice is sent once and linked to both items',
		async run(world) {
			const [card] = cards('twice', 1);
			const workflow = await world.activeWorkflow(
				chain('Twice', [webhook('twice'), splitOut(), deleteNode(world.credential)]),
			);
			const { runs } = await world.call(workflow, { cards: [card, card] });
			assert.equal(world.feishu.deleteRequests.length, 1);
			assert.deepEqual(world.feishu.deleteRequests[0].body, { feed_cards: [card] });
			const [item, ...more] = runs[0].data?.main[0] ?? [];
			assert.deepEqual(item.pairedItem, [{ item: 0 }, { item: 1 }]);
			assert.deepEqual(more, []);
		},
	},
	{
		name: 'a card without a user ID: the error names item and field, and nothing is sent',
		async run(world) {
			const [good] = cards('typo', 1);
			world.create([good]);
			const workflow = await world.activeWorkflow(
				chain('Typo', [webhook('typo'), splitOut(), deleteNode(world.credential)]),
			);
			const { execution } = await world.call(workflow, { cards: [good, { biz_id: 'no-user' }] });
			assert.equal(execution.status, 'error');
			assert.match(String(execution.error?.message), /User ID is empty/);
			assert.match(String(execution.error?.description), /No card was deleted.*Item 1: /s);
			assert.equal(world.feishu.deleteRequests.length, 0);
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
