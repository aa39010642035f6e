// A test server, never part of the package.
/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { addLogId, answerOf } from './answering';
import { refusal } from './answers';
import { DEFAULT_APP, type App, type Owner, type TokenKind } from './apps';
import type { HeldCard, Noticed, StoredCard } from './cards';
import type { Department } from './departments';
import { sendFault, type Fault } from './faults';
import type { Group } from './groups';
import type { LongConnections } from './longConnections';
import { readBody, recordOf } from './recording';
import { defaultSettings, type AppFeedCard, type RecordedRequest, type Settings } from './settings';
import { State } from './state';
import type { User } from './users';

const CARD_APIS = '/open-apis/im/v2/app_feed_card';

/** Plays Feishu's open platform for the tests: as strict as its documents, and it remembers. */
export class FeishuStandIn {
	private static readonly started = new Set<FeishuStandIn>();
	private static noMore = false;
	private static readonly urls = new Set<string>();

	readonly settings: Settings;
	requests: RecordedRequest[] = [];
	private state!: State;
	private readonly server = createServer((request, response) => {
		void this.serve(request, response);
	});

	/** The clients that are connected (长连接), and calls for them. */
	get longConnections(): LongConnections {
		return this.state.longConnections;
	}

	static async start(settings: Partial<Settings> = {}): Promise<FeishuStandIn> {
		if (FeishuStandIn.noMore) throw new Error('The tests are over');
		const standIn = new FeishuStandIn(settings);
		await standIn.listen();
		FeishuStandIn.started.add(standIn);
		return standIn;
	}

