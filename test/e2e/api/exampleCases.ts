/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';

import type { Workflow } from '../../server/rest';
import { isOlder } from '../../server/versions';
import type { Case } from '../report';
import { example } from '../workflows';
import type { World } from '../world';
import { callSubWorkflow } from './callerCases';

const USER = 'ou_88553eda9014c201e6969b478895c223';
const order = (number: number) => ({ biz_id: `order-${number}`, user_id: USER });

/** An example as it stands in examples/, with a credential chosen, as its note says. */
async function imported(
	world: World,
	file: string,
	changes: Record<string, Record<string, unknown>> = {},
): Promise<Workflow> {
	const content = example(file, world.credential, ({ name, parameters }) => {
		Object.assign(parameters, changes[name]);
	});
	return await world.rest.createWorkflow(content);
}

async function itemsOf(
	world: World,
	workflow: Workflow,
	trigger: string,
	lastNode: string,
): Promise<Array<Record<string, unknown>>> {
	const execution = await world.rest.waitForExecution(await world.rest.run(workflow.id, trigger));
	assert.equal(execution.error, undefined);
	return (execution.runData[lastNode] ?? []).flatMap(({ data }) =>
		(data?.main[0] ?? []).map(({ json }) => json),
	);
}

const card = (world: World, biz_id: string) =>
	world.feishu.cardOf(biz_id, USER, { appId: world.app.appId });

