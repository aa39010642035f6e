/** Scenes of Create, Update and Create or Update in which anything may go wrong, alone or together. */
import type { IDataObject } from 'n8n-workflow';

import type { Fault } from '../feishu/faults';
import type { AppFeedCard, Clock, Reason, Settings } from '../feishu/settings';
import type { Random } from './random';

export type LifeOperation = 'create' | 'update' | 'upsert';

/** One entry of the list that the node reads. */
export interface Wish {
	biz_id: string;
	user_id: string;
	title: string;
	link?: string;
	update_fields?: string[];
	status_label?: { text: string; type: string };
}

export interface LifeScene {
	operation: LifeOperation;
	wishes: Wish[];
	/** The cards that exist before. */
	held: Array<{ bizId: string; userId: string; contents: AppFeedCard }>;
	settings: Partial<Settings>;
	options: IDataObject;
}

const LINK = 'https://example.com/';

export function lifeScene(operation: LifeOperation, random: Random, clock: Clock): LifeScene {
	const wishes = drawWishes(operation, random);
	const hidden = random.chance(0.15);
	return {
		operation,
		wishes,
		held: [...new Map(wishes.map((wish) => [wishKey(wish), wish])).values()]
			.filter(() => random.chance(operation === 'create' ? 0.2 : 0.6))
			.map((wish) => ({
				bizId: wish.biz_id,
				userId: wish.user_id,
				contents: { title: 'before', preview: 'before' },
			})),
		settings: {
			clock,
			latencyMs: random.oneOf([0, 0, 100]),
			reasonStyle: random.oneOf(['name', 'digit', 'number', 'sdkName', 'lowerCase']),
			omitUserId: hidden,
			emptyFailedCards: random.oneOf([true, false, 'null']),
			nameIdsInMessage: random.chance(0.5),
			unknownUsers: new Set(
				random.some(wishes, random.oneOf([0, 0, 1, 2])).map(({ user_id }) => user_id),
			),
			wrongUser: random.oneOf(['refusesRequest', 'NO_PERMISSION']),
			existingCard: random.oneOf(['reported', { code: 230001, msg: 'biz_id exists' }]),
			updateOfMissing: random.oneOf(['reported', { code: 230099, msg: 'no such card' }]),
			failCard: random.chance(0.4) ? drawFailures(random, wishes) : undefined,
			fault: random.chance(0.7) ? drawFaults(random) : undefined,
		},
		options: { requestsPerSecond: 1_000, timeout: 20_000 },
	};
}

function drawWishes(operation: LifeOperation, random: Random): Wish[] {
	const count = random.oneOf([1, random.from(2, 12), random.from(2, 30), random.from(20, 45)]);
	// Fewer business IDs than wishes: then the same card goes to several users.
	const bizIds = random.from(1, count);
	const wishes = Array.from({ length: count }, (_, n): Wish => {
		const bizId = `order-${n % bizIds}`;
		return {
			biz_id: bizId,
			user_id: `ou_${n}`,
			// A card says the same to all its users, or not.
			title: random.chance(0.8) ? `of ${bizId}` : `of ${bizId} for ${n}`,
			...(operation === 'update' ? {} : { link: LINK }),
			...(operation === 'create' ? {} : drawChanges(random)),
			...(random.chance(0.05) ? { status_label: { text: 'x', type: 'pink' } } : {}),
		};
	});
	const again = random.some(wishes, random.oneOf([0, 0, 2]));
	return [
		...wishes,
		...again.map((wish) => ({ ...wish, ...(random.chance(0.5) ? { title: 'another' } : {}) })),
	];
}

function drawChanges(random: Random): Partial<Wish> {
	const update_fields = random.oneOf([
		undefined,
		['1', '103'],
		['103'],
		['1', '101', '102', '103'],
	]);
	return update_fields ? { update_fields } : {};
}

function drawFailures(random: Random, wishes: Wish[]): Settings['failCard'] {
	const fates = new Map<string, { reason: Reason; times: number }>();
	for (const wish of wishes) {
		if (random.chance(0.75)) continue;
		const reason = random.oneOf<Reason>(['RATE_LIMITED', 'NO_PERMISSION', 'UNKNOWN']);
		fates.set(wishKey(wish), { reason, times: reason === 'RATE_LIMITED' ? random.from(1, 3) : 99 });
	}
	return (card, nth) => {
		const fate = fates.get(wishKey(card));
		return fate && nth <= fate.times ? fate.reason : undefined;
	};
}

const FAULTS: Fault[] = [
	{ kind: 'reset' },
	{ kind: 'cut' },
	{ kind: 'status', status: 502 },
	{ kind: 'code', code: 2200, status: 500 },
	{ kind: 'no-code' },
];

/** Some of the first requests of each API meet a fault, before or after Feishu did its work. */
function drawFaults(random: Random): Settings['fault'] {
	const share = random.oneOf([0.1, 0.3, 0.6]);
	return ({ path }, nth) => {
		if (!path.includes('app_feed_card') || nth > 12 || !random.chance(share)) return undefined;
		return { ...random.oneOf(FAULTS), done: random.chance(0.5) };
	};
}

export const wishKey = ({ biz_id, user_id }: { biz_id: string; user_id: string }) =>
	`${biz_id} for ${user_id}`;
