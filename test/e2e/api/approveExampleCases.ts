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

/** The card's two buttons, each in a run of its own. */
export const approveExampleCases = ['Approve', 'Reject'].map(
	(decision, output): Case<World> => ({
		name: `example "approve and wait": ${decision} opens the resume URL, the card goes, and the workflow goes on`,
		async run(world) {
			const content = example('approve-and-wait.json', world.credential);
			const workflow = await world.activeWorkflow(content);
			try {
				const card = { biz_id: `request-${decision}`, user_id: USER };
				const request = { id: card.biz_id, user: USER, title: 'A new chair' };
				const link = 'https://example.com/requests/17';
				const { text } = await world.rest.callWebhook('new-request', { ...request, link });
				assert.equal(text, 'The card is there.');
				assert.deepEqual(world.left([card]), [card]);

				const address = addressOf(world, decision);
				assert.ok(address.startsWith(PUBLIC_URL), address);
				const [{ id: executionId }] = await world.rest.executions(workflow.id);
				await untilWaiting(world, executionId);
				const answer = await fetch(address.replace(PUBLIC_URL, `${world.server.url}/`));
				assert.equal(answer.status, 200);
				assert.match(await answer.text(), /Thank you/);
				const { status } = await world.rest.waitForExecution(executionId);
				assert.equal(status, 'success');
				assert.deepEqual(world.left([card]), []);
				const approved = await runOf(world, executionId, 'Approved?');
				const branches = approved.data?.main.map((items) => items?.length ?? 0);
				assert.deepEqual(branches, output === 0 ? [1, 0] : [0, 1]);
			} finally {
				await world.rest.deactivate(workflow.id);
			}
		},
	}),
);

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