	/**
	 * On a port that none had before: for seconds the package remembers tokens by host, and the system may
	 * give the port of a test before.
	 */
	private async listen(): Promise<void> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
		if (FeishuStandIn.urls.has(this.url)) {
			await new Promise((resolve) => this.server.close(resolve));
			return await this.listen();
		}
		FeishuStandIn.urls.add(this.url);
	}

	/**
	 * For the end of all tests. One that fails may leave its stand-in running, or go on and start another,
	 * which would keep the run from its end.
	 */
	static async stopAll(): Promise<void> {
		FeishuStandIn.noMore = true;
		await Promise.all([...FeishuStandIn.started].map(async (standIn) => await standIn.stop()));
	}

	private constructor(private readonly startSettings: Partial<Settings>) {
		this.settings = { ...defaultSettings(), ...startSettings };
		this.reset();
		this.server.on('upgrade', (request, socket, head) =>
			this.longConnections.upgrade(request, socket, head),
		);
	}

	/** As new: the settings of the start, the default app, and nothing remembered. */
	reset(): void {
		Object.assign(this.settings, defaultSettings(), this.startSettings);
		this.requests = [];
		this.state = new State(this.settings);
		this.addApp({});
	}

	async stop(): Promise<void> {
		FeishuStandIn.started.delete(this);
		const closed = new Promise((resolve) => this.server.close(resolve));
		this.longConnections.cut();
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

	/** A person: IDs by any of which a card may be named, and addresses. */
	addUser(user: Pick<User, 'openId'> & Partial<User>): void {
		const name = user.openId.replace(/^ou_/, '');
		this.state.users.add({ unionId: `on_${name}`, userId: name, ...user });
	}

	/** A group that the bot is in, unless `closedBy` says otherwise; a test may change its members. */
	addGroup(group: Group): Group {
		this.state.groups.set(group.chatId, group);
		return group;
	}

	addDepartment(department: Department): void {
		this.state.departments.add(department);
	}

	/** People who are in no department but the root. */
	addToRoot(...openIds: string[]): void {
		this.state.departments.addToRoot(...openIds);
	}

	/** What was uploaded under this key. */
	pictureOf(imageKey: string): Buffer | undefined {
		return this.state.pictures.find(imageKey);
	}

	/** Cards of the default app, unless another owner is named; nobody is notified of them. */
	addCards(
		cards: Array<Pick<HeldCard, 'bizId' | 'userId'> & { contents?: AppFeedCard }>,
		owner: Partial<Owner> = {},
	): void {
		for (const { contents, ...card } of cards) {
			this.state.cards.add({ ...this.ownerFrom(owner), ...card }, contents);
		}
	}

	/** What a person's card holds now. */
	cardOf(bizId: string, userId: string, owner: Partial<Owner> = {}): StoredCard | undefined {
		return this.state.cards.find({ ...this.ownerFrom(owner), bizId, userId });
	}

	/** How often a card with this business ID was created for this person. */
	timesCreated(bizId: string, userId: string, owner: Partial<Owner> = {}): number {
		return this.state.cards.timesCreated({ ...this.ownerFrom(owner), bizId, userId });
	}

	/** Every notification that anybody got: of a new card, or of a change. */
	get notifications(): Noticed[] {
		return this.state.cards.notifications;
	}

	/** Every time that a card was moved to the top. */
	get movesToTop(): Noticed[] {
		return this.state.cards.moves;
	}

	/** The notifications that a person got of a card after the first one: of repetitions, where all is right. */
	get repeatedNotifications(): Noticed[] {
		return this.state.cards.repeatedNotifications();
	}

	hasCard(bizId: string, userId: string, owner: Partial<Owner> = {}): boolean {
		return this.state.cards.has({ ...this.ownerFrom(owner), bizId, userId });
	}

	get cards(): StoredCard[] {
		return this.state.cards.all();
	}

	get cardCount(): number {
		return this.cards.length;
	}

	/** A tenant token, for a client that brings its own. */
	issueToken(owner: Partial<Owner> = {}): string {
		return this.state.tokens.issue('tenant', this.ownerFrom(owner)).text;
	}

	/** A new ticket of a store app, which the test brings to it as an event. */
	issueTicket(app: App = this.app): string {
		return this.state.tickets.issue(app);
	}

	/** As if the time of every ticket were over. */
	expireTickets(): void {
		this.state.tickets.expire(this.state.apps.values());
	}

	/** As if the tokens' time were over. */
	expireTokens(kind?: TokenKind): void {
		this.state.tokens.expire(kind);
	}

	/** The tokens are refused before their time; the token APIs give out new ones. */
	revokeTokens(kind?: TokenKind): void {
		this.state.tokens.revoke(kind);
	}

	/** Requests to the API that deletes cards, whatever became of them. */
	get deleteRequests(): RecordedRequest[] {
		return this.cardRequests.filter(({ method }) => method === 'DELETE');
	}

	get createRequests(): RecordedRequest[] {
		return this.cardRequests.filter(({ method }) => method === 'POST');
	}

	get updateRequests(): RecordedRequest[] {
		return this.cardRequests.filter(({ method }) => method === 'PUT');
	}

	/** All that may change a card. */
	get cardRequests(): RecordedRequest[] {
		return this.requests.filter(({ path }) => path.startsWith(CARD_APIS));
	}

	/** Requests that look somebody up: by address, of a group, of a department. */
	get lookUps(): RecordedRequest[] {
		return this.requests.filter(({ path }) => /^\/open-apis\/(contact|im\/v1\/chats)\//.test(path));
	}

	get uploads(): RecordedRequest[] {
		return this.requests.filter(({ path }) => path === '/open-apis/im/v1/images');
	}

	get tokenRequests(): RecordedRequest[] {
		return this.requests.filter((request) => request.path.startsWith('/open-apis/auth/'));
	}

	private ownerFrom({ appId = DEFAULT_APP.appId, tenantKey }: Partial<Owner>): Owner {
		const tenants = this.state.apps.get(appId)?.tenantKeys ?? DEFAULT_APP.tenantKeys;
		return { appId, tenantKey: tenantKey ?? tenants[0] };
	}

	private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
		const request = recordOf(incoming, this.settings.clock.now());
		this.requests.push(request);
		try {
			await readBody(incoming, request);
		} catch {
			return; // The client went away in the middle of its body.
		}
		const { clock, latencyMs } = this.settings;
		const sameApi = this.requests.filter(
			({ method, path }) => method === request.method && path === request.path,
		);
		request.fault =
			this.settings.fault?.(request, sameApi.indexOf(request) + 1) ?? this.outageAt(request);

		const worked = !request.fault || request.fault.done;
		const answer = worked ? answerOf(request, this.state) : refusal(2200, 'internal error', 500);
		if (worked) {
			addLogId(answer, request, this.settings);
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

	private outageAt(request: RecordedRequest): Fault | undefined {
		const [first] = this.cardRequests;
		if (!request.path.startsWith(CARD_APIS)) return undefined;
		const time = request.arrivedAt - first.arrivedAt;
		return this.settings.outages.find(({ fromMs, untilMs }) => time >= fromMs && time < untilMs)
			?.fault;
	}
}
