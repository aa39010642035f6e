/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error -- this runs in tests, never inside n8n */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { CREDENTIAL_TYPE } from './exampleWorkflow';
import { parseFlatted } from './flatted';

export interface Credential {
	id: string;
	name: string;
	type: string;
	data: Record<string, unknown>;
}

export interface WorkflowNode {
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: Record<string, unknown>;
	[setting: string]: unknown;
}

export interface WorkflowContent {
	name: string;
	nodes: WorkflowNode[];
	connections: Record<string, unknown>;
	settings?: Record<string, unknown>;
	pinData?: Record<string, unknown>;
}

export interface Workflow extends WorkflowContent {
	id: string;
	versionId: string;
	active: boolean;
}

export interface Hint {
	message: string;
	[setting: string]: unknown;
}

export interface Item {
	json: Record<string, unknown>;
	pairedItem?: unknown;
	error?: unknown;
}

/** One run of one node. `data.main[output]` is null where nothing came out of that output. */
export interface NodeRun {
	executionStatus: string;
	executionTime: number;
	data?: { main: Array<Item[] | null> };
	error?: { message: string; description?: string; [field: string]: unknown };
	hints?: Hint[];
	[field: string]: unknown;
}

export interface Execution {
	id: string;
	/** new, running, waiting; then success, error, canceled or crashed. */
	status: string;
	mode: string;
	finished: boolean;
	workflowId: string;
	startedAt: string;
	stoppedAt?: string;
}

export interface ExecutionWithData extends Execution {
	/** What the execution stores, as n8n sent it: to search for what must not be in it. */
	storedText: string;
	runData: Record<string, NodeRun[]>;
	error?: { message: string; [field: string]: unknown };
	lastNodeExecuted?: string;
}

interface Stored {
	resultData: Pick<ExecutionWithData, 'runData' | 'error' | 'lastNodeExecuted'>;
}

export interface TestResult {
	status: 'OK' | 'Error';
	message: string;
}

export interface WebhookAnswer {
	status: number;
	text: string;
	/** The answer where it is JSON. */
	json: unknown;
}

export interface Login {
	email: string;
	password: string;
}

/** n8n wants 8 characters with a digit and a capital letter. */
export const OWNER: Login = { email: 'owner@example.com', password: 'Feed-card-1' };

const OVER = ['success', 'error', 'canceled', 'crashed'];
const STATUSES = [...OVER, 'new', 'running', 'waiting', 'unknown'];
const DATA_TIMEOUT = 2000;
const NOT_YET_TIMEOUT = 120_000;

export class RestError extends Error {
	constructor(
		readonly status: number,
		readonly body: string,
		what: string,
	) {
		super(`${what} was answered with ${status}: ${body.slice(0, 1000)}`);
	}
}

/** Drives an n8n as the editor does, logged in as its owner. */
export class N8nRest {
	private cookie = '';

	/** The login cookie counts only for the browser it was given to; this header names the browser. */
	private readonly browserId = randomUUID();

	constructor(readonly url: string) {}

	async setUpOwner(login: Login = OWNER): Promise<void> {
		await this.send('POST', '/owner/setup', { ...login, firstName: 'Feed', lastName: 'Card' });
	}

	async logIn({ email, password }: Login = OWNER): Promise<void> {
		// n8n 2 and late n8n 1 say emailOrLdapLoginId, older ones say email.
		await this.send('POST', '/login', { emailOrLdapLoginId: email, email, password });
	}

	/** The descriptions of every node this n8n has loaded, as the editor sees them. */
	async nodeTypes(): Promise<Array<Record<string, unknown> & { name: string }>> {
		const response = await this.request('GET', '/types/nodes.json');
		return JSON.parse(response) as Array<Record<string, unknown> & { name: string }>;
	}

	/** The descriptions of every credential type, as the editor sees them. */
	async credentialTypes(): Promise<Array<Record<string, unknown> & { name: string }>> {
		const response = await this.request('GET', '/types/credentials.json');
		return JSON.parse(response) as Array<Record<string, unknown> & { name: string }>;
	}

