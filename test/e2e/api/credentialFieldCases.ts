/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';

import { CREDENTIAL_TYPE } from '../../server/exampleWorkflow';
import { user } from '../cards';
import type { Case } from '../report';
import { chain, deleteNode, splitOut, webhook } from '../workflows';
import type { Outcome, World } from '../world';

type Fields = Record<string, unknown>;

let runs = 0;

/** Deletes cards with a credential that has these fields beside those of the app. */
async function runWith(world: World, fields: Fields, more: Fields[] = [{}, {}]): Promise<Outcome> {
	const name = `credential-fields-${++runs}`;
	const credential = await world.addCredential(name, fields);
	const workflow = await world.activeWorkflow(
		chain(name, [webhook(name), splitOut(), deleteNode(credential)]),
	);
	const wanted = more.map((one, index) => ({ biz_id: name, user_id: user(index), ...one }));
	return await world.call(workflow, { cards: wanted });
}

/** The run ends with this, before any request. */
const refused = (
	what: string,
	fields: Fields | ((world: World) => Fields),
	message: RegExp,
	more: Partial<Case<World>> & { items?: Fields[] } = {},
): Case<World> => ({
	name: `${what} is said before any request`,
	...more,
	async run(world) {
		const { execution } = await runWith(
			world,
			typeof fields === 'function' ? fields(world) : fields,
			more.items,
		);
		assert.match(`${execution.error?.message} ${String(execution.error?.description)}`, message);
		assert.deepEqual(world.feishu.requests, []);
	},
});

/** What people put into the credential, by hand, by an expression, and by n8n's public API. */
export const credentialFieldCases: Array<Case<World>> = [
	refused(
		'an expression that gives another app for one of 300 items',
		{ appId: '={{ $json.app }}' },
		/The expression in App ID gives a different value for item 150 than for item 0.*a credential for each app/s,
		{ items: Array.from({ length: 300 }, (_, index) => ({ app: index === 150 ? 'b' : 'a' })) },
	),
	refused(
		'an expression that gives nothing',
		{ appSecret: '={{ $json.nothing }}' },
		/The expression in App Secret gives nothing/,
	),
	refused(
		'a host that Allowed Domains leave out',
		{ allowedHttpRequestDomains: 'domains', allowedDomains: 'example.com' },
		/does not allow requests to 127\.0\.0\.1.*add 127\.0\.0\.1 to its Allowed Domains/s,
		{ since: '2.0.0' },
	),
	{
		name: "n8n's public API makes a credential of each platform and App Type, with what its form shows",
		async run({ rest, version }) {
			const { rawApiKey } = await rest.send<{ rawApiKey: string }>('POST', '/api-keys', {
				label: 'e2e',
				expiresAt: null,
				scopes: ['credential:create'],
			});
			const platforms = [
				{ platform: 'feishu' },
				{ platform: 'lark' },
				{ platform: 'custom', baseUrl: 'https://open.example.com' },
			];
			const app = { appId: 'cli_1', appSecret: 'secret-by-public-api' };
			const types = [
				{ appType: 'selfBuilt', ...app },
				{ appType: 'store', ...app, tenantKey: 'tenant', appTicket: 'ticket-by-public-api' },
				{ appType: 'token', tenantAccessToken: 't-by-public-api' },
			];
			// n8n 1 wants it of every credential.
			const domains = version.startsWith('1.') ? { allowedHttpRequestDomains: 'all' } : {};
			for (const platform of platforms) {
				for (const type of types) {
					const data = { ...platform, ...type, ...domains };
					const answer = await fetch(`${rest.url}/api/v1/credentials`, {
						method: 'POST',
						headers: { 'X-N8N-API-KEY': rawApiKey, 'content-type': 'application/json' },
						body: JSON.stringify({ name: 'Public API', type: CREDENTIAL_TYPE, data }),
					});
					const { platform: where, appType } = data;
					assert.equal(answer.status, 200, `${where} ${appType}: ${await answer.text()}`);
				}
			}
		},
	},
];
