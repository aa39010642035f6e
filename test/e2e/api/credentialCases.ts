/* eslint-disable @n8n/community-nodes/no-hardcoded-secrets, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';

import { freePort } from '../../server/port';
import { cards, deletedBy } from '../cards';
import type { Case } from '../report';
import { chain, deleteNode, FROM_LIST, webhook } from '../workflows';
import type { World } from '../world';

/** What the credential form says, and whose token is used. */
export const credentialCases: Array<Case<World>> = [
	{
		name: 'Test of a good credential says OK',
		async run({ rest, credential }) {
			assert.deepEqual(await rest.testCredential(credential.id), {
				status: 'OK',
				message: 'Connection successful!',
			});
		},
	},
	refused('a wrong secret', { appSecret: 'wrong-secret-e2e' }, [
		/The App Secret does not belong to this App ID/,
		/10015/,
	]),
	refused('an unknown app', { appId: 'cli_nobodyknowsthis' }, [/does not know this app/, /10003/]),
	refused('an empty App ID', { appId: '' }, [/App ID is empty/]),
	refused('a base URL that is no https', { baseUrl: 'http://open.example.com' }, [
		/does not start with https:\/\//,
	]),
	...[200, 400, 401].map((status) =>
		refused(
			`a pasted token that Feishu refuses with HTTP ${status}`,
			PASTED('t-refusedrefusedrefused'),
			[/Feishu does not accept the access token/, /99991663/],
			({ feishu }) => (feishu.settings.tokenErrorStatus = status),
		),
	),
	refused('an app that is not installed', {}, [/not installed/, /212100/], ({ app }) => {
		app.installed = false;
	}),
	refused(
		'an address that is not Feishu',
		{},
		[/this address does not belong to Feishu/],
		({ feishu }) =>
			(feishu.settings.fault = ({ method }) =>
				method === 'GET' ? { kind: 'status', status: 404 } : undefined),
	),
	refused(
		'a host that redirects',
		{},
		[/this address does not belong to Feishu/],
		({ feishu }) =>
			(feishu.settings.fault = ({ method }) =>
				method === 'GET' ? { kind: 'redirect', location: feishu.url } : undefined),
	),
	{
		name: 'Test with an unreachable host says so',
		async run({ rest, credential }) {
			const baseUrl = `http://127.0.0.1:${await freePort()}`;
			const { status, message } = await rest.testCredential(credential.id, { baseUrl });
			assert.equal(status, 'Error');
			assert.match(message, /Could not reach 127\.0\.0\.1:\d+: it refused the connection/);
		},
	},
	{
		name: 'a pasted token that is good passes the test and is used as it is',
		async run(world) {
			const { rest, feishu } = world;
			const token = feishu.issueToken({ appId: world.app.appId });
			world.secrets.add(token);
			const pasted = await world.addCredential('Pasted token', PASTED(token));
			assert.equal((await rest.testCredential(pasted.id)).status, 'OK');
			const wanted = cards('pasted', 2);
			world.create(wanted);
			const workflow = await world.activeWorkflow(
				chain('Pasted token', [webhook('pasted'), deleteNode(pasted, FROM_LIST)]),
			);
			await world.call(workflow, { cards: wanted });
			assert.deepEqual(world.left(wanted), []);
			assert.equal(feishu.tokenRequests.length, 0);
			feishu.revokeTokens();
			const { execution } = await world.call(workflow, { cards: wanted });
			assert.match(
				String(execution.error?.description),
				/A pasted tenant access token \(it starts with t-\) is valid/,
			);
		},
	},
	{
		name: 'a store app gets its token with ticket and tenant key',
		async run(world) {
			const app = world.addApp('store', { type: 'store' });
			const { appId, appSecret, appTicket, tenantKeys } = app;
			const fields = { appType: 'store', appId, appSecret, appTicket, tenantKey: tenantKeys[0] };
			const store = await world.addCredential('Store app', fields);
			// First: once a ticket was good, the process knows it and needs no other.
			const wrong = await world.rest.testCredential(store.id, { appTicket: 'old-ticket-e2e' });
			assert.match(wrong.message, /App Ticket is wrong or out of date/);
			assert.equal((await world.rest.testCredential(store.id)).status, 'OK');
		},
	},
	{
		name: 'after a change to another app, its token is used at once',
		async run(world) {
			const { feishu, rest } = world;
			const { credential } = world;
			const workflow = await world.activeWorkflow(
				chain('Changed app', [webhook('changed-app'), deleteNode(credential, FROM_LIST)]),
			);
			await world.call(workflow, { cards: cards('before', 1) });
			assert.equal(feishu.deleteRequests.at(-1)?.appId, world.app.appId);

			const other = world.addApp('other');
			const { appId, appSecret } = other;
			await rest.changeCredential(credential.id, { appId, appSecret });
			const wanted = cards('after', 2);
			world.create(wanted, other);
			const { answer } = await world.call(workflow, { cards: wanted });
			assert.deepEqual(deletedBy(answer.json), { cards: 2, deleted: 2, failed: 0 });
			assert.equal(feishu.deleteRequests.at(-1)?.appId, appId);
			assert.deepEqual(world.left(wanted, other), []);
		},
	},
	{
		name: 'a secret that was changed in Feishu is what the run says, and nothing else',
		async run(world) {
			const workflow = await world.activeWorkflow(
				chain('Reset secret', [webhook('reset-secret'), deleteNode(world.credential, FROM_LIST)]),
			);
			await world.call(workflow, { cards: cards('reset', 1) });
			world.app.appSecret = 'the-secret-after';
			world.feishu.revokeTokens();
			const { execution } = await world.call(workflow, { cards: cards('reset', 1) });
			assert.equal(
				execution.error?.message,
				'The App Secret does not belong to this App ID (Feishu code 10015)',
			);
		},
	},
	{
		name: 'the form gets placeholders for the secret and the cached token',
		async run(world) {
			await world.rest.testCredential(world.credential.id);
			const form = JSON.stringify(await world.rest.getCredential(world.credential.id));
			world.noteSecrets();
			for (const secret of world.secrets) assert.ok(!form.includes(secret), secret);
		},
	},
];

type Fields = Record<string, unknown>;

function PASTED(tenantAccessToken: string): Fields {
	return { appType: 'token', tenantAccessToken };
}

function refused(
	what: string,
	changes: Fields,
	words: RegExp[],
	prepare: (world: World) => unknown = () => {},
): Case<World> {
	return {
		name: `Test with ${what} says so`,
		async run(world) {
			prepare(world);
			const { status, message } = await world.rest.testCredential(world.credential.id, changes);
			assert.equal(status, 'Error', message);
			for (const word of words) assert.match(message, word);
			for (const value of Object.values(changes)) {
				if (value !== '' && value !== 'token' && !String(value).startsWith('http')) {
					assert.ok(!message.includes(String(value)), message);
				}
			}
		},
	};
}
