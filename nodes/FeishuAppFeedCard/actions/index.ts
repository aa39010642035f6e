import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

import { executeDelete } from './run';

const OPERATIONS: Record<string, (context: IExecuteFunctions) => Promise<INodeExecutionData[][]>> =
	{
		delete: executeDelete,
	};

/** Runs the operation that the node is set to. */
export async function executeOperation(
	context: IExecuteFunctions,
): Promise<INodeExecutionData[][]> {
	// n8n adds "Custom API Call" to the list by itself: nothing must be deleted because of that.
	const operation = String(context.getNodeParameter('operation', 0));
	if (Object.hasOwn(OPERATIONS, operation)) return await OPERATIONS[operation](context);
	throw new NodeOperationError(
		context.getNode(),
		`Operation must be one of: ${Object.keys(OPERATIONS).join(', ')}`,
		{ description: "Choose one in the node's Operation field." },
	);
}
