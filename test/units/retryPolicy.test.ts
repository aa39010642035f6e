/** What becomes of a request that was not carried out: over values alone, without a clock. */
import { newBatch, partOf, type Batch } from '../../nodes/FeishuAppFeedCard/batching/batch';
import {
	decide,
	waitAfterFault,
	waitAfterLimitedCard,
	type Progress,
} from '../../nodes/FeishuAppFeedCard/batching/retryPolicy';
import type { ErrorKind } from '../../nodes/shared/errorCodes';
import { FeishuError } from '../../nodes/shared/feishuError';

const NOW = 1_000_000;
const MAX_RETRIES = 5;

const errorOf = (kind: ErrorKind) =>
	new FeishuError({ kind, summary: 'It failed', advice: 'Try it.' });
const cards = [1, 2].map((n) => ({ bizId: `a-${n}`, userId: 'ou_1', inputs: [0], order: n }));
const batchOf = (more: Partial<Batch> = {}): Batch => ({ ...newBatch(cards, {}), ...more });
const decisionFor = (kind: ErrorKind, batch: Batch, progress: Progress) =>
	decide(batch, errorOf(kind), progress, MAX_RETRIES, NOW);

describe('a rate limit', () => {
	test.each([0, 1_000, 299_999])(
		'is borne after %i ms without a request that got through',
		(ms) => {
			const decision = decisionFor('rateLimited', batchOf(), { troubleSince: NOW - ms });
			expect(decision).toEqual({ what: 'sendAgain', at: NOW });
		},
	);

	test('ends the run after five minutes, and says so', () => {
		const decision = decisionFor('rateLimited', batchOf(), { troubleSince: NOW - 300_000 });
		expect(decision).toMatchObject({ what: 'stop', error: { kind: 'fatal' } });
		expect((decision as { error: Error }).error.message).toContain('for five minutes');
	});
});

describe('a fault', () => {
	const failed = (faults: number, firstFaultAt = NOW - 20_000) => batchOf({ faults, firstFaultAt });

	test.each([1, 5])('is tried again, the %i. time too, whatever else happened', (faults) => {
		const decision = decisionFor('unavailable', failed(faults), { troubleSince: NOW - 20_000 });
		expect(decision).toMatchObject({ what: 'sendAgain' });
		expect((decision as { at: number }).at).toBeGreaterThan(NOW);
	});

	test('ends a run that never got through once the retries are used up', () => {
		const decision = decisionFor('unavailable', failed(6), { troubleSince: NOW - 20_000 });
		expect(decision).toMatchObject({ what: 'stop' });
		expect((decision as { error: Error }).error.message).toContain('Tried 6 times.');
	});

	test('is searched once the retries are used up, where others got through meanwhile', () => {
		const progress = { lastThroughAt: NOW - 10_000, troubleSince: NOW - 5_000 };
		expect(decisionFor('unavailable', failed(6), progress)).toEqual({ what: 'search' });
	});

	test('is an outage where nobody got through since: borne for a minute, no longer', () => {
		const since = (ms: number) => ({ lastThroughAt: NOW - ms - 1, troubleSince: NOW - ms });
		const batch = (ms: number) => failed(9, NOW - ms);
		expect(decisionFor('unavailable', batch(59_999), since(59_999))).toMatchObject({
			what: 'sendAgain',
		});
		expect(decisionFor('unavailable', batch(60_000), since(60_000))).toMatchObject({
			what: 'stop',
		});
	});

	test('of a part of a request that fails each time is searched further at once, a single card after the retries', () => {
		const search = { ...batchOf().search, alwaysFails: true };
		const part = (count: number, faults: number) => ({
			...partOf(search, cards.slice(0, count)),
			faults,
			firstFaultAt: NOW,
		});
		const progress = { lastThroughAt: NOW - 60_000, troubleSince: NOW - 59_000 };
		expect(decisionFor('unavailable', part(2, 1), progress)).toEqual({ what: 'search' });
		expect(decisionFor('unavailable', part(1, 5), progress)).toMatchObject({ what: 'sendAgain' });
		expect(decisionFor('unavailable', part(1, 6), progress)).toEqual({ what: 'search' });
	});
});

test('a refused token is renewed three times', () => {
	const after = (tokenRefusals: number) =>
		decisionFor('tokenRefused', batchOf({ tokenRefusals }), {});
	expect([1, 2, 3].map((times) => after(times).what)).toEqual(Array(3).fill('sendAgain'));
	expect(after(4).what).toBe('stop');
});

test('a refusal is searched, and what fails for everybody ends the run', () => {
	expect(decisionFor('refused', batchOf(), {}).what).toBe('search');
	expect(decisionFor('fatal', batchOf(), {}).what).toBe('stop');
});

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
	[2, 750, 1_250],
	[3, 1_500, 2_500],
	[5, 6_000, 10_000],
	[50, 6_000, 10_000],
])('after fault %i the wait is between %i and %i ms', (tries, shortest, longest) => {
	expect(range(() => waitAfterFault(tries))).toEqual([shortest, longest]);
});

test.each([
	[1, 1_000],
	[2, 2_000],
	[10, 60_000],
])('a card limited %i times waits %i ms and at most a tenth more', (times, ms) => {
	const [shortest, longest] = range(() => waitAfterLimitedCard(times));
	expect(shortest).toBe(ms);
	expect(longest).toBeCloseTo(ms * 1.1);
});
