/** What happens in operation: limits that others hold, outages in seconds, one card that Feishu fails on. */
import type { Fault } from '../feishu/faults';
import type { Card } from '../feishu/settings';
import { contradictions } from './oracle';
import { fastTime } from './fastTime';
import { cardsOf, keyOf, onDelete, play, someCards, type Played, type Scene } from './play';

const clock = fastTime();
const CARDS = someCards(400);

const playWith = async (more: Partial<Scene>) =>
	await play({ cards: CARDS, held: CARDS, ...more, settings: { clock, ...more.settings } });

function expectAllDeleted(played: Played): void {
	expect(played.ran.error).toBeUndefined();
	expect(contradictions(played)).toEqual([]);
	expect(played.feishu.cards).toEqual([]);
}

/** From the first to the last request. */
function lasted({ requests }: Played): number {
	return Math.max(...requests.map(({ arrivedAt }) => arrivedAt)) - requests[0].arrivedAt;
}

/** Whether it is so many milliseconds after the first deletion. */
function span(from: number, to: number): () => boolean {
	let begin: number | undefined;
	return () => {
		begin ??= clock.now();
		return clock.now() >= begin + from && clock.now() < begin + to;
	};
}

describe('a rate limit (429)', () => {
	test.each([['1'], [null]])(
		'that refuses ten requests at once (reset header %j) makes no long pause',
		async (resetHeader) => {
			const played = await playWith({
				settings: { latencyMs: 400 },
				arrange: ({ settings }) => {
					settings.fault = onDelete((nth) => {
						settings.rateLimit = nth <= 10 ? { perSecond: 0, resetHeader } : undefined;
						return undefined;
					});
				},
			});
			expectAllDeleted(played);
			expect(played.requests.filter(({ status }) => status === 429)).toHaveLength(10);
			expect(lasted(played)).toBeLessThan(20_000);
		},
	);

	test.each([0, 5])(
		'that others hold for 20 seconds costs no card, whatever Max Retries says (%i)',
		async (maxRetries) => {
			const isHeld = span(0, 20_000);
			const played = await playWith({
				options: { maxRetries },
				arrange: ({ settings }) => {
					settings.fault = onDelete(() => {
						settings.rateLimit = isHeld() ? { perSecond: 0 } : undefined;
						return undefined;
					});
				},
			});
			expectAllDeleted(played);
			expect(lasted(played)).toBeGreaterThan(19_000);
			expect(lasted(played)).toBeLessThan(40_000);
		},
	);
});

describe('an outage', () => {
	const outage = async (from: number, to: number, fault: Fault) => {
		const isAway = span(from, to);
		return await playWith({
			options: { requestsPerSecond: 5 },
			settings: { fault: onDelete(() => (isAway() ? fault : undefined)) },
		});
	};

	test.each<[number, Fault]>([
		[5, { kind: 'reset' }],
		[40, { kind: 'status', status: 503 }],
		[40, { kind: 'reset', done: true }],
	])('of %i seconds in the middle of a run ends it not: %j', async (seconds, fault) => {
		const played = await outage(1_500, 1_500 + seconds * 1_000, fault);
		expectAllDeleted(played);
		// A try now and then is enough to see that it lasts.
		expect(played.requests.filter((one) => one.fault !== undefined).length).toBeLessThan(45);
		expect(lasted(played)).toBeLessThan((seconds + 30) * 1_000);
	});

	test('of more than a minute ends a run, with the error', async () => {
		const played = await outage(1_500, 1e9, { kind: 'status', status: 503 });
		expect(played.ran.error?.message).toContain('HTTP 503');
		expect(played.ran.error?.description).toMatch(/[1-9]\d* of 400 cards had been deleted by then/);
		expect(contradictions(played)).toEqual([]);
		expect(lasted(played)).toBeGreaterThan(55_000);
		expect(lasted(played)).toBeLessThan(120_000);
	});

	test('from the beginning on ends a run after the retries', async () => {
		const played = await outage(0, 1e9, { kind: 'reset' });
		expect(played.ran.error?.description).toContain('Tried 6 times.');
		expect(lasted(played)).toBeLessThan(55_000);
	});
});

describe('a card on which Feishu fails each time', () => {
	const carries = (card: Card) =>
		onDelete((_, request) =>
			cardsOf(request).some((one) => keyOf(one) === keyOf(card))
				? { kind: 'code', code: 2200, msg: 'internal error' }
				: undefined,
		);

	test.each([0, 213, 399])(
		'is found, the %i. of 400, and all others are deleted',
		async (index) => {
			const card = CARDS[index];
			const played = await playWith({ settings: { fault: carries(card) } });
			expect(played.ran.error).toBeUndefined();
			expect(contradictions(played)).toEqual([]);
			expect(played.feishu.cards).toHaveLength(1);
			const failed = played.ran.cards.filter(({ status }) => status === 'failed');
			expect(failed).toMatchObject([{ ...card, reason: 'REQUEST_FAILED', code: 2200 }]);
			expect(failed[0].message).toContain('internal error');
			expect(lasted(played)).toBeLessThan(120_000);
		},
	);
});

test('a request that hangs keeps no other from going on when the token is renewed', async () => {
	const isHanging = (card: Card | undefined) => card?.biz_id === CARDS[40].biz_id;
	const played = await playWith({
		options: { requestsPerSecond: 5 },
		settings: { latencyMs: (request) => (isHanging(cardsOf(request)[0]) ? 25_000 : 100) },
		arrange: (feishu) => {
			feishu.settings.fault = onDelete((nth) => {
				if (nth === 7) feishu.revokeTokens();
				return undefined;
			});
		},
	});
	expectAllDeleted(played);
	expect(played.feishu.tokenRequests).toHaveLength(2);
	expect(lasted(played)).toBeLessThan(10_000);
});
