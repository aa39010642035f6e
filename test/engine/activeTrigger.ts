/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- this runs in tests, never inside n8n */
import 'reflect-metadata';
import { TriggerContext } from 'n8n-core';
import {
	isExpression,
	Workflow,
	type IDataObject,
	type INode,
	type INodeParameters,
	type INodeType,
	type ITriggerResponse,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { WebSocket } from 'undici';

import type { CredentialStore } from './credentials';
import { NodeTypes } from './nodeTypes';

// What Node 22 and newer have as a global is undici's; the tests run on Node 20 too.
Object.assign(globalThis, { WebSocket });

export interface TriggerSettings {
	trigger: INodeType;
	credentials: CredentialStore;
	parameters?: INodeParameters;
	credentialId?: string;
	/** 'manual' for the editor's test. */
	mode?: WorkflowExecuteMode;
	workflowId?: string;
}

let workflows = 0;

/** A workflow with a trigger that runs by itself, as n8n activates it (ActiveWorkflowTriggers of n8n-core 2.41.1). */
export class ActiveTrigger {
	readonly started: IDataObject[] = [];
	/** What n8n was told with emitError. */
	readonly errors: Error[] = [];
	readonly logged: string[] = [];
	/** Called with each item: the rest of the workflow. */
	onStart: (item: IDataObject) => void = () => {};
	private response?: ITriggerResponse;
	private readonly context: TriggerContext;
	/** n8n holds what evaluates expressions only while it activates (2.41.1 and 1.123.81). */
	private hasIsolate = false;

	constructor(private readonly settings: TriggerSettings) {
		const node: INode = {
			id: 'Trigger',
			name: 'Trigger',
			type: 'trigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: settings.parameters ?? {},
			credentials: { feishuAppApi: { id: settings.credentialId ?? '1', name: 'Feishu' } },
		};
		const workflow = new Workflow({
			id: settings.workflowId ?? `workflow-${++workflows}`,
			nodes: [node],
			connections: {},
			active: true,
			nodeTypes: new NodeTypes({ trigger: settings.trigger }),
		});
		const { expression } = workflow;
		const resolve = expression.resolveSimpleParameterValue.bind(expression);
		expression.resolveSimpleParameterValue = (value, ...rest) => {
			if (isExpression(value) && !this.hasIsolate) {
				throw new Error('No bridge acquired for this context. Call acquire() first.');
			}
			return resolve(value, ...rest);
		};
		const additionalData = {
			credentialsHelper: settings.credentials,
			variables: {},
		} as unknown as IWorkflowExecuteAdditionalData;
		this.context = new TriggerContext(
			workflow,
			node,
			additionalData,
			settings.mode ?? 'trigger',
			'activate',
			(data) => {
				const { json } = data[0][0];
				this.started.push(json);
				this.onStart(json);
			},
			(error) => void this.errors.push(error),
		);
		const log = (message: string) => void this.logged.push(message);
		Object.defineProperty(this.context, 'logger', {
			value: { info: log, warn: log, error: log, debug: () => {} },
		});
	}

	/** @throws what keeps the workflow from being active */
	async activate(): Promise<void> {
		const { trigger } = this.settings;
		this.hasIsolate = true;
		this.response = await trigger.trigger?.call(this.context);
		await this.response?.manualTriggerFunction?.();
		this.hasIsolate = false;
	}

	async deactivate(): Promise<void> {
		await this.response?.closeFunction?.();
	}
}
