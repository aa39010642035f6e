import {
	card,
	change,
	CREATE_PATH,
	sendCreate,
	sendDelete,
	sendUpdate,
	StoppedClock,
} from './client';
import { FeishuStandIn } from './standIn';

const clock = new StoppedClock();
let feishu: FeishuStandIn;
beforeAll(async () => {
	feishu = await FeishuStandIn.start({ clock });
});
beforeEach(() => {
	feishu.reset();
	clock.pass(60_000);
});
afterAll(async () => await feishu.stop());

const codes = async (n: number, token = feishu.issueToken()) => {
	const said: unknown[] = [];
	for (let i = 0; i < n; i++)
		said.push((await sendDelete(feishu, [card('x')], { token })).body.code);
	return said;
};
const passed = (said: unknown[]) => said.filter((code) => code === 0).length;

test('the eleventh request in a second is refused, and says when to come again', async () => {
	feishu.addCards([{ bizId: 'a', userId: 'ou_1' }]);
	expect(passed(await codes(10))).toBe(10);
	const said = await sendDelete(feishu, [card('a')]);
	expect(said).toMatchObject({
		status: 429,
		body: { code: 99991400, msg: 'request trigger frequency limit' },
	});
	expect(said.headers.get('x-ogw-ratelimit-limit')).toBe('10');
	expect(said.headers.get('x-ogw-ratelimit-reset')).toBe('1');
	expect(feishu.cardCount).toBe(1);
	expect(feishu.deleteRequests[10].arrivedAt).toBe(clock.now());
});

test('the window slides: half a second frees only what is a second old', async () => {
	await codes(5);
	clock.pass(500);
	await codes(5);
	clock.pass(499);
	expect(passed(await codes(10))).toBe(0);
	clock.pass(1);
	expect(passed(await codes(10))).toBe(5);
});

test('a refused request takes no place, unless a test says so', async () => {
	feishu.settings.rateLimit = { perSecond: 2, countRefused: true };
	await codes(2);
	clock.pass(900);
	await codes(2);
	clock.pass(100);
	expect(passed(await codes(1))).toBe(0);
	feishu.settings.rateLimit = { perSecond: 2 };
	clock.pass(900);
	await codes(9);
	clock.pass(1000);
	expect(passed(await codes(3))).toBe(2);
});

test('somebody else takes a part of the window', async () => {
	feishu.settings.rateLimit = { perSecond: 10, takenByOthers: 4 };
	expect(passed(await codes(10))).toBe(6);
	feishu.settings.rateLimit = { perSecond: 10, takenByOthers: 10 };
	clock.pass(5000);
	expect(passed(await codes(1))).toBe(0);
});

test('each app, each tenant and each API has a window of its own', async () => {
	const { appId } = feishu.addApp({ appId: 'cli_2', type: 'store', tenantKeys: ['a', 'b'] });
	await codes(10);
	for (const tenantKey of ['a', 'b']) {
		expect(passed(await codes(11, feishu.issueToken({ appId, tenantKey })))).toBe(10);
	}
	expect((await sendCreate(feishu)).body.code).toBe(0);
	expect((await sendUpdate(feishu, [change('a', {}, '101')])).body.code).toBe(0);
});

test('an API may have a limit of its own', async () => {
	feishu.settings.rateLimits = { [`POST ${CREATE_PATH}`]: { perSecond: 1 } };
	expect((await sendCreate(feishu)).body.code).toBe(0);
	expect((await sendCreate(feishu)).body.code).toBe(99991400);
	expect(passed(await codes(11))).toBe(10);
});

test('a fixed window is free at once when the next one begins', async () => {
	feishu.settings.rateLimit = { perSecond: 5, fixed: true };
	clock.pass(1_000 - (clock.now() % 1_000) + 900);
	expect(passed(await codes(6))).toBe(5);
	clock.pass(99);
	expect(passed(await codes(1))).toBe(0);
	clock.pass(1);
	expect(passed(await codes(6))).toBe(5);
	feishu.settings.rateLimit = { perSecond: 0, fixed: true, windowMs: 60_000 };
	const said = await sendDelete(feishu, [card('a')]);
	const seconds = Number(said.headers.get('x-ogw-ratelimit-reset'));
	expect((clock.now() + seconds * 1_000) % 60_000).toBeLessThan(1_000);
});

test('somebody else holds all of it for a time, counted from the first request', async () => {
	feishu.settings.rateLimit = {
		perSecond: 10,
		takenByOthers: [{ perSecond: 20, untilMs: 20_000 }],
	};
	expect(passed(await codes(1))).toBe(0);
	clock.pass(19_900);
	expect(passed(await codes(1))).toBe(0);
	clock.pass(1_100);
	expect(passed(await codes(11))).toBe(10);
});

test('somebody else comes later and takes half', async () => {
	const half = { perSecond: 5, fromMs: 10_000, untilMs: 15_000 };
	feishu.settings.rateLimit = { perSecond: 10, takenByOthers: [half] };
	expect(passed(await codes(10))).toBe(10);
	clock.pass(12_000);
	expect(passed(await codes(10))).toBe(5);
	clock.pass(10_000);
	expect(passed(await codes(10))).toBe(10);
});

test('many at once are refused without a header', async () => {
	feishu.settings.rateLimit = {
		perSecond: 10,
		resetHeader: null,
		takenByOthers: [{ perSecond: 50, untilMs: 100 }],
	};
	clock.pass(1_000 - (clock.now() % 1_000) + 990);
	const said = await Promise.all(
		Array.from({ length: 10 }, async () => await sendDelete(feishu, [card('x')])),
	);
	expect(said.map(({ status }) => status)).toEqual(Array(10).fill(429));
	expect(said.some(({ headers }) => headers.has('x-ogw-ratelimit-reset'))).toBe(false);
	clock.pass(1_100);
	expect(passed(await codes(10))).toBe(10);
});

test('the answer may be an old one: another status, another wait, or no headers', async () => {
	feishu.settings.rateLimit = { perSecond: 0, status: 400, resetHeader: '52' };
	const old = await sendDelete(feishu, [card('a')]);
	expect(old.status).toBe(400);
	expect(old.headers.get('x-ogw-ratelimit-reset')).toBe('52');
	feishu.settings.rateLimit = { perSecond: 0, resetHeader: null };
	const bare = await sendDelete(feishu, [card('a')]);
	expect(bare.headers.has('x-ogw-ratelimit-reset')).toBe(false);
	expect(bare.headers.has('x-ogw-ratelimit-limit')).toBe(false);
});

test('the answer comes after the latency, the deletion before it', async () => {
	feishu.settings.latencyMs = (request) => (request.path === CREATE_PATH ? 0 : 200);
	await codes(1);
	const [{ arrivedAt, answeredAt }] = feishu.deleteRequests;
	expect(answeredAt).toBe(arrivedAt + 200);
});