	async createCredential(content: Omit<Credential, 'id'>): Promise<Credential> {
		return await this.send('POST', '/credentials', content);
	}

	/** The package's own credential, of an app at the Feishu with this address. */
	async createAppCredential(
		name: string,
		baseUrl: string,
		fields: { appId: string; appSecret: string; [field: string]: unknown },
	): Promise<Credential> {
		const data = { platform: 'custom', baseUrl, appType: 'selfBuilt', ...fields };
		return await this.createCredential({ name, type: CREDENTIAL_TYPE, data });
	}

	/** With its data as the editor gets it: a password is a placeholder there. */
	async getCredential(id: string): Promise<Credential> {
		return await this.send('GET', `/credentials/${id}?includeData=true`);
	}

	/** What saving the credential form does: all fields are sent, the untouched passwords as placeholders. */
	async changeCredential(id: string, changes: Record<string, unknown>): Promise<Credential> {
		const { name, type, data } = await this.getCredential(id);
		const content = { name, type, data: { ...data, ...changes } };
		return await this.send('PATCH', `/credentials/${id}`, content);
	}

	/**
	 * The credential form's "Test", with what has been typed into the form since it was saved. The editor
	 * saves a credential before its first test: n8n cannot keep a fetched token for one without an id.
	 */
	async testCredential(id: string, changes: Record<string, unknown> = {}): Promise<TestResult> {
		const { name, type, data } = await this.getCredential(id);
		const credentials = { id, name, type, data: { ...data, ...changes } };
		return await this.send('POST', '/credentials/test', { credentials });
	}

	async createWorkflow(content: WorkflowContent): Promise<Workflow> {
		const settings = { executionOrder: 'v1', ...content.settings };
		// n8n 1 has no default for "active".
		return await this.send('POST', '/workflows', { active: false, ...content, settings });
	}

	async getWorkflow(id: string): Promise<Workflow> {
		return await this.send('GET', `/workflows/${id}`);
	}

	async activeWorkflow(content: WorkflowContent): Promise<Workflow> {
		return await this.activate((await this.createWorkflow(content)).id);
	}

	/** An active workflow goes on in its old form until it is activated again. */
	async changeWorkflow(id: string, changes: Partial<WorkflowContent>): Promise<Workflow> {
		const { versionId } = await this.getWorkflow(id);
		return await this.send('PATCH', `/workflows/${id}`, { ...changes, versionId });
	}

	async activate(id: string): Promise<Workflow> {
		const { versionId } = await this.getWorkflow(id);
		return await this.setActive(id, true, { versionId });
	}

	async deactivate(id: string): Promise<Workflow> {
		return await this.setActive(id, false, {});
	}

	/** A run by hand from a trigger node; gives back the execution's id at once. */
	async run(id: string, triggerName: string): Promise<string> {
		// n8n 1 runs the workflow it is sent, n8n 2 the one it has stored.
		const workflowData = await this.getWorkflow(id);
		const body = { workflowData, triggerToStartFrom: { name: triggerName } };
		const answer = await this.send<{ executionId?: string; waitingForWebhook?: boolean }>(
			'POST',
			`/workflows/${id}/run`,
			body,
		);
		if (answer.executionId !== undefined) return answer.executionId;
		throw new Error(`${triggerName} waits for a request: it needs pinned data to be run by hand`);
	}

