import type { INodeProperties } from 'n8n-workflow';

import { NUMBERS } from '../reading/settings';

export const userIdTypeParameter: INodeProperties = {
	displayName: 'User ID Type',
	name: 'userIdType',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Open ID',
			value: 'open_id',
			description: 'Starts with ou_; differs from app to app',
		},
		{
			name: 'Union ID',
			value: 'union_id',
			description: 'Starts with on_; the same in all apps of one developer',
		},
		{
			name: 'User ID',
			value: 'user_id',
			description: 'The employee ID in the tenant; not for store apps',
		},
	],
	default: 'open_id',
	description: 'The type of the user IDs',
};

/** What the table of settings says of an option. */
const numberParameter = (name: keyof typeof NUMBERS) => ({
	displayName: NUMBERS[name].label,
	name,
	type: 'number' as const,
	default: NUMBERS[name].preset,
});

/** The options that all operations have. */
const COMMON_OPTIONS: INodeProperties[] = [
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: false,
		description:
			'Whether everything is checked as in a real run, the credential and the permission at Feishu included, and nothing is changed',
	},
	{
		...numberParameter('maxRetries'),
		typeOptions: { minValue: 0, numberPrecision: 0 },
		description:
			'How often a request is tried again after a network fault or a server error, and a card that Feishu calls rate-limited; with the waits in between that takes about half a minute',
	},
	{
		...numberParameter('requestsPerSecond'),
		typeOptions: { minValue: 0 },
		description:
			"The pace of this execution. Feishu's limit is 10 for the app, shared by all who use it; lower it to leave room for other programs.",
	},
	{
		...numberParameter('timeout'),
		typeOptions: { minValue: 1, numberPrecision: 0 },
		description: 'How long to wait for the answer to one request, in milliseconds',
	},
];

/** Under Options: what all operations have, and what single ones add, in the order of the alphabet. */
export function optionsParameter(own: readonly INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [...COMMON_OPTIONS, ...own].sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
}
