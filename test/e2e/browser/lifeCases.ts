/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';

import { user } from '../cards';
import type { Case } from '../report';
import { type BrowserWorld, NODE, save } from './browserCases';

const CARD = { biz_id: 'leave-request-1042', user_id: user(17) };

/** A card with everything that the panel can make, to its end: each case goes on where the last ended. */
export const lifeCases: Array<Case<BrowserWorld>> = [
	{
		name: 'a card with a label and two buttons is made in the panel',
		async run({ world, editor, folder }) {
			await editor.openEmptyWorkflow();
			await editor.nodePanel.getByText('Trigger manually').click();
			await editor.openNodePanel();
			await editor.addNode('feishu', NODE, 'Create cards');
			const view = editor.nodeView;
			await editor.fill('Business ID', CARD.biz_id);
			await editor.fill('User ID', CARD.user_id);
			await editor.fill('Title', 'Leave request of Han Meimei');
			await editor.fill('Preview', '3 days from Monday');
			await editor.fill('Link', 'https://example.com/leave/1042');

			await editor.addField('Status Label');
			await view.getByText('Add Label', { exact: true }).click();
			await editor.fill('Text', 'Waiting');
			await editor.choose('Type', 'Secondary');
			await editor.addField('Buttons');
			await view.getByText('Add Button', { exact: true }).click();
			await editor.fill('Button Text', 'Approve');
			await editor.choose('Click Action', 'Call Back');
			await editor.choose('Style', 'Primary');
			await view.getByText('Add Value', { exact: true }).click();
			await editor.fill('Key', 'decision');
			await editor.fill('Value', 'approved');
			await view.getByText('Add Button', { exact: true }).click();
			await editor.fill('Button Text', 'Details');
			await editor.fill('URL', 'https://example.com/leave/1042/details');

			await editor.executeStep();
			await editor.outputPanel.getByText('1 card created, 0 failed.').waitFor();
			await save(view, folder, 'create-with-buttons');
			assert.deepEqual(world.contentsOf(CARD), {
				title: 'Leave request of Han Meimei',
				preview: '3 days from Monday',
				link: { link: 'https://example.com/leave/1042' },
				status_label: { text: 'Waiting', type: 'secondary' },
				buttons: {
					buttons: [
						{
							text: { text: 'Approve' },
							action_type: 'webhook',
							button_type: 'primary',
							action_map: { decision: 'approved', biz_id: CARD.biz_id },
						},
						{
							text: { text: 'Details' },
							action_type: 'url_page',
							multi_url: { url: 'https://example.com/leave/1042/details' },
						},
					],
				},
			});
		},
	},
	{
		name: 'it is updated behind that: only what is set changes',
		async run({ world, editor, folder }) {
			const before = world.contentsOf(CARD);
			await editor.closeNode();
			await editor.openNodePanel();
			await editor.addNode('feishu', NODE, 'Update cards');
			await editor.addField('Preview');
			await editor.fill('Preview', 'Approved by Li Lei');
			await editor.addField('Status Label');
			await editor.nodeView.getByText('Add Label', { exact: true }).click();
			await editor.fill('Text', 'Approved');
			await editor.choose('Type', 'Success');
			await editor.choose('Output', 'Cards');
			await editor.executeStep();
			await editor.outputPanel.getByText('1 card updated, 0 failed.').waitFor();
			await save(editor.nodeView, folder, 'update');
			assert.deepEqual(world.contentsOf(CARD), {
				...before,
				preview: 'Approved by Li Lei',
				status_label: { text: 'Approved', type: 'success' },
			});
			// In silence.
			assert.deepEqual(world.notifications, { [CARD.biz_id]: 1 });
		},
	},
	{
		name: 'a dry run says what a run would do',
		async run({ world, editor }) {
			await editor.closeNode();
			await editor.openNodePanel();
			await editor.addNode('feishu', NODE, 'Delete cards');
			await editor.addField('Dry Run', 'Add Option');
			await editor.flip('Dry Run');
			await editor.executeStep();
			await editor.outputPanel.getByText('Dry run: 1 card would be deleted in 1 request').waitFor();
			assert.deepEqual(world.left([CARD]), [CARD]);
			await editor.flip('Dry Run');
		},
	},
	{
		name: 'and deleted with defaults, from what the update gave out',
		async run({ world, editor }) {
			await editor.executeStep();
			await editor.outputPanel.getByText('1 card deleted, 0 failed.').waitFor();
			assert.equal(world.contentsOf(CARD), undefined);
		},
	},
];
