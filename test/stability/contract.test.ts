/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error -- this runs in tests, never inside n8n */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type INodeProperties, type INodePropertyCollection } from 'n8n-workflow';

import {
	FeishuAppApi,
	FeishuAppFeedCard,
	FeishuAppFeedCardConnectionTrigger,
	FeishuAppFeedCardTrigger,
} from '../engine/built';

/** What a stored workflow or credential relies on. Names that people read may change; these may not. */
interface Promised {
	type: string;
	default: unknown;
	/** The values that an options parameter offers. */
	values?: string[];
	/** The parameters it depends on: it is stored only while they have one of these values. */
	shown?: Record<string, unknown[]>;
	/** What keeps it from being stored. */
	hidden?: Record<string, unknown[]>;
	/** What is inside a collection. */
	inside?: Record<string, Promised | Promised[]>;
	/** How the field is kept: hidden from the editor, or renewed by n8n. */
	kept?: Record<string, unknown>;
}

const ALL = ['create', 'upsert', 'delete', 'update'];
const WITH_CONTENTS = ['create', 'upsert'];
const TEXT: Promised = { type: 'string', default: '' };
const SWITCH: Promised = { type: 'boolean', default: true };

/** In a collection, what has parts of its own is named with them. */
const CARD_FIELDS: Record<string, Promised> = {
	avatarBinary: { type: 'string', default: 'data' },
	avatarKey: TEXT,
	buttons: {
		type: 'fixedCollection',
		default: {},
		inside: {
			'button.text': TEXT,
			'button.action': { type: 'options', default: 'url_page', values: ['webhook', 'url_page'] },
			'button.style': {
				type: 'options',
				default: 'default',
				values: ['default', 'primary', 'success'],
			},
			'button.url': { ...TEXT, shown: { action: ['url_page'] } },
			'button.androidUrl': { ...TEXT, shown: { action: ['url_page'] } },
			'button.iosUrl': { ...TEXT, shown: { action: ['url_page'] } },
			'button.pcUrl': { ...TEXT, shown: { action: ['url_page'] } },
			'button.values': {
				type: 'fixedCollection',
				default: {},
				inside: { 'pair.key': TEXT, 'pair.value': TEXT },
			},
		},
	},
	customSoundText: TEXT,
	timeSensitive: SWITCH,
	statusLabel: {
		type: 'fixedCollection',
		default: {},
		inside: {
			'label.text': TEXT,
			'label.type': {
				type: 'options',
				default: 'primary',
				values: ['danger', 'primary', 'secondary', 'success'],
			},
		},
	},
};

const OUTPUT = { type: 'options', values: ['cards', 'summary'] };

