/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import 'reflect-metadata';
import { HookContext, WebhookContext } from 'n8n-core';
import {
	Workflow,
	type IDataObject,
	type INode,
	type INodeParameters,
	type INodeType,
	type IWebhookData,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { CredentialStore } from './credentials';
import { NodeTypes } from './nodeTypes';

export const TRIGGER = 'Trigger';

export interface WebhookSettings {
	trigger: INodeType;
	credentials: CredentialStore;
	parameters?: INodeParameters;
	credentialId?: string;
	/** What n8n's editor gives a node; a node made by n8n 1's API has none. */
	webhookId?: string;
}

/**
 * n8n's server around a webhook, as its LiveWebhooks and webhook-helpers do it (n8n 2.41.1), with n8n-core's
 * own contexts: the raw body is read and JSON parsed before the node sees it; each call gets a copy of the
 * static data that is stored, and what it changed is stored after it; what it hands over is run.
 */
export class WebhookServer {
	/** What the workflow was started with, in order. */
	readonly started: IDataObject[] = [];
	/** The static data as the database has it. */
	stored = '{}';
	/** How many milliseconds a read and a write of the database take. */
	databaseMs = 0;
	/** 'manual' for the Test URL, which stores nothing. */
	mode: 'webhook' | 'manual' = 'webhook';
	/** Called with each item: the rest of the workflow. */
	onStart: (item: IDataObject) => Promise<void> = async () => {};

	private readonly underWay = new Set<Promise<void>>();
	private readonly server = createServer((request, response) => {
		const call = this.serve(request, response).finally(() => this.underWay.delete(call));
		this.underWay.add(call);
	});

	static async start(settings: WebhookSettings): Promise<WebhookServer> {
		const webhooks = new WebhookServer(settings);
		await new Promise<void>((resolve) => webhooks.server.listen(0, '127.0.0.1', resolve));
		return webhooks;
	}

	private constructor(readonly settings: WebhookSettings) {}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
	}

	/** A call is answered before it is stored, and before its workflow starts: waits until all have. */
	async idle(): Promise<void> {
		await Promise.all(this.underWay);
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}

	/** What n8n does when the workflow is activated. */
	async activate(): Promise<void> {
		const workflow = this.workflow();
		const node = workflow.getNode(TRIGGER) as INode;
		const { trigger } = this.settings;
		const context = new HookContext(
			workflow,
			node,
			this.additionalData(),
			'trigger',
			'activate',
			this.webhookData(),
		);
		const methods = trigger.webhookMethods?.default;
		if (!(await methods?.checkExists.call(context))) await methods?.create.call(context);
	}

	private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
		try {
			await this.call(request, response);
		} catch (error) {
			// An error of the node's: n8n answers 500, and makes an execution of it.
			send(response, 500, { message: (error as Error).message });
		}
	}

	private async call(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
		const request = Object.assign(incoming, { rawBody: await bodyOf(incoming), body: {} });
		if (String(incoming.headers['content-type']).startsWith('application/json')) {
			try {
				request.body = JSON.parse(request.rawBody.toString() || '{}') as object;
			} catch {
				return send(response, 422, { message: 'Failed to parse request body' });
			}
		}

		await this.database();
		const workflow = this.workflow();
		const additionalData = this.additionalData();
		let status = 200;
		const express = {
			status(code: number) {
				status = code;
				return this;
			},
			json: (body: unknown) => send(response, status, body),
		};
		Object.assign(additionalData, { httpRequest: request, httpResponse: express });
		const context = new WebhookContext(
			workflow,
			workflow.getNode(TRIGGER) as INode,
			additionalData,
			this.mode,
			this.webhookData(),
			[],
			null,
		);
		const result = await this.settings.trigger.webhook?.call(context);
		await this.database();
		const isStored = this.mode === 'webhook' && workflow.staticData.__dataChanged;
		if (isStored) this.stored = JSON.stringify(workflow.staticData);
		if (!response.headersSent) send(response, 200, result?.webhookResponse ?? {});
		for (const { json } of result?.workflowData?.[0] ?? []) {
			this.started.push(json);
			await this.onStart(json);
		}
	}

	private async database(): Promise<void> {
		// eslint-disable-next-line @n8n/community-nodes/no-restricted-globals -- as above
		if (this.databaseMs > 0) await new Promise((resolve) => setTimeout(resolve, this.databaseMs));
	}

	private workflow(): Workflow {
		const { parameters = {}, credentialId = '1', webhookId } = this.settings;
		const node: INode = {
			id: TRIGGER,
			name: TRIGGER,
			type: 'trigger',
			typeVersion: 1,
			position: [0, 0],
			parameters,
			webhookId,
			credentials: { feishuAppApi: { id: credentialId, name: 'Feishu' } },
		};
		return new Workflow({
			// The trigger remembers calls by workflow: each test has one of its own.
			id: this.url,
			nodes: [node],
			connections: {},
			active: true,
			nodeTypes: new NodeTypes({ trigger: this.settings.trigger }),
			staticData: JSON.parse(this.stored) as IDataObject,
		});
	}

	private additionalData(): IWorkflowExecuteAdditionalData {
		return {
			credentialsHelper: this.settings.credentials,
			variables: {},
		} as unknown as IWorkflowExecuteAdditionalData;
	}

	private webhookData(): IWebhookData {
		const [webhookDescription] = this.settings.trigger.description.webhooks ?? [];
		return {
			httpMethod: 'POST',
			node: TRIGGER,
			path: 'webhook',
			workflowId: this.url,
			webhookDescription,
			workflowExecuteAdditionalData: this.additionalData(),
		};
	}
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of incoming) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}

function send(response: ServerResponse, status: number, body: unknown): void {
	response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
	response.end(JSON.stringify(body));
}
