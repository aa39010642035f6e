import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeProperties,
} from 'n8n-workflow';

import { USER_ID_TYPES, type UserIdType } from '../card/ids';
import { asBoolean, isBlank } from '../card/values';

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
	description: 'Which kind of ID the user IDs are',
};

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
		displayName: 'Max Retries',
		name: 'maxRetries',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 0 },
		default: 5,
		description:
			'How often a request is tried again after a network fault or a server error, and a card that Feishu calls rate-limited; with the waits in between that takes about half a minute',
	},
	{
		displayName: 'Requests per Second',
		name: 'requestsPerSecond',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 10,
		description:
			"The pace of this execution. Feishu's limit is 10 for the app, shared by all who use it; lower it to leave room for other programs.",
	},
	{
		displayName: 'Timeout',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 30000,
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

/** How requests are sent. */
export interface RequestOptions {
	/** More than 0. */
	requestsPerSecond: number;
	/** A whole number from 0. */
	maxRetries: number;
	/** In milliseconds, from 1. */
	timeout: number;
}

/** @throws NodeOperationError naming the parameter that has no such choice */
export function readUserIdType(context: IExecuteFunctions): UserIdType {
	return readChoice(context, 'userIdType', 'User ID Type', USER_ID_TYPES);
}

/**
 * Whether an option that is a switch is on; where its expression finds nothing it is off.
 *
 * @throws NodeOperationError where it is neither on nor off: a dry run must not become a real one
 */
export function readSwitch(context: IExecuteFunctions, name: string): boolean {
	const value = optionsOf(context)[name];
	const isOn = isBlank(value) ? false : asBoolean(value);
	if (isOn !== undefined) return isOn;
	const label = name.replace(/[A-Z]/g, ' $&').replace(/^./, (letter) => letter.toUpperCase());
	throw new NodeOperationError(context.getNode(), `${label} must be true or false`);
}

/** @throws NodeOperationError naming the option that is out of range */
export function readRequestOptions(context: IExecuteFunctions): RequestOptions {
	const options = optionsOf(context);
	const read = (
		name: 'requestsPerSecond' | 'maxRetries' | 'timeout',
		label: string,
		preset: number,
		range: string,
		fits: (value: number) => boolean,
	) => {
		const given = options[name] ?? preset;
		// An expression may give a number as text.
		const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
		if (typeof value === 'number' && fits(value)) return value;
		throw new NodeOperationError(context.getNode(), `${label} must be ${range}`, {
			description: 'Change it under Options in the node.',
		});
	};
	return {
		requestsPerSecond: read(
			'requestsPerSecond',
			'Requests per Second',
			10,
			'a number above 0',
			(value) => Number.isFinite(value) && value > 0,
		),
		maxRetries: read(
			'maxRetries',
			'Max Retries',
			5,
			'a whole number from 0',
			(value) => Number.isInteger(value) && value >= 0,
		),
		timeout: read(
			'timeout',
			'Timeout',
			30_000,
			'a whole number of milliseconds from 1',
			// Timers count in 32 bits.
			(value) => Number.isInteger(value) && value >= 1 && value < 2 ** 31,
		),
	};
}

function optionsOf(context: IExecuteFunctions): IDataObject {
	return context.getNodeParameter('options', 0, {}) as IDataObject;
}

/** @throws NodeOperationError naming the parameter that has no such choice */
export function readChoice<T extends string>(
	context: IExecuteFunctions,
	name: string,
	label: string,
	choices: readonly T[],
): T {
	const value = context.getNodeParameter(name, 0);
	const choice = choices.find((known) => known === value);
	if (choice !== undefined) return choice;
	throw new NodeOperationError(
		context.getNode(),
		`${label} must be one of: ${choices.join(', ')}`,
		{ description: `Choose one in the node's ${label} field.` },
	);
}
