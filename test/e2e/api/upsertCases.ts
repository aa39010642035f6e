/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';

import type { Card, Settings } from '../../feishu/settings';
import { cards } from '../cards';
import type { Case } from '../report';
import { cardNode, chain, FROM_LIST, webhook } from '../workflows';
import type { Outcome, World } from '../world';

const LINK = 'https://example.com/';

/** Rows of a table: flat, with a column that the node has nothing to do with. */
const rows = (wanted: Card[]) =>
	wanted.map((card) => ({ ...card, title: `Row of ${card.biz_id}`, link: LINK, owner: 'Li Lei' }));

async function upsert(
	world: World,
	name: string,
	wanted: Card[],
	parameters: object = {},
): Promise<Outcome> {
	const node = cardNode(world.credential, 'upsert', { ...FROM_LIST, ...parameters });
	const workflow = await world.activeWorkflow(chain(name, [webhook(name), node]));
	return await world.call(workflow, { cards: rows(wanted) });
}

const REFUSED = { code: 230001, msg: 'param is invalid' };

/** What no document tells of a card that is not there, or that is there already. */
const WAYS: Array<[string, Partial<Settings>]> = [
	['reported by name', {}],
	['reported as in the SDK', { reasonStyle: 'sdkName' }],
	['refused with the whole request', { updateOfMissing: REFUSED, existingCard: REFUSED }],
];

/** A table kept in step with cards. */
export const upsertCases: Array<Case<World>> = [
	...WAYS.map(
		([how, settings], index): Case<World> => ({
			name: `upsert: 12 of 45 are new, ${how}: each ends as updated or created, once`,
			timeout: 120_000,
			async run(world) {
				const wanted = cards(`upserted${index}`, 45);
				const isNew = (at: number) => at % 4 === 3 || at === 44;
				world.create(wanted.filter((_, at) => !isNew(at)));
				Object.assign(world.feishu.settings, settings);
				const { outputs } = await upsert(world, `upsert-${index}`, wanted);
				assert.deepEqual(
					outputs[0],
					wanted.map((card, at) => ({ status: isNew(at) ? 'created' : 'updated', ...card })),
				);
				for (const card of wanted) {
					assert.equal(world.contentsOf(card)?.title, `Row of ${card.biz_id}`);
				}
				const expected = wanted.filter((_, at) => isNew(at)).map(({ biz_id }) => [biz_id, 1]);
				assert.deepEqual(world.notifications, Object.fromEntries(expected));
			},
		}),
	),
	{
		name: 'upsert: three requests to update and one for each new card; the summary has both numbers',
		async run(world) {
			const wanted = cards('counted', 45);
			world.create(wanted.slice(0, 40));
			const { outputs } = await upsert(world, 'upsert-summary', wanted, { output: 'summary' });
			assert.deepEqual(outputs, [
				[{ cards: 45, created: 5, updated: 40, failed: 0, requests: 8, failed_cards: [] }],
			]);
			assert.equal(world.feishu.updateRequests.length, 3);
			assert.equal(world.feishu.createRequests.length, 5);
		},
	},
	{
		name: 'upsert: run again, the same rows change nothing more and notify nobody',
		async run(world) {
			const wanted = cards('again', 5);
			await upsert(world, 'upsert-first', wanted);
			const { outputs } = await upsert(world, 'upsert-second', wanted);
			assert.ok(outputs[0].every(({ status }) => status === 'updated'));
			assert.deepEqual(Object.values(world.notifications), [1, 1, 1, 1, 1]);
		},
	},
	{
		name: 'upsert: a user whom Feishu does not know takes no other card with him',
		async run(world) {
			const wanted = cards('unknown', 25);
			world.create(wanted.slice(0, 10));
			world.feishu.settings.unknownUsers = new Set([wanted[3].user_id, wanted[20].user_id]);
			const { outputs } = await upsert(world, 'upsert-unknown', wanted);
			const failed = outputs[0].filter(({ status }) => status === 'failed');
			assert.deepEqual(
				failed.map(({ biz_id, reason }) => [biz_id, reason]),
				[
					['unknown-4', 'REJECTED'],
					['unknown-21', 'REJECTED'],
				],
			);
			assert.equal(outputs[0].length, 25);
		},
	},
];
