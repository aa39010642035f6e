import fc from 'fast-check';
import type { OnError } from 'n8n-workflow';

import type { Fault } from '../feishu/faults';
import type { Clock, Reason, Settings } from '../feishu/settings';
import { FAULTS } from './faultList';
import { cardsOf, keyOf, type Card, type Scene } from './play';

type Operation = NonNullable<Scene['operation']>;

/** In so many of a hundred cases. */
const sometimes = <T>(percent: number, arbitrary: fc.Arbitrary<T>) =>
	fc.oneof(
		{ weight: 100 - percent, arbitrary: fc.constant(undefined) },
		{ weight: percent, arbitrary },
	);

/** What a card is, and what Feishu makes of it. */
const card = (operation: Operation) =>
	fc.record({
		biz: fc.nat({ max: 160 }),
		held: sometimes(
			operation === 'create' ? 20 : operation === 'delete' ? 90 : 60,
			fc.constant(true),
		),
		/** Feishu refuses a request because of it. */
		bad: sometimes(3, fc.constantFrom('user' as const, 'card' as const)),
		fails: sometimes(
			20,
			fc.record({
				reason: fc.constantFrom<Reason | { raw: unknown }>(
					'RATE_LIMITED',
					'NO_PERMISSION',
					'UNKNOWN',
					...(operation === 'delete' ? [{ raw: 'A_NEW_ONE' }] : []),
				),
				times: fc.constantFrom(1, 2, 99),
			}),
		),
		/** Named again, wanting the same or something else. */
		again: sometimes(5, fc.constantFrom('same', 'another')),
		/** A card says the same to all its users, or not. */
		ownTitle: sometimes(20, fc.constant(true)),
		updateFields: fc.constantFrom<string[] | undefined>(
			undefined,
			['1', '103'],
			['103'],
			['1', '101', '102', '103'],
		),
		wrongLabel: sometimes(5, fc.constant(true)),
	});

const fault: fc.Arbitrary<Fault> = fc.oneof(
	{
		weight: 1,
		arbitrary: fc
			.constantFrom(undefined, { 'x-ogw-ratelimit-reset': '1' })
			.map((headers): Fault => ({ kind: 'status', status: 429, headers })),
	},
	{
		weight: 4,
		arbitrary: fc
			.tuple(
				// An answer that never comes takes its time in real time.
				fc.constantFrom(...FAULTS.map(([, one]) => one).filter(({ kind }) => kind !== 'timeout')),
				fc.boolean(),
			)
			.map(([one, done]) => ({ ...one, done })),
	},
);

const span = sometimes(
	25,
	fc.record({ from: fc.nat({ max: 8_000 }), ms: fc.integer({ min: 1_000, max: 50_000 }) }),
);

const cards = (operation: Operation) =>
	fc
		// Now and then nothing is wrong with any card.
		.tuple(fc.array(card(operation), { minLength: 1, maxLength: 120, size: 'max' }), fc.boolean())
		.map(([all, good]) =>
			good ? all.map((one) => ({ ...one, bad: undefined, fails: undefined })) : all,
		);

/** All that a scene is made of, as data that fast-check can print and shrink. */
export const drawn = (operation: Operation) =>
	fc.record({
		operation: fc.constant(operation),
		cards: cards(operation),
		/** By the number of the request, for each API. */
		faults: fc.oneof(
			fc.constant<Array<Fault | undefined>>([]),
			fc.array(sometimes(30, fault), { maxLength: 12 }),
		),
		settings: fc.record({
			latencyMs: fc.constantFrom(0, 100, 1_000),
			logIdIn: fc.constantFrom('header', 'body', 'both', 'none'),
			reasonStyle: fc.constantFrom('name', 'digit', 'number', 'sdkName', 'lowerCase'),
			omitUserId: fc.constantFrom(false, false, false, true),
			emptyFailedCards: fc.constantFrom(true, false, 'null'),
			nameIdsInMessage: fc.boolean(),
			tokenErrorStatus: fc.constantFrom(200, 400, 401),
			existingCard: fc.constantFrom('reported', { code: 230001, msg: 'biz_id exists' }),
			updateOfMissing: fc.constantFrom('reported', { code: 230099, msg: 'no such card' }),
		}) as fc.Arbitrary<Partial<Settings>>,
		options: fc.record({
			maxRetries: fc.constantFrom(5, 5, 0, 1),
			requestsPerSecond: fc.constantFrom(3, 10, 50),
		}),
		output: fc.constantFrom('cards', 'cards', 'summary'),
		onError: fc.constantFrom<OnError | undefined>(
			undefined,
			'continueRegularOutput',
			'continueErrorOutput',
		),
		rateLimit: sometimes(
			20,
			fc.record({
				perSecond: fc.integer({ min: 3, max: 20 }),
				takenByOthers: fc.constantFrom(0, 1, 2),
				status: fc.constantFrom(429, 400, 200),
				resetHeader: fc.constantFrom(undefined, null, 'soon', '2'),
				countRefused: fc.boolean(),
			}),
		),
		tokenDeaths: fc.oneof(fc.constant<number[]>([]), fc.array(fc.integer({ min: 1, max: 20 }))),
		away: span,
		limitHeld: span,
		/** The card on which Feishu fails each time. */
		poisoned: sometimes(20, fc.nat({ max: 119 })),
		fatal: sometimes(
			10,
			fc.record({
				nth: fc.integer({ min: 1, max: 10 }),
				code: fc.constantFrom(99991672, 99991403, 99991401),
			}),
		),
	});

