/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { getEventListeners, setMaxListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { clock } from '../../nodes/shared/clock';
import { joinLimiter, type Limiter } from '../../nodes/FeishuAppFeedCard/pacing/limiter';
import type { Reservation } from '../../nodes/FeishuAppFeedCard/pacing/reservation';
import { keeps, measure } from '../bench/simulation/measure';
import { scenarios } from '../bench/simulation/scenarios';
import { VirtualClock } from './virtualClock';

let time: VirtualClock;
beforeEach(() => (time = new VirtualClock()));
afterEach(() => time.restore());

/** A pace is remembered by its key. */
let tests = 0;
let key: string;
beforeEach(() => (key = `test ${tests++}`));

/** Starts so many requests, each answered at once, and gives the times. */
async function startsOf(limiter: Limiter, count: number): Promise<number[]> {
	const times: number[] = [];
	for (let i = 0; i < count; i++) {
		const start = await limiter.reserve(undefined);
		times.push(start.startedAt);
		limiter.answered(start);
	}
	limiter.leave();
	return times;
}

const startTimes = async (count: number, perSecond: number) =>
	await time.until(startsOf(joinLimiter(key, perSecond), count));

/** The most starts in any span of a window. */
const mostIn = (windowMs: number, times: number[]) =>
	Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + windowMs).length));

test.each([1, 2, 3, 5, 10, 50])('in no second are there more than %i starts', async (perSecond) => {
	const times = await startTimes(perSecond * 5 + 1, perSecond);
	expect(mostIn(1000, times)).toBe(perSecond);
});

test('the full pace is used: 51 starts at 10 a second take little more than 5 seconds', async () => {
	const times = await startTimes(51, 10);
	expect(times[50]).toBeGreaterThanOrEqual(5000);
	expect(times[50]).toBeLessThan(5300);
});

test.each([0.2, 0.5, 1.5, 1.9, 2.5])('%f a second is %f a second', async (perSecond) => {
	const times = await startTimes(21, perSecond);
	const windowMs = (Math.ceil(perSecond) / perSecond) * 1000;
	expect(mostIn(windowMs, times)).toBe(Math.ceil(perSecond));
	const least = ((21 - Math.ceil(perSecond)) / perSecond) * 1000;
	expect(times[20]).toBeGreaterThanOrEqual(least);
	expect(times[20]).toBeLessThan(least * 1.15);
});

test('executions with the same app share one pace, the highest of theirs', async () => {
	const limiters = [joinLimiter(key, 10), joinLimiter(key, 4)];
	const times = await time.until(
		Promise.all([startsOf(limiters[0], 30), startsOf(limiters[1], 12)]),
	);
	expect(mostIn(1000, times[1])).toBeLessThanOrEqual(4);
	const all = times.flat().sort((a, b) => a - b);
	expect(mostIn(1000, all)).toBe(10);
	expect(all[41]).toBeLessThan(4800);
});

async function begin(limiter: Limiter, count: number): Promise<Reservation[]> {
	const starts: Reservation[] = [];
	for (let i = 0; i < count; i++) starts.push(await time.until(limiter.reserve(undefined)));
	return starts;
}

test('an execution forgets its requests: ten thousand cards are not kept until it ends', async () => {
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('gc') as () => void;
	const limiter = joinLimiter(key, 10);
	const first = new WeakRef((await begin(limiter, 1))[0]);
	limiter.answered(first.deref()!);
	for (const start of await begin(limiter, 40)) limiter.answered(start);
	// What a WeakRef has given stays until the turn of the event loop is over.
	await new Promise(setImmediate);
	collect();
	expect(first.deref()).toBeUndefined();
	limiter.leave();
});

test('one that may have reached Feishu late holds its place for longer', async () => {
	const limiter = joinLimiter(key, 10);
	for (let n = 0; n < 10; n++) {
		const start = await time.until(limiter.reserve(undefined));
		void time.wait(n === 9 ? 260 : 200).then(() => limiter.answered(start));
	}
	const next = await begin(limiter, 10);
	const [first, last] = [next[0], next[9]].map(({ startedAt }) => startedAt);
	expect(first).toBeLessThan(1_020);
	expect(last).toBeGreaterThanOrEqual(1_096);
	expect(last).toBeLessThan(1_115);
});

test('while nothing is answered all may have reached Feishu late', async () => {
	const [, ...starts] = await begin(joinLimiter(key, 10), 11);
	expect(starts[9].startedAt).toBeGreaterThanOrEqual(1_100);
	expect(starts[9].startedAt).toBeLessThan(1_150);
});

test('the first answer makes places free that were held because nothing was known', async () => {
	const limiter = joinLimiter(key, 10);
	const [first] = await begin(limiter, 10);
	const next = limiter.reserve(undefined);
	await time.pass(1_005 - time.elapsed);
	for (let n = 0; n < 20; n++) limiter.answered(first);
	expect((await time.until(next)).startedAt).toBeLessThan(1_020);
});

