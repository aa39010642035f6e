/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';

import type { Case } from '../report';
import { save, type BrowserWorld } from './browserCases';

const NODE = 'Feishu App Feed Card';

/** The trigger as the first step of an empty workflow: each case goes on where the last ended. */
export const triggerCases: Array<Case<BrowserWorld>> = [
	{
		name: 'the trigger is found by the same words as the node',
		async run({ world, editor, folder }) {
			await editor.page.goto(`${world.server.url}/workflow/new`);
			await editor.find('canvas-add-button').click();
			await editor.nodePanel.waitFor();
			for (const words of ['feishu', 'lark', 'feed card', '消息流卡片', '飞书']) {
				const found = await editor.searchNodes(words);
				// n8n shows a node and its trigger as one.
				assert.ok(found[0]?.includes(NODE), `${words}: ${found.join(', ')}`);
			}
			await save(editor.nodePanel, folder, 'find-the-trigger', 230);
		},
	},
	{
		name: 'it is added, and shows its addresses and what to do with them',
		async run({ editor, folder }) {
			await editor.nodePanel.getByText(NODE, { exact: true }).first().click();
			await editor.nodePanel.getByText('On button clicked').click();
			const view = editor.nodeView;
			await view.getByText('Trigger On').waitFor();
			await save(view, folder, 'trigger', 800);
		},
	},
];
