import { readAnswer } from '../../nodes/shared/answer';
import { FeishuError } from '../../nodes/shared/feishuError';

const answer = (statusCode: number, body: unknown, headers: Record<string, unknown> = {}) => ({
	statusCode,
	headers,
	body,
});

function errorOf(...args: Parameters<typeof answer>): FeishuError {
	try {
		readAnswer(answer(...args), []);
	} catch (error) {
		if (error instanceof FeishuError) return error;
	}
	throw new Error('This answer is no error');
}

test('code 0 with a 2xx status is success', () => {
	expect(readAnswer(answer(200, { code: 0, data: { a: 1 } }), [])).toEqual({
		code: 0,
		data: { a: 1 },
	});
});

test.each([200, 400, 401, 403, 500])(
	"Feishu's code counts before the status: HTTP %i",
	(status) => {
		expect(errorOf(status, { code: 99991663, msg: 'expired' }).kind).toBe('tokenRefused');
		expect(errorOf(status, { code: 99991672, msg: 'scope' }).kind).toBe('fatal');
		expect(errorOf(status, { code: 99991400, msg: 'limit' }).kind).toBe('rateLimited');
		expect(errorOf(status, { code: 230001, msg: 'invalid' }).kind).toBe('refused');
		expect(errorOf(status, { code: 2200, msg: 'internal' }).kind).toBe('unavailable');
	},
);

test('a code that means something else in the API that gave it is read so', () => {
	const internal = answer(400, { code: 40003, msg: 'internal error' });
	const kindOf = (path?: string) => {
		try {
			return readAnswer(internal, [], path);
		} catch (error) {
			return (error as FeishuError).kind;
		}
	};
	expect(kindOf('/open-apis/contact/v3/users/batch_get_id')).toBe('unavailable');
	expect(kindOf('/open-apis/im/v2/app_feed_card/batch')).toBe('refused');
	expect(kindOf()).toBe('refused');
});

test.each<[number, unknown, string]>([
	[429, 'slow down', 'rateLimited'],
	[429, { code: 5, msg: 'new' }, 'rateLimited'],
	[401, '', 'tokenRefused'],
	[500, '<html>', 'unavailable'],
	[502, undefined, 'unavailable'],
	[408, '', 'unavailable'],
	[503, { code: 77, msg: 'new' }, 'unavailable'],
	[400, { code: 77, msg: 'new' }, 'refused'],
	[200, { code: 77, msg: 'new' }, 'refused'],
	[200, '<html>', 'unavailable'],
	[200, {}, 'unavailable'],
	[200, [], 'unavailable'],
	[200, null, 'unavailable'],
	[200, { code: '0' }, 'unavailable'],
	[302, '', 'fatal'],
	[407, '', 'fatal'],
	[400, '<html>', 'unavailable'],
	[403, '', 'unavailable'],
	[404, '', 'unavailable'],
	[404, { code: 0 }, 'unavailable'],
	[500, { code: 0 }, 'unavailable'],
])('HTTP %i with %j means: %s', (status, body, kind) => {
	expect(errorOf(status, body).kind).toBe(kind);
});

test.each<[number, number, string]>([
	[400, 230020, 'limited'],
	[400, 11232, 'create message service trigger rate limit'],
	[400, 1234567, 'request trigger frequency limit'],
	[400, 1234567, 'Too many requests'],
	[400, 1234567, '请求过于频繁'],
	[429, 2200, 'internal error'],
	[429, 230001, 'param is invalid'],
])(
	'too many requests in words, code or status are a rate limit: HTTP %i, %i, %s',
	(status, code, msg) => {
		expect(errorOf(status, { code, msg }).kind).toBe('rateLimited');
	},
);

test('a quota that is used up is no rate limit, though it comes with 429', () => {
	expect(errorOf(429, { code: 99991403, msg: 'quota' }).kind).toBe('fatal');
});

test.each([413, 414])(
	'a request that is too large for a gateway is refused for itself: HTTP %i',
	(status) => {
		const error = errorOf(status, '<html>');
		expect(error.kind).toBe('refused');
		expect(error.message).toContain('too large');
	},
);

test('the outcome is unknown if the server may have done the work before it failed', () => {
	const isUnknown = (status: number, body: unknown) => errorOf(status, body).details.outcomeUnknown;
	expect(isUnknown(502, '<html>')).toBe(true);
	expect(isUnknown(200, {})).toBe(true);
	expect(isUnknown(500, { code: 2200, msg: 'internal' })).toBe(true);
	expect(isUnknown(404, { code: 0 })).toBe(true);
	expect(isUnknown(408, '')).toBe(true);
	expect(isUnknown(404, '<html>')).toBe(false);
	expect(isUnknown(400, { code: 230001, msg: 'invalid' })).toBe(false);
	expect(isUnknown(429, { code: 99991400, msg: 'limit' })).toBe(false);
});

test("the error carries Feishu's message with its link, and the code", () => {
	const msg = `Access denied ${'权限'.repeat(1000)} https://open.feishu.cn/app/cli/auth?q=a&b=c`;
	const error = errorOf(400, { code: 99991672, msg });
	expect(error.message).toContain(msg);
	expect(error.headline).toContain('99991672');
	expect(error.message).toContain(msg);
});

