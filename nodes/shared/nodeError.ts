import { NodeOperationError, type INode, type NodeApiError } from 'n8n-workflow';

/**
 * The error with exactly this message. n8n puts one of its own in place of a message that has the letters of one
 * of Node.js's error codes anywhere in it: "FileNotFound", which has ENOTFOUND, becomes "The connection cannot be
 * established" (seen on 2.41.1). What comes from the input, or from Feishu, may have them.
 */
export function saying<T extends NodeOperationError | NodeApiError>(message: string, error: T): T {
	error.message = message;
	return error;
}

/**
 * n8n's error for a setting or the input, with exactly this message.
 *
 * @param options as n8n has them
 */
export const operationError = (
	node: INode,
	message: string,
	options?: ConstructorParameters<typeof NodeOperationError>[2],
): NodeOperationError => saying(message, new NodeOperationError(node, message, options));
