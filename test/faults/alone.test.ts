/** Each fault alone: at the first, a middle and the last request of a run. */
import type { Fault } from '../feishu/faults';
import type { Settings } from '../feishu/settings';
import { contradictions } from './oracle';
import { FAULTS } from './faultList';
import { fastTime } from './fastTime';
import { Gate } from './gate';
import { failLookups } from './lookups';
import { onDelete, play, someCards, type Played, type Scene } from './play';

const clock = fastTime();

/** A hundred cards are five requests; one card in two of them was never created. */
const CARDS = someCards(100);
const NEVER_CREATED = [CARDS[7], CARDS[93]];
const HELD = CARDS.filter((card) => !NEVER_CREATED.includes(card));
const POSITIONS = [1, 3, 5];

const playWith = async (more: Partial<Scene>) =>
	await play({
		cards: CARDS,
		held: HELD,
		...more,
		settings: { clock, ...more.settings },
	});

/** Nothing is lost: each card is accounted for as it is, and all that were there are deleted. */
function expectNothingLost(played: Played): void {
	expect(played.ran.error).toBeUndefined();
	expect(contradictions(played)).toEqual([]);
	expect(played.feishu.cards).toEqual([]);
}

/** Certain errors leave no doubt: what was never created is said to be so. */
function expectNoDoubt({ ran }: Played): void {
	const notCreated = ran.cards.filter(({ reason }) => reason === 'NOT_CREATED');
	expect(notCreated.map(({ biz_id }) => biz_id)).toEqual(NEVER_CREATED.map((card) => card.biz_id));
}

test('without a fault, five requests delete a hundred cards', async () => {
	const played = await playWith({});
	expectNothingLost(played);
	expectNoDoubt(played);
	expect(played.requests).toHaveLength(5);
});

describe.each([
	['that kept Feishu from its work', false],
	['although Feishu did its work', true],
])('a fault %s', (_, done) => {
	test.each(FAULTS)('%s loses no card', async (_name, fault) => {
		const runs = POSITIONS.map(async (position) => {
			const strike = (nth: number): Fault | undefined =>
				nth === position ? { ...fault, done } : undefined;
			const played = await playWith({ settings: { fault: onDelete(strike) } });
			expectNothingLost(played);
			expect(played.requests).toHaveLength(6);
		});
		await Promise.all(runs);
	});
});

test.each(FAULTS)('%s that lasts stops the run after the retries', async (_name, fault) => {
	// Before anything got through, and after it.
	const runs = [1, 4].map(async (position) => {
		const strike = (nth: number) => (nth >= position ? fault : undefined);
		const settings = {
			settings: { fault: onDelete(strike) },
			// One that never comes is waited for in real time.
			options: { maxRetries: 2, timeout: fault.kind === 'timeout' ? 200 : 20_000 },
		};
		const stopped = await playWith(settings);
		expect(stopped.ran.error?.description).toMatch(
			/No card was deleted\.|cards (had|may have) been deleted/,
		);
		expect(contradictions(stopped)).toEqual([]);

		const goneOn = await playWith({ ...settings, onError: 'continueRegularOutput' });
		expect(contradictions(goneOn)).toEqual([]);
		const ends = new Set(goneOn.ran.cards.map(({ status, reason }) => reason ?? status));
		expect(ends).toContain('REQUEST_FAILED');
	});
	await Promise.all(runs);
});

test('a connection that is refused for a while loses no card', async () => {
	const runs = POSITIONS.map(async (position) => {
		let gate: Gate;
		const closeForAWhile = async () => {
			gate.close();
			await clock.sleep(2_000);
			await gate.open();
		};
		const played = await playWith({
			options: { requestsPerSecond: 2 },
			arrange: async (feishu, engine) => {
				gate = new Gate(feishu.url);
				await gate.open();
				engine.credentials.change('1', { baseUrl: gate.url });
				if (position === 1) void closeForAWhile();
				feishu.settings.fault = onDelete((nth) => {
					if (nth === position - 1) void closeForAWhile();
					return undefined;
				});
				return () => gate.close();
			},
		});
		expectNothingLost(played);
		expectNoDoubt(played);
	});
	await Promise.all(runs);
});

test.each(['EAI_AGAIN', 'ENOTFOUND'])(
	'a name that does not resolve for a moment (%s) loses no card',
	async (code) => {
		for (const position of POSITIONS) {
			let failuresLeft = 0;
			const played = await playWith({
				options: { requestsPerSecond: 2 },
				arrange: (feishu, engine) => {
					const { port } = new URL(feishu.url);
					engine.credentials.change('1', { baseUrl: `http://localhost:${port}` });
					if (position === 1) failuresLeft = 2;
					feishu.settings.fault = onDelete((nth) => {
						if (nth === position - 1) failuresLeft = 2;
						return undefined;
					});
					return failLookups(() => (failuresLeft-- > 0 ? code : undefined));
				},
			});
			expect(failuresLeft).toBeLessThan(0);
			expectNothingLost(played);
			expectNoDoubt(played);
		}
	},
);

