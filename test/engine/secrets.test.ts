/* eslint-disable @n8n/community-nodes/no-restricted-imports, no-console -- this runs in tests, never inside n8n */
/** No secret and no token in what n8n stores of a run, shows of it, or logs. */
import { logged } from './logEverything';
import { inspect } from 'node:util';
import type { IDataObject } from 'n8n-workflow';

import type { Fault } from '../feishu/faults';
import type { RecordedRequest } from '../feishu/settings';
import type { RunSettings } from './engine';
import { cardItems, hurry, setUp } from './setUp';

const n8n = setUp();

beforeEach(() => {
	hurry();
	logged.length = 0;
});

const SECRETS = {
	appSecret: 'very-secret-indeed',
	appTicket: 'ticket-that-nobody-sees',
	tenantAccessToken: 't-pasted-by-the-user',
};

/** All secrets of the credential, and all tokens that Feishu gave out. */
function secrets(): string[] {
	const tokens = n8n.feishu.tokenRequests.flatMap(({ answer }) => {
		const { tenant_access_token, app_access_token } = (answer ?? {}) as Record<string, string>;
		return [tenant_access_token, app_access_token].filter((token) => token !== undefined);
	});
	return [...Object.values(SECRETS), ...tokens];
}

/** Everything that can be reached from a value: more than n8n stores. */
const everythingIn = (value: unknown) =>
	inspect(value, {
		depth: Infinity,
		showHidden: true,
		maxArrayLength: Infinity,
		maxStringLength: Infinity,
		breakLength: Infinity,
	});

/** As n8n stores it: an error's toJSON is asked. */
function asJson(value: unknown): string {
	const seen = new Set<unknown>();
	return JSON.stringify(value, (_, inner: unknown) => {
		if (typeof inner !== 'object' || inner === null) return inner;
		if (seen.has(inner)) return '(again)';
		seen.add(inner);
		return inner;
	});
}

async function runAndLook(settings: Partial<RunSettings>, items = cardItems(25)) {
	const ran = await n8n.run(items, {
		parameters: { output: 'cards', options: { maxRetries: 1, timeout: 100 } },
		...settings,
	});
	const { thrown } = n8n.engine.credentials;
	const text = [everythingIn(ran), asJson(ran), everythingIn(logged), everythingIn(thrown)].join(
		'\n',
	);
	return { ran, found: secrets().filter((secret) => text.includes(secret)) };
}

const onToken = (fault: Fault) => (request: RecordedRequest) =>
	request.path.startsWith('/open-apis/auth/') ? fault : undefined;
const onDelete = (fault: Fault) => (request: RecordedRequest) =>
	request.method === 'DELETE' ? fault : undefined;
const useSecret = () => {
	n8n.feishu.app.appSecret = SECRETS.appSecret;
	n8n.changeCredential({ appSecret: SECRETS.appSecret });
};

const store = {
	appId: 'cli_store',
	appSecret: SECRETS.appSecret,
	appTicket: SECRETS.appTicket,
	type: 'store' as const,
	tenantKeys: ['tenant_a'],
};
const useStoreApp = () => {
	n8n.feishu.addApp(store);
	n8n.changeCredential({
		appType: 'store',
		appId: store.appId,
		appSecret: SECRETS.appSecret,
		appTicket: SECRETS.appTicket,
		tenantKey: 'tenant_a',
	});
};

/** Answers with everything that the request held. */
const repeat = (code: number, status = 400) => {
	return ({ headers, body }: RecordedRequest): Fault => {
		const token = String(headers.authorization).replace('Bearer ', '');
		const msg = `wrong ${token}, ${headers.authorization}, ${JSON.stringify(body)}`;
		return { kind: 'code', code, msg, status };
	};
};
const repeatWhere = (begin: string, code: number) => (request: RecordedRequest) =>
	request.path.startsWith(begin) ? repeat(code)(request) : undefined;
