/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';

import { user } from '../cards';
import type { Case } from '../report';
import { type BrowserWorld, isN8n1, saveNode } from './browserCases';
import { assertSameInChinese, readSteps } from './readmeSteps';

const SET_UP = 'Set up the Feishu app';
const FIRST_WORKFLOW = 'First workflow';
const PERSON = { openId: user(17), email: 'mei@example.com' };

/**
 * What the README says about the first workflow, done as it is written: every label and every text is taken
 * from its steps, so neither they nor the editor can change alone. Each case goes on where the last ended.
 */
export const firstWorkflowCases: Array<Case<BrowserWorld>> = [
	{
		name: 'the credential is found by "feishu", "lark" and "飞书", and made as the README says',
		async run({ world, editor }) {
			assertSameInChinese(SET_UP, [5, 6]);
			const [step5, step6] = readSteps(SET_UP).slice(5, 7);
			const [, inN8n2, inN8n1, name, goOn] = step5.labels;
			await editor.openHome();
			await editor.addByPlus(isN8n1(world) ? inN8n1 : inN8n2);
			for (const words of new Set([...step5.texts, 'lark'])) {
				assert.deepEqual(await editor.searchCredentials(words), [name], words);
			}
			await editor.page.getByRole('option', { name, exact: true }).click();
			await editor.page.getByRole('button', { name: goOn, exact: true }).click();

			const [platform, feishu, lark, appId, appSecret, save, tested] = step6.labels;
			const form = editor.credentialForm;
			await form.waitFor();
			await editor.fill(appId, world.app.appId, form);
			await editor.fill(appSecret, world.app.appSecret, form);
			assert.equal(await editor.valueOf(platform, form), feishu);
			await editor.choose(platform, lark, form);
			// Where the README's reader has Feishu itself.
			await editor.choose(platform, 'Custom', form);
			await editor.type('baseUrl', world.feishu.url);
			await form.getByRole('button', { name: save, exact: true }).click();
			await form.getByText(tested).waitFor();
			await editor.closeCredential();
		},
	},
	{
		name: 'the first workflow creates a card as the README says',
		async run({ world, editor, folder }) {
			assertSameInChinese(FIRST_WORKFLOW, [1, 2, 3, 4, 5, 6]);
			const [step1, step2, step3, step4, step5, step6] = readSteps(FIRST_WORKFLOW).slice(1, 7);
			world.feishu.addUser(PERSON);
			// Just the permissions that the README names.
			world.app.scopes = new Set(readSteps(SET_UP)[2].texts);
			const [, inN8n2, inN8n1, firstStep, trigger] = step1.labels;
			await editor.addByPlus(isN8n1(world) ? inN8n1 : inN8n2);
			await editor.page.getByText(firstStep).waitFor();
			await editor.addFirstStep();
			await editor.nodePanel.getByText(trigger).click();

			const [, node, action] = step2.labels;
			await editor.openNodePanel();
			const [words, wordsInChinese] = step2.texts;
			const found = await editor.searchNodes(wordsInChinese);
			assert.ok(found[0]?.includes(node), found.join(', '));
			await editor.addNode(words, node, action);

			const [bizId, userId] = step3.labels;
			assert.equal(await editor.valueOf(bizId), '');
			await editor.fill(userId, PERSON.email);
			const contents = step4.labels.map((label, index) => [label, step4.texts[index]]);
			for (const [label, text] of contents) await editor.fill(label, text);
			const [type, address] = step5.labels;
			await editor.choose(type, address);
			await editor.executeStep(step6.labels[0]);
			await editor.outputPanel.getByText(step6.texts[0]).waitFor();

			await saveNode(editor, folder, 'create-card', 640);

			const [card, ...more] = world.feishu.cards;
			assert.deepEqual(more, []);
			assert.equal(card.userId, PERSON.openId);
			const { title, preview, link } = card.contents;
			assert.deepEqual([title, preview, link?.link], step4.texts);
		},
	},
	{
		name: 'and deletes it again as the README says',
		async run({ world, editor }) {
			assertSameInChinese(FIRST_WORKFLOW, [7, 8, 9]);
			const [step7, step8, step9] = readSteps(FIRST_WORKFLOW).slice(7);
			await editor.closeNode();
			await editor.openNodePanel();
			const [, , node, action] = step7.labels;
			await editor.addNode(step7.texts[0], node, action);

			const [bizId, userId, execute] = step8.labels;
			for (const label of [bizId, userId]) await editor.field(label).waitFor();
			await editor.executeStep(execute);
			await editor.outputPanel.getByText(step8.texts[0]).waitFor();
			assert.deepEqual(world.feishu.cards, []);

			const [again, failed] = step9.labels;
			await editor.executeStep(again);
			// Until then the panel shows the run before, and goes back to Done when this one ends.
			await editor.outputPanel.getByText('0 cards deleted, 1 failed').waitFor();
			await editor.outputPanel.getByText(failed).click();
			await editor.outputPanel.getByText(step9.texts[0], { exact: true }).first().waitFor();
		},
	},
];
