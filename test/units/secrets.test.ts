/** What is taken out of a text from outside before anybody sees it, and what stays. */
import { redacted, secretsIn } from '../../nodes/shared/secrets';

test('the secrets of a credential are those that are sent, and the token in its session', () => {
	const session = { token: 'the-session-token', owner: 'o', expiresAt: 1 };
	const sessionToken = JSON.stringify(session);
	const secrets = {
		appSecret: 'the-app-secret',
		appTicket: 'the-app-ticket',
		tenantAccessToken: 'the-pasted-token',
	};
	const open = {
		verificationToken: 'the-verification-token',
		encryptKey: 'the-encrypt-key',
		appId: 'cli_12345678',
		tenantKey: 'tenant_12345678',
		baseUrl: 'https://a.example',
	};
	const found = secretsIn({ ...secrets, ...open, sessionToken });
	expect(new Set(found)).toEqual(new Set([...Object.values(secrets), session.token]));
});

test.each([
	['a request for a token', { app_id: 'cli_12345678', app_secret: 'secret-1' }, 'secret-1'],
	[
		'the second of a store app',
		{ tenant_key: '12345678', app_access_token: 'a-token-1' },
		'a-token-1',
	],
	[
		'the address of a long connection',
		{ service_id: '12345678', access_key: 'the-key-1' },
		'the-key-1',
	],
	['a field with blanks around it', { appSecret: ' secret-1\n' }, 'secret-1'],
])('the secrets in %s', (_, fields, secret) => {
	expect(secretsIn(fields)).toEqual([secret]);
});

test('one that begins another is no end of it', () => {
	const secrets = secretsIn({ appSecret: 'abcdefgh', appTicket: 'abcdefghijkl' });
	expect(redacted('abcdefghijkl, abcdefgh, abcdefgh', secrets)).toBe('***, ***, ***');
});

test('one that is short, and so a part of words, stays', () => {
	const secrets = secretsIn({ appSecret: 'invalid', appTicket: '' });
	expect(redacted('invalid param', secrets)).toBe('invalid param');
});

test.each([
	'Missing Bearer token, or Bearer authentication failed',
	'ou_7d8a6e6df7621556ce0d21922b676706ccs and on_7d8a6e6df7621556ce0d21922b676706ccs',
	'https://open.feishu.cn/app/cli_a1b2c3d4e5f6/auth?q=im:app_feed_card:write&op_from=openapi&token_type=tenant',
	'https://open.feishu.cn/search?from=openapi&log_id=20240805123456ABCDEF0123456789ABCDEF&code=99991672',
	'https://open.feishu.cn/document/a-guide-to-tenant-access-tokens',
	'biz_id t-550e8400-e29b-41d4-a716-446655440000 already exists',
	'a well-known-problem-of-many-apps, in at-a-glance-descriptions',
])('is not taken for a token: %j', (text) => {
	expect(redacted(text, ['t-g1044qeGEDXTB6NDJOGV4JQCYDGHRBARFTGT1234'])).toBe(text);
});