const FETCHES = '/open-apis/auth/';
const CARDS = '/open-apis/im/';

const TIMEOUT: Fault = { kind: 'timeout' };
const FAULTS: Fault[] = [
	{ kind: 'reset' },
	{ kind: 'cut' },
	{ kind: 'status', status: 500 },
	{ kind: 'status', status: 401 },
	{ kind: 'status', status: 403 },
	{ kind: 'not-json' },
	{ kind: 'no-code' },
	{ kind: 'redirect', location: 'https://elsewhere.example/' },
];

const situations: Array<[string, () => unknown]> = [
	['all goes well', () => undefined],
	['a card fails', () => (n8n.feishu.settings.failCard = () => 'NO_PERMISSION')],
	['the secret is wrong', () => (n8n.feishu.app.appSecret = 'another')],
	['the app is unknown', () => n8n.changeCredential({ appId: 'cli_unknown' })],
	['the scope is missing', () => n8n.feishu.app.scopes.clear()],
	['every token is refused', () => (n8n.feishu.settings.refuseEveryToken = true)],
	['the Base URL is none', () => n8n.changeCredential({ baseUrl: 'nowhere' })],
	['nobody is there', () => n8n.changeCredential({ baseUrl: 'http://127.0.0.1:1' })],
	...[10015, 10014, 1234567, 2200].map((code): [string, () => unknown] => [
		`the secret is repeated with the code ${code}`,
		() => (n8n.feishu.settings.fault = repeatWhere(FETCHES, code)),
	]),
	...[99991663, 230001, 1234567, 2200, 99991403].map((code): [string, () => unknown] => [
		`the deletion is refused with its token and the code ${code}`,
		() => (n8n.feishu.settings.fault = repeatWhere(CARDS, code)),
	]),
	['no deletion is answered in time', () => (n8n.feishu.settings.fault = onDelete(TIMEOUT))],
	...FAULTS.flatMap((fault): Array<[string, () => unknown]> => {
		const name = `${fault.kind}${'status' in fault ? ` ${fault.status}` : ''}`;
		return [
			[`the fetch of the token meets: ${name}`, () => (n8n.feishu.settings.fault = onToken(fault))],
			[`the deletion meets: ${name}`, () => (n8n.feishu.settings.fault = onDelete(fault))],
		];
	}),
];

describe.each([undefined, 'continueRegularOutput', 'continueErrorOutput'] as const)(
	'with On Error %s, no secret and no token is in the data of a run or in a log where',
	(onError) => {
		test.each(situations)('%s', async (_, arrange) => {
			useSecret();
			arrange();
			const { ran, found } = await runAndLook({ onError });
			expect(found).toEqual([]);
			// It did what it should: there is either an error or an item for each card.
			expect(ran.error !== undefined || ran.outputs.flat().length === 25).toBe(true);
		});
	},
);

describe('the same goes for', () => {
	test.each<[string, () => unknown]>([
		['that works', () => undefined],
		['whose ticket is wrong', () => n8n.feishu.addApp({ ...store, appTicket: 'another' })],
		...['app_access_token', 'tenant_access_token'].map((end): [string, () => unknown] => [
			`whose ${end} is refused with what was sent`,
			() => (n8n.feishu.settings.fault = repeatWhere(`/open-apis/auth/v3/${end}`, 10012)),
		]),
		['whose token request breaks', () => (n8n.feishu.settings.fault = onToken({ kind: 'reset' }))],
	])('a store app %s', async (_, arrange) => {
		useStoreApp();
		arrange();
		const { ran, found } = await runAndLook({});
		expect(found).toEqual([]);
		expect(ran.error !== undefined || ran.cards.length === 25).toBe(true);
	});

	test.each([
		['is refused', SECRETS.tenantAccessToken],
		['is malformed', `Bearer ${SECRETS.tenantAccessToken}`],
	])('a pasted token that %s', async (_, tenantAccessToken) => {
		n8n.changeCredential({ appType: 'token', tenantAccessToken });
		const { ran, found } = await runAndLook({});
		expect(found).toEqual([]);
		expect(ran.error).toBeDefined();
	});
});

