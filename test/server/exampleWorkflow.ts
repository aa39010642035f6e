import type { Credential, WorkflowContent, WorkflowNode } from './rest';

export const NODE_TYPE = 'n8n-nodes-feishu-app-feed-card.feishuAppFeedCard';
export const TRIGGER_TYPE = `${NODE_TYPE}Trigger`;
export const CONNECTION_TRIGGER_TYPE = `${NODE_TYPE}ConnectionTrigger`;
export const CREDENTIAL_TYPE = 'feishuAppApi';

export const START = 'Start';
export const CREATE = 'Create cards';
export const NO_CARD = 'Say who got no card';

/** A task of somebody who is known by an e-mail address alone. */
export interface Task {
	id: string;
	email: string;
	title: string;
}

type Chosen = Pick<Credential, 'id' | 'name'>;

/** Started by hand: a card with a button for each task, and what is wrong where there can be none. */
export function cardsWorkflow({ id, name }: Chosen, tasks: Task[]): WorkflowContent {
	return {
		name: 'Cards for people by e-mail address',
		nodes: [
			node(0, 0, START, 'n8n-nodes-base.manualTrigger', 1),
			node(1, 0, 'Tasks', 'n8n-nodes-base.set', 3.4, {
				mode: 'raw',
				jsonOutput: JSON.stringify({ tasks }, null, 2),
				options: {},
			}),
			node(2, 0, 'Each task', 'n8n-nodes-base.splitOut', 1, {
				fieldToSplitOut: 'tasks',
				options: {},
			}),
			{
				...node(3, 0, CREATE, NODE_TYPE, 1, {
					operation: 'create',
					userIdType: 'email',
					userId: '={{ $json.email }}',
					bizId: '={{ $json.id }}',
					title: '={{ $json.title }}',
					link: '=https://example.com/tasks/{{ $json.id }}',
					additionalFields: {
						buttons: { button: [{ text: 'Done', action: 'webhook', style: 'primary' }] },
					},
					// So that it can be started once more.
					options: { ignoreDuplicate: true },
				}),
				credentials: { [CREDENTIAL_TYPE]: { id, name } },
			},
			node(4, -1, 'They have a card', 'n8n-nodes-base.noOp', 1),
			node(4, 1, NO_CARD, 'n8n-nodes-base.set', 3.4, {
				assignments: {
					assignments: [
						{
							id: 'text',
							name: 'text',
							type: 'string',
							value: '={{ $json.biz_id }} has no card: {{ $json.message }}',
						},
					],
				},
				options: {},
			}),
		],
		connections: {
			[START]: { main: [[to('Tasks')]] },
			Tasks: { main: [[to('Each task')]] },
			'Each task': { main: [[to(CREATE)]] },
			[CREATE]: { main: [[to('They have a card')], [to(NO_CARD)]] },
		},
	};
}

/** Started by each click on a button, which n8n hears of over the long connection. */
export function clickWorkflow({ id, name }: Chosen): WorkflowContent {
	const credentials = { [CREDENTIAL_TYPE]: { id, name } };
	return {
		name: 'A click takes its card away',
		nodes: [
			{
				...node(0, 0, 'Button clicked', CONNECTION_TRIGGER_TYPE, 1, {
					options: { toastText: 'Well done!' },
				}),
				credentials,
			},
			{ ...node(1, 0, 'Delete the card', NODE_TYPE, 1, { operation: 'delete' }), credentials },
		],
		connections: { 'Button clicked': { main: [[to('Delete the card')]] } },
	};
}

const node = (
	column: number,
	row: number,
	name: string,
	type: string,
	typeVersion: number,
	parameters: Record<string, unknown> = {},
): WorkflowNode => ({
	name,
	type,
	typeVersion,
	parameters,
	position: [column * 240, row * 100],
});

const to = (name: string) => ({ node: name, type: 'main', index: 0 });
