import type {
	Icon,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { readApp } from '../nodes/shared/app';
import { newerTicket } from '../nodes/shared/appTicket';
import { FeishuError } from '../nodes/shared/feishuError';
import { secretsIn } from '../nodes/shared/secrets';
import { storable, storedSession } from '../nodes/shared/session';
import { fetchSession } from '../nodes/shared/tenantAccessToken';
import { fieldsToStore } from '../nodes/shared/ticketStore';
import { noteTokenFailure, timeoutOf } from '../nodes/shared/tokenFetch';
import { authorize } from './authorize';
import { testRules } from './testRules';

export class FeishuAppApi implements ICredentialType {
	name = 'feishuAppApi';

	displayName = 'Feishu (飞书) / Lark App API';

	icon: Icon = { light: 'file:../icons/feedCard.svg', dark: 'file:../icons/feedCard.dark.svg' };

	/** This package's README: npm shows it at an address that follows from the package's name. */
	documentationUrl =
		'https://www.npmjs.com/package/n8n-nodes-feishu-app-feed-card#set-up-the-feishu-app';

	/**
	 * Fields that do not concern everybody are hidden from the others, not shown to some: n8n 1's public API
	 * takes what is shown for the first of two choices for required there, and forbids it to all others
	 * (toJsonSchema in 1.123.81).
	 */
	properties: INodeProperties[] = [
		{
			displayName: 'Platform',
			name: 'platform',
			type: 'options',
			options: [
				{
					name: 'Feishu (飞书)',
					value: 'feishu',
					description: 'The open platform in China: open.feishu.cn',
				},
				{
					name: 'Lark',
					value: 'lark',
					description: 'The open platform outside China: open.larksuite.com',
				},
				{ name: 'Custom', value: 'custom', description: 'A private deployment or a gateway' },
			],
			default: 'feishu',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://open.example.com',
			description:
				'The address of the open platform, without /open-apis. It must start with https://.',
			displayOptions: { hide: { platform: ['feishu', 'lark'] } },
		},
		{
			displayName: 'App Type',
			name: 'appType',
			type: 'options',
			options: [
				{
					name: 'Self-Built App (企业自建应用)',
					value: 'selfBuilt',
					description: 'An app that your own company created',
				},
				{
					name: 'Store App (商店应用)',
					value: 'store',
					description: 'An app from the App Directory that a company has installed',
				},
				{
					name: 'Tenant Access Token',
					value: 'token',
					description: 'A token that you obtained elsewhere; it is not renewed when it expires',
				},
			],
			default: 'selfBuilt',
		},
		{
			displayName: 'App ID',
			name: 'appId',
			type: 'string',
			default: '',
			placeholder: 'e.g. cli_a1b2c3d4e5f6',
			description: 'Found under Credentials & Basic Info (凭证与基础信息) in the developer console',
			displayOptions: { hide: { appType: ['token'] } },
		},
		{
			displayName: 'App Secret',
			name: 'appSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Found next to the App ID',
			displayOptions: { hide: { appType: ['token'] } },
		},
		// eslint-disable-next-line @n8n/community-nodes/credential-unnecessary-password -- with the App Secret it yields tokens, whatever its name suggests
		{
			displayName: 'App Ticket',
			name: 'appTicket',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'The newest app_ticket that Feishu sent to the app. It expires after three hours; the Feishu App Feed Card Trigger fills in each new one by itself.',
			displayOptions: { hide: { appType: ['selfBuilt', 'token'] } },
		},
		{
			displayName: 'Tenant Key',
			name: 'tenantKey',
			type: 'string',
			default: '',
			placeholder: 'e.g. 73658811060f175d',
			description: 'Identifies the company that installed the app (企业标识)',
			displayOptions: { hide: { appType: ['selfBuilt', 'token'] } },
		},
		{
			displayName: 'Tenant Access Token',
			name: 'tenantAccessToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'e.g. t-7f1bcd13fc57d46bac21793a18e560',
			description: 'Starts with t- and expires after two hours at most',
			displayOptions: { hide: { appType: ['selfBuilt', 'store'] } },
		},
		{
			displayName: 'Verification Token',
			name: 'verificationToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Needed only by the Feishu App Feed Card Trigger. Found under Events & Callbacks > Encryption Strategy (事件与回调 > 加密策略) in the developer console.',
			displayOptions: { hide: { appType: ['token'] } },
		},
		// eslint-disable-next-line @n8n/community-nodes/credential-unnecessary-password -- whoever has it can make calls that look like Feishu's
		{
			displayName: 'Encrypt Key',
			name: 'encryptKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Needed only by the Feishu App Feed Card Trigger, if the app has one: Feishu encrypts and signs its calls with it. Found next to the Verification Token.',
			displayOptions: { hide: { appType: ['token'] } },
		},
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'hidden',
			// `password` keeps n8n from sending the cached token to the browser in clear.
			typeOptions: { expirable: true, password: true },
			default: '',
		},
	];

	/** The list of granted scopes: it needs a valid token and no permission. */
	test: ICredentialTestRequest = {
		request: {
			method: 'GET',
			url: '/open-apis/application/v6/scopes',
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		},
		rules: testRules,
	};

	/** n8n calls this for a new session token: when there is none, and after `authenticate` asks for one. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<{ sessionToken?: string; appTicket?: string }> {
		const onlyStored = fieldsToStore(credentials);
		if (onlyStored) return onlyStored;
		const app = readApp(credentials);
		if (app.appType === 'token') return {};
		try {
			const http = {
				helpers: this.helpers,
				timeoutMs: timeoutOf(credentials),
				secrets: secretsIn(credentials),
			};
			const session = await fetchSession(app, storedSession(credentials)?.token, http);
			const appTicket = app.appType === 'store' ? newerTicket(app) : undefined;
			return { sessionToken: storable(session), ...(appTicket ? { appTicket } : {}) };
		} catch (error) {
			if (error instanceof FeishuError) noteTokenFailure(credentials, error);
			throw error;
		}
	}

	/**
	 * A property, not a method: n8n sends the editor a copy of this object, which has no methods, and the
	 * HTTP Request node offers only credentials in which the editor sees `authenticate`.
	 */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => authorize(credentials, requestOptions);
}
