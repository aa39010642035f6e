/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';

import type { Case } from '../report';
import { type BrowserWorld, NODE, save } from './browserCases';

/** The trigger as the first step of an empty workflow: each case goes on where the last ended. */
export const triggerCases: Array<Case<BrowserWorld>> = [
	{
		name: 'the trigger is found as the node is',
		async run({ editor, folder }) {
			await editor.openEmptyWorkflow();
			// n8n shows a node and its trigger as one; both have the same words.
			for (const words of ['lark', '飞书']) {
				const found = await editor.searchNodes(words);
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
			await view.getByText('Webhook URLs').click();
			await view.getByText('Production URL').first().click();
			await view.getByText(/\/webhook\/[\w-]+\/webhook$/).waitFor();
			// A list, not its HTML.
			const steps = view.locator('.notice li, [class*="notice"] li');
			assert.equal(await steps.count(), 4);
			assert.doesNotMatch(await view.innerText(), /<\/?(ul|li|a|br)\b/);
			await save(editor.parameterPanel, folder, 'trigger', 800);
		},
	},
];
