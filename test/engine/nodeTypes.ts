import type { IExecuteFunctions, INodeType, INodeTypes, IVersionedNodeType } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

const base = {
	group: ['transform' as const],
	version: 1,
	description: '',
	defaults: {},
	inputs: ['main' as const],
	outputs: ['main' as const],
	properties: [],
};

/** Stands for whatever starts a workflow: gives out the items that the test put into its parameters. */
export const start: INodeType = {
	description: {
		...base,
		displayName: 'Start',
		name: 'start',
		inputs: [],
		properties: [{ displayName: 'Items', name: 'items', type: 'json', default: '' }],
	},
	async execute(this: IExecuteFunctions) {
		const { items } = this.getNode().parameters as unknown as { items: unknown[] };
		return [this.helpers.returnJsonArray(items as never)];
	},
};

/** Reads an expression for each of its items, as a later node of a real workflow does. */
export const later: INodeType = {
	description: {
		...base,
		displayName: 'Later',
		name: 'later',
		properties: [{ displayName: 'Value', name: 'value', type: 'string', default: '' }],
	},
	async execute(this: IExecuteFunctions) {
		return [
			this.getInputData().map((_, item) => ({
				json: { value: this.getNodeParameter('value', item) as string },
				pairedItem: { item },
			})),
		];
	},
};

/**
 * Stands for n8n's HTTP Request node: sends a request with the credential (predefined credential type),
 * or with none and a body of its own.
 */
export const request: INodeType = {
	description: {
		...base,
		displayName: 'Request',
		name: 'request',
		credentials: [{ name: 'feishuAppApi', required: true }],
		properties: [
			{ displayName: 'URL', name: 'url', type: 'string', default: '' },
			{ displayName: 'Body', name: 'body', type: 'json', default: '' },
		],
	},
	async execute(this: IExecuteFunctions) {
		const { url, body } = this.getNode().parameters as { url: string; body?: object };
		const answer: unknown = body
			? await this.helpers.httpRequest({ method: 'POST', url, body, json: true })
			: await this.helpers.httpRequestWithAuthentication.call(this, 'feishuAppApi', { url });
		return [this.helpers.returnJsonArray({ answer } as never)];
	},
};

export class NodeTypes implements INodeTypes {
	constructor(private readonly types: Record<string, INodeType>) {}

	getByName(name: string): INodeType | IVersionedNodeType {
		return this.types[name];
	}

	getByNameAndVersion(name: string): INodeType {
		return NodeHelpers.getVersionedNodeType(this.types[name]);
	}

	getKnownTypes() {
		return {};
	}
}
