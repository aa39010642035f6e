/** What becomes of a request that was not carried out: over values alone, without a clock. */
import { newBatch, partOf, type Batch } from '../../nodes/FeishuAppFeedCard/sending/batch';
import {
	decide,
	waitAfterLimitedCard,
	type Failure,
	type Progress,
} from '../../nodes/FeishuAppFeedCard/sending/retryPolicy';
import { FeishuError } from '../../nodes/shared/feishuError';

const NOW = 1_000_000;
const MAX_RETRIES = 5;

const errorOf = (kind: FeishuError['kind']) =>
	new FeishuError({ kind, summary: 'It failed', advice: 'Try it.' });
const cards = [1, 2].map((n) => ({ bizId: `a-${n}`, userId: 'ou_1', inputs: [0], order: n }));
const batchOf = (more: Partial<Batch> = {}): Batch => ({ ...newBatch(cards), ...more });
type Left = 'others' | 'failing' | 'nothing';
/** Another request of the run that fails each time. */
const failing = batchOf({ faults: MAX_RETRIES + 1 });
/** After a failure just now of a request sent just then; `batch` has the failures before this one. */
const decisionFor = (
	kind: FeishuError['kind'],
	batch: Batch,
	progress: Progress,
	left: Left = 'others',
	more: Partial<Failure> = {},
) =>
	decide({
		batch: { ...batch },
		error: errorOf(kind),
		sentAt: NOW,
		now: NOW,
		progress: { ...progress },
		others: left === 'failing' ? [failing] : [],
		hasMore: left === 'others',
		maxRetries: MAX_RETRIES,
		...more,
	});

describe('a rate limit (429)', () => {
	test.each([0, 1_000, 299_999])(
		'is borne after %i ms without a request that got through',
		(ms) => {
			const decision = decisionFor('rateLimited', batchOf(), { limitedSince: NOW - ms });
			expect(decision).toEqual({ what: 'sendAgain', at: NOW });
		},
	);

	test('ends the run after five minutes, and says so', () => {
		const decision = decisionFor('rateLimited', batchOf(), { limitedSince: NOW - 300_000 });
		expect(decision).toMatchObject({ what: 'stop', error: { kind: 'fatal' } });
		expect((decision as { error: Error }).error.message).toContain('for five minutes');
	});
});

describe('a fault', () => {
	const failed = (faults: number, firstFaultAt = NOW - 20_000) =>
		batchOf({ faults: faults - 1, firstFaultAt });

	test.each([1, 5])('is tried again, the %i. time too, whatever else happened', (faults) => {
		const decision = decisionFor('unavailable', failed(faults), { faultySince: NOW - 20_000 });
		expect(decision).toMatchObject({ what: 'sendAgain' });
		expect((decision as { at: number }).at).toBeGreaterThan(NOW);
	});

	test('ends a run that never got through once the retries are used up', () => {
		const decision = decisionFor('unavailable', failed(6), { faultySince: NOW - 20_000 });
		expect(decision).toMatchObject({ what: 'stop' });
		expect((decision as { error: Error }).error.message).toContain('Tried 6 times.');
	});

	test('is searched once the retries are used up, if what was sent later got through', () => {
		const progress = { lastThrough: NOW - 19_000, faultySince: NOW - 5_000 };
		expect(decisionFor('unavailable', failed(6), progress)).toEqual({ what: 'search' });
		expect(decisionFor('unavailable', failed(5), progress).what).toBe('sendAgain');
	});

	test('is not searched if only what was sent before it got through, if answered after it', () => {
		const progress = { lastThrough: NOW - 20_000, faultySince: NOW - 20_000 };
		expect(decisionFor('unavailable', failed(6), progress).what).toBe('sendAgain');
	});

	const outage = (ms: number, size: number, left: Left) =>
		decisionFor(
			'unavailable',
			{ ...failed(9, NOW - ms), cards: cards.slice(0, size) },
			{ lastThrough: NOW - ms - 1, faultySince: NOW - ms },
			left,
		).what;

	test('is an outage if nobody got through since: borne for a minute, no longer', () => {
		expect(outage(59_999, 2, 'others')).toBe('sendAgain');
		expect(outage(60_000, 2, 'others')).toBe('stop');
	});

	test('is searched if nothing else is left; of a single card only after that minute', () => {
		expect(outage(20_000, 2, 'nothing')).toBe('search');
		expect(outage(59_999, 1, 'nothing')).toBe('sendAgain');
		expect(outage(60_000, 1, 'nothing')).toBe('search');
	});

	test('is searched after that minute if all that is left fails each time', () => {
		expect(outage(59_999, 2, 'failing')).toBe('sendAgain');
		expect(outage(60_000, 2, 'failing')).toBe('search');
		expect(outage(60_000, 1, 'failing')).toBe('search');
	});

	test('of a part of a request that fails each time is searched further at once, a single card after the retries', () => {
		const search = { ...batchOf().search, failingSince: NOW - 60_000 };
		const part = (count: number, faults: number) => ({
			...partOf(search, cards.slice(0, count)),
			faults: faults - 1,
			firstFaultAt: NOW - 10_000,
		});
		const progress = { lastThrough: NOW - 9_000, faultySince: NOW - 8_000 };
		expect(decisionFor('unavailable', part(2, 1), progress)).toEqual({ what: 'search' });
		expect(decisionFor('unavailable', part(1, 5), progress)).toMatchObject({ what: 'sendAgain' });
		expect(decisionFor('unavailable', part(1, 6), progress)).toEqual({ what: 'search' });
		// Since then it may be an outage, unless nothing else is left to tell.
		const before = { ...progress, lastThrough: NOW - 20_000 };
		expect(decisionFor('unavailable', part(1, 6), before).what).toBe('sendAgain');
		expect(decisionFor('unavailable', part(1, 6), before, 'failing')).toEqual({ what: 'search' });
		expect(decisionFor('unavailable', part(1, 6), before, 'nothing')).toEqual({ what: 'search' });
	});
});

