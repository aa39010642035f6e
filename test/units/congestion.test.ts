import { Congestion, CONGESTION } from '../../nodes/FeishuAppFeedCard/pacing/congestion';
import type { Reservation } from '../../nodes/FeishuAppFeedCard/pacing/reservation';
import { SlidingWindow } from '../../nodes/FeishuAppFeedCard/pacing/slidingWindow';
import { VirtualClock } from './virtualClock';

let time: VirtualClock;
let window: SlidingWindow;
let congestion: Congestion;
beforeEach(() => {
	time = new VirtualClock();
	window = new SlidingWindow();
	congestion = new Congestion(window);
});
afterEach(() => time.restore());

const FULL = 10;
const ROUND_TRIP_MS = 200;

/** This many starts at this moment, and a round trip. */
async function begin(count: number): Promise<Reservation[]> {
	const starts = Array.from({ length: count }, (): Reservation => ({ startedAt: time.elapsed }));
	for (const start of starts) window.add(start);
	await time.pass(ROUND_TRIP_MS);
	return starts;
}

/** As many, all refused after a round trip; how long after its start each may be sent again. */
async function refuse(count: number): Promise<number[]> {
	const starts = await begin(count);
	for (const start of starts) congestion.refused(start, FULL);
	return starts.map(({ startedAt, refusedUntil = Infinity }) => refusedUntil - startedAt);
}

const ten = (ms: number) => Array<number>(10).fill(ms);

test('ten 429 answers to concurrent requests count as one; only a second round in a row means a longer backoff', async () => {
	expect(await refuse(10)).toEqual(ten(CONGESTION.retryMs));
	expect(await refuse(10)).toEqual(ten(CONGESTION.lateRetryMs));
});

test('a request that gets through resets the backoff', async () => {
	for (let round = 0; round < 2; round++) await refuse(1);
	congestion.gotThrough(FULL, ROUND_TRIP_MS);
	expect(await refuse(1)).toEqual([CONGESTION.retryMs]);
});

test('after a 429 the rate is what got through, and grows by one at a time after a while', async () => {
	await begin(6);
	await refuse(4);
	expect(congestion.allowed).toBe(6);
	congestion.gotThrough(FULL, ROUND_TRIP_MS);
	expect(congestion.allowed).toBe(6);
	await time.pass(CONGESTION.patienceMs);
	congestion.gotThrough(FULL, ROUND_TRIP_MS);
	expect(congestion.allowed).toBe(6);
	await time.pass(CONGESTION.shareMs);
	congestion.gotThrough(FULL, ROUND_TRIP_MS);
	congestion.gotThrough(FULL, ROUND_TRIP_MS);
	expect(congestion.allowed).toBe(7);
	await time.pass(CONGESTION.roundTrips * ROUND_TRIP_MS);
	congestion.gotThrough(FULL, ROUND_TRIP_MS);
	expect(congestion.allowed).toBe(8);
});

test.each([20, 1_000])(
	'after a 429 the next one is tried for after half a round trip of %d ms, not sooner',
	async (roundTripMs) => {
		await begin(6);
		await refuse(4);
		await time.pass(CONGESTION.patienceMs + CONGESTION.shareMs);
		congestion.gotThrough(FULL, roundTripMs);
		await time.pass(roundTripMs / 2 - 1);
		congestion.gotThrough(FULL, roundTripMs);
		expect(congestion.allowed).toBe(7);
		await time.pass(1);
		congestion.gotThrough(FULL, roundTripMs);
		expect(congestion.allowed).toBe(8);
	},
);

test('after a 429 a process with few slots tries for one more sooner than one with many', async () => {
	await begin(2);
	await refuse(1);
	await time.pass(CONGESTION.patienceMs + CONGESTION.shareMs / 2);
	congestion.gotThrough(FULL, ROUND_TRIP_MS);
	expect(congestion.allowed).toBe(3);
});

test('if everything is refused, one request at a time is still tried', async () => {
	await refuse(10);
	expect(congestion.allowed).toBe(1);
});
