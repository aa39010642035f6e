import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { cardSource, idParameters, listParameters } from '../panel/cards';
import { contentsParameters } from '../panel/contents';
import { optionsParameter, userIdTypeParameter } from '../panel/options';
import { outputParameters } from '../panel/output';
import { readChoice } from '../reading/settings';
import { createOperation } from './create.operation';
import { deleteOperation } from './delete.operation';
import type { Operation } from './operation';
import { updateOperation } from './update.operation';
import { upsertOperation } from './upsert.operation';

/** Every operation of the node, in the order of the alphabet. */
const OPERATIONS: readonly Operation[] = [
	createOperation,
	upsertOperation,
	deleteOperation,
	updateOperation,
];

/** The node panel from top to bottom. */
export const properties: INodeProperties[] = [
	{
		// n8n gives each operation a description of its own as a tool only if a resource shows the operations.
		displayName: 'Resource',
		name: 'resource',
		type: 'hidden',
		noDataExpression: true,
		// Without an option n8n's node panel would offer no operation of a node with a resource.
		options: [{ name: 'Card', value: 'card' }],
		default: 'card',
	},
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['card'] } },
		options: OPERATIONS.map(({ choice }) => choice),
		// What the package is for.
		default: 'delete',
	},
	cardSource,
	...idParameters,
	...contentsParameters,
	...listParameters,
	userIdTypeParameter,
	...outputParameters,
	optionsParameter,
];

/**
 * The operation that the node is set to.
 *
 * @throws NodeOperationError if there is no such operation
 */
export function readOperation(context: IExecuteFunctions): Operation {
	// n8n adds "Custom API Call" to the list by itself: no card must be touched because of that.
	const values = OPERATIONS.map(({ choice }) => String(choice.value));
	const value = readChoice(context, 'operation', 'Operation', values);
	return OPERATIONS[values.indexOf(value)];
}
