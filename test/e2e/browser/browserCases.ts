/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';
import { join } from 'node:path';

import type { Locator } from 'playwright-core';

import { WRITE_SCOPE } from '../../feishu/apps';
import type { Card } from '../../feishu/settings';
import { user } from '../cards';
import type { Case } from '../report';
import type { World } from '../world';
import type { Editor } from './editor';

export interface BrowserWorld {
	world: World;
	editor: Editor;
	/** Where the screenshots go. */
	folder: string;
	/** A workflow that names a person, for a card that is still to be made. */
	personId: string;
}

export const NODE = 'Feishu App Feed Card';

/** What the workflow in front of the node names. */
export const CARDS: Card[] = ['leave-request-1042', 'expense-report-318', 'contract-2207'].map(
	(biz_id, index) => ({ biz_id, user_id: user(index + 1) }),
);

/** One story, from the search for the node to the error of a missing scope: each case goes on where the last ended. */
export const browserCases: Array<Case<BrowserWorld>> = [
	{
		name: 'the node is found by typing "feishu", "lark", "feed card", "飞书" and "消息流卡片"',
		async run({ editor, folder }) {
			await editor.openNodePanel();
			for (const words of ['feishu', 'lark', 'feed card', '消息流卡片', '飞书']) {
				const found = await editor.searchNodes(words);
				assert.ok(found[0]?.includes(NODE), `${words}: ${found.join(', ')}`);
			}
			await save(editor.nodePanel, folder, 'find-the-node', 230);
		},
	},
	{
		name: 'it is added to the workflow with the action that is clicked on',
		async run({ editor, folder }) {
			await editor.nodePanel.getByText(NODE, { exact: true }).first().click();
			await editor.nodePanel.getByText('Delete cards').click();
			const view = editor.nodeView;
			await view.getByText('Business ID').waitFor();
			for (const label of ['Operation', 'Card Source', 'User ID Type', 'Output']) {
				await view.getByText(label, { exact: true }).first().waitFor();
			}
			await save(view, folder, 'parameters');
		},
	},
	{
		name: 'a wrong secret, typed into the credential form, is what its test says',
		async run({ world, editor, folder }) {
			await editor.newCredential();
			await editor.type('appId', world.app.appId);
			await editor.type('appSecret', 'wrong-secret-in-the-browser');
			await save(editor.credentialForm, folder, 'credential');
			await editor.choose('platform', 'Custom');
			await editor.type('baseUrl', world.feishu.url);
			await editor.saveCredential();
			const form = editor.credentialForm;
			await form.getByText('More details').click();
			await form.getByText('The App Secret does not belong to this App ID').waitFor();
			await save(form, folder, 'credential-wrong-secret');
		},
	},
	{
		name: 'the right secret is saved, and its test says it works',
		async run({ world, editor, folder }) {
			await editor.type('appSecret', world.app.appSecret);
			await editor.saveCredential();
			await editor.page.getByText('Credential saved').waitFor();
			await editor.find('credential-edit-button').click();
			const form = editor.credentialForm;
			await form.getByText('Connection tested successfully').waitFor();
			await save(form, folder, 'credential-tested');
			await editor.closeCredential();
		},
	},
	{
		name: 'run by hand: the failed card in the output panel, and the numbers',
		async run({ world, editor, folder }) {
			world.create(CARDS.slice(1));
			await editor.executeStep();
			const output = editor.outputPanel;
			await output.getByText('2 cards deleted, 1 failed (NOT_CREATED 1).').waitFor();
			await output.getByText('NOT_CREATED').first().waitFor();
			await output.getByText(CARDS[0].biz_id).first().waitFor();
			assert.deepEqual(world.left(CARDS), []);
			await save(editor.nodeView, folder, 'failed-card', 480);
		},
	},
	{
		name: 'run by hand with nothing failed: no item, and the hint says what happened',
		async run({ world, editor, folder }) {
			world.create(CARDS);
			await editor.executeStep();
			await editor.outputPanel.getByText(/^3 cards deleted, 0 failed\./).waitFor();
			await save(editor.nodeView, folder, 'nothing-failed', 480);
		},
	},
	{
		name: 'a missing scope: the error says what to do, with the link',
		async run({ world, editor, folder }) {
			world.app.scopes.clear();
			await editor.executeStep();
			const output = editor.outputPanel;
			await output.getByText('The app lacks a permission').first().waitFor();
			await save(editor.nodeView, folder, 'missing-scope', 560);
			const text = await output.innerText();
			assert.match(text, /99991672/);
			assert.match(text, new RegExp(WRITE_SCOPE));
			assert.match(text, /https:\/\/open\.feishu\.cn\/app\//);
		},
	},
];

/** What is seen of a part of the page, as far down as `height`. */
export async function save(
	part: Locator,
	folder: string,
	name: string,
	height = 640,
): Promise<void> {
	const page = part.page();
	// A button that was just pressed, or a panel that opens, must come to rest.
	await page.waitForTimeout(700);
	const box = await part.first().boundingBox();
	assert.ok(box, `${name} is not to be seen`);
	const clip = { ...box, height: Math.min(box.height, height) };
	await page.screenshot({ path: join(folder, `${name}.png`), clip, style: TOASTS_HIDDEN });
}

/** Toasts slide over what is to be seen. */
const TOASTS_HIDDEN = '.el-notification { visibility: hidden !important; }';
