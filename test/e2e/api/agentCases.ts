/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';

import { WRITE_SCOPE } from '../../feishu/apps';
import type { WorkflowContent } from '../../server/rest';
import { cards } from '../cards';
import type { Case } from '../report';
import { ScriptedModel } from '../scriptedModel';
import { BY_HAND, place, runByHand, toolNode } from '../workflows';
import type { World } from '../world';
import { subWorkflow } from './callerCases';
import { assertPlain, summaryIn } from './toolAnswers';

/** The Agent versions that people have in their workflows, and the first n8n with each. */
const AGENTS: Array<{ agent: number } & Pick<Case<World>, 'since' | 'inCi'>> = [
	{ agent: 2, inCi: 'newest' },
	{ agent: 2.2 },
	{ agent: 3, inCi: 'newest' },
	{ agent: 3.1, since: '2.0' },
];

/** The node as a tool of n8n's AI Agent, with a script in place of a model. */
export const agentCases: Array<Case<World>> = [
	...AGENTS.flatMap(
		({ agent, ...when }): Array<Case<World>> => [
			{
				name: `AI Agent ${agent}: the model is told what was deleted, and which card failed and why`,
				...when,
				async run(world) {
					const [there, missing] = cards(`agent-${agent}`, 2);
					world.create([there]);
					const tool = toolNode(world.credential, 'delete', AI_IDS);
					const { said, tools } = await converse(world, agent, tool, {
						Business_ID: there.biz_id,
						User_ID: there.user_id,
					});
					assert.deepEqual(
						tools.map(({ name, description }) => [name, description]),
						[['Delete_feed_cards', 'Delete cards in Feishu App Feed Card']],
					);
					const good = { cards: 1, deleted: 1, failed: 0, requests: 1, failed_cards: [] };
					assert.deepEqual(summaryIn(said), good);
					assert.deepEqual(world.left([there]), []);

					const again = await converse(world, agent, tool, {
						Business_ID: missing.biz_id,
						User_ID: missing.user_id,
					});
					const { deleted, failed, failed_cards } = summaryIn(again.said);
					assert.deepEqual([deleted, failed], [0, 1]);
					const [{ biz_id, reason }] = failed_cards as Array<Record<string, unknown>>;
					assert.deepEqual([biz_id, reason], [missing.biz_id, 'NOT_CREATED']);
				},
			},
			{
				name: `AI Agent ${agent}: the model is told in plain text what stopped the run, and what to do`,
				...when,
				async run(world) {
					world.app.scopes.clear();
					const [card] = cards(`stopped-${agent}`, 1);
					const tool = toolNode(world.credential, 'delete', AI_IDS);
					const { said, status } = await converse(world, agent, tool, {
						Business_ID: card.biz_id,
						User_ID: card.user_id,
					});
					assert.equal(status, 'success');
					const { stopped, deleted, failed } = summaryIn(said);
					assert.deepEqual([deleted, failed], [0, 1]);
					assert.match(String(stopped), /The app lacks a permission/);
					assert.match(String(stopped), new RegExp(WRITE_SCOPE));
					assert.match(String(stopped), /https:\/\/open\.feishu\.cn\/app\/\S+&\S+/);
					assertPlain(said);
				},
			},
			{
				name: `AI Agent ${agent}: a mistake of the model's comes back in the words of its own parameters`,
				...when,
				async run(world) {
					const tool = toolNode(world.credential, 'delete', AI_IDS);
					const { said, status } = await converse(world, agent, tool, {
						Business_ID: '',
						User_ID: cards('mistake', 1)[0].user_id,
					});
					assert.equal(status, 'success');
					assert.match(said, /Business_ID/);
					assert.doesNotMatch(said, /panel|expression|drag/i);
					assertPlain(said);
					assert.equal(world.feishu.deleteRequests.length, 0);
				},
			},
		],
	),
	{
		name: 'Call n8n Workflow Tool around the node: the model is told what was deleted',
		async run(world) {
			const wanted = cards('workflow-tool', 1);
			world.create(wanted);
			const ids = Object.keys(wanted[0]);
			const tool = {
				name: 'Delete feed cards',
				type: '@n8n/n8n-nodes-langchain.toolWorkflow',
				typeVersion: 2.2,
				parameters: {
					description: 'Deletes a card',
					workflowId: { __rl: true, mode: 'id', value: await subWorkflow(world) },
					workflowInputs: {
						mappingMode: 'defineBelow',
						value: Object.fromEntries(
							ids.map((id) => [id, `={{ $fromAI('${id}', '', 'string') }}`]),
						),
						matchingColumns: [],
						schema: ids.map((id) => ({
							id,
							displayName: id,
							required: false,
							defaultMatch: false,
							display: true,
							canBeUsedToMatch: true,
							type: 'string',
						})),
					},
				},
			};
			const { said } = await converse(world, 2.2, tool, { ...wanted[0] });
			const good = { cards: 1, deleted: 1, failed: 0, requests: 1, failed_cards: [] };
			assert.deepEqual(summaryIn(said), good);
			assert.deepEqual(world.left(wanted), []);
		},
	},
];

const fromAi = (key: string) =>
	`={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${key}', \`\`, 'string') }}`;

/** What "Let the model define this parameter" leaves in the two fields. */
export const AI_IDS = { bizId: fromAi('Business_ID'), userId: fromAi('User_ID') };

/** One question to an agent, whose model calls the tool with these arguments. */
async function converse(
	world: World,
	agent: number,
	tool: ReturnType<typeof toolNode>,
	toolArguments: Record<string, unknown>,
): Promise<{ said: string; status: string; tools: ScriptedModel['tools'] }> {
	const model = await ScriptedModel.start();
	try {
		model.toolArguments = toolArguments;
		const { id, name } = await world.rest.createCredential({
			name: 'Scripted model',
			type: 'openAiApi',
			data: { apiKey: 'none', url: model.url },
		});
		const workflow = agentWorkflow(agent, tool, { openAiApi: { id, name } });
		const execution = await runByHand(world, workflow, [{}]);
		const answers = execution.runData['AI Agent']?.at(-1)?.data?.main[0] ?? [];
		assert.deepEqual(
			answers.map(({ json }) => json.output),
			['That is all.'],
			JSON.stringify(execution.error),
		);
		return { said: model.toolAnswer, status: execution.status, tools: model.tools };
	} finally {
		await model.stop();
	}
}

function agentWorkflow(
	typeVersion: number,
	tool: ReturnType<typeof toolNode>,
	credentials: Record<string, unknown>,
): WorkflowContent {
	const to = (type: string) => ({ [type]: [[{ node: 'AI Agent', type, index: 0 }]] });
	return {
		name: `Agent ${typeVersion}`,
		nodes: place([
			BY_HAND,
			{
				name: 'AI Agent',
				type: '@n8n/n8n-nodes-langchain.agent',
				typeVersion,
				parameters: { promptType: 'define', text: 'Delete the card', options: {} },
			},
			{
				name: 'Model',
				type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
				typeVersion: 1.2,
				parameters: { model: { __rl: true, mode: 'id', value: 'scripted' }, options: {} },
				credentials,
			},
			tool,
		]),
		connections: {
			[BY_HAND.name]: to('main'),
			Model: to('ai_languageModel'),
			[tool.name]: to('ai_tool'),
		},
	};
}