test('what is left of an answer that repeats a pasted token still says what is wrong', async () => {
	const { tenantAccessToken } = SECRETS;
	n8n.changeCredential({ appType: 'token', tenantAccessToken });
	n8n.feishu.settings.fault = repeatWhere(CARDS, 99991403);
	const { ran, found } = await runAndLook({});
	expect(found).toEqual([]);
	expect(ran.error?.description).toContain('wrong ***, Bearer ***,');
});

/** The node words its errors itself; any other node shows what the credential throws. */
describe('in another node that uses the credential, no secret and no token is found if', () => {
	const request = async (parameters = {}) =>
		await runAndLook({
			nodeType: 'request',
			parameters: { url: `${n8n.feishu.url}/open-apis/application/v6/scopes`, ...parameters },
		});

	test.each(situations.filter(([name]) => !/deletion/.test(name)))('%s', async (_, arrange) => {
		useSecret();
		arrange();
		const { ran, found } = await request();
		expect(found).toEqual([]);
		expect(ran.error !== undefined || ran.cards.length === 1).toBe(true);
	});

	test.each<[string, () => unknown]>([
		['the ticket of a store app is wrong', () => n8n.feishu.addApp({ ...store, appTicket: 'x' })],
		[
			'the fetch of its app token breaks',
			() => (n8n.feishu.settings.fault = onToken({ kind: 'reset' })),
		],
		[
			'the fetch of its tenant token breaks',
			() => {
				n8n.feishu.settings.fault = ({ path }) =>
					path.endsWith('/tenant_access_token') ? { kind: 'cut' } : undefined;
			},
		],
	])('%s', async (_, arrange) => {
		useStoreApp();
		arrange();
		const { ran, found } = await request();
		expect(found).toEqual([]);
		expect(ran.error).toBeDefined();
	});
});

describe('these tests would find', () => {
	test('a secret in an item, in an error, or in a log', async () => {
		useSecret();
		const item = { biz_id: SECRETS.appSecret, user_id: 'ou_1' } as IDataObject;
		expect((await runAndLook({}, [item])).found).toEqual([SECRETS.appSecret]);

		n8n.feishu.settings.stopWith = { code: 99991403, msg: SECRETS.appTicket, status: 400 };
		expect((await runAndLook({})).found).toEqual([SECRETS.appTicket]);

		n8n.feishu.settings.stopWith = undefined;
		console.log({ deep: { inside: SECRETS.tenantAccessToken } });
		// The log still holds the error of the run before.
		expect((await runAndLook({})).found).toContain(SECRETS.tenantAccessToken);
	});

	test('the secret in an error that the credential passes on as it is', async () => {
		useSecret();
		n8n.feishu.settings.fault = onToken({ kind: 'reset' });
		n8n.engine.credentials.types.feishuAppApi.preAuthentication = async function (credentials) {
			const { baseUrl, appSecret } = credentials;
			const url = `${String(baseUrl)}/open-apis/auth/v3/tenant_access_token/internal`;
			return (await this.helpers.httpRequest({
				method: 'POST',
				url,
				body: { appSecret },
			})) as never;
		};
		expect((await runAndLook({})).found).toEqual([SECRETS.appSecret]);
	});

	test('a token, because it knows those that Feishu gave out', async () => {
		await n8n.run(cardItems(1));
		const [token] = secrets().slice(-1);
		expect(token).toMatch(/^t-[0-9a-f]{40}$/);
		expect(n8n.feishu.deleteRequests[0].headers.authorization).toBe(`Bearer ${token}`);
	});

	test("what n8n logs, because n8n's logger says everything here", async () => {
		n8n.changeCredential({ appSecret: '' });
		await n8n.run(cardItems(1));
		expect(everythingIn(logged)).toContain('App Secret is empty');
	});
});
