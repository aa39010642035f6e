/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { answerRules, Caller, RETRY_WAITS_MS, type CallerSettings } from './caller';
import { challenge, click, oldClick, otherEvent } from './calls';
import type { Clock } from './settings';

const OF = { appId: 'cli_1', tenantKey: 'tenant', verificationToken: 'the token' };

interface Got {
	headers: IncomingMessage['headers'];
	body: string;
}

let got: Got[];
let answer: (response: ServerResponse, nth: number) => void;
const server = createServer((request, response) => {
	let body = '';
	request.on('data', (chunk: Buffer) => (body += chunk.toString()));
	request.on('end', () => {
		got.push({ headers: request.headers, body });
		answer(response, got.length);
	});
});
beforeAll(async () => {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
	server.closeAllConnections();
	server.close();
});
beforeEach(() => {
	got = [];
	answer = (response) => response.end('{}');
});

const caller = (more: Partial<CallerSettings> = {}) =>
	new Caller({
		...OF,
		encryptKey: 'the key',
		address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
		...more,
	});
const says =
	(status: number, body: unknown, headers = {}) =>
	(response: ServerResponse) =>
		response.writeHead(status, headers).end(JSON.stringify(body));

test('every rule about an answer names the document it follows', () => {
	for (const { name, document } of Object.values(answerRules).flat()) {
		expect(name).not.toBe('');
		expect(document.url).toMatch(/^https:\/\/open\.feishu\.cn\/document\//);
	}
});

describe('what it sends', () => {
	test('with an Encrypt Key: encrypted and signed, the challenge unsigned', async () => {
		await caller().callback(click(OF));
		await caller().challenge(challenge(OF));
		expect(Object.keys(JSON.parse(got[0].body) as object)).toEqual(['encrypt']);
		expect(got[0].headers['x-lark-signature']).toMatch(/^[0-9a-f]{64}$/);
		expect(Object.keys(JSON.parse(got[1].body) as object)).toEqual(['encrypt']);
		expect(got[1].headers).not.toHaveProperty('x-lark-signature');
	});

	test('without: in clear and unsigned; the old flat callback signed with SHA-1', async () => {
		await caller({ encryptKey: '' }).callback(click(OF));
		await caller().oldCallback(oldClick(OF));
		expect(JSON.parse(got[0].body)).toHaveProperty('schema', '2.0');
		expect(got[0].headers).not.toHaveProperty('x-lark-signature');
		expect(JSON.parse(got[1].body)).toEqual(oldClick(OF));
		expect(got[1].headers['x-lark-signature']).toMatch(/^[0-9a-f]{40}$/);
	});
});

describe('a callback', () => {
	test.each<[string, number, unknown]>([
		['nothing', 200, {}],
		['a toast', 200, { toast: { type: 'info', content: '完成' } }],
	])('may be answered with %s', async (_, status, body) => {
		answer = says(status, body);
		expect((await caller().callback(click(OF))).broken).toEqual([]);
	});

	test.each<[string, number, unknown, RegExp]>([
		['another status', 201, {}, /status is 200/],
		['a redirect', 302, {}, /no redirect/],
		['an error', 500, {}, /status is 200/],
		['a list', 200, [], /nothing but a toast/],
		['text', 200, 'ok', /nothing but a toast/],
		['another key', 200, { message: 'ok' }, /nothing but a toast/],
		['a toast of another type', 200, { toast: { type: 'happy', content: '' } }, /type of the list/],
		['a toast that is text', 200, { toast: 'Done' }, /type of the list/],
	])('must not be answered with %s', async (_, status, body, rule) => {
		answer = says(status, body, { location: 'http://127.0.0.1:9/' });
		expect((await caller().callback(click(OF))).broken.join()).toMatch(rule);
	});

	test('is never repeated', async () => {
		answer = says(500, {});
		await caller().callback(click(OF));
		expect(got).toHaveLength(1);
	});

	test('is waited for as long as the caller is patient, three seconds unless told', async () => {
		answer = () => {};
		const { status, ms, broken } = await caller({ patienceMs: 100 }).callback(click(OF));
		expect(status).toBeUndefined();
		expect(ms).toBeGreaterThanOrEqual(90);
		expect(broken.join()).toMatch(/within 3 s/);
	});
});

describe('the challenge', () => {
	test.each<[unknown, RegExp]>([
		[{ challenge: 'other' }, /gives back the challenge/],
		[{}, /gives back the challenge/],
		['abc', /gives back the challenge/],
	])('must not be answered with %j', async (body, rule) => {
		answer = says(200, body);
		expect((await caller().challenge(challenge(OF, 'abc'))).broken.join()).toMatch(rule);
	});

	test('must be answered within a second', async () => {
		// eslint-disable-next-line @n8n/community-nodes/no-restricted-globals -- as above
		answer = (response) => void setTimeout(() => says(200, { challenge: 'abc' })(response), 1_050);
		const { broken } = await caller().challenge(challenge(OF, 'abc'));
		expect(broken).toEqual(['the answer comes within 1 s']);
	});
});

describe('an event', () => {
	let waits: number[];
	let clock: Clock;
	beforeEach(() => {
		waits = [];
		clock = { now: () => 0, sleep: async (ms) => void waits.push(ms) };
	});

	test('that is answered comes once', async () => {
		expect(await caller({ clock }).event(otherEvent(OF))).toHaveLength(1);
		expect(waits).toEqual([]);
	});

	test('that is not comes five times in all, after 15 s, 5 min, 1 h and 6 h', async () => {
		answer = says(500, {});
		const tries = await caller({ clock }).event(otherEvent(OF));
		expect(tries.map(({ status }) => status)).toEqual([500, 500, 500, 500, 500]);
		expect(waits).toEqual(RETRY_WAITS_MS);
		expect(new Set(got.map(({ headers }) => headers['x-lark-request-nonce'])).size).toBe(5);
	});

	test('comes no more once it was answered', async () => {
		answer = (response, nth) => says(nth < 3 ? 500 : 200, {})(response);
		expect(await caller({ clock }).event(otherEvent(OF))).toHaveLength(3);
		expect(waits).toEqual([15_000, 300_000]);
	});
});
