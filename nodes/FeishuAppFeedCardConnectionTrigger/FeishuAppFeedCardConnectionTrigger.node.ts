import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type ITriggerFunctions,
	type ITriggerResponse,
} from 'n8n-workflow';

import { options, triggerOn } from '../shared/clicks/options';
import { CREDENTIAL } from '../shared/client';
import { refuseOldN8n } from '../shared/oldestN8n';
import { receiveClicks } from './trigger';

refuseOldN8n();

/** A node of its own: if a node has a webhook, n8n's editor never calls its `trigger()` in a test. */
export class FeishuAppFeedCardConnectionTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Feishu App Feed Card Long Connection Trigger',
		name: 'feishuAppFeedCardConnectionTrigger',
		icon: { light: 'file:../../icons/feedCard.svg', dark: 'file:../../icons/feedCard.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].join(", ") }}',
		description:
			'Starts a workflow when somebody clicks a button on an app feed card (消息流卡片); n8n needs no public address',
		eventTriggerDescription: 'Waiting for a click on a card',
		activationMessage:
			"Now choose the long connection (长连接) under Events & Callbacks (事件与回调) in Feishu's developer console, while this workflow is active.",
		defaults: { name: 'Feishu App Feed Card Long Connection Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: CREDENTIAL, required: true }],
		properties: [
			{
				// Of HTML n8n shows only lists and links here.
				displayName:
					"In this order:<ul><li>Choose a credential with App ID and App Secret of a self-built app (企业自建应用).</li><li>Activate this workflow (n8n 2: Publish) before you go on: Feishu's console saves the choice only while n8n is connected.</li><li>In Feishu's developer console (开发者后台), under Events & Callbacks > Callback Configuration (事件与回调 > 回调配置), choose the long connection (使用长连接接收回调) and save.</li><li>Add the callback card.action.trigger (卡片回传交互) and publish a version of the app (版本管理与发布).</li></ul>",
				name: 'notice',
				type: 'notice',
				default: '',
			},
			triggerOn('button', 'other'),
			options,
		],
	};

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return await receiveClicks(this);
	}
}
