/** The credential and the client together, between them n8n as its versions 1 and 2 hand errors on. */
import {
	NodeApiError,
	type ICredentialDataDecryptedObject,
	type IExecuteFunctions,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type INode,
} from 'n8n-workflow';

import { FeishuAppApi } from '../../credentials/FeishuAppApi.credentials';
import { FeishuClient } from '../../nodes/shared/client';
import { FeishuError } from '../../nodes/shared/feishuError';
import { asN8n1HandsItOn } from './n8n1Error';
import { VirtualClock } from './virtualClock';

let time: VirtualClock;
beforeEach(() => (time = new VirtualClock()));
afterEach(() => time.restore());

const node = { name: 'Feishu', type: 'x', typeVersion: 1, position: [0, 0] } as unknown as INode;
const REQUEST = { method: 'DELETE', path: '/x', qs: {}, body: {}, timeoutMs: 1_000 } as const;

type Answer = { code: number; status?: number } | { fails: string; words?: string };

/** n8n with one credential, and Feishu behind it. */
class World {
	private static count = 0;

	tokenRequests = 0;
	/** The tokens of the requests proper. */
	readonly tokens: string[] = [];
	/** What Feishu answers next; success once it is empty. */
	tokenAnswers: Answer[] = [];
	answers: Answer[] = [];

	private readonly type = new FeishuAppApi();
	private readonly stored: ICredentialDataDecryptedObject;

	constructor(private readonly handOn: (error: Error) => Error) {
		this.stored = {
			platform: 'feishu',
			appType: 'selfBuilt',
			// Tokens are shared by all who use an app.
			appId: `cli_${World.count++}`,
			appSecret: 's',
			sessionToken: '',
		};
	}

	/** What n8n fails with when it reads the credential the next time. */
	unreadable: Error | undefined;

	async open(): Promise<FeishuClient> {
		return await FeishuClient.open({
			getInputData: () => [{ json: {} }],
			getExecutionCancelSignal: () => undefined,
			getCredentials: async () => {
				const error = this.unreadable;
				this.unreadable = undefined;
				if (error) throw error;
				return { ...this.stored };
			},
			helpers: {
				httpRequestWithAuthentication: async (
					_type: string,
					options: IHttpRequestOptions,
					{
						credentialsDecrypted: { data },
					}: { credentialsDecrypted: { data: ICredentialDataDecryptedObject } },
				) => await this.request(options, data),
			},
		} as unknown as IExecuteFunctions);
	}

	/** httpRequestWithAuthentication of n8n-core. */
	private async request(
		options: IHttpRequestOptions,
		data: ICredentialDataDecryptedObject,
	): Promise<unknown> {
		try {
			if (data.sessionToken === '') await this.preAuthenticate(data);
			return await this.send(await this.type.authenticate(data, options));
		} catch (error) {
			const { response } = error as { response?: { status: number } };
			if (response?.status !== 401) throw this.handOn(error as Error);
			try {
				await this.preAuthenticate(data);
				return await this.send(await this.type.authenticate(data, options));
			} catch (again) {
				throw this.handOn(again as Error);
			}
		}
	}

	private async preAuthenticate(data: ICredentialDataDecryptedObject): Promise<void> {
		const output = await this.type.preAuthentication.call(
			{ helpers: { httpRequest: async () => this.tokenAnswer() } } as unknown as IHttpRequestHelper,
			data,
		);
		Object.assign(data, output);
		Object.assign(this.stored, output);
	}

	private tokenAnswer(): unknown {
		const token = `t-${++this.tokenRequests}`;
		return answerOf(this.tokenAnswers.shift(), { tenant_access_token: token, expire: 7200 });
	}

	private async send({ headers }: IHttpRequestOptions): Promise<unknown> {
		this.tokens.push(String(headers?.Authorization).replace('Bearer ', ''));
		return answerOf(this.answers.shift(), { data: {} });
	}
}

