/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { Caller } from '../../feishu/caller';
import { click } from '../../feishu/calls';
import type { WorkflowContent } from '../../server/rest';
import type { Case } from '../report';
import { example } from '../workflows';
import type { World } from '../world';

const USER = 'ou_88553eda9014c201e6969b478895c223';
const CARD = { biz_id: 'task-17', user_id: USER };
const SECRETS = { encryptKey: 'key-of-the-example', verificationToken: 'token-of-the-example' };

interface SentCard {
	app_feed_card: { buttons: { buttons: Array<{ action_map: Record<string, string> }> } };
}

/** The example with a credential chosen, as its note says. */
async function imported(world: World, defaults: boolean): Promise<WorkflowContent> {
	const credential = await world.addCredential('done button', SECRETS);
	return example('task-card-with-button.json', credential, (node) => {
		if (defaults && BEHIND_THE_CLICK.includes(node.name)) node.parameters = {};
	});
}

const BEHIND_THE_CLICK = ['Button clicked', 'Delete the card'];

export const buttonExampleCases = [false, true].map(
	(defaults): Case<World> => ({
		name: `example "task card with button": from the task to the card, to the click, to no card${
			defaults ? ', with all defaults behind the click' : ''
		}`,
		async run(world) {
			const workflow = await world.activeWorkflow(await imported(world, defaults));
			const link = 'https://example.com/tasks/17';
			const task = { id: 'task-17', title: 'Task 17', preview: 'Please look', link, users: [USER] };
			const { json } = await world.rest.callWebhook('new-tasks', { tasks: [task] });
			assert.equal((json as Record<string, unknown>).created, 1);
			assert.deepEqual(world.left([CARD]), [CARD]);

			// What our own Create put into the button comes back with the click.
			const sent = world.feishu.requests.find(({ path }) => path.endsWith('/app_feed_card'));
			const [{ action_map: value }] = (sent?.body as SentCard).app_feed_card.buttons.buttons;
			const trigger = workflow.nodes.find(({ name }) => name === 'Button clicked');
			const address = `${world.server.url}/webhook/${String(trigger?.webhookId)}/webhook`;
			const of = { appId: world.app.appId, tenantKey: 'tenant', ...SECRETS };
			const { broken, body } = await new Caller({ ...of, address }).callback(
				click(of, { openId: USER, value }),
			);
			assert.deepEqual(broken, []);
			assert.deepEqual(body, defaults ? {} : { toast: { type: 'success', content: 'Done' } });
			while (world.left([CARD]).length > 0) await sleep(50);
			await world.rest.deactivate(workflow.id);
		},
	}),
);