describe('a rate limit (429)', () => {
	const LIMITS: Array<[status: number, resetHeader: string | null]> = [
		[429, '1'],
		[429, '52'],
		[429, null],
		[429, 'soon'],
		[429, '-5'],
		[429, '1e400'],
		[429, ''],
		[400, '2'],
		[400, null],
		[200, '1'],
		[503, null],
	];
	test.each(LIMITS)(
		'under HTTP %i with the reset header %j loses no card',
		async (status, reset) => {
			const runs = POSITIONS.map(async (position) => {
				const played = await playWith({
					arrange: ({ settings }) => {
						settings.fault = onDelete((nth) => {
							const limit = { perSecond: 0, status, resetHeader: reset };
							settings.rateLimit = nth === position ? limit : undefined;
							return undefined;
						});
					},
				});
				expectNothingLost(played);
				expectNoDoubt(played);
				const refused = played.requests.filter((request) => request.status === status);
				expect(status === 200 ? 1 : refused.length).toBe(1);
			});
			await Promise.all(runs);
		},
	);

	test('that only a web page tells, without a code, loses no card', async () => {
		const runs = POSITIONS.map(async (position) => {
			const strike = (nth: number): Fault | undefined =>
				nth === position ? { kind: 'status', status: 429 } : undefined;
			const played = await playWith({ settings: { fault: onDelete(strike) } });
			expectNothingLost(played);
		});
		await Promise.all(runs);
	});

	test('is kept to: nothing is sent before the time that the reset header names', async () => {
		const { requests } = await playWith({
			arrange: ({ settings }) => {
				settings.fault = onDelete((nth) => {
					settings.rateLimit = nth === 3 ? { perSecond: 0, resetHeader: '20' } : undefined;
					return undefined;
				});
			},
			options: { requestsPerSecond: 2 },
		});
		const refusedAt = requests[2].answeredAt ?? 0;
		const later = requests.filter(({ arrivedAt }) => arrivedAt > refusedAt + 1_000);
		expect(later.length).toBeGreaterThan(0);
		for (const { arrivedAt } of later) expect(arrivedAt - refusedAt).toBeGreaterThan(19_000);
	});
});

describe('a token that dies', () => {
	const DEATHS: Array<[status: number, code: number]> = [
		[400, 99991663],
		[401, 99991663],
		[200, 99991663],
		[400, 99991661],
		[400, 99991671],
		[401, 99991664],
	];
	test.each(DEATHS)('under HTTP %i with code %i loses no card', async (status, code) => {
		const runs = POSITIONS.map(async (position) => {
			const played = await playWith({
				settings: { tokenErrorStatus: status, tokenErrorCode: code, latencyMs: 200 },
				arrange: (feishu) => {
					feishu.settings.fault = onDelete((nth) => {
						if (nth === position) feishu.revokeTokens();
						return undefined;
					});
				},
			});
			expectNothingLost(played);
			expectNoDoubt(played);
			// The first, and one for all requests that were under way.
			expect(played.feishu.tokenRequests).toHaveLength(2);
		});
		await Promise.all(runs);
	});

	test('again and again, whenever it is new, stops the run', async () => {
		const played = await playWith({ settings: { refuseEveryToken: true } });
		expect(played.ran.error?.message).toContain('Feishu does not accept the access token');
		expect(contradictions(played)).toEqual([]);
		expect(played.feishu.cards).toHaveLength(HELD.length);
	});
});

describe('cards that Feishu calls rate-limited', () => {
	const limited = CARDS.filter((_, n) => n % 3 === 0);
	const limitedFor =
		(times: number): Settings['failCard'] =>
		(card, nth) =>
			nth <= times && limited.some(({ biz_id }) => biz_id === card.biz_id)
				? 'RATE_LIMITED'
				: undefined;

	test('are sent again, together', async () => {
		const played = await playWith({ settings: { failCard: limitedFor(2) } });
		expectNothingLost(played);
		expectNoDoubt(played);
		// 34 cards are two requests more, twice.
		expect(played.requests).toHaveLength(9);
	});

	test('come out as RATE_LIMITED after the retries', async () => {
		const played = await playWith({
			settings: { failCard: limitedFor(99) },
			options: { maxRetries: 3 },
		});
		expect(contradictions(played)).toEqual([]);
		const reported = played.ran.cards.filter(({ reason }) => reason === 'RATE_LIMITED');
		expect(reported).toHaveLength(limited.length);
		expect(reported[0]).toMatchObject({ reason_code: 3, code: 0 });
		expect(played.requests).toHaveLength(5 + 3 * 2);
	});
});

const FATAL: Array<[code: number, status: number]> = [
	[99991672, 400],
	[99991662, 400],
	[99991403, 400],
	[99991401, 400],
	[99991201, 404],
];
test.each(FATAL)('code %i under HTTP %i is not tried again', async (code, status) => {
	const runs = POSITIONS.map(async (position) => {
		const strike = (nth: number): Fault | undefined =>
			nth === position ? { kind: 'code', code, status } : undefined;
		const scene = { settings: { fault: onDelete(strike) }, options: { requestsPerSecond: 1 } };
		const stopped = await playWith(scene);
		expect(stopped.ran.error?.message).toContain(`Feishu code ${code}`);
		expect(contradictions(stopped)).toEqual([]);
		expect(stopped.requests).toHaveLength(position);

		const goneOn = await playWith({ ...scene, onError: 'continueRegularOutput' });
		expect(contradictions(goneOn)).toEqual([]);
		expect(goneOn.requests).toHaveLength(position);
	});
	await Promise.all(runs);
});
