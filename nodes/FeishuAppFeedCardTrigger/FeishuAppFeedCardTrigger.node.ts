import {
	NodeConnectionTypes,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { CREDENTIAL } from '../shared/client';
import { operationError } from '../shared/nodeError';
import { refuseOldN8n } from '../shared/oldestN8n';
import { options, triggerOn } from '../shared/clicks/options';
import { readOptions } from '../shared/clicks/reaction';
import { readOrigin } from './verify';
import { receiveCall } from './webhook';

refuseOldN8n();

export class FeishuAppFeedCardTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Feishu App Feed Card Trigger',
		name: 'feishuAppFeedCardTrigger',
		icon: { light: 'file:../../icons/feedCard.svg', dark: 'file:../../icons/feedCard.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].join(", ") }}',
		// n8n's node panel shows node and trigger as one, with the name of the node and this description.
		description:
			'Create, update and delete app feed cards (消息流卡片) in Feishu (飞书) or Lark, and start a workflow when somebody clicks a button on one',
		eventTriggerDescription: 'Waiting for Feishu to call the Test URL',
		activationMessage:
			"Now enter the Production URL under Events & Callbacks (事件与回调) in Feishu's developer console.",
		defaults: { name: 'Feishu App Feed Card Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: CREDENTIAL, required: true }],
		// The answers are sent by the node itself, see receiveCall.
		webhooks: [
			{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' },
		],
		properties: [
			{
				// Of HTML n8n shows only lists and links here.
				displayName:
					"In Feishu's developer console (开发者后台), in this order:<ul><li>Open Events & Callbacks > Encryption Strategy (事件与回调 > 加密策略) and copy Encrypt Key and Verification Token into the credential.</li><li>Activate this workflow (n8n 2: Publish) before you go on: Feishu calls the address as soon as you save it.</li><li>Under Callback Configuration (回调配置) choose to send callbacks to your server (将回调发送至开发者服务器) and enter the Production URL from above as the request address (请求地址).</li><li>Add the callback card.action.trigger (卡片回传交互) and publish a version of the app (版本管理与发布).</li></ul>",
				name: 'notice',
				type: 'notice',
				default: '',
			},
			{
				displayName:
					'For a store app (商店应用) enter the Production URL under Event Configuration (事件配置) too. Feishu sends the App Ticket there every hour, and this node puts it into its credential, whatever you choose below.',
				name: 'storeAppNotice',
				type: 'notice',
				default: '',
			},
			triggerOn('button', 'appTicket', 'other'),
			options,
		],
	};

	/**
	 * There is nothing to create at Feishu: the address is entered in its console by hand. What is left is to
	 * refuse the activation if no call could arrive, the credential could verify none, or an option cannot be read.
	 */
	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return false;
			},
			async create(this: IHookFunctions): Promise<boolean> {
				// Without it the path is made of the node's name, and n8n 1 (1.123.81) does not find it: so are nodes
				// that its API made, until the editor gives them one.
				if (!this.getNode().webhookId) {
					throw operationError(
						this.getNode(),
						'n8n has given this node no address that Feishu can reach. Open the workflow in the editor, save it, and activate it again.',
					);
				}
				// To try them: each call reads them anew.
				readOptions(this);
				const credential = await this.getCredentials(CREDENTIAL);
				try {
					readOrigin(credential);
				} catch (error) {
					// All of it in the message: n8n 1 shows no description when a workflow is activated.
					throw operationError(this.getNode(), (error as Error).message);
				}
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveCall(this);
	}
}