/** A list where a name stands for one parameter or another, depending on the operation. */
const PARAMETERS: Record<string, Promised | Promised[]> = {
	resource: { type: 'hidden', default: 'card' },
	operation: {
		type: 'options',
		default: 'delete',
		values: ALL,
		shown: { resource: ['card'] },
	},
	cardSource: {
		type: 'options',
		default: 'items',
		values: ['items', 'list'],
		shown: { operation: ALL },
	},
	bizId: [
		{
			type: 'string',
			default: '={{ $json.biz_id }}',
			shown: { operation: ['upsert', 'delete', 'update'], cardSource: ['items'] },
		},
		{ ...TEXT, shown: { operation: ['create'], cardSource: ['items'] } },
	],
	userId: {
		type: 'string',
		default: '={{ $json.user_id }}',
		shown: { operation: ALL, cardSource: ['items'] },
	},
	title: { ...TEXT, shown: { operation: WITH_CONTENTS, cardSource: ['items'] } },
	preview: { ...TEXT, shown: { operation: WITH_CONTENTS, cardSource: ['items'] } },
	link: { ...TEXT, shown: { operation: WITH_CONTENTS, cardSource: ['items'] } },
	additionalFields: {
		type: 'collection',
		default: {},
		shown: { operation: WITH_CONTENTS, cardSource: ['items'] },
		inside: { ...CARD_FIELDS, closeNotify: SWITCH },
	},
	updateFields: {
		type: 'collection',
		default: {},
		shown: { operation: ['update'], cardSource: ['items'] },
		inside: {
			...CARD_FIELDS,
			link: TEXT,
			moveToTop: SWITCH,
			notify: SWITCH,
			preview: TEXT,
			refreshTime: SWITCH,
			removeButtons: SWITCH,
			title: TEXT,
		},
	},
	cards: [
		{
			type: 'json',
			default: '={{ $json.cards }}',
			shown: { operation: ['delete'], cardSource: ['list'] },
		},
		{
			type: 'json',
			default: '={{ $json.cards }}',
			shown: { operation: ['create', 'upsert', 'update'], cardSource: ['list'] },
		},
	],
	userIdType: {
		type: 'options',
		default: 'open_id',
		values: ['chat_id', 'department_id', 'email', 'open_id', 'mobile', 'union_id', 'user_id'],
	},
	output: [
		{
			...OUTPUT,
			default: 'summary',
			shown: { operation: ['delete', 'update'] },
			hidden: { '@tool': [true] },
		},
		{
			...OUTPUT,
			default: 'cards',
			shown: { operation: WITH_CONTENTS },
			hidden: { '@tool': [true] },
		},
		{ ...OUTPUT, default: 'summary', shown: { '@tool': [true] } },
	],
	options: {
		type: 'collection',
		default: {},
		inside: {
			dryRun: { type: 'boolean', default: false },
			ignoreDuplicate: {
				type: 'boolean',
				default: false,
				shown: { '/operation': ['create'] },
			},
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
		values: ['button', 'appTicket', 'other'],
	},
	options: {
		type: 'collection',
		default: {},
		inside: {
			bizIdPrefix: TEXT,
			toastText: TEXT,
			toastType: {
				type: 'options',
				default: 'success',
				values: ['info', 'success', 'warning', 'error'],
			},
			valueKey: TEXT,
			valueText: TEXT,
		},
	},
};

const CREDENTIAL_FIELDS: Record<string, Promised> = {
	platform: { type: 'options', default: 'feishu', values: ['feishu', 'lark', 'custom'] },
	baseUrl: { type: 'string', default: '', hidden: { platform: ['feishu', 'lark'] } },
	appType: { type: 'options', default: 'selfBuilt', values: ['selfBuilt', 'store', 'token'] },
	appId: { type: 'string', default: '', hidden: { appType: ['token'] } },
	appSecret: {
		type: 'string',
		default: '',
		hidden: { appType: ['token'] },
		kept: { password: true },
	},
	appTicket: {
		type: 'string',
		default: '',
		hidden: { appType: ['selfBuilt', 'token'] },
		kept: { password: true },
	},
	tenantKey: { type: 'string', default: '', hidden: { appType: ['selfBuilt', 'token'] } },
	tenantAccessToken: {
		type: 'string',
		default: '',
		hidden: { appType: ['selfBuilt', 'store'] },
		kept: { password: true },
	},
	verificationToken: {
		type: 'string',
		default: '',
		hidden: { appType: ['token'] },
		kept: { password: true },
	},
	encryptKey: {
		type: 'string',
		default: '',
		hidden: { appType: ['token'] },
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
		const { name, version, credentials, inputs, outputs, outputNames, usableAsTool } = description;
		expectSame(
			{ name, version, credentials, inputs, outputs, outputNames, usableAsTool },
			{
				name: 'feishuAppFeedCard',
				version: 1,
				credentials: [{ name: 'feishuAppApi', required: true }],
				inputs: ['main'],
				outputs: ['main', 'main'],
				outputNames: ['Done', 'Failed'],
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

	it('keeps the trigger with a long connection, and its parameters', () => {
		const trigger = new FeishuAppFeedCardConnectionTrigger().description;
		const { name, displayName, version, credentials, inputs, outputs, webhooks } = trigger;
		expectSame(
			{ name, displayName, version, credentials, inputs, outputs, webhooks },
			{
				name: 'feishuAppFeedCardConnectionTrigger',
				displayName: 'Feishu App Feed Card Long Connection Trigger',
				version: 1,
				credentials: [{ name: 'feishuAppApi', required: true }],
				inputs: [],
				outputs: ['main'],
				webhooks: undefined,
			},
			WHY_PARAMETERS,
		);
		const stored = trigger.properties.filter(({ type }) => type !== 'notice');
		const events = { type: 'multiOptions', default: ['button'], values: ['button', 'other'] };
		expectSame(promisedBy(stored), { ...TRIGGER_PARAMETERS, events }, WHY_PARAMETERS);
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

function promisedBy(properties: INodeProperties[]): Record<string, Promised | Promised[]> {
	const promised = new Map<string, Promised[]>();
	for (const property of properties) {
		promised.set(property.name, [...(promised.get(property.name) ?? []), promiseOf(property)]);
	}
	return Object.fromEntries(
		[...promised].map(([name, all]) => [name, all.length === 1 ? all[0] : all]),
	);
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
		hidden: displayOptions?.hide as Record<string, unknown[]> | undefined,
		inside: insideOf(property),
		kept:
			password === undefined && expirable === undefined
				? undefined
				: withoutUndefined({ password, expirable }),
	});
}

function insideOf({ type, options }: INodeProperties): Promised['inside'] {
	if (type === 'collection') return promisedBy(options as INodeProperties[]);
	if (type !== 'fixedCollection') return undefined;
	const groups = options as INodePropertyCollection[];
	return Object.fromEntries(
		groups.flatMap((group) =>
			group.values.map((property) => [`${group.name}.${property.name}`, promiseOf(property)]),
		),
	);
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
