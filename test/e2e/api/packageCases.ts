/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';

import { CREDENTIAL_TYPE, NODE_TYPE, TRIGGER_TYPE } from '../../server/exampleWorkflow';
import type { Case } from '../report';
import type { World } from '../world';

interface Description extends Record<string, unknown> {
	displayName: string;
	iconUrl: { light: string; dark: string };
}

/** What n8n made of the installed package. */
export const packageCases: Array<Case<World>> = [
	{
		name: 'the node is there, with both its icons',
		async run({ rest, server }) {
			const node = find(await rest.nodeTypes(), NODE_TYPE);
			assert.equal(node.displayName, 'Feishu App Feed Card');
			for (const icon of [node.iconUrl.light, node.iconUrl.dark]) {
				const response = await fetch(`${server.url}/${icon}`);
				assert.equal(response.status, 200, icon);
				assert.match(await response.text(), /<svg/);
			}
		},
	},
	{
		name: 'the credential type is there, for the HTTP Request node too',
		async run({ rest, server }) {
			const type = find(await rest.credentialTypes(), CREDENTIAL_TYPE);
			assert.equal(type.displayName, 'Feishu (飞书) / Lark App API');
			// With the package's name in n8n 1, without it in n8n 2.
			const nodes = String(type.supportedNodes).split(',');
			assert.deepEqual(
				nodes.map((node) => node.split('.').at(-1)),
				['feishuAppFeedCard', 'feishuAppFeedCardTrigger', 'feishuAppFeedCardConnectionTrigger'],
			);
			assert.ok(
				type.authenticate,
				'n8n offers it in the HTTP Request node only with "authenticate"',
			);
			const icon = await fetch(`${server.url}/${type.iconUrl.light}`);
			assert.match(await icon.text(), /<svg/);
		},
	},
	{
		name: 'English and Chinese words for the search are in the description of node and trigger',
		async run({ rest }) {
			const types = await rest.nodeTypes();
			for (const name of [NODE_TYPE, TRIGGER_TYPE]) {
				const { codex } = find(types, name) as unknown as { codex: { alias: string[] } };
				for (const word of ['feishu', 'lark', 'feed card', '飞书', '消息流卡片']) {
					assert.ok(codex.alias.includes(word), `${name}: ${word}`);
				}
			}
		},
	},
];

function find(types: Array<Record<string, unknown> & { name: string }>, name: string): Description {
	const found = types.find((type) => type.name === name);
	assert.ok(found, `n8n has no ${name}`);
	return found as unknown as Description;
}