describe('a fault of a run of which nothing ever got through', () => {
	const own = new FeishuError({ kind: 'unavailable', summary: 'Failed', advice: '', code: 2200 });
	const decided = (batch: Batch, left: Left, more: Partial<Failure> = {}) =>
		decisionFor('unavailable', batch, {}, left, { error: own, ...more }).what;
	const tried = batchOf({ faults: MAX_RETRIES });
	const single = { ...newBatch(cards.slice(0, 1)), faults: MAX_RETRIES };

	test('is searched after the retries if Feishu itself answers and this is all there is', () => {
		expect(decided(batchOf({ faults: MAX_RETRIES - 1 }), 'nothing')).toBe('sendAgain');
		expect(decided(tried, 'nothing')).toBe('search');
		expect(decided(tried, 'failing')).toBe('search');
		expect(decided(tried, 'others')).toBe('stop');
	});

	test('makes a single card an item, which is the only one', () => {
		expect(decided(single, 'nothing')).toBe('search');
		expect(decided(single, 'failing')).toBe('stop');
		expect(decided(single, 'others')).toBe('stop');
	});

	test('ends the run after the retries if no answer of Feishu’s comes', () => {
		const more = { error: errorOf('unavailable') };
		expect(decided(tried, 'nothing', more)).toBe('stop');
		expect(decided(single, 'nothing', more)).toBe('stop');
	});

	test('is an outage once Feishu failed on each card by itself, not before', () => {
		const search = { ...tried.search, failingSince: NOW };
		const [part, sibling] = cards.map((card) => partOf(search, [card]));
		expect(decided(part, 'nothing', { others: [sibling] })).toBe('sendAgain');
		expect(decided(part, 'nothing', { others: [{ ...sibling, faults: 1 }] })).toBe('stop');
	});
});

test('a refused or expired token is renewed three times', () => {
	const after = (tokenRefusals: number) =>
		decisionFor('tokenRefused', batchOf({ tokenRefusals: tokenRefusals - 1 }), {});
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
	const waitMs = () => {
		const more = { maxRetries: tries };
		const decision = decisionFor('unavailable', batchOf({ faults: tries - 1 }), {}, 'others', more);
		return decision.what === 'sendAgain' ? decision.at - NOW : NaN;
	};
	expect(range(waitMs)).toEqual([shortest, longest]);
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