function answerOf(answer: Answer | undefined, success: object): unknown {
	if (!answer) return { statusCode: 200, headers: {}, body: { code: 0, ...success } };
	if ('fails' in answer) {
		const words = answer.words ?? `read ${answer.fails}`;
		throw Object.assign(new Error(words), { code: answer.fails });
	}
	const { code, status = 400 } = answer;
	return { statusCode: status, headers: {}, body: { code, msg: `message ${code}` } };
}

async function failureOf(promise: Promise<unknown>): Promise<FeishuError> {
	const error = await promise.then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
	expect(error).toBeInstanceOf(FeishuError);
	return error as FeishuError;
}

test('a credential that n8n cannot read at the moment is a failure that passes, and nothing was sent', async () => {
	const world = new World((error) => error);
	const client = await world.open();
	world.unreadable = new Error('SQLITE_BUSY: database is locked');
	const failure = await failureOf(client.request(REQUEST));
	expect(failure.kind).toBe('unavailable');
	expect(failure.message).toContain('n8n itself failed: SQLITE_BUSY');
	expect(failure.details.outcomeUnknown).not.toBe(true);
	expect(world.tokens).toEqual([]);
	await client.request(REQUEST);
	expect(world.tokens).toEqual(['t-1']);
});

describe('a request is ended', () => {
	const pasted = { platform: 'feishu', appType: 'token', tenantAccessToken: 't-1' };
	/** n8n's helper takes the signal from the context that it is called on. */
	const open = async (stopped: AbortSignal | undefined) =>
		await FeishuClient.open({
			getInputData: () => [{ json: {} }],
			getExecutionCancelSignal: () => stopped,
			getCredentials: async () => pasted,
			helpers: {
				async httpRequestWithAuthentication(this: IExecuteFunctions) {
					const signal = this.getExecutionCancelSignal();
					await new Promise((_, reject) =>
						signal?.addEventListener('abort', () => reject(new Error('canceled'))),
					);
				},
			},
		} as unknown as IExecuteFunctions);

	test.each([[undefined], [new AbortController().signal]])('by its timeout', async (stopped) => {
		const client = await open(stopped);
		const { details } = await failureOf(client.request({ ...REQUEST, timeoutMs: 20 }));
		expect(details.summary).toContain('it did not answer in time');
		expect(details.outcomeUnknown).toBe(true);
	});

	test('by the end of the execution, whatever its timeout', async () => {
		const execution = new AbortController();
		const request = (await open(execution.signal)).request({ ...REQUEST, timeoutMs: 2 ** 31 - 1 });
		execution.abort();
		expect((await failureOf(request)).headline).toContain('canceled');
	});
});

describe('a field of the credential that an expression gives', () => {
	/** Counts what is asked of n8n, which throws for an item that is not there if a field looks at it. */
	const open = async (count: number, appIdOf: (item: number) => string) => {
		const asked: number[] = [];
		const client = FeishuClient.open({
			getInputData: () => Array(count).fill({ json: {} }),
			getCredentials: async (_type: string, item = 0) => {
				asked.push(item);
				return { platform: 'feishu', appType: 'selfBuilt', appId: appIdOf(item), appSecret: 's' };
			},
		} as unknown as IExecuteFunctions);
		return await client.then(
			() => ({ asked, said: '' }),
			(error: Error) => ({ asked, said: error.message }),
		);
	};
	const lookingAtItem = (count: number, appIdOf: (item: number) => string) => (item: number) => {
		if (item >= count) throw new Error(`you're trying to access item ${item}`);
		return appIdOf(item);
	};

	test.each([1, 2, 57, 99])('to item %i differently is refused, with the number', async (wrong) => {
		const appIdOf = lookingAtItem(100, (item) => (item === wrong ? 'cli_B' : 'cli_A'));
		const { said } = await open(100, appIdOf);
		expect(said).toContain(`gives a different value for item ${wrong} than for item 0`);
	});

	test.each([1, 2, 4, 99])('is refused if only item %i shows that it differs', async (wrong) => {
		const { said } = await open(100, (item) => (item === wrong ? 'cli_B' : 'cli_A'));
		expect(said).toContain(`gives a different value for item ${wrong} than for item 0`);
	});

	test('in the same way to all is taken', async () => {
		expect(
			(
				await open(
					100,
					lookingAtItem(100, () => 'cli_A'),
				)
			).said,
		).toBe('');
	});

	test.each([1, 2, 20_000])(
		'not at all costs at most seven questions for %i items',
		async (count) => {
			const { asked, said } = await open(count, () => 'cli_A');
			expect(said).toBe('');
			expect(asked.length).toBeLessThanOrEqual(7);
		},
	);
});

