import type { IDataObject, OnError } from 'n8n-workflow';

import type { Fault } from '../feishu/faults';
import type { FeishuStandIn } from '../feishu/standIn';
import type { Card, Clock, Reason, Settings } from '../feishu/settings';
import { FAULTS } from './faultList';
import { cardsOf, keyOf, onDelete, type Scene } from './play';
import type { Random } from './random';

/** A scene in which anything may go wrong, alone or together. */
export function mixture(random: Random, clock: Clock): Scene {
	const cards = drawCards(random);
	const settings: Partial<Settings> = {
		clock,
		latencyMs: random.oneOf([0, 0, 100, 1_000]),
		logIdIn: random.oneOf(['header', 'body', 'both', 'none']),
		reasonStyle: random.oneOf(['name', 'digit', 'number']),
		omitUserId: random.chance(0.2),
		emptyFailedCards: random.chance(0.5),
		nameIdsInMessage: random.chance(0.5),
		tokenErrorStatus: random.oneOf([200, 400, 401]),
		...drawBadCards(random, cards),
		...(random.chance(0.4) ? { failCard: drawFailures(random, cards) } : {}),
		...(random.chance(0.2) ? { rateLimit: drawRateLimit(random) } : {}),
	};
	return {
		cards: [...cards, ...random.some(cards, random.oneOf([0, 0, 3]))],
		held: cards.filter(() => random.chance(0.9)),
		settings,
		options: drawOptions(random),
		parameters: { output: random.oneOf(['cards', 'cards', 'summary']) },
		onError: random.oneOf<OnError | undefined>([
			undefined,
			'continueRegularOutput',
			'continueErrorOutput',
		]),
		arrange: drawTroubles(random, cards, clock),
	};
}

function drawCards(random: Random): Card[] {
	const count = random.oneOf([1, random.from(2, 30), random.from(2, 30), random.from(31, 160)]);
	// Fewer business IDs than cards: then the same card goes to several users.
	const bizIds = random.from(1, count);
	return Array.from({ length: count }, (_, n) => ({
		biz_id: `order-${n % bizIds}`,
		user_id: `ou_${n}`,
	}));
}

function drawBadCards(random: Random, cards: Card[]): Partial<Settings> {
	const some = () =>
		random.some(cards, random.oneOf([0, 0, 0, 1, 2, random.from(1, cards.length)]));
	const refused = new Set(some().map(keyOf));
	const complaint = random.oneOf([
		{ code: 230001, msg: 'param is invalid' },
		{ code: 230099, msg: 'something that no document mentions' },
	]);
	return {
		unknownUsers: new Set(some().map(({ user_id }) => user_id)),
		refuseCards: (card) => (refused.has(keyOf(card)) ? complaint : undefined),
	};
}

function drawFailures(random: Random, cards: Card[]): Settings['failCard'] {
	const fates = new Map<string, { reason: Reason | { raw: unknown }; times: number }>();
	for (const card of cards) {
		if (random.chance(0.75)) continue;
		const reason = random.oneOf<Reason | { raw: unknown }>([
			'RATE_LIMITED',
			'RATE_LIMITED',
			'NO_PERMISSION',
			'UNKNOWN',
			{ raw: 'A_NEW_ONE' },
		]);
		const times = reason === 'RATE_LIMITED' ? random.oneOf([1, 2, 99]) : 99;
		fates.set(keyOf(card), { reason, times });
	}
	return (card, nth) => {
		const fate = fates.get(keyOf(card));
		return fate && nth <= fate.times ? fate.reason : undefined;
	};
}

const drawRateLimit = (random: Random): Settings['rateLimit'] => ({
	perSecond: random.from(3, 20),
	takenByOthers: random.oneOf([0, 0, 1, 2]),
	status: random.oneOf([429, 400, 200]),
	resetHeader: random.oneOf([undefined, undefined, null, 'soon', '2']),
	countRefused: random.chance(0.3),
});

const drawOptions = (random: Random): IDataObject => ({
	maxRetries: random.oneOf([0, 1, 5, 5, 5]),
	requestsPerSecond: random.oneOf([3, 10, 10, 50]),
	// In real time: a stalled computer must not look like a fault.
	timeout: 20_000,
	ignoreNotCreated: false,
});

/**
 * What happens in this run: faults, outages, a limit that others hold, a card that Feishu fails on, tokens
 * that die, and sometimes an error that stops all.
 */
function drawTroubles(random: Random, cards: Card[], clock: Clock): Scene['arrange'] {
	const probability = random.oneOf([0, 0.1, 0.3]);
	const faults = new Map<number, Fault>();
	const deaths = new Set<number>();
	for (let nth = 1; nth <= 300; nth++) {
		if (random.chance(probability)) faults.set(nth, drawFault(random));
		if (random.chance(probability / 5)) deaths.add(nth);
	}
	if (random.chance(0.1)) {
		const code = random.oneOf([99991672, 99991403, 99991401]);
		faults.set(random.from(1, 10), { kind: 'code', code, status: 400 });
	}
	const isAway = drawSpan(random, clock);
	const outage = drawFault(random);
	const isHeld = drawSpan(random, clock);
	const poisoned = new Set(random.chance(0.2) ? random.some(cards, 1).map(keyOf) : []);
	return (feishu: FeishuStandIn) => {
		const { rateLimit } = feishu.settings;
		feishu.settings.fault = onDelete((nth, request) => {
			if (deaths.has(nth)) feishu.revokeTokens();
			feishu.settings.rateLimit = isHeld() ? { perSecond: 0 } : rateLimit;
			if (isAway()) return outage;
			if (cardsOf(request).some((card) => poisoned.has(keyOf(card)))) return POISON;
			return faults.get(nth);
		});
	};
}

const POISON: Fault = { kind: 'code', code: 2200, msg: 'internal error', status: 500 };

/** In one run of four: so many seconds, some time after the first request. */
function drawSpan(random: Random, clock: Clock): () => boolean {
	const from = random.from(0, 8_000);
	const to = random.chance(0.25) ? from + random.from(1_000, 50_000) : from;
	let begin: number | undefined;
	return () => {
		begin ??= clock.now();
		return clock.now() - begin >= from && clock.now() - begin < to;
	};
}

function drawFault(random: Random): Fault {
	if (random.chance(0.2)) {
		const headers = random.oneOf([undefined, { 'x-ogw-ratelimit-reset': '1' }]);
		return { kind: 'status', status: 429, headers };
	}
	// An answer that never comes takes its time in real time.
	const [, fault] = random.oneOf(FAULTS.filter(([, { kind }]) => kind !== 'timeout'));
	return { ...fault, done: random.chance(0.5) };
}
