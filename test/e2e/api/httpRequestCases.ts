/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { CREDENTIAL_TYPE } from '../../server/exampleWorkflow';
import type { Case } from '../report';
import { chain, webhook } from '../workflows';
import type { World } from '../world';

const SCOPES = '/open-apis/application/v6/scopes';

async function httpRequestWorkflow(
	world: World,
	path: string,
	url = world.feishu.url + SCOPES,
	typeVersion = 4.2,
) {
	const { id, name } = world.credential;
	return await world.activeWorkflow(
		chain(path, [
			webhook(path),
			{
				name: 'HTTP Request',
				type: 'n8n-nodes-base.httpRequest',
				typeVersion,
				parameters: {
					url,
					authentication: 'predefinedCredentialType',
					nodeCredentialType: CREDENTIAL_TYPE,
					// Versions before 4 follow no redirect unless told to.
					options: typeVersion < 4 ? { redirect: { redirect: { followRedirects: true } } } : {},
				},
				credentials: { [CREDENTIAL_TYPE]: { id, name } },
			},
		]),
	);
}

/** Of those in which a credential of a community package can be chosen. */
async function versionsOfHttpRequest({ rest }: World): Promise<number[]> {
	const types = await rest.nodeTypes();
	return types
		.filter(({ name }) => name === 'n8n-nodes-base.httpRequest')
		.flatMap(({ version }) => version as number | number[])
		.filter((version) => version >= 3)
		.sort((a, b) => a - b);
}

/** The credential in n8n's HTTP Request node, with the same token and its refresh. */
export const httpRequestCases: Array<Case<World>> = [
	{
		name: 'the HTTP Request node calls Feishu with the credential',
		async run(world) {
			const workflow = await httpRequestWorkflow(world, 'http-request');
			for (const expectedFetches of [1, 1]) {
				const { answer } = await world.call(workflow, {});
				assert.match(answer.text, /im:app_feed_card:write/);
				assert.equal(world.feishu.tokenRequests.length, expectedFetches);
			}
		},
	},
	...[400, 401].map(
		(status): Case<World> => ({
			name: `a token refused with HTTP ${status} is renewed there too`,
			async run(world) {
				const workflow = await httpRequestWorkflow(world, `http-${status}`);
				await world.call(workflow, {});
				world.feishu.settings.tokenErrorStatus = status;
				world.feishu.expireTokens();
				const { answer } = await world.call(workflow, {});
				assert.match(answer.text, /im:app_feed_card:write/);
				assert.equal(world.feishu.tokenRequests.length, 2);
			},
		}),
	),
	{
		name: 'a token whose time is over is renewed before the request, whatever the status would be',
		async run(world) {
			world.feishu.settings.tokenErrorStatus = 200;
			world.feishu.settings.tokenLifetimeSeconds = 1;
			const workflow = await httpRequestWorkflow(world, 'http-short');
			await world.call(workflow, {});
			await new Promise((resolve) => setTimeout(resolve, 1100));
			const { answer } = await world.call(workflow, {});
			assert.match(answer.text, /im:app_feed_card:write/);
			const refused = world.feishu.requests.filter(({ path, answer: given }) => {
				return path === SCOPES && (given as { code: number }).code !== 0;
			});
			assert.equal(refused.length, 0);
		},
	},
	{
		name: 'the token follows a redirect to another host in no version of that node',
		async run(world) {
			const seen: Array<string | undefined> = [];
			const elsewhere = createServer(({ headers }, response) => {
				seen.push(headers.authorization);
				response.setHeader('content-type', 'application/json').end('{"code":0}');
			});
			elsewhere.listen(0, '127.0.0.1');
			await once(elsewhere, 'listening');
			const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/elsewhere`;
			try {
				for (const typeVersion of await versionsOfHttpRequest(world)) {
					const path = `http-redirect-${typeVersion}`.replace('.', '-');
					const workflow = await httpRequestWorkflow(world, path, undefined, typeVersion);
					const { answer } = await world.call(workflow, {});
					assert.match(answer.text, /im:app_feed_card:write/, `version ${typeVersion}`);
					world.feishu.settings.fault = ({ method }) =>
						method === 'GET' ? { kind: 'redirect', location } : undefined;
					seen.length = 0;
					const { execution } = await world.call(workflow, {});
					assert.deepEqual(
						[typeVersion, seen, execution.status],
						[typeVersion, [undefined], 'success'],
					);
					world.feishu.settings.fault = undefined;
				}
			} finally {
				elsewhere.close();
			}
		},
	},
	{
		name: "the token goes to the credential's host and to no other",
		async run(world) {
			const elsewhere = world.feishu.url.replace('127.0.0.1', 'localhost');
			const workflow = await httpRequestWorkflow(world, 'http-elsewhere', elsewhere + SCOPES);
			const { execution } = await world.call(workflow, {});
			assert.equal(execution.status, 'error');
			assert.match(execution.storedText, /sends its token only to 127\.0\.0\.1:\d+/);
			assert.equal(world.feishu.requests.filter(({ path }) => path === SCOPES).length, 0);
		},
	},
];
