import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { readChoice } from './options';

export const OUTPUTS = ['failed', 'all', 'summary'] as const;

export type Output = (typeof OUTPUTS)[number];

export const outputParameter: INodeProperties = {
	displayName: 'Output',
	name: 'output',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Failed Cards',
			value: 'failed',
			description: 'An item for each card that failed; no item when all went well',
		},
		{
			name: 'All Cards',
			value: 'all',
			description: 'An item for each card, with its status',
		},
		{
			name: 'Summary',
			value: 'summary',
			description: 'One item with the numbers and the list of failed cards',
		},
	],
	default: 'failed',
	description: 'What the node gives to the next one',
};

/** @throws NodeOperationError naming the parameter that has no such choice */
export function readOutput(context: IExecuteFunctions): Output {
	return readChoice(context, 'output', 'Output', OUTPUTS);
}
