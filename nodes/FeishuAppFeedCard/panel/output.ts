import type { INodeProperties } from 'n8n-workflow';

const output: INodeProperties = {
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
	default: 'summary',
	description:
		'What comes out of Done. Each failed card always comes out of Failed as an item of its own.',
};

/** The parameter Output, with what it is if the user chooses nothing: saved workflows rely on it. */
export const outputParameters: INodeProperties[] = [
	{
		...output,
		displayOptions: { show: { operation: ['delete', 'update'] }, hide: { '@tool': [true] } },
	},
	{
		...output,
		// Whoever creates cards needs their IDs.
		default: 'cards',
		displayOptions: { show: { operation: ['create', 'upsert'] }, hide: { '@tool': [true] } },
	},
	// As an agent's tool the node gives the summary, so that one answer tells the model everything.
	{
		...output,
		description: 'What the model reads. If a card failed, it reads the summary in either case.',
		displayOptions: { show: { '@tool': [true] } },
	},
];
