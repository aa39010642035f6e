import { NodeOperationError, type INode } from 'n8n-workflow';

import { Results } from '../../nodes/FeishuAppFeedCard/output/results';

const node: INode = {
	id: 'node',
	name: 'Delete feed cards',
	type: 'feishuAppFeedCard',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
	onError: 'continueErrorOutput',
};

test('n8n before 1.104 can take the error off a failed card, which it does on the way to the error output', () => {
	const results = new Results(
		'failed',
		{ verb: 'delete', past: 'deleted', statuses: ['deleted'] },
		undefined,
	);
	const failure = { reason: 'NOT_CREATED', code: 0, message: 'It is gone.' } as const;
	results.fail({ bizId: 'order-1', userId: 'ou_1', inputs: [0], order: 0 }, failure);

	const [item] = results.toItems(1, 1, node);
	expect(item.error).toBeInstanceOf(NodeOperationError);
	item.error = undefined;

	expect(item.error).toBeUndefined();
	expect(item.json).toMatchObject({ biz_id: 'order-1', reason: 'NOT_CREATED' });
});
