import type { INodeProperties } from 'n8n-workflow';

import { TYPE_LABELS } from '../card/card';
import { PERMISSIONS } from '../card/permissions';
import { NUMBERS, SWITCHES } from '../reading/settings';

export const userIdTypeParameter: INodeProperties = {
	displayName: 'User ID Type',
	name: 'userIdType',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: TYPE_LABELS.chat_id,
			value: 'chat_id',
			description: `Everybody in a group that the app's bot is in; starts with oc_. The app needs ${PERMISSIONS.chat_id.scope}.`,
		},
		{
			name: TYPE_LABELS.department_id,
			value: 'department_id',
			description: `Everybody in it and below (od-…); 0: whole company. The app needs ${PERMISSIONS.department_id.scope}.`,
		},
		{
			name: TYPE_LABELS.email,
			value: 'email',
			description: `Not a company mailbox (企业邮箱). The app needs ${PERMISSIONS.email.scope}.`,
		},
		{
			name: TYPE_LABELS.open_id,
			value: 'open_id',
			description: 'Starts with ou_; differs from app to app',
		},
		{
			name: TYPE_LABELS.mobile,
			value: 'mobile',
			description: `Outside mainland China with + and the country code. The app needs ${PERMISSIONS.mobile.scope}.`,
		},
		{
			name: TYPE_LABELS.union_id,
			value: 'union_id',
			description: 'Starts with on_; the same in all apps of one developer',
		},
		{
			name: TYPE_LABELS.user_id,
			value: 'user_id',
			description: 'The employee ID in the tenant; not for store apps',
		},
	],
	default: 'open_id',
	description:
		'What identifies the users. The node looks up e-mail addresses, phone numbers, groups and departments first; open IDs may be mixed with them.',
};

/** What the tables of settings say of an option. */
const number = (name: keyof typeof NUMBERS) => ({
	displayName: NUMBERS[name].label,
	name,
	type: 'number' as const,
	default: NUMBERS[name].preset,
});
const toggle = (name: keyof typeof SWITCHES) => ({
	displayName: SWITCHES[name],
	name,
	type: 'boolean' as const,
	default: false,
});

export const optionsParameter: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			...toggle('dryRun'),
			description:
				"Whether to check everything as in a real run, including the credential and the app's permission, without changing anything",
		},
		{
			...toggle('ignoreDuplicate'),
			description: 'Whether to leave a card that already exists out of Failed; it stays as it is',
			displayOptions: { show: { '/operation': ['create'] } },
		},
		{
			...toggle('ignoreNotCreated'),
			description: 'Whether to leave a card that does not exist, or is already gone, out of Failed',
			displayOptions: { show: { '/operation': ['delete'] } },
		},
		{
			...number('maxRetries'),
			typeOptions: { minValue: 0, numberPrecision: 0 },
			description:
				'How many times to retry a request after a network fault or HTTP 5xx, and a card that Feishu reports as rate-limited. By default the waits add up to about 15 seconds for a request and 30 seconds for a card.',
		},
		{
			...number('requestsPerSecond'),
			typeOptions: { minValue: 0 },
			description:
				'How many requests for cards this execution may send per second. Feishu allows an app 10 for each API: choose fewer to leave room for other programs.',
		},
		{
			...number('timeout'),
			typeOptions: { minValue: 1, numberPrecision: 0 },
			description: 'How long to wait for the answer to one request, in milliseconds',
		},
	],
};
