// A test server, never part of the package.
/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refusal, type Answer } from './answers';
import { DEFAULT_APP, type App, type Owner, type TokenKind } from './apps';
import { cardApis } from './cardApis';
import type { HeldCard, User } from './cards';
import { sendFault } from './faults';
import type { Api, Call } from './rules';
import { defaultSettings, type RecordedRequest, type Settings } from './settings';
import { State } from './state';
import { tokenApis } from './tokenApis';

export const apis: Api[] = [...tokenApis, ...cardApis];

const DELETE_PATH = '/open-apis/im/v2/app_feed_card/batch';

/** Plays Feishu's open platform for the tests: as strict as its documents, and it remembers. */
export class FeishuStandIn {
	readonly settings: Settings;
	requests: RecordedRequest[] = [];
	private state!: State;
	private readonly server = createServer((request, response) => {
		void this.serve(request, response);
	});

	static async start(settings: Partial<Settings> = {}): Promise<FeishuStandIn> {
		const standIn = new FeishuStandIn(settings);
		await new Promise<void>((resolve) => standIn.server.listen(0, '127.0.0.1', resolve));
		return standIn;
	}

	private constructor(private readonly startSettings: Partial<Settings>) {
		this.settings = { ...defaultSettings(), ...startSettings };
		this.reset();
	}

	/** As new: the settings of the start, the default app, and nothing remembered. */
	reset(): void {
		Object.assign(this.settings, defaultSettings(), this.startSettings);
		this.requests = [];
		this.state = new State(this.settings);
		this.addApp({});
	}

	async stop(): Promise<void> {
		const closed = new Promise((resolve) => this.server.close(resolve));
		this.server.closeAllConnections();
		await closed;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	/** The default app; a test may change it, as any that `addApp` returns. */
	get app(): App {
		return this.state.apps.get(DEFAULT_APP.appId) ?? this.addApp({});
	}

	addApp(app: Partial<Omit<App, 'scopes'>> & { scopes?: Iterable<string> }): App {
		const added = { ...DEFAULT_APP, ...app, scopes: new Set(app.scopes ?? DEFAULT_APP.scopes) };
		this.state.apps.set(added.appId, added);
		return added;
	}

	/** The IDs of one person, so that a card may be named by any of them. */
	addUser(user: User): void {
		this.state.users.add(user);
	}

	/** Cards of the default app, unless another owner is named. */
	addCards(cards: Array<Pick<HeldCard, 'bizId' | 'userId'>>, owner: Partial<Owner> = {}): void {
		for (const card of cards) this.state.cards.add({ ...this.ownerFrom(owner), ...card });
	}

	hasCard(bizId: string, userId: string, owner: Partial<Owner> = {}): boolean {
		return this.state.cards.has({ ...this.ownerFrom(owner), bizId, userId });
	}

	get cards(): HeldCard[] {
		return this.state.cards.all();
	}

	get cardCount(): number {
		return this.cards.length;
	}

	/** A tenant token, for a client that brings its own. */
	issueToken(owner: Partial<Owner> = {}): string {
		return this.state.tokens.issue('tenant', this.ownerFrom(owner)).text;
	}

	/** As if the tokens' time were over. */
	expireTokens(kind?: TokenKind): void {
		this.state.tokens.expire(kind);
	}

	/** The tokens are refused before their time; the token APIs give out new ones. */
	revokeTokens(kind?: TokenKind): void {
		this.state.tokens.revoke(kind);
	}

	get deleteRequests(): RecordedRequest[] {
		return this.requests.filter((request) => request.path === DELETE_PATH);
	}

	get tokenRequests(): RecordedRequest[] {
		return this.requests.filter((request) => request.path.startsWith('/open-apis/auth/'));
	}

	private ownerFrom({ appId = DEFAULT_APP.appId, tenantKey }: Partial<Owner>): Owner {
		const tenants = this.state.apps.get(appId)?.tenantKeys ?? DEFAULT_APP.tenantKeys;
		return { appId, tenantKey: tenantKey ?? tenants[0] };
	}

	private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
		const request = this.record(incoming);
		try {
			await readBody(incoming, request);
		} catch {
			return; // The client went away in the middle of its body.
		}
		const { clock, latencyMs } = this.settings;
		const sameApi = this.requests.filter(
			({ method, path }) => method === request.method && path === request.path,
		);
		request.fault = this.settings.fault?.(request, sameApi.indexOf(request) + 1);

		const worked = !request.fault || request.fault.done;
		const answer = worked ? this.answer(request) : refusal(2200, 'internal error', 500);
		if (worked) {
			this.addLogId(answer, request);
			request.status = answer.status;
			request.answer = answer.body;
		}

		const wait = typeof latencyMs === 'function' ? latencyMs(request) : latencyMs;
		if (wait > 0) await clock.sleep(wait);
		if (request.fault) {
			sendFault(request.fault, answer, response);
		} else {
			response.writeHead(answer.status, {
				'content-type': 'application/json; charset=utf-8',
				...answer.headers,
			});
			response.end(JSON.stringify(answer.body));
		}
		if (request.fault?.kind !== 'timeout') request.answeredAt = clock.now();
	}

	private record(incoming: IncomingMessage): RecordedRequest {
		const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://feishu');
		const query: Record<string, string> = {};
		for (const key of searchParams.keys()) query[key] = searchParams.getAll(key).join(',');
		const request: RecordedRequest = {
			arrivedAt: this.settings.clock.now(),
			method: incoming.method ?? '',
			path: pathname,
			query,
			headers: incoming.headers,
			rawBody: '',
			body: undefined,
		};
		this.requests.push(request);
		return request;
	}

	private answer(request: RecordedRequest): Answer {
		// 通用错误码: 99991201 请求路径错误(404), 99991301 请求方法的类型与接口设置的不一致
		const samePath = apis.filter((api) => api.path === request.path);
		if (samePath.length === 0) return refusal(99991201, 'resource not find', 404);
		const api = samePath.find(({ method }) => method === request.method);
		if (!api) return refusal(99991301, "request method doesn't match");

		const call: Call = { request, state: this.state };
		for (const rule of api.rules) {
			const refused = rule.check(call);
			if (refused) return refused;
		}
		return api.act(call);
	}

	private addLogId(answer: Answer, request: RecordedRequest): void {
		const { logIdIn } = this.settings;
		if (logIdIn === 'none') return;
		request.logId = `202601010000${randomBytes(10).toString('hex').toUpperCase()}`;
		if (logIdIn !== 'body') answer.headers = { ...answer.headers, 'x-tt-logid': request.logId };
		if (logIdIn !== 'header' && answer.body.code !== 0) {
			const error = (answer.body.error ?? {}) as Record<string, unknown>;
			answer.body.error = {
				...error,
				log_id: request.logId,
				troubleshooter: `排查建议查看(Troubleshooting suggestions): https://open.feishu.cn/search?log_id=${request.logId}`,
			};
		}
	}
}

async function readBody(incoming: IncomingMessage, request: RecordedRequest): Promise<void> {
	const chunks: Buffer[] = [];
	for await (const chunk of incoming) chunks.push(chunk as Buffer);
	request.rawBody = Buffer.concat(chunks).toString('utf8');
	try {
		request.body = JSON.parse(request.rawBody);
	} catch {
		// Left undefined: the rule about the body refuses it where a body is needed.
	}
}
