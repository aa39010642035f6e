/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';

import { WRITE_SCOPE } from '../../feishu/apps';
import { user } from '../cards';
import type { Case } from '../report';
import { NODE, save, type BrowserWorld } from './browserCases';

/** Whom the workflow in front of the node names. */
export const PERSON = { user_id: user(17) };

const CARD = { biz_id: 'order-17', ...PERSON };
const LINK = 'https://example.com/orders/17';

/** The life of a card without a line of JSON; it goes on where `browserCases` ended, in another workflow. */
export const lifeCases: Array<Case<BrowserWorld>> = [
	{
		name: 'a card with two buttons and a label is made in the panel',
		async run({ world, editor, folder, personId }) {
			world.app.scopes.add(WRITE_SCOPE);
			await editor.openWorkflow(personId);
			await editor.openNodePanel();
			await editor.searchNodes('feishu');
			await editor.nodePanel.getByText(NODE, { exact: true }).first().click();
			await editor.nodePanel.getByText('Create cards', { exact: true }).click();
			await editor.nodeView.getByText('Business ID').waitFor();

			await editor.type('bizId', CARD.biz_id);
			await editor.type('title', 'Order 17 waits for your approval');
			await editor.type('preview', '12 chairs, 3,400 yuan, from Li Lei');
			await editor.type('link', LINK);
			await save(editor.nodeView, folder, 'create-a-card');

			await editor.addField('Buttons');
			await editor.press('Add Button');
			await editor.type('text', 'Approve');
			await editor.choose('action', /^Call Back/);
			await editor.choose('style', /^Primary/);
			await editor.press('Add Value');
			await editor.type('key', 'decision');
			await editor.type('value', 'approved');
			await save(editor.nodeView, folder, 'a-button');
			await editor.press('Add Button');
			await editor.type('text', 'Open', 1);
			await editor.type('url', LINK);
			await editor.addField('Status Label');
			await editor.press('Add Label');
			await editor.type('text', 'Waiting', 2);
			await editor.choose('type', /^Danger/);

			await editor.executeStep();
			await editor.outputPanel.getByText('1 card created, 0 failed.').waitFor();
			await editor.outputPanel.getByText(CARD.biz_id).first().waitFor();
			await save(editor.nodeView, folder, 'created-card');
			assert.deepEqual(world.contentsOf(CARD), {
				title: 'Order 17 waits for your approval',
				preview: '12 chairs, 3,400 yuan, from Li Lei',
				link: { link: LINK },
				status_label: { text: 'Waiting', type: 'danger' },
				buttons: {
					buttons: [
						{
							action_type: 'webhook',
							text: { text: 'Approve' },
							button_type: 'primary',
							action_map: { biz_id: CARD.biz_id, decision: 'approved' },
						},
						{ action_type: 'url_page', text: { text: 'Open' }, multi_url: { url: LINK } },
					],
				},
			});
			assert.deepEqual(world.notifications, { [CARD.biz_id]: 1 });
		},
	},
	{
		name: 'it is updated: the operation changes, the IDs stay',
		async run({ world, editor, folder }) {
			await editor.choose('operation', /^Update/);
			await editor.addField('Title');
			await editor.type('title', 'Order 17 is approved');
			await save(editor.nodeView, folder, 'update-a-card');
			await editor.executeStep();
			await editor.outputPanel.getByText(/^1 card updated, 0 failed\./).waitFor();
			const { title, buttons, preview } = world.contentsOf(CARD) ?? {};
			assert.equal(title, 'Order 17 is approved');
			assert.equal(preview, '12 chairs, 3,400 yuan, from Li Lei');
			assert.equal(buttons?.buttons.length, 2);
			// In silence.
			assert.deepEqual(world.notifications, { [CARD.biz_id]: 1 });
		},
	},
	{
		name: 'a dry run says what a run would do',
		async run({ world, editor }) {
			await editor.choose('operation', /^Delete/);
			await editor.addField('Dry Run');
			await editor.flip('dryRun');
			await editor.executeStep();
			await editor.outputPanel
				.getByText(/^Dry run: 1 card would be deleted in 1 request/)
				.waitFor();
			assert.deepEqual(world.left([CARD]), [CARD]);
			await editor.flip('dryRun');
		},
	},
	{
		name: 'and it is deleted',
		async run({ world, editor }) {
			await editor.executeStep();
			await editor.outputPanel.getByText(/^1 card deleted, 0 failed\./).waitFor();
			assert.deepEqual(world.left([CARD]), []);
		},
	},
];
