import { ownerOf, rateLimitKeyOf, readApp, refuseDifference } from '../../nodes/shared/app';
import { FeishuError } from '../../nodes/shared/feishuError';

const app = { platform: 'feishu', appType: 'selfBuilt', appId: 'cli_1', appSecret: 's3cret' };
const store = { ...app, appType: 'store', appTicket: 'ticket', tenantKey: 'tenant' };
const custom = (baseUrl: unknown) => ({ ...app, platform: 'custom', baseUrl: baseUrl as string });

describe('the address', () => {
	test.each([
		['feishu', 'https://open.feishu.cn'],
		['lark', 'https://open.larksuite.com'],
	])('of platform %s is %s, whatever is left in Base URL', (platform, baseUrl) => {
		expect(readApp({ ...app, platform, baseUrl: 'http://left.over' }).baseUrl).toBe(baseUrl);
	});

	test.each([
		['https://open.example.com', 'https://open.example.com'],
		['https://open.example.com/open-apis', 'https://open.example.com'],
		['https://open.example.com/open-apis/', 'https://open.example.com'],
		['https://open.example.com/open-apis/im/v1/chats?page_size=20', 'https://open.example.com'],
		['https://open.example.com/open-apis/im/v2/app_feed_card/batch', 'https://open.example.com'],
		['https://gateway.example.com/feishu//open-apis/', 'https://gateway.example.com/feishu'],
		[
			'https://gateway.example.com/open-apis-mirror',
			'https://gateway.example.com/open-apis-mirror',
		],
		['https://open.example.com/', 'https://open.example.com'],
		['https://open.example.com///', 'https://open.example.com'],
		[' https://open.example.com \n', 'https://open.example.com'],
		['HTTPS://Open.Example.com', 'https://open.example.com'],
		['https://open.example.com:8443', 'https://open.example.com:8443'],
		['https://gateway.example.com/feishu/', 'https://gateway.example.com/feishu'],
		['http://localhost:3000', 'http://localhost:3000'],
		['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
		['http://127.8.8.8', 'http://127.8.8.8'],
		['http://[::1]:3000', 'http://[::1]:3000'],
	])('%j is taken as %s', (given, baseUrl) => {
		expect(readApp(custom(given)).baseUrl).toBe(baseUrl);
	});

	test.each([
		['', 'Base URL is empty'],
		['open.example.com', 'The Base URL is not a URL'],
		['//open.example.com', 'The Base URL is not a URL'],
		['https://', 'The Base URL is not a URL'],
		['http://open.example.com', 'does not start with https://'],
		['http://localhost.example.com', 'does not start with https://'],
		['http://127.0.0.1.example.com', 'does not start with https://'],
		['http://0.0.0.0', 'does not start with https://'],
		['ftp://localhost', 'does not start with https://'],
		['file:///etc/passwd', 'does not start with https://'],
		['javascript:alert(1)', 'does not start with https://'],
		['https://me@open.example.com', 'contains a user name or password'],
		['https://me:pass@open.example.com', 'contains a user name or password'],
		['https://open.feishu.cn@evil.example', 'contains a user name or password'],
		['http://localhost@evil.example', 'contains a user name or password'],
		['https://open.example.com?a=1', 'contains a ? or #'],
		['https://open.example.com#a', 'contains a ? or #'],
	])('%j is refused: %s', (given, said) => {
		expect(() => readApp(custom(given))).toThrow(FeishuError);
		expect(() => readApp(custom(given))).toThrow(said);
	});
});

describe('the fields', () => {
	test.each([
		['App ID', { ...app, appId: '' }],
		['App Secret', { ...app, appSecret: '  ' }],
		['Tenant Key', { ...store, tenantKey: '' }],
		['Tenant Access Token', { ...app, appType: 'token', tenantAccessToken: '' }],
	])('%s must not be empty', (label, credential) => {
		expect(() => readApp(credential)).toThrow(`Credential: ${label} is empty`);
	});

	test.each([
		['Platform', { ...app, platform: undefined }],
		['App Type', { ...app, appType: undefined }],
		['App ID', { ...app, appId: undefined }],
		['App Secret', { ...app, appSecret: null }],
		['Base URL', { ...app, platform: 'custom' }],
		['Tenant Key', { ...store, tenantKey: { a: 1 } }],
	])('%s is named if its expression gives nothing', (label, credential) => {
		expect(() => readApp(credential as never)).toThrow(
			`Credential: The expression in ${label} gives nothing`,
		);
	});

	test.each([
		['Platform', { ...app, platform: 'wechat' }],
		['Platform', { ...app, platform: 'toString' }],
		['App Type', { ...app, appType: 'other' }],
	])('%s must be one of the choices, as an expression may give another', (label, credential) => {
		expect(() => readApp(credential)).toThrow(`${label} is not one of the choices`);
	});

	test('may have what nobody sees in them: it is copied along from a page or a chat', () => {
		const pasted = { ...app, appId: '\u200bcli_1\ufeff', appSecret: ' s3cret\u200b\n' };
		expect(readApp(pasted)).toEqual(readApp(app));
	});

	test('may be numbers, as an expression gives them', () => {
		expect(readApp({ ...store, tenantKey: 73658811 })).toMatchObject({ tenantKey: '73658811' });
	});

	test('a pasted token of a user (u-…) is refused, and said what to paste', () => {
		const pasted = { ...app, appType: 'token', tenantAccessToken: ' u-abc' };
		expect(() => readApp(pasted)).toThrow(/is a user access token .* which starts with t-/s);
		expect(() => readApp(pasted)).not.toThrow(/abc/);
	});

	test('that the app type does not need may be empty', () => {
		expect(readApp(app)).toEqual({
			baseUrl: 'https://open.feishu.cn',
			appType: 'selfBuilt',
			appId: 'cli_1',
			appSecret: 's3cret',
		});
		const pasted = { platform: 'lark', appType: 'token', tenantAccessToken: 't-1' };
		expect(readApp(pasted)).toMatchObject({ appType: 'token', tenantAccessToken: 't-1' });
	});

	test('a store app may have no ticket yet: the trigger brings the first one', () => {
		expect(readApp({ ...store, appTicket: '' })).toMatchObject({ appTicket: '' });
		expect(readApp({ ...store, appTicket: ' ticket\n' })).toMatchObject({ appTicket: 'ticket' });
	});

	test('are read without the white space that copying brings', () => {
		expect(readApp({ ...app, appId: ' cli_1\n' })).toEqual(readApp(app));
	});
});

describe('a credential that differs from item to item', () => {
	test.each([
		['Platform', { platform: 'lark' }],
		['Base URL', { baseUrl: 'https://changed.example' }],
		['App Type', { appType: 'token' }],
		['App ID', { appId: 'cli_2' }],
		['App Secret', { appSecret: 'changed' }],
		['Tenant Key', { tenantKey: 'changed' }],
		['Tenant Access Token', { tenantAccessToken: 't-2' }],
	])('is refused, naming %s but no value', (label, change) => {
		const refuse = () => refuseDifference(store, { ...store, ...change }, 7);
		expect(refuse).toThrow(
			`The expression in ${label} gives a different value for item 7 than for item 0`,
		);
		expect(refuse).not.toThrow(/s3cret|changed/);
	});

	test('is not one if another ticket or token of the same app is there', () => {
		const other = { ...store, appTicket: 'newer', sessionToken: 'newer', encryptKey: 'x' };
		expect(() => refuseDifference(store, other, 7)).not.toThrow();
	});
});

describe('the owner of a token', () => {
	const owner = (credential: Record<string, string>) => ownerOf(readApp(credential));

	test.each<[string, Record<string, string>]>([
		['platform', { platform: 'lark' }],
		['app type', { appType: 'selfBuilt' }],
		['app ID', { appId: 'cli_2' }],
		['app secret', { appSecret: 'other' }],
		['tenant key', { tenantKey: 'other' }],
	])('is another one after a change of the %s', (_, change) => {
		expect(owner({ ...store, ...change })).not.toBe(owner(store));
	});

	test('is the same after a new app ticket, which comes every hour', () => {
		expect(owner({ ...store, appTicket: 'other' })).toBe(owner(store));
		expect(owner({ ...store, appTicket: '' })).toBe(owner(store));
	});

	test('is the same after a change of a field that is not in use', () => {
		expect(owner({ ...app, tenantKey: 'x', baseUrl: 'https://x.example' })).toBe(owner(app));
	});

	test('gives no secret away', () => {
		expect(owner(store)).toMatch(/^[0-9a-f]{64}$/);
	});
});

describe('the rate limit', () => {
	const key = (credential: Record<string, string>) => rateLimitKeyOf(readApp(credential));

	test('is shared by whoever uses the same app in the same tenant on the same host', () => {
		expect(key({ ...app, appSecret: 'rotated' })).toBe(key(app));
		expect(key({ ...app, appId: 'cli_2' })).not.toBe(key(app));
		expect(key({ ...app, platform: 'lark' })).not.toBe(key(app));
		expect(key({ ...store, tenantKey: 'other' })).not.toBe(key(store));
	});

	test('of a pasted token is its own: nothing tells whose it is', () => {
		const pasted = { platform: 'feishu', appType: 'token', tenantAccessToken: 't-1' };
		expect(key({ ...pasted })).toBe(key(pasted));
		expect(key({ ...pasted, tenantAccessToken: 't-2' })).not.toBe(key(pasted));
		expect(key({ ...pasted, platform: 'lark' })).not.toBe(key(pasted));
	});

	test('has a name that gives no secret away', () => {
		const pasted = { platform: 'feishu', appType: 'token', tenantAccessToken: 't-secret' };
		expect(key(pasted)).not.toContain('t-secret');
		expect(key(store)).not.toMatch(/s3cret|ticket/);
	});
});
