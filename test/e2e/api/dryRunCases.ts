/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';

import { WRITE_SCOPE } from '../../feishu/apps';
import { cards } from '../cards';
import type { Case } from '../report';
import { cardNode, chain, FROM_LIST, webhook } from '../workflows';
import type { Outcome, World } from '../world';

async function dryRun(world: World, operation: string, name: string): Promise<Outcome> {
	const wanted = cards(name, 25);
	world.create(wanted);
	const list = wanted.map((card) => ({ ...card, title: 'T', link: 'https://example.com/' }));
	const node = cardNode(world.credential, operation, {
		...FROM_LIST,
		output: 'summary',
		options: { dryRun: true },
	});
	const workflow = await world.activeWorkflow(chain(name, [webhook(name), node]));
	return await world.call(workflow, { cards: list });
}

/** A run that checks everything and changes nothing. */
export const dryRunCases: Array<Case<World>> = [
	...Object.entries({ create: 25, update: 2, upsert: 2, delete: 2 }).map(
		([operation, requests]): Case<World> => ({
			name: `dry run of ${operation}: says what it would do, and changes nothing`,
			async run(world) {
				const { done, runs } = await dryRun(world, operation, `dry-${operation}`);
				assert.deepEqual(done, [{ cards: 25, planned: 25, failed: 0, requests, failed_cards: [] }]);
				assert.match(String(runs[0].hints?.[0].message), /25 cards would be .*Nothing was changed/);
				assert.equal(world.feishu.cardRequests.length, 0);
				assert.equal(world.left(cards(`dry-${operation}`, 25)).length, 25);
			},
		}),
	),
	{
		name: 'dry run: a missing permission is the same error as in a real run',
		async run(world) {
			world.app.scopes.delete(WRITE_SCOPE);
			const { execution } = await dryRun(world, 'create', 'dry-scope');
			assert.equal(execution.status, 'error');
			assert.match(String(execution.error?.message), /The app lacks a permission/);
			assert.match(String(execution.error?.description), new RegExp(WRITE_SCOPE));
			assert.equal(world.feishu.cardRequests.length, 0);
		},
	},
	{
		name: 'dry run: a wrong secret is the same error as in a real run',
		async run(world) {
			world.app.appSecret = 'the-secret-after-dry-run';
			const { execution } = await dryRun(world, 'delete', 'dry-secret');
			assert.match(String(execution.error?.message), /10015/);
		},
	},
];
