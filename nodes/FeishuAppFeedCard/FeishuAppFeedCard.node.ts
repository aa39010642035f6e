import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { CREDENTIAL } from '../shared/client';
import { refuseOldN8n } from '../shared/oldestN8n';
import { properties } from './operations';
import { runNode } from './run';

refuseOldN8n();

export class FeishuAppFeedCard implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Feishu App Feed Card',
		name: 'feishuAppFeedCard',
		icon: { light: 'file:../../icons/feedCard.svg', dark: 'file:../../icons/feedCard.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle:
			'={{ $parameter["operation"] === "upsert" ? "create or update" : $parameter["operation"] }}',
		description:
			'Create, update and delete app feed cards (消息流卡片) in message lists of Feishu (飞书) or Lark',
		defaults: { name: 'Feishu App Feed Card' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Done', 'Failed'],
		credentials: [{ name: CREDENTIAL, required: true }],
		properties,
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runNode(this);
	}
}
