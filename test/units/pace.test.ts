import { joinPace, type Start } from '../../nodes/FeishuAppFeedCard/pacing/pace';
import { VirtualClock } from './virtualClock';

let time: VirtualClock;
beforeEach(() => (time = new VirtualClock()));
afterEach(() => time.restore());

/** A pace is remembered by its key. */
let tests = 0;
let key: string;
beforeEach(() => (key = `test ${tests++}`));

/** Starts so many requests, each answered at once, and gives the times. */
async function startTimes(count: number, perSecond: number): Promise<number[]> {
	const lane = joinPace(key, perSecond);
	const times: number[] = [];
	for (let i = 0; i < count; i++) {
		const start = await time.until(lane.start(undefined));
		times.push(time.elapsed);
		lane.answered(start);
	}
	lane.leave();
	return times;
}

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
	expect(times[50]).toBeLessThan(5500);
});

test('a pace below one in a second has a longer window', async () => {
	const times = await startTimes(4, 0.5);
	expect(mostIn(2000, times)).toBe(1);
	expect(times[3]).toBeLessThan(6500);
});

test('a fraction above one keeps to the pace over its own window', async () => {
	const times = await startTimes(6, 1.5);
	expect(mostIn(666, times)).toBe(1);
});

test('two executions with the same app share one pace', async () => {
	const lanes = [joinPace(key, 10), joinPace(key, 10)];
	const times: number[] = [];
	await Promise.all(
		lanes.map(async (lane) => {
			for (let i = 0; i < 15; i++) {
				await time.until(lane.start(undefined));
				times.push(time.elapsed);
			}
		}),
	);
	expect(times).toHaveLength(30);
	expect(
		mostIn(
			1000,
			times.sort((a, b) => a - b),
		),
	).toBe(10);
});

test('two apps have a pace each', async () => {
	const one = await startTimes(10, 10);
	key = `${key}, another`;
	const other = await startTimes(10, 10);
	expect(other[9] - one[0]).toBeLessThan(1000);
});

test('the slowest pace that somebody asks for holds, until he leaves', async () => {
	const slow = joinPace(key, 1);
	const times = await startTimes(3, 100);
	expect(mostIn(1000, times)).toBe(1);
	slow.leave();
	await time.pass(2000);
	const later = await startTimes(100, 100);
	expect(later[99] - later[0]).toBeLessThan(1000);
});

test('after a refusal nothing starts for as long as the server asks', async () => {
	const lane = joinPace(key, 10);
	const start = await time.until(lane.start(undefined));
	lane.refused(start, 5000);
	const refusedAt = time.elapsed;
	await time.until(lane.start(undefined));
	expect(time.elapsed - refusedAt).toBeGreaterThanOrEqual(5000);
});

test('after a refusal fewer start, and in the end all again', async () => {
	const lane = joinPace(key, 10);
	const starts: Start[] = [];
	for (let i = 0; i < 10; i++) starts.push(await time.until(lane.start(undefined)));
	for (const start of starts.slice(0, 4)) lane.answered(start);
	for (const start of starts.slice(4)) lane.refused(start, 1000);
	const times: number[] = [];
	for (let i = 0; i < 300; i++) {
		const start = await time.until(lane.start(undefined));
		times.push(time.elapsed);
		lane.answered(start);
	}
	expect(mostIn(1000, times.slice(0, 10))).toBeLessThan(10);
	expect(mostIn(1000, times.slice(-50))).toBe(10);
});

test('who is stopped waits no longer, and takes no start from others', async () => {
	const lane = joinPace(key, 1);
	await time.until(lane.start(undefined));
	const stopped = new AbortController();
	const waiting = lane.start(stopped.signal);
	const next = lane.start(undefined);
	stopped.abort(new Error('stopped'));
	await expect(waiting).rejects.toThrow('stopped');
	expect(time.elapsed).toBeLessThan(100);
	await time.until(next);
	expect(time.elapsed).toBeLessThan(1200);
	await expect(lane.start(stopped.signal)).rejects.toThrow('stopped');
});