/** The workflows of examples/, run as they are; the agent's needs a model and is checked by its structure. */
export const exampleCases: Array<Case<World>> = [
	{
		name: 'example "card for a group": everybody in it gets a card, and in the next run those who joined',
		async run(world) {
			world.app.bot = true;
			world.app.scopes.add('im:chat.members:read');
			const group = world.feishu.addGroup({
				chatId: 'oc_a0553eda9014c201e6969b478895c230',
				members: [{}, { openId: 'ou_1' }, { openId: 'ou_2' }],
			});
			const workflow = await imported(world, 'card-for-a-group.json');
			const run = async () => {
				const got = await itemsOf(world, workflow, 'Start', 'Who got it');
				return got.map(({ status, user_id }) => [status, user_id]);
			};
			assert.deepEqual(await run(), [
				['created', 'ou_1'],
				['created', 'ou_2'],
			]);
			group.members.push({ openId: 'ou_3' });
			assert.deepEqual(await run(), [
				['updated', 'ou_1'],
				['updated', 'ou_2'],
				['created', 'ou_3'],
			]);
		},
	},
	{
		name: 'example "first card": a card comes, and is gone after the wait',
		async run(world) {
			const workflow = await imported(world, 'first-card.json', {
				'Wait 10 seconds': { amount: 1 },
			});
			const [created, ...others] = await itemsOf(world, workflow, 'Start', 'Create a card');
			assert.deepEqual(others, []);
			assert.equal(created.status, 'created');
			const id = String(created.biz_id);
			assert.equal(world.feishu.timesCreated(id, USER, { appId: world.app.appId }), 1);
			assert.equal(card(world, id), undefined);
		},
	},
	{
		name: 'example "table": open rows have a card that says what they say, done rows have none',
		async run(world) {
			const other = { biz_id: 'task-19', user_id: 'ou_a0553eda9014c201e6969b478895c230' };
			world.create([{ biz_id: 'task-17', user_id: USER }, other]);
			const workflow = await imported(world, 'cards-from-table.json');
			const messages = await itemsOf(world, workflow, 'Every hour', 'Write a message');
			assert.deepEqual(messages, []);
			assert.equal(card(world, 'task-17')?.contents.title, 'Check the invoice of May');
			assert.equal(card(world, 'task-18')?.contents.title, 'Order 12 chairs');
			assert.deepEqual(world.left([other]), []);
		},
	},
	{
		name: 'example "finished tasks": the cards of all users of a task go, and the numbers come back',
		async run(world) {
			const cards = [order(1), order(2), { ...order(2), user_id: 'ou_2' }];
			world.create(cards);
			const { id } = await imported(world, 'finished-tasks-webhook.json');
			await world.rest.activate(id);
			const { json } = await world.rest.callWebhook('finished-tasks', {
				tasks: [
					{ id: 'order-1', users: [USER] },
					{ id: 'order-2', users: [USER, 'ou_2'] },
				],
			});
			await world.rest.deactivate(id);
			const { deleted, failed } = json as Record<string, unknown>;
			assert.deepEqual({ deleted, failed }, { deleted: 3, failed: 0 });
			assert.deepEqual(world.left(cards), []);
		},
	},
	{
		name: 'example "finished tasks": a malformed call is answered with what is wrong',
		async run(world) {
			const { id } = await imported(world, 'finished-tasks-webhook.json');
			await world.rest.activate(id);
			const { status, json } = await world.rest.callWebhook('finished-tasks', {
				tasks: [{ id: '', users: [USER] }],
			});
			await world.rest.deactivate(id);
			assert.equal(status, 200);
			const { deleted, failed_cards: failed } = json as Record<string, unknown>;
			assert.equal(deleted, 0);
			const [{ reason, message }] = failed as Array<Record<string, unknown>>;
			assert.equal(reason, 'REJECTED');
			assert.match(String(message), /biz_id is empty/);
		},
	},
	{
		name: 'example "due cards": the cards of due rows go, and those rows are ticked off',
		async run(world) {
			world.create([order(17), order(18), order(19)]);
			const workflow = await imported(world, 'due-cards-schedule.json');
			const rows = await itemsOf(world, workflow, 'Every hour', 'Rows to tick off');
			assert.deepEqual(
				rows.map(({ row }) => row),
				[1, 2],
			);
			assert.deepEqual(world.left([order(17), order(18), order(19)]), [order(19)]);
		},
	},
	{
		name: 'example "failed cards by reason": no permission becomes a message, a limit is tried again',
		async run(world) {
			world.create([order(17), order(18), order(19)]);
			world.feishu.settings.failCard = ({ biz_id }, nth) => {
				if (biz_id === 'order-17') return 'NO_PERMISSION';
				return biz_id === 'order-18' && nth === 1 ? 'RATE_LIMITED' : undefined;
			};
			// So that the first limit comes out, and the test does not take half a minute.
			const workflow = await imported(world, 'failed-cards-by-reason.json', {
				'Delete feed cards': { options: { maxRetries: 0 } },
				'Wait 30 seconds': { amount: 1 },
			});
			const messages = await itemsOf(world, workflow, 'Start', 'Write a message');
			assert.deepEqual(
				messages.map(({ text }) => String(text).split('.')[0]),
				[`The feed card order-17 of ${USER} could not be deleted (NO_PERMISSION)`],
			);
			assert.deepEqual(world.left([order(17), order(18), order(19)]), [order(17)]);
		},
	},
	{
		name: 'example "loop": the cards go round by round, a failed one becomes a message, and the loop ends',
		async run(world) {
			world.create([order(17), order(19)]);
			const workflow = await imported(world, 'loop-over-items.json', {
				'Loop Over Items': { batchSize: 1 },
				'Wait 10 seconds': { amount: 0.2 },
			});
			const run = async (node: string) => await itemsOf(world, workflow, 'Start', node);
			const summaries = await run('All rounds are over');
			assert.deepEqual(
				summaries.map(({ deleted, failed }) => [deleted, failed]),
				[
					[1, 0],
					[0, 1],
					[1, 0],
				],
			);
			assert.deepEqual(world.left([order(17), order(18), order(19)]), []);
			world.create([order(17), order(18)]);
			const messages = await run('Write a message');
			assert.deepEqual(
				messages.map(({ text }) => String(text).split('.')[0]),
				[`The feed card order-19 of ${USER} could not be deleted (NOT_CREATED)`],
			);
		},
	},
	{
		name: 'example "message": one message for all failed cards, none if all went well',
		async run(world) {
			world.create([order(17)]);
			const workflow = await imported(world, 'message-when-failed.json');
			const run = async () => await itemsOf(world, workflow, 'Every night', 'Write a message');
			const [{ text }, ...more] = await run();
			assert.deepEqual(more, []);
			assert.match(
				String(text),
				/^2 feed cards could not be deleted:\norder-18 of ou_\w+ \(NOT_CREATED\): .+\norder-19 /,
			);
			world.create([order(17), order(18), order(19)]);
			assert.deepEqual(await run(), []);
		},
	},
	{
		name: 'example "message": it comes too if a permission is missing, and a row without an ID keeps no card',
		async run(world) {
			const rows = [order(17), { ...order(18), biz_id: '' }, order(19)];
			world.create([order(17), order(19)]);
			const workflow = await imported(world, 'message-when-failed.json', {
				'Sample cards (replace)': { jsonOutput: JSON.stringify({ cards: rows }) },
			});
			const run = async () => await itemsOf(world, workflow, 'Every night', 'Write a message');
			const [{ text }, ...more] = await run();
			assert.deepEqual(more, []);
			assert.match(
				String(text),
				/^1 feed cards .+:\n.+\(REJECTED\): \[Item 1\] Business ID is empty/,
			);
			assert.deepEqual(world.left([order(17), order(19)]), []);

			world.app.scopes.clear();
			const [{ text: refused }, ...others] = await run();
			assert.deepEqual(others, []);
			assert.match(
				String(refused),
				/^3 feed cards .+:\norder-17 .+\(REQUEST_FAILED\): The app lacks a permission.+\n.+\norder-19 /,
			);
		},
	},
	...(
		[
			['cards-from-table.json', 'Every hour', 3],
			['failed-cards-by-reason.json', 'Start', 4],
			['loop-over-items.json', 'Start', 3],
		] as const
	).map(
		([file, trigger, count]): Case<World> => ({
			name: `example ${file}: if a permission is missing, each card becomes a message`,
			async run(world) {
				world.app.scopes.clear();
				const workflow = await imported(world, file, {
					'Loop Over Items': { batchSize: 2 },
					'Wait 10 seconds': { amount: 0.2 },
				});
				const messages = await itemsOf(world, workflow, trigger, 'Write a message');
				const texts = messages.map(({ text }) => String(text));
				assert.equal(texts.length, count);
				for (const text of texts)
					assert.match(text, /\(REQUEST_FAILED\)\. The app lacks a permission/);
			},
		}),
	),
	{
		name: 'example "sub-workflow": the caller gets the numbers, also if a permission is missing',
		async run(world) {
			world.create([order(17)]);
			const { id } = await imported(world, 'delete-cards-sub-workflow.json');
			if (!isOlder(world.version, '2.0')) await world.rest.activate(id);
			const call = async () => await callSubWorkflow(world, id, 'once', [order(17)]);
			const [good] = await call();
			assert.deepEqual([good.deleted, good.failed], [1, 0]);
			world.app.scopes.clear();
			const [bad] = await call();
			assert.deepEqual([bad.deleted, bad.failed], [0, 1]);
		},
	},
];