test('an answer that came at once, as a proxy gives it, is soon no measure any more', async () => {
	const limiter = joinLimiter(key, 10);
	limiter.answered(await time.until(limiter.reserve(undefined)));
	const times: number[] = [];
	for (let n = 0; n < 100; n++) {
		const start = await time.until(limiter.reserve(undefined));
		times.push(start.startedAt);
		void time.wait(200).then(() => limiter.answered(start));
	}
	expect(times[39] - times[9]).toBeGreaterThan(3_100);
	expect(times[99] - times[49]).toBeLessThan(5_150);
});

test('those of one pace take turns', async () => {
	const limiters = [joinLimiter(key, 10), joinLimiter(key, 10)];
	const times = await time.until(
		Promise.all(limiters.map(async (limiter) => await startsOf(limiter, 30))),
	);
	expect(Math.abs(times[0][29] - times[1][29])).toBeLessThan(200);
});

test('a slow execution slows no other, and keeps its own pace beside it', async () => {
	const slow = startsOf(joinLimiter(key, 0.2), 3);
	const fast = await startTimes(51, 10);
	expect(fast[50]).toBeLessThan(6300);
	const times = await time.until(slow);
	expect(mostIn(5000, times)).toBe(1);
	expect(times[2]).toBeLessThan(11_000);
});

test('a slow execution that was stopped while it waits keeps nobody waiting', async () => {
	const slow = joinLimiter(key, 0.02);
	await time.until(slow.reserve(undefined));
	const stopped = new AbortController();
	const waiting = slow.reserve(stopped.signal);
	stopped.abort(new Error('stopped'));
	await expect(waiting).rejects.toThrow('stopped');
	slow.leave();
	const times = await startTimes(10, 10);
	expect(times[9]).toBeLessThan(1100);
});

test('two executions one after the other do not break the limit together', async () => {
	const first = await startTimes(10, 10);
	await time.pass(100);
	expect(mostIn(1000, [...first, ...(await startTimes(10, 10))])).toBe(10);
});

test('while Feishu asks to wait nothing starts, in no execution, not even in one that comes later', async () => {
	const [limiter, other] = [joinLimiter(key, 10), joinLimiter(key, 10)];
	limiter.refused(await time.until(limiter.reserve(undefined)), 50_000);
	const refusedAt = time.elapsed;
	limiter.leave();
	const waiting = other.reserve(undefined);
	await time.pass(30_000);
	const later = await startTimes(1, 10);
	expect(later[0] - refusedAt).toBeGreaterThanOrEqual(50_000);
	expect((await time.until(waiting)).startedAt - refusedAt).toBeGreaterThanOrEqual(50_000);
});

test('a pause that Feishu asked for is not forgotten with the execution that heard it', async () => {
	const limiter = joinLimiter(key, 10);
	limiter.refused(await time.until(limiter.reserve(undefined)), 60_000);
	const refusedAt = time.elapsed;
	limiter.leave();
	await time.pass(40_000);
	expect((await startTimes(1, 10))[0] - refusedAt).toBeGreaterThanOrEqual(60_000);
});

test('a shorter wait that Feishu asks for later does not end a longer one', async () => {
	const limiter = joinLimiter(key, 10);
	const [first, second] = await begin(limiter, 2);
	limiter.refused(first, 60_000);
	const refusedAt = time.elapsed;
	limiter.refused(second, 2_000);
	const next = await time.until(limiter.reserve(undefined));
	expect(next.startedAt - refusedAt).toBeGreaterThanOrEqual(60_000);
});

test('an execution that waits for its own slow pace takes no place from a fast one', async () => {
	const [slow, fast] = [joinLimiter(key, 1), joinLimiter(key, 10)];
	await begin(slow, 1);
	const waiting = slow.reserve(undefined);
	const times = await time.until(startsOf(fast, 9));
	expect(times[8]).toBeLessThan(1_000);
	await time.until(waiting);
});

test('ten refused together, and no word of how long to wait, are no reason for a long pause', async () => {
	const limiter = joinLimiter(key, 10);
	for (const start of await begin(limiter, 10)) limiter.refused(start, undefined);
	const refusedAt = time.elapsed;
	const start = await time.until(limiter.reserve(undefined));
	expect(start.startedAt - refusedAt).toBeLessThan(1100);
});

test('after a refusal fewer start, and in the end all again', async () => {
	const limiter = joinLimiter(key, 10);
	const starts = await begin(limiter, 10);
	for (const start of starts.slice(0, 4)) limiter.answered(start);
	for (const start of starts.slice(4)) limiter.refused(start, 1000);
	const times = await time.until(startsOf(limiter, 100));
	expect(mostIn(1000, times.slice(0, 5))).toBeLessThanOrEqual(5);
	expect(mostIn(1000, times.slice(-50))).toBe(10);
});