describe.each<[string, (error: Error) => Error]>([
	['n8n 2', (error) => new NodeApiError(node, error as never)],
	['n8n 1', asN8n1HandsItOn],
])('through %s', (_, handOn) => {
	test.each<[string, Answer, Partial<FeishuError['details']>]>([
		[
			'a wrong secret',
			{ code: 10015 },
			{ kind: 'fatal', code: 10015, feishuMessage: 'message 10015' },
		],
		['an unknown app', { code: 10003 }, { kind: 'fatal', code: 10003 }],
		['an app token that is refused', { code: 99991664 }, { kind: 'fatal', code: 99991664 }],
		['an internal error', { code: 2200, status: 500 }, { kind: 'unavailable', code: 2200 }],
		['a rate limit', { code: 99991400, status: 429 }, { kind: 'rateLimited', code: 99991400 }],
		['a connection that breaks', { fails: 'ECONNRESET' }, { kind: 'unavailable', code: null }],
	])(
		'the reason why no token was fetched arrives whole: %s',
		async (_name, tokenAnswer, details) => {
			const world = new World(handOn);
			world.tokenAnswers = [tokenAnswer];
			const error = await failureOf((await world.open()).request(REQUEST));
			// Nothing was sent, so nothing may have been done.
			expect(error.details).toMatchObject({ ...details, outcomeUnknown: false });
			expect(world.tokens).toEqual([]);
		},
	);

	test.each<[string, string | undefined, string]>([
		['ECONNREFUSED', 'connect ECONNREFUSED 1.2.3.4:443', 'it refused the connection'],
		['ECONNRESET', undefined, 'it closed the connection'],
		['ECONNABORTED', 'timeout of 200ms exceeded', 'it did not answer in time'],
		['ERR_BAD_RESPONSE', 'stream has been aborted', 'its answer was cut off'],
	])('a request that fails with %s says why', async (fails, words, said) => {
		const world = new World(handOn);
		world.answers = [{ fails, words }];
		const error = await failureOf((await world.open()).request(REQUEST));
		expect(error.details).toMatchObject({
			kind: 'unavailable',
			summary: `Could not reach open.feishu.cn: ${said}`,
		});
	});

	test('a fetch that failed is not the reason of what fails later', async () => {
		const world = new World(handOn);
		world.tokenAnswers = [{ fails: 'ECONNRESET' }];
		const client = await world.open();
		const first = await failureOf(client.request(REQUEST));
		expect(first.details.outcomeUnknown).toBe(false);
		world.answers = [{ fails: 'ETIMEDOUT' }];
		const second = await failureOf(client.request(REQUEST));
		expect(second.details).toMatchObject({
			summary: expect.stringContaining('it did not answer in time') as string,
			outcomeUnknown: true,
		});
	});

	test('a token that Feishu refuses is replaced', async () => {
		const world = new World(handOn);
		const client = await world.open();
		await client.request(REQUEST);
		world.answers = [{ code: 99991663 }];
		expect((await failureOf(client.request(REQUEST))).kind).toBe('tokenRefused');
		expect(client.hasToken()).toBe(false);
		await time.pass(10_000);
		await client.request(REQUEST);
		expect(world.tokens).toEqual(['t-1', 't-1', 't-2']);
	});
});
