/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';

import { CREDENTIAL_TYPE, NODE_TYPE } from '../../server/exampleWorkflow';
import type { WorkflowContent } from '../../server/rest';
import { user } from '../cards';
import type { Case } from '../report';
import { BY_HAND } from '../workflows';
import { type BrowserWorld, save, saveNodes } from './browserCases';

/** n8n's node panel leaves out the word Trigger. */
const TRIGGER = 'Feishu App Feed Card Long Connection';
const ADDRESSES = ['mei@example.com', 'lei@example.com', 'nobody@example.com'];

/** What the pictures of the canvas and of the second trigger show. */
export const canvasCases: Array<Case<BrowserWorld>> = [
	{
		name: 'cards for e-mail addresses leave the node by two ways, Done and Failed',
		async run({ world, editor, folder }) {
			world.app.scopes.add('contact:user.id:readonly');
			for (const [index, email] of ADDRESSES.slice(0, 2).entries()) {
				world.feishu.addUser({ openId: user(index + 1), email });
			}
			const { id } = await world.rest.createWorkflow(twoWays(world.credential));
			await editor.openWorkflow(id);
			await editor.find('execute-workflow-button').click();
			const canvas = editor.page.locator('.vue-flow').first();
			await canvas.getByText('2 items', { exact: true }).first().waitFor();
			for (const text of ['Done', 'Failed', '1 item']) {
				await canvas.getByText(text, { exact: true }).first().waitFor();
			}
			await saveNodes(editor, folder, 'canvas');
			assert.equal(world.feishu.cards.length, 2);
		},
	},
	{
		name: 'the trigger for the long connection is found beside the node, and says what to do',
		async run({ editor, folder }) {
			await editor.openEmptyWorkflow();
			const found = await editor.searchNodes('feishu');
			assert.ok(found.includes(TRIGGER), found.join(', '));
			await editor.nodePanel.getByText(TRIGGER, { exact: true }).first().click();
			await editor.nodePanel.getByText('On button clicked', { exact: true }).first().click();
			const view = editor.nodeView;
			await view.getByText('Trigger On').waitFor();
			const steps = view.locator('.notice li, [class*="notice"] li');
			assert.equal(await steps.count(), 4);
			await save(editor.parameterPanel, folder, 'connection-trigger', 640);
		},
	},
];

function twoWays({ id, name }: { id: string; name: string }): WorkflowContent {
	const to = (node: string) => [{ node, type: 'main', index: 0 }];
	const rows = ADDRESSES.map((email, index) => ({ task: `task-${index + 1}`, email }));
	const step = (title: string, position: [number, number]) => ({
		name: title,
		type: 'n8n-nodes-base.noOp',
		typeVersion: 1,
		parameters: {},
		position,
	});
	return {
		name: 'A card for each task',
		nodes: [
			{ ...BY_HAND, position: [0, 0] },
			{
				name: 'Tasks',
				type: 'n8n-nodes-base.code',
				typeVersion: 2,
				parameters: { jsCode: `return ${JSON.stringify(rows)};` },
				position: [220, 0],
			},
			{
				name: 'Create cards',
				type: NODE_TYPE,
				typeVersion: 1,
				parameters: {
					operation: 'create',
					bizId: '={{ $json.task }}',
					userId: '={{ $json.email }}',
					userIdType: 'email',
					title: 'A new task',
					link: 'https://example.com/tasks',
				},
				credentials: { [CREDENTIAL_TYPE]: { id, name } },
				position: [440, 0],
			},
			step('Note it in the table', [720, -110]),
			step('Tell somebody', [720, 110]),
		],
		connections: {
			'By hand': { main: [to('Tasks')] },
			Tasks: { main: [to('Create cards')] },
			'Create cards': { main: [to('Note it in the table'), to('Tell somebody')] },
		},
	};
}
