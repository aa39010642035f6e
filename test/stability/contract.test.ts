/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error -- this runs in tests, never inside n8n */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeProperties } from 'n8n-workflow';

import { FeishuAppApi, FeishuAppFeedCard, FeishuAppFeedCardTrigger } from '../engine/built';

/** What a stored workflow or credential relies on. Names that people read may change; these may not. */
interface Promised {
	type: string;
	default: unknown;
	/** The values that an options parameter offers. */
	values?: string[];
	/** The parameters it depends on: it is stored only while they have one of these values. */
	shown?: Record<string, unknown[]>;
	/** What is inside a collection. */
	inside?: Record<string, Promised>;
	/** How the field is kept: hidden from the editor, or renewed by n8n. */
	kept?: Record<string, unknown>;
}

const PARAMETERS: Record<string, Promised> = {
	operation: { type: 'options', default: 'delete', values: ['delete'] },
	cardSource: {
		type: 'options',
		default: 'items',
		values: ['items', 'list'],
		shown: { operation: ['delete'] },
	},
	bizId: {
		type: 'string',
		default: '={{ $json.biz_id }}',
		shown: { operation: ['delete'], cardSource: ['items'] },
	},
	userId: {
		type: 'string',
		default: '={{ $json.user_id }}',
		shown: { operation: ['delete'], cardSource: ['items'] },
	},
	cards: {
		type: 'json',
		default: '={{ $json.cards }}',
		shown: { operation: ['delete'], cardSource: ['list'] },
	},
	userIdType: {
		type: 'options',
		default: 'open_id',
		values: ['open_id', 'union_id', 'user_id'],
	},
	output: { type: 'options', default: 'failed', values: ['failed', 'all', 'summary'] },
	options: {
		type: 'collection',
		default: {},
		inside: {
			ignoreNotCreated: {
				type: 'boolean',
				default: false,
				shown: { '/operation': ['delete'] },
			},
			requestsPerSecond: { type: 'number', default: 10 },
			maxRetries: { type: 'number', default: 5 },
			timeout: { type: 'number', default: 30000 },
		},
	},
};

const TRIGGER_PARAMETERS: Record<string, Promised> = {
	events: {
		type: 'multiOptions',
		default: ['button'],
		values: ['other', 'appTicket', 'button'],
	},
	options: {
		type: 'collection',
		default: {},
		inside: {
			toastText: { type: 'string', default: '' },
			toastType: {
				type: 'options',
				default: 'success',
				values: ['error', 'info', 'success', 'warning'],
			},
		},
	},
};

const CREDENTIAL_FIELDS: Record<string, Promised> = {
	platform: { type: 'options', default: 'feishu', values: ['feishu', 'lark', 'custom'] },
	baseUrl: { type: 'string', default: '', shown: { platform: ['custom'] } },
	appType: { type: 'options', default: 'selfBuilt', values: ['selfBuilt', 'store', 'token'] },
	appId: { type: 'string', default: '', shown: { appType: ['selfBuilt', 'store'] } },
	appSecret: {
		type: 'string',
		default: '',
		shown: { appType: ['selfBuilt', 'store'] },
		kept: { password: true },
	},
	appTicket: {
		type: 'string',
		default: '',
		shown: { appType: ['store'] },
		kept: { password: true },
	},
	tenantKey: { type: 'string', default: '', shown: { appType: ['store'] } },
	tenantAccessToken: {
		type: 'string',
		default: '',
		shown: { appType: ['token'] },
		kept: { password: true },
	},
	verificationToken: {
		type: 'string',
		default: '',
		shown: { appType: ['selfBuilt', 'store'] },
		kept: { password: true },
	},
	encryptKey: {
		type: 'string',
		default: '',
		shown: { appType: ['selfBuilt', 'store'] },
		kept: { password: true },
	},
	sessionToken: { type: 'hidden', default: '', kept: { expirable: true, password: true } },
};

const WHY_PARAMETERS =
	'Workflows that people have saved hold these names and values, without the defaults that they left ' +
	'alone: a change breaks them, or makes them do something else, when the package is updated. Give the ' +
	'node a new version (n8n runs both side by side) and leave version 1 as it is; a value or option that ' +
	'is only added belongs into this test.';
