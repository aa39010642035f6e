/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error -- this runs in tests, never inside n8n */
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';

import type { App } from '../feishu/apps';
import { type AppFeedCard, type Card, defaultSettings } from '../feishu/settings';
import { FeishuStandIn } from '../feishu/standIn';
import { NODE_TYPE } from '../server/exampleWorkflow';
import { N8nServer } from '../server/n8n';
import {
	type Credential,
	type ExecutionWithData,
	N8nRest,
	type NodeRun,
	type WebhookAnswer,
	type Workflow,
	type WorkflowContent,
} from '../server/rest';
import type { Say } from '../server/say';
import { DELETE } from './workflows';

const SECRET_FIELDS = [
	'appSecret',
	'appTicket',
	'tenantAccessToken',
	'verificationToken',
	'encryptKey',
];

export interface WorldSettings {
	version: string;
	tarball: string;
	say: Say;
	env?: Record<string, string>;
}

/** What a webhook's caller and the editor get to see of one run. */
export interface Outcome {
	answer: WebhookAnswer;
	execution: ExecutionWithData;
	/** How the node ran, each time it was run. */
	runs: NodeRun[];
	/** The json of the items of its two outputs. */
	done: Array<Record<string, unknown>>;
	failed: Array<Record<string, unknown>>;
}

/** A real n8n with the package in it, a stand-in for Feishu, and a credential for its default app. */
export class World {
	static async start({ version, tarball, say, env }: WorldSettings): Promise<World> {
		const server = await N8nServer.start({ version, tarball, say, env });
		const feishu = await FeishuStandIn.start();
		try {
			const world = new World(version, tarball, server, new N8nRest(server.url), feishu, say);
			await world.rest.setUpOwner();
			await world.calm();
			return world;
		} catch (error) {
			await server.stop();
			await feishu.stop();
			throw error;
		}
	}

	/** Every case gets an app of its own, and a credential for it: no token of another case's is in its way. */
	app!: App;

	credential!: Credential;

	/** Every token that Feishu gave out and every secret that was typed in: none may be found anywhere. */
	readonly secrets = new Set<string>();

	private appCount = 0;

	private constructor(
		readonly version: string,
		readonly tarball: string,
		readonly server: N8nServer,
		readonly rest: N8nRest,
		readonly feishu: FeishuStandIn,
		readonly say: Say,
	) {}

	async stop(): Promise<void> {
		await this.server.stop();
		await this.feishu.stop();
	}

	/** Feishu behaves again and has forgotten the requests; there is a new app, without cards or token. */
	async calm(): Promise<void> {
		this.forgetRequests();
		Object.assign(this.feishu.settings, defaultSettings());
		const number = ++this.appCount;
		this.app = this.addApp(`case${number}`);
		this.credential = await this.addCredential(`Feishu stand-in ${number}`);
	}

	/** Another app in Feishu. */
	addApp(name: string, more: Partial<App> = {}): App {
		const secrets = { appSecret: `secret-of-${name}-app`, appTicket: `ticket-of-${name}-app` };
		for (const secret of Object.values(secrets)) this.secrets.add(secret);
		return this.feishu.addApp({ appId: `cli_${name}`, ...secrets, ...more });
	}

	create(cards: Card[], { appId }: App = this.app): void {
		const held = cards.map(({ biz_id, user_id }) => ({ bizId: biz_id, userId: user_id }));
		this.feishu.addCards(held, { appId });
	}

	/** Those of the cards that Feishu still has. */
	left(cards: Card[], { appId }: App = this.app): Card[] {
		return cards.filter((card) => this.feishu.hasCard(card.biz_id, card.user_id, { appId }));
	}

	/** What the person sees on the card now; undefined where there is none. */
	contentsOf({ biz_id, user_id }: Card): AppFeedCard | undefined {
		return this.feishu.cardOf(biz_id, user_id, { appId: this.app.appId })?.contents;
	}

	/** How often each card notified its person, since the case began. */
	get notifications(): Record<string, number> {
		const counts: Record<string, number> = {};
		for (const { appId, bizId } of this.feishu.notifications) {
			if (appId === this.app.appId) counts[bizId] = (counts[bizId] ?? 0) + 1;
		}
		return counts;
	}

	forgetRequests(): void {
		this.noteSecrets();
		this.feishu.requests = [];
	}

	noteSecrets(): void {
		for (const { answer, body } of this.feishu.requests) {
			const { tenant_access_token: tenant, app_access_token: app } = (answer ?? {}) as Tokens;
			const { app_secret: secret, app_ticket: ticket } = (body ?? {}) as Tokens;
			const connection = ticketOfConnection(answer);
			for (const text of [tenant, app, secret, ticket, connection]) {
				if (text) this.secrets.add(text);
			}
		}
	}

	async addCredential(name: string, data: Record<string, unknown> = {}): Promise<Credential> {
		const { appId, appSecret } = this.app;
		const fields = { appId, appSecret, ...data };
		for (const field of SECRET_FIELDS) {
			const secret = (fields as Record<string, unknown>)[field];
			if (typeof secret === 'string') this.secrets.add(secret);
		}
		return await this.rest.createAppCredential(name, this.feishu.url, fields);
	}

	async activeWorkflow(content: WorkflowContent): Promise<Workflow> {
		return await this.rest.activeWorkflow(content);
	}

	/** Calls the workflow's webhook and waits until n8n has stored the execution. */
	async call(workflow: Workflow, body: unknown): Promise<Outcome> {
		const path = workflow.nodes[0].parameters.path as string;
		const answer = await this.rest.callWebhook(path, body);
		const [{ id }] = await this.rest.executions(workflow.id);
		const node = workflow.nodes.find(({ type }) => type === NODE_TYPE)?.name;
		return { answer, ...(await this.outcomeOf(id, node)) };
	}

	async outcomeOf(executionId: string, node = DELETE): Promise<Omit<Outcome, 'answer'>> {
		const execution = await this.rest.waitForExecution(executionId);
		const runs = execution.runData[node] ?? [];
		const [done = [], failed = []] = (runs.at(-1)?.data?.main ?? []).map((items) =>
			(items ?? []).map(({ json }) => json),
		);
		return { execution, runs, done, failed };
	}
}

type Tokens = Partial<Record<string, string>>;

/** The ticket in the address of a long connection. */
function ticketOfConnection(answer: unknown): string | null | undefined {
	const { data } = (answer ?? {}) as { data?: { URL?: string } };
	return data?.URL && new URL(data.URL).searchParams.get('ticket');
}

export function removeTarball(tarball: string): void {
	rmSync(dirname(tarball), { recursive: true, force: true });
}
