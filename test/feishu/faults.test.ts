import { card, change, DELETE_PATH, sendDelete, sendUpdate, StoppedClock } from './client';
import type { Fault } from './faults';
import { FeishuStandIn } from './standIn';

let feishu: FeishuStandIn;
beforeAll(async () => {
	feishu = await FeishuStandIn.start();
});
beforeEach(() => {
	feishu.reset();
	feishu.addCards([{ bizId: 'a', userId: 'ou_1' }]);
});
afterAll(async () => await feishu.stop());

const rawDelete = async () =>
	await fetch(feishu.url + DELETE_PATH, {
		method: 'DELETE',
		redirect: 'manual',
		signal: AbortSignal.timeout(100),
		headers: {
			authorization: `Bearer ${feishu.issueToken()}`,
			'content-type': 'application/json; charset=utf-8',
		},
		body: JSON.stringify({ feed_cards: [card('a')] }),
	});

const broken: Fault[] = [
	{ kind: 'reset' },
	{ kind: 'timeout' },
	{ kind: 'cut' },
	{ kind: 'damaged' },
];
const answered: Array<[Fault, number, string]> = [
	[{ kind: 'status', status: 502 }, 502, '<html>'],
	[{ kind: 'not-json' }, 200, '<html>'],
	[{ kind: 'no-code' }, 200, '{}'],
	[{ kind: 'code', code: 2200 }, 200, '{"code":2200,"msg":"internal error"}'],
	[{ kind: 'redirect', location: 'https://elsewhere.example/' }, 302, ''],
];

describe.each([false, true])('done: %s', (done) => {
	test.each(broken)('$kind gives no whole answer', async (fault) => {
		feishu.settings.fault = () => ({ ...fault, done });
		await expect(rawDelete().then(async (response) => await response.text())).rejects.toThrow();
		expect(feishu.cardCount).toBe(done ? 0 : 1);
		expect(feishu.requests[0].fault).toEqual({ ...fault, done });
	});

	test.each(answered)('%j answers %i', async (fault, status, text) => {
		feishu.settings.fault = () => ({ ...fault, done });
		const response = await rawDelete();
		expect(response.status).toBe(status);
		expect(await response.text()).toContain(text);
		expect(feishu.cardCount).toBe(done ? 0 : 1);
	});
});

test('a fault may strike only one request, counted for each API', async () => {
	feishu.settings.fault = ({ path }, nth) =>
		path === DELETE_PATH && nth === 2 ? { kind: 'code', code: 2200, status: 500 } : undefined;
	const codes = [];
	for (let i = 0; i < 3; i++) codes.push((await sendDelete(feishu, [card('a')])).body.code);
	expect(codes).toEqual([0, 2200, 0]);
});

test('an outage strikes every card API for a time, counted from the first request', async () => {
	const clock = new StoppedClock();
	feishu.settings.clock = clock;
	feishu.settings.outages = [
		{ fromMs: 1_000, untilMs: 41_000, fault: { kind: 'code', code: 2200, status: 503 } },
	];
	const statuses: number[] = [];
	for (const ms of [0, 999, 1, 39_999, 1]) {
		clock.pass(ms);
		statuses.push((await sendUpdate(feishu, [change('a', {}, '101')])).status);
	}
	expect(statuses).toEqual([200, 200, 503, 503, 200]);
	expect(feishu.updateRequests.filter(({ fault }) => fault)).toHaveLength(2);
});

test('a client that goes away in the middle of its body does no harm', async () => {
	const body = new ReadableStream({
		start: (controller) => controller.enqueue(new TextEncoder().encode('{"feed')),
	});
	const half = { method: 'DELETE', body, duplex: 'half', signal: AbortSignal.timeout(50) } as const;
	await expect(fetch(feishu.url + DELETE_PATH, half)).rejects.toThrow();
	expect((await sendDelete(feishu, [card('a')])).body.code).toBe(0);
	expect(feishu.requests[0].status).toBeUndefined();
});

test('reset forgets everything, and keeps the settings of the start', async () => {
	feishu.settings.latencyMs = 5;
	feishu.settings.unknownUsers.add('ou_1');
	feishu.app.scopes.clear();
	await sendDelete(feishu, [card('a')]);
	feishu.reset();
	expect(feishu.requests).toEqual([]);
	expect(feishu.cards).toEqual([]);
	expect((await sendDelete(feishu, [card('a')])).body.code).toBe(0);
	expect(feishu.settings.latencyMs).toBe(0);
});
