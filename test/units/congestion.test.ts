import { Congestion, CONGESTION } from '../../nodes/FeishuAppFeedCard/pacing/congestion';
import { SlidingWindow, type Start } from '../../nodes/FeishuAppFeedCard/pacing/slidingWindow';
import { VirtualClock } from './virtualClock';

let time: VirtualClock;
beforeEach(() => (time = new VirtualClock()));
afterEach(() => time.restore());

const FULL = 10;

/** So many starts at this moment, all refused 200 ms later; how long after its start each may be sent again. */
async function refuse(congestion: Congestion, window: SlidingWindow, count: number) {
	const starts = Array.from({ length: count }, (): Start => ({ startedAt: time.elapsed }));
	for (const start of starts) window.add(start, FULL);
	await time.until(time.wait(200));
	for (const start of starts) congestion.refused(start, FULL);
	return starts.map(({ startedAt, refusedUntil = Infinity }) => refusedUntil - startedAt);
}

test('ten refused together are one refusal; only the second round in a row makes the others wait longer', async () => {
	const window = new SlidingWindow();
	const congestion = new Congestion(window);
	const soon = Array<number>(10).fill(CONGESTION.retryMs);
	expect(await refuse(congestion, window, 10)).toEqual(soon);
	expect(await refuse(congestion, window, 10)).toEqual(
		Array<number>(10).fill(CONGESTION.lateRetryMs),
	);
});

test('what gets through begins the count of rounds anew', async () => {
	const window = new SlidingWindow();
	const congestion = new Congestion(window);
	for (let round = 0; round < 2; round++) await refuse(congestion, window, 1);
	congestion.gotThrough({ startedAt: time.elapsed }, FULL);
	expect(await refuse(congestion, window, 1)).toEqual([CONGESTION.retryMs]);
});

describe('who holds nine places and is refused', () => {
	const hold = async (congestion: Congestion, window: SlidingWindow, count: number) => {
		const starts = Array.from({ length: count }, (): Start => ({ startedAt: time.elapsed }));
		for (const start of starts) window.add(start, FULL);
		await time.until(time.wait(200));
		for (const start of starts) {
			start.answeredAt = time.elapsed;
			congestion.gotThrough(start, FULL);
		}
	};

	test('while it tries for a tenth keeps them all', async () => {
		const window = new SlidingWindow();
		const congestion = new Congestion(window);
		await hold(congestion, window, 9);
		await refuse(congestion, window, 1);
		expect(congestion.allowed).toBe(9);
	});

	test('at one of them keeps four, two fifths of all', async () => {
		const window = new SlidingWindow();
		const congestion = new Congestion(window);
		await hold(congestion, window, 9);
		await time.until(time.wait(850));
		await hold(congestion, window, 8);
		await refuse(congestion, window, 1);
		expect(congestion.allowed).toBe(4);
	});
});
