import type { Credential, WorkflowContent } from './rest';

export const NODE_TYPE = 'n8n-nodes-feishu-app-feed-card.feishuAppFeedCard';
export const TRIGGER_TYPE = `${NODE_TYPE}Trigger`;
export const CREDENTIAL_TYPE = 'feishuAppApi';

export const WEBHOOK_PATH = 'delete-feed-cards';

/** POST {"cards": [{"biz_id", "user_id"}, …]} to it, and it answers with the summary. */
export function exampleWorkflow({ id, name }: Pick<Credential, 'id' | 'name'>): WorkflowContent {
	return {
		name: 'Delete app feed cards',
		nodes: [
			{
				name: 'Cards to delete',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				position: [0, 0],
				// Without an id of its own, its path would begin with the workflow's id and the node's name.
				webhookId: '1b6d7f0e-5c0a-4a53-9d0c-2f4f8c1f6a01',
				parameters: {
					httpMethod: 'POST',
					path: WEBHOOK_PATH,
					responseMode: 'lastNode',
				},
			},
			{
				name: 'Delete feed cards',
				type: NODE_TYPE,
				typeVersion: 1,
				position: [260, 0],
				parameters: {
					operation: 'delete',
					cardSource: 'list',
					cards: '={{ $json.body.cards }}',
					output: 'summary',
				},
				credentials: { [CREDENTIAL_TYPE]: { id, name } },
			},
		],
		connections: {
			'Cards to delete': { main: [[{ node: 'Delete feed cards', type: 'main', index: 0 }]] },
		},
	};
}
