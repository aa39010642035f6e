/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import {
	CONNECTION_TRIGGER_TYPE,
	CREDENTIAL_TYPE,
	NODE_TYPE,
	TRIGGER_TYPE,
} from '../server/exampleWorkflow';
import type {
	Credential,
	ExecutionWithData,
	Item,
	WorkflowContent,
	WorkflowNode,
} from '../server/rest';
import type { World } from './world';

const EXAMPLES = resolve(__dirname, '..', '..', 'examples');

export const TRIGGER = 'Webhook';
export const SPLIT = 'Split Out';
export const DELETE = 'Delete feed cards';
export const AFTER = 'After';

interface NodeContent {
	name: string;
	type: string;
	typeVersion: number;
	parameters: Record<string, unknown>;
	[setting: string]: unknown;
}

/** Nodes in a row, each connected to the next. */
export function chain(name: string, nodes: NodeContent[]): WorkflowContent {
	const connections: WorkflowContent['connections'] = {};
	for (const [index, { name: from }] of nodes.slice(0, -1).entries()) {
		connections[from] = { main: [[{ node: nodes[index + 1].name, type: 'main', index: 0 }]] };
	}
	return { name, nodes: place(nodes), connections };
}

/** The same, with the node that follows Delete connected to its Failed output instead. */
export function onFailed(workflow: WorkflowContent): WorkflowContent {
	const { main } = workflow.connections[DELETE] as { main: unknown[] };
	return {
		...workflow,
		connections: { ...workflow.connections, [DELETE]: { main: [[], ...main] } },
	};
}

/** Side by side on the canvas. */
export const place = (nodes: NodeContent[]): WorkflowNode[] =>
	nodes.map((node, index) => ({ ...node, position: [index * 220, 0] }));

export const BY_HAND: NodeContent = {
	name: 'By hand',
	type: 'n8n-nodes-base.manualTrigger',
	typeVersion: 1,
	parameters: {},
};

/** Stores the workflow, which begins with BY_HAND, and runs it with these items pinned there. */
export async function runByHand(
	{ rest }: World,
	workflow: WorkflowContent,
	items: object[],
): Promise<ExecutionWithData> {
	const pinned = items.map((json) => ({ json })) as Item[];
	const { id } = await rest.createWorkflow({ ...workflow, pinData: { [BY_HAND.name]: pinned } });
	return await rest.waitForExecution(await rest.run(id, BY_HAND.name));
}

/** A workflow of examples/ with a credential chosen, as its note says, and its nodes changed. */
export function example(
	file: string,
	{ id, name }: Pick<Credential, 'id' | 'name'>,
	change: (node: WorkflowNode) => void = () => {},
): WorkflowContent {
	const content = JSON.parse(readFileSync(join(EXAMPLES, file), 'utf8')) as WorkflowContent;
	for (const node of content.nodes) {
		if (node.type.startsWith(NODE_TYPE)) node.credentials = { [CREDENTIAL_TYPE]: { id, name } };
		change(node);
	}
	return content;
}

/** Answers with all items of the last node. */
export const webhook = (path: string, more: Record<string, unknown> = {}): NodeContent => ({
	name: TRIGGER,
	type: 'n8n-nodes-base.webhook',
	typeVersion: 2,
	// Any UUID will do; without one, the path would begin with the workflow's id and the node's name.
	webhookId: crypto.randomUUID(),
	parameters: {
		httpMethod: 'POST',
		path,
		responseMode: 'lastNode',
		responseData: 'allEntries',
		...more,
	},
});

/** Answers as n8n does where nobody chose anything else: with the first item of the last node. */
export const webhookWithDefaults = (path: string): NodeContent => ({
	...webhook(path),
	parameters: { httpMethod: 'POST', path, responseMode: 'lastNode' },
});

/** An item for each entry of the list `cards` that the webhook received. */
export const splitOut = (): NodeContent => ({
	name: SPLIT,
	type: 'n8n-nodes-base.splitOut',
	typeVersion: 1,
	parameters: { fieldToSplitOut: 'body.cards', options: {} },
});

export const deleteNode = (
	{ id, name }: Pick<Credential, 'id' | 'name'>,
	parameters: Record<string, unknown> = {},
	settings: Record<string, unknown> = {},
): NodeContent => ({
	name: DELETE,
	type: NODE_TYPE,
	typeVersion: 1,
	// What is not said stays as the node has it by default, as in a workflow saved by the editor.
	parameters,
	credentials: { [CREDENTIAL_TYPE]: { id, name } },
	...settings,
});

/** The package's own trigger; its path is `<webhookId>/webhook`. */
export const triggerNode = (
	{ id, name }: Pick<Credential, 'id' | 'name'>,
	parameters: Record<string, unknown> = {},
): NodeContent => ({
	name: 'Trigger',
	type: TRIGGER_TYPE,
	typeVersion: 1,
	webhookId: crypto.randomUUID(),
	parameters,
	credentials: { [CREDENTIAL_TYPE]: { id, name } },
});

/** The trigger without an address. */
export const connectionTriggerNode = (
	{ id, name }: Pick<Credential, 'id' | 'name'>,
	parameters: Record<string, unknown> = {},
): NodeContent => ({
	name: 'Trigger',
	type: CONNECTION_TRIGGER_TYPE,
	typeVersion: 1,
	parameters,
	credentials: { [CREDENTIAL_TYPE]: { id, name } },
});

export const wait = (seconds: number): NodeContent => ({
	name: 'Wait',
	type: 'n8n-nodes-base.wait',
	typeVersion: 1.1,
	webhookId: crypto.randomUUID(),
	parameters: { amount: seconds, unit: 'seconds' },
});

/** Posts an expression's value, for each item, to a server of the test. */
export const postTo = (url: string, body: string): NodeContent => ({
	name: 'Post',
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: {
		method: 'POST',
		url,
		sendBody: true,
		contentType: 'raw',
		rawContentType: 'text/plain',
		body,
		options: {},
	},
});

/** The node with another operation; like `deleteNode` otherwise. */
export const cardNode = (
	credential: Pick<Credential, 'id' | 'name'>,
	operation: string,
	parameters: Record<string, unknown> = {},
	settings: Record<string, unknown> = {},
): NodeContent => ({
	...deleteNode(credential, { operation, ...parameters }, settings),
	name: `${operation[0].toUpperCase()}${operation.slice(1)} feed cards`,
});

/** The node as a tool, for an agent or n8n's MCP server. */
export const toolNode = (
	credential: Pick<Credential, 'id' | 'name'>,
	operation: string,
	parameters: Record<string, unknown>,
): NodeContent => ({ ...cardNode(credential, operation, parameters), type: `${NODE_TYPE}Tool` });

/** A Set node with these fields and no others. */
export const setFields = (name: string, fields: Record<string, string>): NodeContent => ({
	name,
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: {
		assignments: {
			assignments: Object.entries(fields).map(([field, value]) => ({
				id: field,
				name: field,
				value,
				type: 'string',
			})),
		},
		options: {},
	},
});

/** Passes everything on. */
export const noOp = (name: string): NodeContent => ({
	name,
	type: 'n8n-nodes-base.noOp',
	typeVersion: 1,
	parameters: {},
});

export const FROM_LIST = { cardSource: 'list', cards: '={{ $json.body.cards }}' };
