/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

import type { Card } from '../../feishu/settings';
import { NODE_TYPE } from '../../server/exampleWorkflow';
import { cards } from '../cards';
import type { Case } from '../report';
import { place, toolNode } from '../workflows';
import type { World } from '../world';
import { AI_IDS } from './agentCases';
import { assertPlain, summaryIn } from './toolAnswers';

const TOOL_TYPE = `${NODE_TYPE}Tool`;

/** The node as a tool of n8n's AI agents; n8n's MCP server calls a tool without a model behind it. */
export const toolCases: Array<Case<World>> = [
	{
		name: 'n8n makes a tool of the node, with all its parameters and a description',
		async run({ rest }) {
			const tool = (await rest.nodeTypes()).find(({ name }) => name === TOOL_TYPE) as unknown as {
				displayName: string;
				description: string;
				outputs: unknown;
				properties: Array<{ name: string; default: unknown }>;
			};
			assert.ok(tool, `n8n has no ${TOOL_TYPE}`);
			assert.equal(tool.displayName, 'Feishu App Feed Card Tool');
			assert.match(tool.description, /app feed cards/);
			const names = tool.properties.map(({ name }) => name);
			const own = ['operation', 'cardSource', 'bizId', 'userId', 'cards', 'userIdType', 'output'];
			for (const name of ['toolDescription', ...own]) assert.ok(names.includes(name), name);
		},
	},
	{
		name: 'MCP Server Trigger: a real client finds a tool for each operation, with its own description',
		// The first whose MCP server can be asked by POST alone.
		since: '1.99',
		async run(world) {
			const client = await connect(world, 'feed-card-tools', [
				toolNode(world.credential, 'create', { ...AI_IDS, title: 'Title', link: LINK }),
				toolNode(world.credential, 'upsert', { ...AI_IDS, title: 'Title', link: LINK }),
				toolNode(world.credential, 'delete', AI_IDS),
				toolNode(world.credential, 'update', { ...AI_IDS, updateFields: { title: 'New' } }),
			]);
			const { tools } = await client.listTools();
			assert.deepEqual(
				Object.fromEntries(tools.map(({ name, description }) => [name, description])),
				{
					Create_feed_cards: 'Create cards in Feishu App Feed Card',
					Upsert_feed_cards: 'Create or update cards in Feishu App Feed Card',
					Delete_feed_cards: 'Delete cards in Feishu App Feed Card',
					Update_feed_cards: 'Update cards in Feishu App Feed Card',
				},
			);
			for (const { inputSchema } of tools) {
				assert.deepEqual(Object.keys(inputSchema.properties ?? {}).sort(), [
					'Business_ID',
					'User_ID',
				]);
			}
			const [card] = cards('mcp-all', 1);
			const call = async (name: string) => summaryIn(await answerOf(client, name, card));
			const rest = { failed: 0, requests: 1, failed_cards: [] };
			assert.deepEqual(await call('Create_feed_cards'), { cards: 1, created: 1, ...rest });
			assert.deepEqual(await call('Update_feed_cards'), { cards: 1, updated: 1, ...rest });
			assert.deepEqual(await call('Upsert_feed_cards'), {
				cards: 1,
				created: 0,
				updated: 1,
				...rest,
			});
			assert.deepEqual(await call('Delete_feed_cards'), { cards: 1, deleted: 1, ...rest });
			await client.close();
		},
	},
	{
		name: 'MCP Server Trigger: the client is told which card failed and why, and what stopped a run',
		since: '1.99',
		async run(world) {
			const tool = toolNode(world.credential, 'delete', AI_IDS);
			const client = await connect(world, 'feed-card-failures', [tool]);
			const [card] = cards('mcp-missing', 1);
			const missing = summaryIn(await answerOf(client, 'Delete_feed_cards', card));
			const [{ biz_id, reason }] = missing.failed_cards as Array<Record<string, unknown>>;
			assert.deepEqual([biz_id, reason], [card.biz_id, 'NOT_CREATED']);

			world.app.scopes.clear();
			const said = await answerOf(client, 'Delete_feed_cards', card);
			const { stopped, failed } = summaryIn(said);
			assert.equal(failed, 1);
			assert.match(String(stopped), /The app lacks a permission/);
			assert.match(String(stopped), /https:\/\/open\.feishu\.cn\/app\/\S+&\S+/);
			assertPlain(said);

			const wrong = await answerOf(client, 'Delete_feed_cards', { ...card, biz_id: '' });
			assert.match(wrong, /Business_ID/);
			assertPlain(wrong);
			await client.close();
		},
	},
];

const LINK = 'https://example.com';

/** Calls the tool as a client of MCP does: nothing but text comes back. */
async function answerOf(client: Client, name: string, card: Card): Promise<string> {
	const given = { Business_ID: card.biz_id, User_ID: card.user_id };
	const { content, isError } = await client.callTool({ name, arguments: given });
	const [{ type, text }, ...more] = content as Array<{ type: string; text: string }>;
	assert.deepEqual([type, more, isError ?? false], ['text', [], false], text);
	return text;
}

/** A client of an n8n that offers these tools by an MCP Server Trigger. */
async function connect(
	world: World,
	path: string,
	tools: Array<ReturnType<typeof toolNode>>,
): Promise<Client> {
	const trigger = {
		name: 'MCP Server Trigger',
		type: '@n8n/n8n-nodes-langchain.mcpTrigger',
		typeVersion: 2,
		webhookId: crypto.randomUUID(),
		parameters: { path },
	};
	const to = { ai_tool: [[{ node: trigger.name, type: 'ai_tool', index: 0 }]] };
	await world.activeWorkflow({
		name: path,
		nodes: place([trigger, ...tools]),
		connections: Object.fromEntries(tools.map(({ name }) => [name, to])),
	});
	const deadline = Date.now() + 60_000;
	for (;;) {
		const client = new Client({ name: 'e2e', version: '1' });
		try {
			const url = new URL(`${world.server.url}/mcp/${path}`);
			await client.connect(new StreamableHTTPClientTransport(url));
			return client;
		} catch (error) {
			// As a webhook, it is not there yet for some seconds after the activation.
			if (Date.now() > deadline) throw error;
			await sleep(250);
		}
	}
}
