/** Look-ups keep to 1,000 in a minute: the rate limit that Feishu counts beside 50 in a second. */
import { startInMinute } from '../../nodes/FeishuAppFeedCard/pacing/perMinute';
import { VirtualClock } from './virtualClock';

let time: VirtualClock;
beforeEach(() => (time = new VirtualClock()));
afterEach(() => time.restore());

test('the limit is free at once, and one more waits until the first is a minute old', async () => {
	for (let n = 0; n < 1_000; n++) await startInMinute('a', 1_000, undefined);
	expect(time.elapsed).toBe(0);
	await time.until(startInMinute('a', 1_000, undefined));
	expect(time.elapsed).toBe(60_000);
	await startInMinute('b', 1_000, undefined);
	expect(time.elapsed).toBe(60_000);
});

test('who stops the execution does not wait', async () => {
	const stopping = new AbortController();
	await startInMinute('c', 1, stopping.signal);
	const waiting = startInMinute('c', 1, stopping.signal);
	stopping.abort(new Error('stopped'));
	await expect(time.until(waiting)).rejects.toThrow('stopped');
});
