import { ExecuteContext, RoutingNode } from 'n8n-core';
import {
	createEmptyRunExecutionData,
	NodeHelpers,
	Workflow,
	type ICredentialDataDecryptedObject,
	type ICredentialTestRequest,
	type INode,
	type INodeType,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { FeishuAppApi } from './built';
import { CredentialStore } from './credentials';
import { NodeTypes, start } from './nodeTypes';

export interface Verdict {
	status: 'OK' | 'Error';
	message: string;
}

const ID = '1';
const TYPE = 'feishuAppApi';

/**
 * What the button "Test" of a credential's form does, as n8n's CredentialsTester does it (n8n 2.41.1,
 * credentials-tester.service.js; that class lives in the server, not in n8n-core): the test request goes
 * through n8n-core's own RoutingNode, and then the rules are asked.
 */
export async function testCredential(data: ICredentialDataDecryptedObject): Promise<Verdict> {
	const credentials = new CredentialStore({ [TYPE]: new FeishuAppApi() });
	credentials.put(ID, TYPE, data);
	const { request, rules = [] } = new FeishuAppApi().test;
	let json: unknown;
	try {
		json = await answerTo(request, credentials);
	} catch (error) {
		return { status: 'Error', message: wordsOf(error, rules) };
	}
	for (const { type, properties } of rules) {
		if (type !== 'responseSuccessBody') continue;
		const value = (json as Record<string, unknown> | undefined)?.[properties.key];
		if (value === properties.value) return { status: 'Error', message: properties.message };
	}
	return { status: 'OK', message: 'Connection successful!' };
}

async function answerTo(
	request: ICredentialTestRequest['request'],
	credentials: CredentialStore,
): Promise<unknown> {
	const type: INodeType = {
		description: {
			...start.description,
			credentials: [{ name: TYPE, required: true }],
			properties: [
				{ displayName: 'Temp', name: 'temp', type: 'string', routing: { request }, default: '' },
			],
		},
	};
	const node: INode = {
		id: 'temp',
		name: 'Temp-Node',
		type: 'temp',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		credentials: { [TYPE]: { id: ID, name: 'Feishu' } },
	};
	const nodeTypes = new NodeTypes({ temp: type });
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const context = new ExecuteContext(
		workflow,
		node,
		{ credentialsHelper: credentials, variables: {} } as unknown as IWorkflowExecuteAdditionalData,
		'internal',
		createEmptyRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null } as never,
		[],
	);
	const decrypted = { id: ID, name: 'Feishu', type: TYPE, data: credentials.data(ID) };
	const output = await new RoutingNode(
		context,
		NodeHelpers.getVersionedNodeType(type),
		decrypted,
	).runNode();
	return output?.[0][0].json;
}

/** What n8n says where the test request itself failed. */
function wordsOf(error: unknown, rules: NonNullable<ICredentialTestRequest['rules']>): string {
	const { cause, message } = error as {
		cause?: { code?: string; response?: { status: number; statusText?: string } };
		message: string;
	};
	const { response } = cause ?? {};
	if (response) {
		const rule = rules.find(
			({ type, properties }) =>
				type === 'responseCode' && properties.value === (response.status as unknown),
		);
		if (rule) return rule.properties.message;
		if (response.status < 199 || response.status > 299) {
			return response.statusText ?? `Received HTTP status code: ${response.status}`;
		}
		return message;
	}
	return cause?.code ?? message;
}