test('everything that the answer tells beside its message reaches the user', () => {
	const { details, message, saidLines } = errorOf(400, {
		code: 230001,
		msg: 'invalid',
		error: {
			field_violations: [{ field: 'app_feed_card.link', value: 'x', description: 'must be https' }],
			permission_violations: [{ type: 'action_scope_required', subject: 'im:app_feed_card:write' }],
			helps: [{ url: 'https://open.feishu.cn/help', description: 'How to fix it' }],
			troubleshooter: 'Troubleshooting suggestions: https://open.feishu.cn/search?log_id=1',
		},
	});
	const said = [
		'Field app_feed_card.link: must be https',
		'Permission: im:app_feed_card:write',
		'How to fix it: https://open.feishu.cn/help',
		'Troubleshooting suggestions: https://open.feishu.cn/search?log_id=1',
	];
	expect(details.hints.split('\n')).toEqual(said);
	for (const line of said) expect(message).toContain(line);
	// A line each where n8n shows lines.
	expect(saidLines).toEqual(['Feishu\'s message: "invalid".', ...said]);
});

test.each([
	[null],
	['text'],
	[[]],
	[{ field_violations: 'x', helps: [null, 1, 'x'], permission_violations: {}, troubleshooter: 5 }],
])('an answer whose error is %j tells nothing more', (error) => {
	expect(errorOf(400, { code: 1, msg: 'x', error }).details.hints).toBe('');
});

test('of many fields at fault the first five are told', () => {
	const field_violations = Array.from({ length: 1_000 }, (_, n) => ({ field: `f${n}` }));
	const { hints } = errorOf(400, { code: 1, msg: 'x', error: { field_violations } }).details;
	expect(hints.split('\n')).toEqual([0, 1, 2, 3, 4].map((n) => `Field f${n}`));
});

test('a secret that the answer repeats is in no part of the error, not even its beginning', () => {
	const secret = 'secret-of-the-app';
	const said = `${'x'.repeat(290)}${secret}`;
	const error = {
		field_violations: [{ field: secret, description: said }],
		permission_violations: [{ subject: secret }],
		helps: [{ url: `https://a.example/?${secret}`, description: secret }],
		troubleshooter: secret,
	};
	const body = { code: 230001, msg: `${'x'.repeat(3_990)}${secret}`, error };
	expect.assertions(2);
	try {
		readAnswer(answer(400, body, { 'x-tt-logid': 'the-log-id' }), [secret]);
	} catch (thrown) {
		const { message } = thrown as FeishuError;
		expect(message).not.toContain('secret');
		expect(message).toContain('Log ID: the-log-id.');
	}
});

test('what Feishu says is bounded in length', () => {
	const long = 'x'.repeat(1_000_000);
	const violation = { field: long, description: long };
	const error = {
		field_violations: Array(1_000).fill(violation),
		troubleshooter: long,
		log_id: long,
	};
	expect(errorOf(400, { code: 1, msg: long, error }).message.length).toBeLessThan(8_000);
});

test.each<[number, RegExp, RegExp]>([
	[407, /The proxy of this n8n asks for a login \(HTTP 407\)/, /user:password@.*restart/],
	[403, /The answer did not come from Feishu \(HTTP 403\)/, /proxy \(HTTPS_PROXY\)/],
	[502, /Feishu failed to answer \(HTTP 502\)/, /proxy \(HTTPS_PROXY\)/],
	[200, /The answer did not come from Feishu \(HTTP 200\)/, /proxy \(HTTPS_PROXY\)/],
	[302, /The server tried to redirect the request \(HTTP 302\)/, /A redirect is not followed/],
])('HTTP %i from something on the way is said as such', (status, summary, advice) => {
	const { details } = errorOf(status, '<html>');
	expect(details.summary).toMatch(summary);
	expect(details.advice).toMatch(advice);
	expect(/redirect/.test(details.advice)).toBe(status === 302);
});

test.each<[string, Record<string, unknown>, unknown]>([
	['the header', { 'x-tt-logid': 'L1' }, { code: 1, msg: '' }],
	['the body', {}, { code: 1, msg: '', error: { log_id: 'L1' } }],
	['the top of the body', {}, { code: 1, msg: '', log_id: 'L1' }],
	['an answer that is not JSON', { 'x-tt-logid': 'L1' }, '<html>'],
])('the log ID is found in %s', (_, headers, body) => {
	const error = errorOf(400, body, headers);
	expect(error.details.logId).toBe('L1');
	expect(error.message).toContain('Log ID: L1');
});

test.each([
	['1', 1_000],
	['52', 52_000],
	['0.5', 500],
	['3600', 60_000],
])('Feishu asks to wait %s s: %i ms, a minute at most', (header, ms) => {
	const error = errorOf(429, { code: 99991400 }, { 'x-ogw-ratelimit-reset': header });
	expect(error.details.resetAfterMs).toBe(ms);
});

test.each([[undefined], [null], [''], ['soon'], ['-1'], ['0'], ['Infinity'], [['1']]])(
	'%j is no time to wait',
	(header) => {
		const error = errorOf(429, { code: 99991400 }, { 'x-ogw-ratelimit-reset': header });
		expect(error.details.resetAfterMs).toBeUndefined();
	},
);

test('a failing server that says code 0 has no code', () => {
	const { details, headline } = errorOf(502, { code: 0 });
	expect(details.code).toBeNull();
	expect(headline).toBe('Feishu failed to answer (HTTP 502)');
});
