/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- this runs in tests, never inside n8n */
/** What n8n's editor gets of the package, loaded by n8n's own loader. */
import 'reflect-metadata';
import { join } from 'node:path';
import { CustomDirectoryLoader } from 'n8n-core';
import type { ICredentialType, INodeTypeDescription } from 'n8n-workflow';

/** n8n copies each type without its methods (load-nodes-and-credentials.js), and sends it as JSON. */
async function sentToEditor(): Promise<{
	credentials: ICredentialType[];
	nodes: INodeTypeDescription[];
}> {
	const loader = new CustomDirectoryLoader(join(__dirname, '../../dist'));
	await loader.loadAll();
	const { credentials, nodes } = loader.types;
	const copies = {
		credentials: credentials.map((type) => ({ ...type })),
		nodes: nodes.map((type) => ({ ...type })),
	};
	return JSON.parse(JSON.stringify(copies)) as never;
}

const credential = async () => {
	const { credentials } = await sentToEditor();
	const found = credentials.find(({ name }) => name === 'feishuAppApi');
	if (!found) throw new Error('n8n does not find the credential');
	return found;
};

test('the HTTP Request node offers the credential: the editor sees that it can authenticate', async () => {
	expect(await credential()).toHaveProperty('authenticate');
});

test('every field that holds a secret is a password field, also the cached token', async () => {
	const { properties } = await credential();
	const passwords = properties.filter(({ typeOptions }) => typeOptions?.password === true);
	expect(passwords.map(({ name }) => name)).toEqual(
		expect.arrayContaining(['appSecret', 'appTicket', 'tenantAccessToken', 'sessionToken']),
	);
	expect(properties.find(({ name }) => name === 'sessionToken')).toMatchObject({
		type: 'hidden',
		typeOptions: { expirable: true, password: true },
	});
});

test('the test request goes to the credential itself, not to a node', async () => {
	const { test: request } = await credential();
	expect(request?.request).toMatchObject({
		method: 'GET',
		url: '/open-apis/application/v6/scopes',
		disableFollowRedirect: true,
	});
});

test('the node is there, asks for the credential, and may be used as a tool', async () => {
	const { nodes } = await sentToEditor();
	const node = nodes.find(({ name }) => name === 'feishuAppFeedCard');
	expect(node).toMatchObject({ usableAsTool: true });
	expect(node?.credentials?.map(({ name }) => name)).toEqual(['feishuAppApi']);
});
