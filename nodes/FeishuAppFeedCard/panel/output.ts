import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { readChoice } from '../reading/settings';

export const OUTPUTS = ['failed', 'all', 'summary'] as const;

export type Output = (typeof OUTPUTS)[number];

/**
 * The parameter Output, once for each value that it has where the user chooses none.
 *
 * As an agent's tool (`@tool`) the node gives the summary: without an item the model would get an empty
 * answer, and could not tell success from nothing done.
 *
 * @param operationsWith the operations whose output is this one by default
 */
export function outputParameters(operationsWith: (preset: Output) => string[]): INodeProperties[] {
	const parameter = (
		preset: Output,
		displayOptions: INodeProperties['displayOptions'],
	): INodeProperties => ({
		displayName: 'Output',
		name: 'output',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Failed Cards',
				value: 'failed',
				description:
					'An item for each card that failed. When all went well there is none, and the workflow ends here.',
			},
			{
				name: 'All Cards',
				value: 'all',
				description: 'An item for each card, with its status and its IDs',
			},
			{
				name: 'Summary',
				value: 'summary',
				description:
					'One item with the numbers and the list of failed cards, whatever happened; right for answering a webhook',
			},
		],
		default: preset,
		description: 'What the node gives to the next one',
		displayOptions,
	});
	const presets = OUTPUTS.filter((preset) => operationsWith(preset).length > 0);
	return [
		...presets.map((preset) =>
			parameter(preset, {
				show: { operation: operationsWith(preset) },
				hide: { '@tool': [true] },
			}),
		),
		parameter('summary', { show: { '@tool': [true] } }),
	];
}

/** @throws NodeOperationError naming the parameter that has no such choice */
export function readOutput(context: IExecuteFunctions): Output {
	return readChoice(context, 'output', 'Output', OUTPUTS);
}
