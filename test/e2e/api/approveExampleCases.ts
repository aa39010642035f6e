/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Case } from '../report';
import type { NodeRun } from '../../server/rest';
import { example } from '../workflows';
import type { World } from '../world';

/** The address of n8n as its users know it: what a button opens has to begin with https://. */
export const PUBLIC_URL = 'https://n8n.example.com/';

const USER = 'ou_88553eda9014c201e6969b478895c223';

interface SentCard {
	app_feed_card: { buttons: { buttons: Array<{ text: { text: string }; multi_url: Urls }> } };
}
interface Urls {
	url: string;
}

const cardOf = (id: string) => ({ biz_id: id, user_id: USER });

/** The card's two buttons, each in a run of its own. */
const decisionCases = ['Approve', 'Reject'].map(
	(decision, output): Case<World> => ({
		name: `example "approve and wait": ${decision} opens the resume URL, the card goes, and the workflow goes on`,
		async run(world) {
			await withExample(world, async (workflowId) => {
				const card = cardOf(`request-${decision}`);
				const executionId = await asked(world, workflowId, card.biz_id);
				assert.deepEqual(world.left([card]), [card]);
				const branches = await branchesAfter(world, executionId, decision);
				assert.deepEqual(branches, output === 0 ? [1, 0] : [0, 1]);
				assert.deepEqual(world.left([card]), []);
			});
		},
	}),
);

export const approveExampleCases: Array<Case<World>> = [
	...decisionCases,
	{
		name: 'example "approve and wait": the decision goes on if its card cannot be deleted',
		async run(world) {
			await withExample(world, async (workflowId) => {
				const executionId = await asked(world, workflowId, 'request-no-delete');
				world.app.scopes.clear();
				assert.deepEqual(await branchesAfter(world, executionId, 'Approve'), [1, 0]);
			});
		},
	},
	{
		name: 'example "approve and wait": who asks is told why no card can be made',
		async run(world) {
			await withExample(world, async () => {
				const isRefused = async (because: RegExp, id = 'request-refused') => {
					const { status, text } = await world.rest.callWebhook('new-request', request(id));
					assert.equal(status, 422, text);
					assert.match(text, because);
				};
				await isRefused(
					/^The card could not be made \(REJECTED\)\. \[Item 0\] Business ID /,
					'x'.repeat(201),
				);
				world.create([cardOf('request-twice')]);
				await isRefused(/^The card could not be made \(DUPLICATE\)\. \w/, 'request-twice');
				world.feishu.settings.unknownUsers = new Set([USER]);
				await isRefused(/^The card could not be made \(\w+\)\. \w/);
				world.feishu.settings.unknownUsers = new Set();
				world.feishu.settings.failCard = () => 'NO_PERMISSION';
				await isRefused(/^The card could not be made \(NO_PERMISSION\)\. \w/);
				world.app.scopes.clear();
				await isRefused(/\(REQUEST_FAILED\)\. The app lacks a permission/);
			});
		},
	},
];

/** What the caller sends, for a card with this business ID. */
const request = (id: string) => ({
	id,
	user: USER,
	title: 'A new chair',
	link: 'https://example.com/requests/17',
});

/** Plays with the example, active. */
async function withExample(
	world: World,
	play: (workflowId: string) => Promise<void>,
): Promise<void> {
	const { id } = await world.activeWorkflow(example('approve-and-wait.json', world.credential));
	try {
		await play(id);
	} finally {
		await world.rest.deactivate(id);
	}
}

/** Asks for a decision; gives back the execution that waits for it. */
async function asked(world: World, workflowId: string, id: string): Promise<string> {
	const { text } = await world.rest.callWebhook('new-request', request(id));
	assert.equal(text, 'The card is there.');
	const [{ id: executionId }] = await world.rest.executions(workflowId);
	await untilWaiting(world, executionId);
	return executionId;
}

/** Clicks the button of this name; gives back how many items each output of "Approved?" had then. */
async function branchesAfter(
	world: World,
	executionId: string,
	button: string,
): Promise<number[] | undefined> {
	const address = addressOf(world, button);
	assert.ok(address.startsWith(PUBLIC_URL), address);
	const answer = await fetch(address.replace(PUBLIC_URL, `${world.server.url}/`));
	assert.equal(answer.status, 200);
	assert.match(await answer.text(), /Thank you/);
	const { status } = await world.rest.waitForExecution(executionId);
	assert.equal(status, 'success');
	const approved = await runOf(world, executionId, 'Approved?');
	return approved.data?.main.map((items) => items?.length ?? 0);
}

/** What the button of this name opens. */
function addressOf(world: World, text: string): string {
	const sent = world.feishu.requests.find(({ path }) => path.endsWith('/app_feed_card'));
	const { buttons } = (sent?.body as SentCard).app_feed_card.buttons;
	const button = buttons.find((one) => one.text.text === text);
	assert.ok(button, JSON.stringify(buttons));
	return button.multi_url.url;
}

/** The run of a node behind the wait: n8n 1 stores the status a moment before the data, and has the older ones till then. */
async function runOf({ rest }: World, executionId: string, node: string): Promise<NodeRun> {
	for (let tries = 0; tries < 100; tries++) {
		const runs = (await rest.getExecution(executionId)).runData[node];
		if (runs) return runs[0];
		await sleep(100);
	}
	throw new Error(`${node} did not run`);
}

async function untilWaiting(world: World, executionId: string): Promise<void> {
	for (let tries = 0; tries < 100; tries++) {
		if ((await world.rest.getExecution(executionId)).status === 'waiting') return;
		await sleep(100);
	}
	throw new Error('The workflow does not wait for the decision');
}