const WHY_CREDENTIAL =
	'Credentials that people have saved hold these names and values: after a change n8n no longer finds ' +
	'the app or its secret in them. A field that is only added belongs into this test.';

describe('the names and values that saved workflows hold', () => {
	const { description } = new FeishuAppFeedCard();

	it('keeps the node, its version and its credential under their names', () => {
		const { name, version, credentials, inputs, outputs } = description;
		expectSame(
			{ name, version, credentials, inputs, outputs, usableAsTool: description.usableAsTool },
			{
				name: 'feishuAppFeedCard',
				version: 1,
				credentials: [{ name: 'feishuAppApi', required: true }],
				inputs: ['main'],
				outputs: ['main'],
				usableAsTool: true,
			},
			WHY_PARAMETERS,
		);
	});

	it('keeps every parameter of the node with its type, default, values and conditions', () => {
		expectSame(promisedBy(description.properties), PARAMETERS, WHY_PARAMETERS);
	});

	it('keeps the trigger, its one webhook and its parameters', () => {
		const trigger = new FeishuAppFeedCardTrigger().description;
		const { name, version, credentials, inputs, outputs, webhooks } = trigger;
		expectSame(
			{ name, version, credentials, inputs, outputs, webhooks },
			{
				name: 'feishuAppFeedCardTrigger',
				version: 1,
				credentials: [{ name: 'feishuAppApi', required: true }],
				inputs: [],
				outputs: ['main'],
				// A part of the address that people have entered in Feishu's console.
				webhooks: [
					{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' },
				],
			},
			WHY_PARAMETERS,
		);
		const stored = trigger.properties.filter(({ type }) => type !== 'notice');
		expectSame(promisedBy(stored), TRIGGER_PARAMETERS, WHY_PARAMETERS);
	});

	it('finds the trigger under the same words as the node', () => {
		const alias = (name: string) => {
			const path = join(__dirname, '..', '..', 'nodes', name, `${name}.node.json`);
			return (JSON.parse(readFileSync(path, 'utf8')) as { alias: string[] }).alias;
		};
		expect(alias('FeishuAppFeedCardTrigger')).toEqual(
			expect.arrayContaining(alias('FeishuAppFeedCard')),
		);
	});

	it('keeps the credential and each of its fields with its type, default, values and conditions', () => {
		const credential = new FeishuAppApi();
		expectSame(credential.name, 'feishuAppApi', WHY_CREDENTIAL);
		expectSame(promisedBy(credential.properties), CREDENTIAL_FIELDS, WHY_CREDENTIAL);
	});

	it('says why it fails', () => {
		const change = () => expectSame({ name: 'new' }, { name: 'old' }, WHY_PARAMETERS);
		expect(change).toThrow(/Workflows that people have saved/);
		expect(change).toThrow(/"new"/);
	});
});

function promisedBy(properties: INodeProperties[]): Record<string, Promised> {
	return Object.fromEntries(properties.map((property) => [property.name, promiseOf(property)]));
}

function promiseOf(property: INodeProperties): Promised {
	const { type, options, displayOptions } = property;
	const { password, expirable } = property.typeOptions ?? {};
	return withoutUndefined({
		type,
		default: property.default,
		values:
			type === 'options' || type === 'multiOptions'
				? (options ?? []).map((option) => ('value' in option ? String(option.value) : option.name))
				: undefined,
		shown: displayOptions?.show as Record<string, unknown[]> | undefined,
		inside: type === 'collection' ? promisedBy(options as INodeProperties[]) : undefined,
		kept:
			password === undefined && expirable === undefined
				? undefined
				: withoutUndefined({ password, expirable }),
	});
}

function withoutUndefined<T extends object>(value: T): T {
	return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;
}

/** `expect` itself has no place for a reason. */
function expectSame(actual: unknown, promised: unknown, why: string): void {
	try {
		expect(actual).toEqual(promised);
	} catch (error) {
		throw new Error(`${why}\n\n${(error as Error).message}`);
	}
}