test('who is stopped waits no longer, holds nothing, and takes no start from others', async () => {
	const [limiter, other] = [joinLimiter(key, 1), joinLimiter(key, 1)];
	await time.until(limiter.reserve(undefined));
	await time.pass(1);
	const stopped = new AbortController();
	const waiting = limiter.reserve(stopped.signal);
	const next = other.reserve(undefined);
	stopped.abort(new Error('stopped'));
	await expect(waiting).rejects.toThrow('stopped');
	expect(time.elapsed).toBeLessThan(100);
	expect(time.waits).toBe(1);
	await time.until(next);
	expect(time.elapsed).toBeLessThan(1200);
	await expect(limiter.reserve(stopped.signal)).rejects.toThrow('stopped');
});

describe('concurrent executions that wait, one request each', () => {
	/** In the order in which they may start; each is answered after 200 ms. */
	async function wait(count: number) {
		const order: number[] = [];
		let [lastAt, listeners] = [0, 0];
		const [looks, sleeps] = [time.looks, time.sleeps];
		const all = Array.from({ length: count }, async (_, n) => {
			const limiter = joinLimiter(key, 10);
			const { signal } = new AbortController();
			const start = await limiter.reserve(signal);
			listeners += getEventListeners(signal, 'abort').length;
			order.push(n);
			lastAt = time.elapsed;
			await time.wait(200);
			limiter.answered(start);
			// What comes of the answer takes a moment.
			await time.wait(1);
			limiter.leave();
		});
		await time.until(Promise.all(all));
		return { order, lastAt, listeners, looks: time.looks - looks, sleeps: time.sleeps - sleeps };
	}

	test('2,000 start first come first served, at the full rate', async () => {
		const { order, lastAt, listeners } = await wait(2_000);
		expect(listeners).toBe(0);
		expect(order).toEqual([...order.keys()]);
		expect(lastAt).toBeLessThan(199_000 / 0.98);
	});

	test('each costs the same number of wake-ups, however many wait', async () => {
		const few = await wait(100);
		await time.pass(20_000);
		const many = await wait(1_000);
		// One sleep until its turn, one until it is sent, and one of the next in the queue after its answer.
		expect(many.sleeps).toBeLessThanOrEqual(1_000 * 3.1);
		expect(many.looks / 1_000).toBeLessThanOrEqual((few.looks / 100) * 1.1);
	});

	test('a thousand stopped at once leave no timer and no listener', async () => {
		await time.until(
			Promise.all(Array.from({ length: 10 }, async () => await begin(joinLimiter(key, 10), 1))),
		);
		await time.pass(1);
		const stopped = new AbortController();
		setMaxListeners(0, stopped.signal);
		const all = Array.from({ length: 1_000 }, async () => {
			const limiter = joinLimiter(key, 10);
			await limiter.reserve(stopped.signal).finally(() => limiter.leave());
		});
		const ended = Promise.allSettled(all);
		await time.pass(100);
		expect(time.waits).toBe(1);
		stopped.abort(new Error('stopped'));
		for (const { status } of await ended) expect(status).toBe('rejected');
		await time.pass(0);
		expect(time.waits).toBe(0);
		expect(getEventListeners(stopped.signal, 'abort')).toHaveLength(0);
	});
});

test('a request that a busy process sends late counts from then', async () => {
	const sleep = clock.sleep;
	clock.sleep = async (ms, signal) => await sleep(Math.max(ms, 300), signal);
	const limiter = joinLimiter(key, 1);
	await time.until(limiter.reserve(undefined));
	const { startedAt } = await time.until(limiter.reserve(undefined));
	expect(startedAt).toBeGreaterThanOrEqual(1_300);
});

test.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
	'several processes with one limit: %s',
	async (_, scenario) => {
		time.restore();
		const measured = await measure(scenario, 10);
		expect({ ...measured, keeps: keeps(scenario, measured) }).toMatchObject({ keeps: true });
	},
);

test('a pace that nobody uses is forgotten, with what was refused in it', async () => {
	const limiter = joinLimiter(key, 10);
	for (const start of await begin(limiter, 3)) limiter.refused(start, undefined);
	limiter.leave();
	await time.pass(20_000);
	const from = time.elapsed;
	expect((await startTimes(10, 10))[9] - from).toBeLessThan(500);
});

test('nine executions that wait for their own slow pace leave all places to a fast one', async () => {
	const slow = Array.from({ length: 9 }, async () => await startsOf(joinLimiter(key, 0.02), 2));
	await time.pass(3_000);
	const from = time.elapsed;
	expect((await startTimes(60, 10))[59] - from).toBeLessThan(6_500);
	await time.until(Promise.all(slow));
});
