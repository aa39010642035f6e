/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { CREDENTIAL_TYPE, NODE_TYPE } from '../../server/exampleWorkflow';
import type { WorkflowContent } from '../../server/rest';
import { cards } from '../cards';
import type { Case } from '../report';
import type { World } from '../world';

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
		name: 'the tool is called with what the agent says, and answers with the numbers and the failed cards',
		// The first whose MCP server can be asked by POST alone.
		since: '1.99',
		async run(world) {
			const [there, missing] = cards('tool', 2);
			world.create([there]);
			await world.activeWorkflow(toolWorkflow(world));
			const mcp = await McpClient.connect(`${world.server.url}/mcp/feed-card-tool`);
			const { tools } = await mcp.ask<{ tools: Tool[] }>('tools/list', {});
			assert.equal(tools.length, 1);
			const [tool] = tools;
			assert.equal(tool.name, 'Delete_feed_cards');
			assert.deepEqual(Object.keys(tool.inputSchema.properties).sort(), ['Business_ID', 'User_ID']);

			const answers: Array<Record<string, unknown>> = [];
			for (const { biz_id: Business_ID, user_id: User_ID } of [there, missing]) {
				const args = { name: tool.name, arguments: { Business_ID, User_ID } };
				answers.push(saidBy(await mcp.ask<ToolAnswer>('tools/call', args)));
			}
			assert.deepEqual(world.left([there]), []);
			const [good, bad] = answers;
			assert.deepEqual(good, { cards: 1, deleted: 1, failed: 0, requests: 1, failed_cards: [] });
			assert.deepEqual([bad.deleted, bad.failed], [0, 1]);
			const [failed] = bad.failed_cards as Array<Record<string, unknown>>;
			assert.deepEqual([failed.biz_id, failed.reason], [missing.biz_id, 'NOT_CREATED']);
		},
	},
];

interface ToolAnswer {
	content: Array<{ text: string }>;
}

/** The one item that the model gets. */
function saidBy({ content }: ToolAnswer): Record<string, unknown> {
	const said = JSON.parse(content[0].text) as unknown;
	const [item] = (Array.isArray(said) ? said : [said]) as Array<Record<string, unknown>>;
	return item;
}

interface Tool {
	name: string;
	inputSchema: { properties: object };
}

function toolWorkflow({ credential: { id, name } }: World): WorkflowContent {
	const parameter = (key: string) =>
		`={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${key}', \`\`, 'string') }}`;
	return {
		name: 'Tool',
		nodes: [
			{
				name: 'MCP Server Trigger',
				type: '@n8n/n8n-nodes-langchain.mcpTrigger',
				typeVersion: 2,
				webhookId: crypto.randomUUID(),
				position: [0, 0],
				parameters: { path: 'feed-card-tool' },
			},
			{
				name: 'Delete feed cards',
				type: TOOL_TYPE,
				typeVersion: 1,
				position: [0, 200],
				parameters: { bizId: parameter('Business_ID'), userId: parameter('User_ID') },
				credentials: { [CREDENTIAL_TYPE]: { id, name } },
			},
		],
		connections: {
			'Delete feed cards': {
				ai_tool: [[{ node: 'MCP Server Trigger', type: 'ai_tool', index: 0 }]],
			},
		},
	};
}

/** As much of MCP's "streamable HTTP" as it takes to call a tool. */
class McpClient {
	static async connect(url: string): Promise<McpClient> {
		const client = new McpClient(url);
		await client.ask('initialize', {
			protocolVersion: '2025-03-26',
			capabilities: {},
			clientInfo: { name: 'e2e', version: '1' },
		});
		await client.post({ jsonrpc: '2.0', method: 'notifications/initialized' });
		return client;
	}

	private session?: string;

	private lastId = 0;

	private constructor(private readonly url: string) {}

	async ask<T>(method: string, params: object): Promise<T> {
		const id = ++this.lastId;
		const text = await this.post({ jsonrpc: '2.0', id, method, params });
		// The answer comes as JSON, or as an event with a line "data: {…}".
		const line = text.split('\n').find((one) => /^(data: )?\{/.test(one)) ?? text;
		const { result, error } = JSON.parse(line.replace(/^data: /, '')) as {
			result: T;
			error?: unknown;
		};
		assert.equal(error, undefined, text);
		return result;
	}

	private async post(message: object): Promise<string> {
		const deadline = Date.now() + 20_000;
		for (;;) {
			const response = await fetch(this.url, {
				method: 'POST',
				headers: {
					'content-type': 'application/json',
					accept: 'application/json, text/event-stream',
					...(this.session && { 'mcp-session-id': this.session }),
				},
				body: JSON.stringify(message),
			});
			this.session ??= response.headers.get('mcp-session-id') ?? undefined;
			const text = await response.text();
			if (response.ok) return text;
			// As a webhook, it is not there yet for some seconds after the activation.
			assert.ok(response.status === 404 && Date.now() < deadline, `${response.status}: ${text}`);
			await sleep(250);
		}
	}
}
