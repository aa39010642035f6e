import type { INodeProperties } from 'n8n-workflow';

export const OUTPUTS = ['summary', 'cards'] as const;

export type Output = (typeof OUTPUTS)[number];

/**
 * The parameter Output, once for each value that it has if the user chooses none.
 *
 * As an agent's tool (`@tool`) the node gives the summary, so that one answer tells the model everything.
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
				name: 'Cards',
				value: 'cards',
				description: 'An item for each card that did not fail, with its status and its IDs',
			},
			{
				name: 'Summary',
				value: 'summary',
				description: 'Always one item, with the numbers and the list of failed cards',
			},
		],
		default: preset,
		description:
			'What comes out of Done. An item for each failed card comes out of Failed in any case.',
		displayOptions,
	});
	return [
		...OUTPUTS.map((preset) =>
			parameter(preset, {
				show: { operation: operationsWith(preset) },
				hide: { '@tool': [true] },
			}),
		),
		parameter('summary', { show: { '@tool': [true] } }),
	];
}
