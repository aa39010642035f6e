import type { IHttpRequestOptions } from 'n8n-workflow';

import { authorize } from '../../credentials/authorize';
import { ownerOf, readApp } from '../../nodes/shared/app';
import { storable } from '../../nodes/shared/session';
import { FeishuError } from '../../nodes/shared/feishuError';
import { TOKEN_IS_THERE, TOKEN_ONLY } from '../../nodes/shared/tokenFetch';

const app = { platform: 'feishu', appType: 'selfBuilt', appId: 'cli_1', appSecret: 's' };
const session = { token: 't-1', owner: ownerOf(readApp(app)), expiresAt: Date.now() + 60_000 };
const credential = { ...app, sessionToken: storable(session) };
const get = (url: string, more: object = {}): IHttpRequestOptions => ({ url, ...more });

test('a request gets the token, and keeps its other headers', () => {
	const request = get('https://open.feishu.cn/open-apis/x', { headers: { 'X-Mine': '1' } });
	expect(authorize(credential, request)).toEqual({
		...request,
		headers: { 'X-Mine': '1', Authorization: 'Bearer t-1' },
		sendCredentialsOnCrossOriginRedirect: false,
	});
});

test('the token does not follow a redirect to another host, whatever the node asks for', () => {
	const request = get('https://open.feishu.cn/x', { sendCredentialsOnCrossOriginRedirect: true });
	expect(authorize(credential, request).sendCredentialsOnCrossOriginRedirect).toBe(false);
});

test('a request that only wants the token gets none on its way, and is not sent', () => {
	expect(() => authorize(credential, get(TOKEN_ONLY))).toThrow(TOKEN_IS_THERE);
	expect(() => authorize({ ...credential, sessionToken: '' }, get(TOKEN_ONLY))).toThrow(
		'must be renewed',
	);
});

test.each([
	['feishu', 'https://open.feishu.cn/open-apis/x'],
	['lark', 'https://open.larksuite.com/open-apis/x'],
])('a request that names no host goes to the one of platform %s', (platform, url) => {
	const pasted = { platform, appType: 'token', tenantAccessToken: 't-1' };
	expect(authorize(pasted, get('/open-apis/x')).url).toBe(url);
});

test("a request gets the token as n8n's HTTP Request node says its address", () => {
	const request = get('', { uri: 'https://open.feishu.cn/open-apis/x' });
	expect(authorize(credential, request).headers).toEqual({ Authorization: 'Bearer t-1' });
});

test.each<[string, IHttpRequestOptions]>([
	['another host', get('https://evil.example/open-apis/x')],
	['another scheme', get('http://open.feishu.cn/open-apis/x')],
	['another port', get('https://open.feishu.cn:8443/x')],
	['the host as a user name', get('https://open.feishu.cn@evil.example/x')],
	[
		'another host after two slashes',
		get('//evil.example/x', { baseURL: 'https://open.feishu.cn' }),
	],
	['another base', get('/x', { baseURL: 'https://evil.example' })],
	["another host, as n8n's HTTP Request node says it", get('', { uri: 'https://evil.example/x' })],
	[
		'another host beside a good one',
		get('https://open.feishu.cn/x', { uri: 'https://evil.example/x' }),
	],
	['no host at all', get('open-apis/x')],
])('a request to %s is refused, and gets no token', (_, request) => {
	expect(() => authorize(credential, request)).toThrow(FeishuError);
	expect(() => authorize(credential, request)).toThrow('sends its token only to open.feishu.cn');
});

test.each([
	['that is missing', ''],
	['of another app', storable({ ...session, owner: 'another' })],
	['that has expired', storable({ ...session, expiresAt: Date.now() - 1 })],
])('a token %s makes n8n fetch one, by an error that looks like HTTP 401', (_, sessionToken) => {
	let thrown: unknown;
	try {
		authorize({ ...credential, sessionToken }, get('/x'));
	} catch (error) {
		thrown = error;
	}
	expect(thrown).toMatchObject({ response: { status: 401 } });
	expect(String(thrown)).not.toContain('t-1');
});

test('a gateway that is reached under a path keeps it', () => {
	const baseUrl = 'https://gateway.example.com/feishu/';
	const pasted = { platform: 'custom', baseUrl, appType: 'token', tenantAccessToken: 't-1' };
	expect(authorize(pasted, get('/open-apis/x')).url).toBe(
		'https://gateway.example.com/feishu/open-apis/x',
	);
});
