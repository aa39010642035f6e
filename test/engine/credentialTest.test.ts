/** The button "Test" of the credential's form, on real HTTP, with n8n's own way of testing. */
import { FeishuStandIn } from '../feishu/standIn';
import { testCredential } from './credentialTester';
import { credentialOf, setUp } from './setUp';

const n8n = setUp();

const verdictOf = async (change = {}) =>
	await testCredential({ ...credentialOf(n8n.feishu), ...change });
const PASTED = { appType: 'token', tenantAccessToken: 't-pasted' };
const scopes = () => n8n.feishu.requests.filter(({ method }) => method === 'GET');
/** Something else in place of the answer to the test request; the token is fetched all the same. */
const onScopes = (fault: object) => {
	n8n.feishu.settings.fault = ({ method }) => (method === 'GET' ? (fault as never) : undefined);
};

describe('passes', () => {
	test('for an app that Feishu knows', async () => {
		expect(await verdictOf()).toEqual({ status: 'OK', message: 'Connection successful!' });
		expect(scopes().map(({ status }) => status)).toEqual([200]);
	});

	test('for an app without any scope: the test needs none', async () => {
		n8n.feishu.app.scopes.clear();
		expect((await verdictOf()).status).toBe('OK');
	});

	test('for a pasted token that is good, and fetches none', async () => {
		const tenantAccessToken = n8n.feishu.issueToken();
		expect((await verdictOf({ ...PASTED, tenantAccessToken })).status).toBe('OK');
		expect(n8n.feishu.tokenRequests).toEqual([]);
	});
});

describe('says what is wrong', () => {
	test.each<[string, object, RegExp]>([
		['a wrong secret', { appSecret: 'wrong' }, /App Secret does not belong to this App ID.*10015/],
		['an unknown app', { appId: 'cli_unknown' }, /does not know this app.*10003/],
		['an empty App ID', { appId: '' }, /App ID is empty/],
		['a Base URL that is no https', { baseUrl: 'http://open.example.com' }, /https:\/\//],
		['an unreachable host', { baseUrl: 'http://127.0.0.1:1' }, /it refused the connection/],
		['a pasted token that is none', PASTED, /does not accept the access token.*99991663/],
	])('%s', async (_, change, said) => {
		expect(await verdictOf(change)).toEqual({
			status: 'Error',
			message: expect.stringMatching(said) as string,
		});
	});

	test('an app that is not installed', async () => {
		n8n.feishu.app.installed = false;
		expect((await verdictOf()).message).toMatch(/not installed/);
	});

	test.each(
		[200, 400, 401].flatMap((status) =>
			[
				4001, 20005, 20013, 99991661, 99991663, 99991664, 99991665, 99991668, 99991671, 99991677,
			].map((code) => [code, status]),
		),
	)('a token that is refused with code %i under HTTP %i', async (code, status) => {
		onScopes({ kind: 'code', code, status });
		const { status: verdict, message } = await verdictOf();
		expect(verdict).toBe('Error');
		expect(message).toMatch(
			/^Feishu does not accept the access token \(Feishu code \d+\)\. \p{Lu}/u,
		);
		expect(message).toContain(String(code));
	});

	test.each([
		[99991400, 429, /no more requests/],
		[99991401, 400, /IP allowlist/],
		[99991403, 400, /quota/],
		[99991662, 400, /disabled or not installed/],
		[99991673, 400, /disabled or not installed/],
		[212100, 400, /not installed/],
	])('code %i under HTTP %i', async (code, status, said) => {
		onScopes({ kind: 'code', code, status });
		const { status: verdict, message } = await verdictOf();
		expect([verdict, message]).toEqual(['Error', expect.stringMatching(said)]);
		expect(message).toContain(String(code));
	});

	test('a code that nobody knows', async () => {
		onScopes({ kind: 'code', code: 4711, status: 400 });
		expect((await verdictOf()).status).toBe('Error');
	});
});

describe('does not pass at an address that is not one of Feishu', () => {
	test.each<[string, object]>([
		['a web page', { kind: 'not-json' }],
		['an empty object', { kind: 'no-code' }],
		['a page that is not found', { kind: 'status', status: 404 }],
		['a server that fails', { kind: 'status', status: 502 }],
		['code 0, but no data', { kind: 'code', code: 0 }],
		['a code of its own and null', { kind: 'code', code: 401, status: 401, data: null }],
	])('(it answers with %s)', async (_, fault) => {
		onScopes(fault);
		expect(await verdictOf()).toEqual({
			status: 'Error',
			message: expect.stringContaining('this address does not belong to Feishu') as string,
		});
	});

	test('(with a pasted token, at which no token is fetched)', async () => {
		onScopes({ kind: 'no-code' });
		const tenantAccessToken = n8n.feishu.issueToken();
		expect((await verdictOf({ ...PASTED, tenantAccessToken })).message).toContain(
			'this address does not belong to Feishu',
		);
	});
});

describe('a redirect', () => {
	let elsewhere: FeishuStandIn;
	beforeEach(async () => {
		elsewhere = await FeishuStandIn.start();
	});
	afterEach(async () => await elsewhere.stop());

	test.each(['GET', 'POST'])('of a %s is not followed by the test', async (method) => {
		n8n.feishu.settings.fault = (request) =>
			request.method === method
				? { kind: 'redirect', location: `${elsewhere.url}${request.path}` }
				: undefined;
		expect((await verdictOf()).status).toBe('Error');
		expect(elsewhere.requests).toEqual([]);
	});
});