	/** Posts to an active workflow's webhook, which does not exist yet for some seconds after activation. */
	async callWebhook(path: string, body: unknown, signal?: AbortSignal): Promise<WebhookAnswer> {
		const { status, text } = await answerOf(
			`${this.url}/webhook/${path}`,
			{
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body),
				signal,
			},
			(answer) => answer.status === 404 || isNotReady(answer),
		);
		return { status, text, json: jsonOf(text) };
	}

	/**
	 * The executions of a workflow, the newest first. Without a status in the filter, n8n asks its database twice
	 * (findLatestCurrentAndCompleted in its execution.service): for those that run, and for those that are over. One
	 * that ends between the two is in neither answer, or in both.
	 */
	async executions(workflowId: string): Promise<Execution[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId, status: STATUSES }));
		const { results } = await this.send<{ results: Execution[] }>(
			'GET',
			`/executions?filter=${filter}&limit=100`,
		);
		return results;
	}

	async getExecution(id: string): Promise<ExecutionWithData> {
		const { data, ...execution } = await this.send<Execution & { data: string }>(
			'GET',
			`/executions/${id}`,
		);
		// A run that has just begun has an empty array stored.
		const stored = parseFlatted(data) as Stored | undefined;
		return { ...execution, runData: {}, ...stored?.resultData, storedText: data };
	}

	/**
	 * n8n answers a webhook before it has stored the execution, and n8n 1 stores the status of one a moment
	 * before its data, where it keeps them in SQLite.
	 */
	async waitForExecution(id: string, timeout = 120_000): Promise<ExecutionWithData> {
		const deadline = Date.now() + timeout;
		let over: number | undefined;
		for (;;) {
			const execution = await this.getExecution(id);
			if (OVER.includes(execution.status)) {
				over ??= Date.now();
				// One that was ended before its first node never has any.
				const hasData = execution.lastNodeExecuted !== undefined;
				if (hasData || Date.now() > over + DATA_TIMEOUT) return execution;
			}
			if (Date.now() > deadline) {
				throw new Error(`Execution ${id} is still ${execution.status} after ${timeout} ms`);
			}
			await sleep(100);
		}
	}

	async stopExecution(id: string): Promise<Execution> {
		return await this.send('POST', `/executions/${id}/stop`);
	}

	private async setActive(id: string, active: boolean, body: object): Promise<Workflow> {
		try {
			return await this.send(
				'POST',
				`/workflows/${id}/${active ? 'activate' : 'deactivate'}`,
				body,
			);
		} catch (error) {
			if (!(error instanceof RestError && error.status === 404)) throw error;
			// Before these routes came, in late n8n 1, the editor changed the field.
			return await this.send('PATCH', `/workflows/${id}`, { ...body, active });
		}
	}

	/** For what has no method here: `path` is below /rest, the answer is what n8n wraps in `data`. */
	async send<T>(method: string, path: string, body?: unknown): Promise<T> {
		const text = await this.request(method, `/rest${path}`, body);
		return (JSON.parse(text) as { data: T }).data;
	}

	private async request(method: string, path: string, body?: unknown): Promise<string> {
		const { status, text, headers } = await answerOf(this.url + path, {
			method,
			headers: {
				'browser-id': this.browserId,
				cookie: this.cookie,
				// n8n ends a connection after some seconds, just as a test that was busy may use it again.
				connection: 'close',
				...(body !== undefined && { 'content-type': 'application/json' }),
			},
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const login = headers.getSetCookie().find((cookie) => cookie.startsWith('n8n-auth='));
		if (login) this.cookie = login.split(';')[0];
		if (status >= 400) throw new RestError(status, text, `${method} ${path}`);
		return text;
	}
}

interface Answer {
	status: number;
	text: string;
	headers: Headers;
}

/** Said before n8n has looked at a request, for up to a minute after many calls on SQLite. */
const isNotReady = ({ status, text }: Answer) =>
	status === 503 && text.includes('Database is not ready');

/** The answer to a request, which is sent again as long as the answer says "not yet". */
async function answerOf(
	url: string,
	request: RequestInit,
	isEarly: (answer: Answer) => boolean = isNotReady,
): Promise<Answer> {
	const deadline = Date.now() + NOT_YET_TIMEOUT;
	for (;;) {
		const response = await fetch(url, request);
		const { status, headers } = response;
		const answer = { status, headers, text: await response.text() };
		if (!isEarly(answer) || Date.now() > deadline) return answer;
		await sleep(250);
	}
}

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
