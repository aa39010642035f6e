/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';
import { join } from 'node:path';

import type { Locator } from 'playwright-core';

import { WRITE_SCOPE } from '../../feishu/apps';
import type { Card } from '../../feishu/settings';
import { user } from '../cards';
import { type Case, IN_CI } from '../report';
import type { World } from '../world';
import type { Editor } from './editor';

export interface BrowserWorld {
	world: World;
	editor: Editor;
	/** Where the screenshots go. */
	folder: string;
}

export const NODE = 'Feishu App Feed Card';

/** What people type who look for the node or its trigger; the last one is in the picture. */
const NODE_WORDS = [
	'feishu',
	'lark',
	'larksuite',
	'feed card',
	'delete card',
	'消息流卡片',
	'应用消息流卡片',
	'删除',
	'飞书',
];

/** What the workflow in front of the node names. */
export const CARDS: Card[] = ['leave-request-1042', 'expense-report-318', 'contract-2207'].map(
	(biz_id, index) => ({ biz_id, user_id: user(index + 1) }),
);

/** One story, from the search for the node to the error of a missing scope: each case goes on where the last ended. */
export const browserCases: Array<Case<BrowserWorld>> = [
	{
		name: `the node is found by typing ${NODE_WORDS.join(', ')}`,
		async run({ editor, folder }) {
			await editor.openNodePanel();
			for (const words of NODE_WORDS) {
				const found = await editor.searchNodes(words);
				assert.ok(found[0]?.includes(NODE), `${words}: ${found.join(', ')}`);
			}
			await save(editor.nodePanel, folder, 'find-the-node', 230);
		},
	},
	{
		name: 'it is added to the workflow with the action that was chosen',
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
			await editor.choose('Platform', 'Custom', editor.credentialForm);
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
			const form = editor.credentialForm;
			if (!isN8n1(world)) {
				// n8n 2 closes the form by itself.
				await form.waitFor({ state: 'hidden' });
				await editor.find('credential-edit-button').click();
			}
			await form.getByText('Connection tested successfully').waitFor();
			await save(form, folder, 'credential-tested');
			await editor.closeCredential();
		},
	},
	{
		name: 'run by hand: the failed card, why and what happened, in yellow and without scrolling',
		async run({ world, editor, folder }) {
			world.create(CARDS.slice(1));
			await editor.executeStep();
			const output = editor.outputPanel;
			await output.getByText('2 cards deleted, 1 failed (NOT_CREATED 1).').waitFor();
			assert.deepEqual(world.left(CARDS), []);
			assert.equal(await editor.hasWarning('2 cards deleted'), true);
			await output.getByText('Failed Branch').click();
			const columns = ['biz_id', 'reason', 'message'];
			assert.deepEqual((await editor.outputColumns()).slice(0, 3), columns);
			for (const text of [CARDS[0].biz_id, 'NOT_CREATED', 'already gone']) {
				assert.ok(await editor.isInSight(output.getByRole('cell').getByText(text)), text);
			}
			await saveNode(editor, folder, 'failed-card', 340);
		},
	},
	{
		name: 'with Output Cards every card that did not fail has its status in the first column',
		async run({ world, editor, folder }) {
			await editor.choose('Output', 'Cards');
			world.create(CARDS.slice(1));
			await editor.executeStep();
			await editor.outputPanel.getByText('Done Branch').click();
			await editor.outputPanel.getByText('2 items').first().waitFor();
			const columns = ['status', 'biz_id'];
			assert.deepEqual((await editor.outputColumns()).slice(0, 2), columns);
			await saveNode(editor, folder, 'all-cards', 400);
			await editor.choose('Output', 'Summary');
		},
	},
	{
		name: 'run by hand with nothing failed: the summary, and the line says what happened',
		async run({ world, editor, folder }) {
			world.create(CARDS);
			await editor.executeStep();
			await editor.outputPanel.getByText('3 cards deleted, 0 failed.').waitFor();
			assert.equal(await editor.hasWarning('3 cards deleted'), false);
			await saveNode(editor, folder, 'nothing-failed', 250);
		},
	},
	{
		name: 'a missing scope: the error says what to do, line by line, with a link to click',
		async run({ world, editor, folder }) {
			world.app.scopes.clear();
			await editor.executeStep();
			const output = editor.outputPanel;
			await output.getByText('The app lacks a permission').first().waitFor();
			const text = await output.innerText();
			assert.match(text, /99991672/);
			assert.match(text, new RegExp(WRITE_SCOPE));
			const link = output.locator('a[href^="https://open.feishu.cn/app/"]').first();
			assert.ok(await editor.isInSight(link));
			assert.equal(await link.getAttribute('target'), '_blank');
			// Around the link stand the advice, Feishu's own message and the log ID.
			const lines = await link.locator('xpath=..').innerText();
			assert.ok(lines.split('\n').length >= 3, lines);
			await saveNode(editor, folder, 'missing-scope', 400);
		},
	},
];

export function isN8n1({ version }: World): boolean {
	return version.startsWith('1.');
}

/** What is seen of a part of the page, as far down as `height`; in CI nobody looks at it. */
export async function save(
	part: Locator,
	folder: string,
	name: string,
	height = 640,
): Promise<void> {
	if (IN_CI) return;
	const page = part.page();
	// A button that was just pressed, or a panel that opens, must come to rest.
	await page.waitForTimeout(700);
	const box = await part.first().boundingBox();
	assert.ok(box, `${name} is not to be seen`);
	const clip = { ...box, height: Math.min(box.height, height) };
	await page.screenshot({ path: join(folder, `${name}.png`), clip, style: TOASTS_HIDDEN });
}

/** The node's parameters and output, wide enough for all columns of a failed card. */
export async function saveNode(
	editor: Editor,
	folder: string,
	name: string,
	height: number,
): Promise<void> {
	if (IN_CI) return;
	const { page } = editor;
	const usual = page.viewportSize();
	await page.setViewportSize(WIDE);
	await page.waitForTimeout(1000);
	const view = await editor.nodeView.boundingBox();
	const from = await editor.parameterPanel.boundingBox();
	assert.ok(view && from, `${name} is not to be seen`);
	// Without the border of the view.
	const clip = { x: from.x, y: from.y, width: view.x + view.width - from.x - 2, height };
	await page.screenshot({ path: join(folder, `${name}.png`), clip, style: TOASTS_HIDDEN });
	if (usual) await page.setViewportSize(usual);
}

/** The nodes of the canvas, with what runs between them. */
export async function saveNodes({ page }: Editor, folder: string, name: string): Promise<void> {
	if (IN_CI) return;
	await page.waitForTimeout(1000);
	const boxes = await Promise.all(
		(await page.locator('[data-test-id="canvas-node"]:visible').all()).map(
			async (node) => (await node.boundingBox())!,
		),
	);
	const MARGIN = 60;
	const [left, top] = [Math.min(...boxes.map(({ x }) => x)), Math.min(...boxes.map(({ y }) => y))];
	const right = Math.max(...boxes.map(({ x, width }) => x + width));
	const bottom = Math.max(...boxes.map(({ y, height }) => y + height));
	const clip = {
		x: left - MARGIN,
		y: top - MARGIN / 2,
		// Not far enough for what hangs from the last nodes.
		width: right - left + MARGIN + 26,
		height: bottom - top + MARGIN * 1.5,
	};
	await page.screenshot({ path: join(folder, `${name}.png`), clip, style: TOASTS_HIDDEN });
}

const WIDE = { width: 2100, height: 900 };

/** Toasts slide over what is to be seen. */
const TOASTS_HIDDEN = '.el-notification { visibility: hidden !important; }';
