/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import 'reflect-metadata';
import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	Workflow,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type IPairedItemData,
	type IRun,
	type ITaskData,
	type IWorkflowBase,
	type IWorkflowExecuteAdditionalData,
	type OnError,
} from 'n8n-workflow';

import { built, type Built } from './built';
import { CredentialStore } from './credentials';
import { later, NodeTypes, request, start } from './nodeTypes';

export const NODE = 'Feishu App Feed Card';

export interface RunSettings {
	/** The json of the input items. */
	items: IDataObject[];
	parameters?: INodeParameters;
	/** In its place another node that uses the credential, or the tool that n8n makes of the node. */
	nodeType?: 'request' | 'feishuAppFeedCardTool';
	onError?: OnError;
	retryOnFail?: boolean;
	alwaysOutputData?: boolean;
	/** Only the first input item counts. */
	executeOnce?: boolean;
	credentialId?: string;
	/** The workflow comes to the node a second time, as a loop does: after the node has run. */
	twice?: boolean;
	/** The later node leads back to the node, by an output out of which nothing comes. */
	inLoop?: boolean;
	/** Where n8n 2 keeps the binary fields of an item. */
	binaryMode?: 'separate' | 'combined';
	/** An expression that a later node evaluates for each item of Done, and then of Failed. */
	laterExpression?: string;
}

export interface Ran {
	run: IRun;
	task: ITaskData;
	/** How often the node ran. */
	tries: number;
	/** Its items, by output. */
	outputs: INodeExecutionData[][];
	/** The json of what came out of Done and of Failed. */
	done: IDataObject[];
	failed: IDataObject[];
	/** What came out of both, in the order of the input: with Output set to Cards, an item for each card. */
	items: INodeExecutionData[];
	/** Their json; a failed one with the status `failed`, which the node does not say. */
	cards: IDataObject[];
	error: { message: string; description?: string | null; context?: IDataObject } | undefined;
	hints: string[];
	/** What the later node's expression gave. */
	later: unknown[];
}

/** n8n's real engine with the built node in it; what the server adds around it is played here. */
export class Engine {
	readonly credentials: CredentialStore;
	private readonly nodeTypes: NodeTypes;

	constructor({ FeishuAppApi, FeishuAppFeedCard }: Built = built) {
		this.credentials = new CredentialStore({ feishuAppApi: new FeishuAppApi() });
		this.nodeTypes = new NodeTypes({
			start,
			later,
			request,
			feishuAppFeedCard: new FeishuAppFeedCard(),
			feishuAppFeedCardTool: toolOf(new FeishuAppFeedCard()),
		});
	}

	/** Runs start → node → later. Cancelling the returned execution is what n8n's stop button does. */
	begin(settings: RunSettings): ReturnType<WorkflowExecute['run']> {
		const workflow = this.workflowOf(settings);
		const hooks = new ExecutionLifecycleHooks('trigger', '1', {
			id: '1',
			name: 'Test',
			nodes: [],
			connections: {},
		} as unknown as IWorkflowBase);
		const additionalData = {
			credentialsHelper: this.credentials,
			hooks,
			executionId: '1',
			currentNodeExecutionIndex: 0,
			variables: {},
			webhookWaitingBaseUrl: 'http://localhost/webhook-waiting',
			formWaitingBaseUrl: 'http://localhost/form-waiting',
		} as unknown as IWorkflowExecuteAdditionalData;
		return new WorkflowExecute(additionalData, 'trigger').run({
			workflow,
			startNode: workflow.getNode('Start') ?? undefined,
		});
	}

	async run(settings: RunSettings): Promise<Ran> {
		const run = await this.begin(settings);
		const { runData, error } = run.data.resultData;
		const tasks = runData[NODE] ?? [];
		const task = tasks[0];
		const outputs = (task?.data?.main ?? []).map((main) => main ?? []);
		const items = outputs.flat().sort((one, other) => firstInputOf(one) - firstInputOf(other));
		return {
			run,
			task,
			tries: tasks.length,
			outputs,
			done: (outputs[0] ?? []).map(({ json }) => json),
			failed: (outputs[1] ?? []).map(({ json }) => json),
			items,
			cards: items.map((item) =>
				outputs[1]?.includes(item) ? { status: 'failed', ...item.json } : item.json,
			),
			error: (task?.error ?? error) as Ran['error'],
			hints: (task?.hints ?? []).map(({ message }) => message),
			later: (runData.Later ?? []).flatMap(({ data }) =>
				(data?.main[0] ?? []).map(({ json }) => json.value),
			),
		};
	}

	private workflowOf(settings: RunSettings): Workflow {
		const nodes: INode[] = [
			nodeOf('Start', 'start', { items: settings.items as never }),
			{
				...nodeOf(NODE, settings.nodeType ?? 'feishuAppFeedCard', {
					operation: 'delete',
					...settings.parameters,
				}),
				credentials: { feishuAppApi: { id: settings.credentialId ?? '1', name: 'Feishu' } },
				onError: settings.onError,
				retryOnFail: settings.retryOnFail,
				alwaysOutputData: settings.alwaysOutputData,
				executeOnce: settings.executeOnce,
				maxTries: 2,
				waitBetweenTries: 1,
			},
			nodeOf('Later', 'later', { value: settings.laterExpression ?? 'none' }),
			nodeOf('Loop', 'later', { value: 'again' }),
		];
		const link = (...names: string[]) => ({
			main: [names.map((node) => ({ node, type: 'main' as const, index: 0 }))],
		});
		const start = settings.twice ? link(NODE, 'Loop') : link(NODE);
		return new Workflow({
			id: '1',
			nodes,
			connections: {
				Start: start,
				Loop: link(NODE),
				...(settings.inLoop && { Later: { main: [[], ...link(NODE).main] } }),
				[NODE]: { main: [...link('Later').main, ...link('Later').main] },
			},
			active: false,
			settings: { binaryMode: settings.binaryMode },
			nodeTypes: this.nodeTypes,
		});
	}
}

/** n8n copies a node that may be a tool, under another name, and tells it by that name's end. */
function toolOf(node: INodeType): INodeType {
	node.description.name += 'Tool';
	return node;
}

const firstInputOf = ({ pairedItem }: INodeExecutionData) =>
	([pairedItem].flat()[0] as IPairedItemData).item;

function nodeOf(name: string, type: string, parameters: INodeParameters): INode {
	return { id: name, name, type, typeVersion: 1, position: [0, 0], parameters };
}