type Drawn = typeof drawn extends (operation: Operation) => fc.Arbitrary<infer T> ? T : never;

const POISON: Fault = { kind: 'code', code: 2200, msg: 'internal error', status: 500 };

/** Deleting is played with everything that can happen; the others with what tells whether they do it twice. */
export function sceneOf(data: Drawn, clock: Clock): Scene {
	const { operation } = data;
	const isDelete = operation === 'delete';
	const named = data.cards.map((one, n): Card => {
		const biz_id = `order-${one.biz}`;
		const title = one.ownTitle ? `of ${biz_id} for ${n}` : `of ${biz_id}`;
		return {
			biz_id,
			user_id: `ou_${n}`,
			...(isDelete ? {} : { title }),
			...(operation === 'create' || operation === 'upsert' ? { link: 'https://example.com/' } : {}),
			...(operation === 'update' || operation === 'upsert'
				? one.updateFields && { update_fields: one.updateFields }
				: {}),
			...(!isDelete && one.wrongLabel ? { status_label: { text: 'x', type: 'pink' } } : {}),
		};
	});
	const again = data.cards.flatMap((one, n) => {
		if (!one.again) return [];
		return [one.again === 'same' || isDelete ? named[n] : { ...named[n], title: 'another' }];
	});
	const drawnOf = new Map(named.map((one, n) => [keyOf(one), data.cards[n]]));
	const isPoisoned = (one: Card) => keyOf(one) === keyOf(named[data.poisoned ?? -1] ?? NOBODY);
	const troubles = isDelete && (data.away ?? data.limitHeld ?? data.fatal ?? data.tokenDeaths[0]);
	return {
		operation,
		cards: [...named, ...again],
		held: named.filter((_, n) => data.cards[n].held),
		settings: {
			...data.settings,
			clock,
			...(isDelete && { rateLimit: data.rateLimit }),
			unknownUsers: new Set(
				named.filter((_, n) => data.cards[n].bad === 'user').map(({ user_id }) => user_id),
			),
			refuseCards: (one) =>
				drawnOf.get(keyOf(one))?.bad === 'card'
					? { code: 230001, msg: 'param is invalid' }
					: undefined,
			failCard: (one, nth) => {
				const fails = drawnOf.get(keyOf(one))?.fails;
				return fails && nth <= fails.times ? fails.reason : undefined;
			},
			...((data.faults.length > 0 || troubles || data.poisoned !== undefined) && {
				fault: ({ path }, nth) =>
					path.includes('app_feed_card') ? (data.faults[nth - 1] ?? undefined) : undefined,
			}),
		},
		options: { ...data.options, timeout: 20_000 },
		parameters: { output: isDelete ? data.output : 'cards' },
		onError: isDelete ? data.onError : 'continueRegularOutput',
		arrange: (feishu) => {
			const { fault: single } = feishu.settings;
			if (!isDelete || !single) return;
			const isAway = isIn(data.away, clock);
			const isHeld = isIn(data.limitHeld, clock);
			feishu.settings.fault = (request, nth) => {
				if (request.method !== 'DELETE') return undefined;
				if (data.tokenDeaths.includes(nth)) feishu.revokeTokens();
				feishu.settings.rateLimit = isHeld() ? { perSecond: 0 } : data.rateLimit;
				if (data.fatal?.nth === nth) return { kind: 'code', code: data.fatal.code, status: 400 };
				if (isAway()) return { kind: 'reset' };
				return cardsOf(request).some(isPoisoned) ? POISON : single(request, nth);
			};
		},
	};
}

const NOBODY: Card = { biz_id: '', user_id: '' };

/** Whether it is so many milliseconds after the first request. */
function isIn(time: { from: number; ms: number } | undefined, clock: Clock): () => boolean {
	let begin: number | undefined;
	return () => {
		begin ??= clock.now();
		const passed = clock.now() - begin;
		return time !== undefined && passed >= time.from && passed < time.from + time.ms;
	};
}
