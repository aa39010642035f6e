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
