import { waitAfterFault, waitAfterRateLimit } from '../../nodes/FeishuAppFeedCard/batching/backoff';

/** The shortest and the longest wait that chance can give. */
function range(wait: () => number): number[] {
	const random = jest.spyOn(Math, 'random');
	const shortest = random.mockReturnValue(0) && wait();
	const longest = random.mockReturnValue(1) && wait();
	random.mockRestore();
	return [shortest, longest];
}

test.each([
	[1, 375, 625],
	[2, 750, 1250],
	[3, 1500, 2500],
	[7, 24_000, 40_000],
	[8, 45_000, 75_000],
	[50, 45_000, 75_000],
])('after fault %i the wait is between %i and %i ms', (tries, shortest, longest) => {
	expect(range(() => waitAfterFault(tries))).toEqual([shortest, longest]);
});

test.each([
	['1', 1000],
	['52', 52_000],
	['0.5', 500],
	['3600', 60_000],
])('after a rate limit the wait is what Feishu asks for: %s s are at least %i ms', (asked, ms) => {
	const [shortest, longest] = range(() => waitAfterRateLimit(asked, 5));
	expect(shortest).toBe(ms);
	expect(longest).toBeLessThanOrEqual(ms * 1.1 + 0.001);
});

test.each([[undefined], [null], [''], ['soon'], ['-1'], ['0'], ['Infinity'], [['1']]])(
	'where Feishu asks for nothing sensible (%j) the wait is a second, doubled each time',
	(asked) => {
		const waits = [1, 2, 3, 10].map((times) => range(() => waitAfterRateLimit(asked, times))[0]);
		expect(waits).toEqual([1000, 2000, 4000, 60_000]);
	},
);
