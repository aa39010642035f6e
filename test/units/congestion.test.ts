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

test('ten refused together are one refusal; only the third round in a row makes the others wait longer', async () => {
	const window = new SlidingWindow();
	const congestion = new Congestion(window);
	const soon = Array<number>(10).fill(CONGESTION.retryMs);
	expect(await refuse(congestion, window, 10)).toEqual(soon);
	expect(await refuse(congestion, window, 10)).toEqual(soon);
	expect(await refuse(congestion, window, 10)).toEqual(
		Array<number>(10).fill(CONGESTION.lateRetryMs),
	);
});

test('what gets through begins the count of rounds anew', async () => {
	const window = new SlidingWindow();
	const congestion = new Congestion(window);
	for (let round = 0; round < 3; round++) await refuse(congestion, window, 1);
	congestion.gotThrough({ startedAt: time.elapsed }, FULL);
	expect(await refuse(congestion, window, 1)).toEqual([CONGESTION.retryMs]);
});

test('who is refused beyond what it holds keeps what it holds, but for a tenth', async () => {
	const window = new SlidingWindow();
	const congestion = new Congestion(window);
	for (let i = 0; i < 5; i++) window.add({ startedAt: time.elapsed }, FULL);
	await refuse(congestion, window, 1);
	// Of five of ten places a twentieth is given up: 4.75, rounded at random.
	expect([4, 5]).toContain(congestion.allowed);
});
