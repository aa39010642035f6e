/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';

import type { Card } from '../../feishu/settings';
import { cards, ids } from '../cards';
import type { Case } from '../report';
import { cardNode, chain, FROM_LIST, splitOut, webhook } from '../workflows';
import type { Outcome, World } from '../world';

const LINK = { link: 'https://example.com/' };
const BEFORE = { title: 'Before', preview: 'Before', link: LINK };

/** Cards that are there, with contents. */
function putThere(world: World, wanted: Card[]): void {
	const held = wanted.map(({ biz_id, user_id }) => ({
		bizId: biz_id,
		userId: user_id,
		contents: BEFORE,
	}));
	world.feishu.addCards(held, { appId: world.app.appId });
}

async function update(
	world: World,
	name: string,
	list: object[],
	parameters: object,
): Promise<Outcome> {
	const node = cardNode(world.credential, 'update', { ...parameters });
	const workflow = await world.activeWorkflow(chain(name, [webhook(name), splitOut(), node]));
	return await world.call(workflow, { cards: list });
}

/** Cards changed by the node. */
export const updateCases: Array<Case<World>> = [
	{
		name: 'update: 45 cards in three requests; what is not set stays, nobody is notified',
		async run(world) {
			const wanted = cards('updated', 45);
			const missing = wanted.filter((_, index) => index % 9 === 8);
			const there = wanted.filter((card) => !missing.includes(card));
			putThere(world, there);
			const { outputs, runs } = await update(world, 'update-many', wanted, {
				updateFields: { title: '={{ $json.biz_id }}', timeSensitive: false },
			});
			assert.deepEqual(ids(outputs[0]), ids(missing));
			assert.ok(outputs[0].every(({ reason }) => reason === 'NOT_CREATED'));
			assert.equal(world.feishu.updateRequests.length, 3);
			for (const card of there) {
				const after = { ...BEFORE, title: card.biz_id, time_sensitive: false };
				assert.deepEqual(world.contentsOf(card), after);
			}
			assert.deepEqual(world.notifications, {});
			assert.match(String(runs[0].hints?.[0].message), /^40 cards updated, 5 failed/);
		},
	},
	{
		name: 'update: the request has what the panel says, and nothing else',
		async run(world) {
			const [card] = cards('wire', 1);
			putThere(world, [card]);
			await update(world, 'update-wire', [card], {
				updateFields: {
					preview: '新的预览',
					statusLabel: { label: { text: '完成', type: 'success' } },
					buttons: {},
					link: 'https://example.com/new',
					refreshTime: true,
					moveToTop: true,
					notify: true,
				},
			});
			const [{ body }] = world.feishu.updateRequests;
			assert.deepEqual(body, {
				feed_cards: [
					{
						app_feed_card: {
							biz_id: 'wire-1',
							preview: '新的预览',
							status_label: { text: '完成', type: 'success' },
							buttons: { buttons: [] },
							link: { link: 'https://example.com/new' },
						},
						user_id: card.user_id,
						update_fields: ['3', '10', '11', '12', '101', '102', '103'],
					},
				],
			});
			assert.deepEqual(world.notifications, { 'wire-1': 1 });
			assert.deepEqual(world.contentsOf(card)?.buttons, { buttons: [] });
		},
	},
	{
		name: "update: a list in Feishu's own shape, and the later of two entries for a card counts",
		async run(world) {
			const [first, second] = cards('own', 2);
			putThere(world, [first, second]);
			const entry = ({ biz_id, user_id }: Card, title: string) => ({
				app_feed_card: { biz_id, title },
				user_id,
				update_fields: ['1'],
			});
			const workflow = await world.activeWorkflow(
				chain('Update, list', [
					webhook('update-list'),
					cardNode(world.credential, 'update', { ...FROM_LIST, output: 'summary' }),
				]),
			);
			const feed_cards = [entry(first, 'one'), entry(second, 'two'), entry(first, 'three')];
			const { outputs } = await world.call(workflow, { cards: { feed_cards } });
			assert.deepEqual(outputs, [
				[{ cards: 2, updated: 2, failed: 0, requests: 1, failed_cards: [] }],
			]);
			assert.equal(world.contentsOf(first)?.title, 'three');
			assert.equal(world.contentsOf(second)?.title, 'two');
		},
	},
	{
		name: 'update: an answer that is lost notifies nobody twice',
		async run(world) {
			const wanted = cards('lost-update', 3);
			putThere(world, wanted);
			world.feishu.settings.fault = ({ method }, nth) =>
				method === 'PUT' && nth === 1 ? { kind: 'reset', done: true } : undefined;
			const { outputs } = await update(world, 'update-lost', wanted, {
				output: 'all',
				updateFields: { title: 'After', notify: true },
			});
			assert.ok(outputs[0].every(({ status }) => status === 'updated'));
			for (const card of wanted) {
				assert.equal(world.contentsOf(card)?.title, 'After');
				assert.equal(world.notifications[card.biz_id], 1);
			}
		},
	},
	{
		name: 'update: nothing to change is an error before anything is sent',
		async run(world) {
			const wanted = cards('nothing', 2);
			putThere(world, wanted);
			const { execution } = await update(world, 'update-nothing', wanted, { updateFields: {} });
			assert.equal(execution.status, 'error');
			assert.match(String(execution.error?.message), /nothing to change/);
			assert.equal(world.feishu.updateRequests.length, 0);
		},
	},
];
