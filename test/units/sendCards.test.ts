import { sendCards } from '../../nodes/FeishuAppFeedCard/sending/sendCards';
import type { Card } from '../../nodes/FeishuAppFeedCard/card/card';
import { joinLimiter } from '../../nodes/FeishuAppFeedCard/pacing/limiter';
import { readFailedCards } from '../../nodes/FeishuAppFeedCard/sending/failedCards';
import type { CardRequest } from '../../nodes/FeishuAppFeedCard/sending/feedCardApi';
import { FeishuError } from '../../nodes/shared/feishuError';
import { VirtualClock } from './virtualClock';

let time: VirtualClock;
beforeEach(() => (time = new VirtualClock()));
afterEach(() => time.restore());

const request: CardRequest = {
	method: 'DELETE',
	path: '/x',
	verb: 'delete',
	stateReason: 'NOT_CREATED',
	body: () => ({}),
};
let cards: Card[];
beforeEach(() => {
	cards = Array.from({ length: 200 }, (_, order) => ({
		bizId: `card-${order}`,
		userId: 'ou_1',
		inputs: [order],
		order,
	}));
});

test('an error that is none of Feishu’s, a fault of this package, ends the run and is not hidden', async () => {
	const defect = new TypeError('cannot read properties of undefined');
	let requests = 0;
	const run = sendCards(cards, request, {
		api: {
			hasToken: () => true,
			send: async () => {
				requests++;
				throw defect;
			},
		},
		limiter: joinLimiter('a defect', 1),
		maxRetries: 5,
		accepted: false,
		signal: undefined,
	});
	await expect(time.until(run)).rejects.toBe(defect);
	// One may have been about to start.
	expect(requests).toBeLessThanOrEqual(2);
});

/** Sends the cards to a Feishu that answers so: the `failed_cards` of an answer, or its error. */
async function send(
	given: Card[],
	answer: (sent: readonly Card[], nth: number) => unknown[],
	more: Partial<CardRequest> = {},
) {
	let requests = 0;
	const limiter = joinLimiter(`an app ${Math.random()}`, 10);
	const run = sendCards(
		given,
		{ ...request, doneReason: 'NOT_CREATED', ...more },
		{
			api: {
				hasToken: () => true,
				send: async (_, sent, onSending) => {
					onSending();
					const failed_cards = answer(sent, requests++);
					return readFailedCards({ failed_cards }, 'delete');
				},
			},
			limiter,
			maxRetries: 5,
			accepted: false,
			signal: undefined,
		},
	);
	const ended = await time.until(run);
	limiter.leave();
	const results = ended.cards.flatMap(({ result }) => (result ? [result] : []));
	return {
		...ended,
		requests,
		reasons: results.map((result) => (typeof result === 'string' ? result : result.reason)),
		unfinished: ended.cards.filter(({ result }) => result === undefined),
	};
}

const lost = () =>
	new FeishuError({ kind: 'unavailable', summary: 'Lost', advice: '', outcomeUnknown: true });
const refused = (feishuMessage = '') =>
	new FeishuError({ kind: 'refused', summary: 'Refused', advice: '', code: 230001, feishuMessage });
const cardOf = (bizId: string, userId: string, order: number): Card => ({
	bizId,
	userId,
	inputs: [0],
	order,
});

test('a card that is gone after a lost answer counts as done, and how many these are is told', async () => {
	const { reasons } = await send(cards.slice(0, 5), (sent, nth) => {
		if (nth === 0) throw lost();
		return sent.slice(0, 3).map(({ bizId, userId }) => ({
			biz_id: bizId,
			user_id: userId,
			reason: 'NOT_CREATED',
		}));
	});
	expect(reasons).toEqual(['presumed', 'presumed', 'presumed', 'done', 'done']);
});

test('what cannot be sent again waits while Feishu is away, in place of being lost', async () => {
	const many = Array.from({ length: 1_000 }, (_, order) => cardOf(`card-${order}`, 'ou_1', order));
	const begin = time.elapsed;
	const { reasons, stoppedBy } = await send(
		many,
		(_, nth) => {
			const after = time.elapsed - begin;
			if (nth > 0 && after > 1_000 && after < 41_000) throw lost();
			return [];
		},
		{ mayRepeat: () => false },
	);
	expect(stoppedBy).toBeUndefined();
	expect(reasons).toHaveLength(1_000);
	const failed = reasons.filter((reason) => reason !== 'done');
	expect(failed.length).toBeGreaterThan(0);
	expect(failed.length).toBeLessThanOrEqual(12 * 20);
});

test('what cannot be sent again is not tried for ever if Feishu never was there', async () => {
	const { reasons, stoppedBy, unfinished } = await send(
		cards,
		() => {
			throw lost();
		},
		{ mayRepeat: () => false },
	);
	expect(stoppedBy?.message).toContain('Lost');
	expect(reasons.length + unfinished.length).toBe(200);
	expect(reasons.length).toBeLessThanOrEqual(6 * 20);
});

test('if Feishu fails on all it is sent, each card is tried once by itself, and none a second time before', async () => {
	const { requests, stoppedBy } = await send(cards.slice(0, 20), () => {
		throw new FeishuError({ kind: 'unavailable', summary: 'Failing', advice: '', code: 2200 });
	});
	expect(stoppedBy?.message).toContain('Failing');
	// The request is tried six times (Max Retries is 5), its cards once each.
	expect(requests).toBe(6 + 20);
});

test('if a part of a refused request is lost and must not be sent again, the rest is sent all the same', async () => {
	const { reasons, stoppedBy, unfinished } = await send(
		cards.slice(0, 8),
		(sent) => {
			if (sent.length === 8) throw refused();
			if (sent.some(({ order }) => order === 0)) throw lost();
			return [];
		},
		{ mayRepeat: () => false },
	);
	expect([stoppedBy, unfinished]).toEqual([undefined, []]);
	expect(reasons).toEqual([...Array(4).fill('REQUEST_FAILED'), ...Array(4).fill('done')]);
});

test('if users are hidden and asked together once more, the first answer counts', async () => {
	const given = ['ou_1', 'ou_2', 'ou_3'].map((user, order) => cardOf('a', user, order));
	const limited = new Set<string>();
	let together = 0;
	const { reasons } = await send(given, (sent) => {
		const said = (reason: string) => ({ biz_id: 'a', reason });
		if (sent.length > 1) {
			together++;
			return [said('NOT_CREATED'), said('NO_PERMISSION')];
		}
		const [{ userId }] = sent;
		if (!limited.has(userId)) {
			limited.add(userId);
			return [said('RATE_LIMITED')];
		}
		return [said(userId === 'ou_3' ? 'NO_PERMISSION' : 'NOT_CREATED')];
	});
	expect(together).toBe(2);
	expect(reasons.sort()).toEqual(['NOT_CREATED', 'NO_PERMISSION', 'done']);
});

test('faults before a long rate limit (429) are no part of an outage after it', async () => {
	const limited = () => new FeishuError({ kind: 'rateLimited', summary: 'Limited', advice: '' });
	let late = 0;
	const { reasons, stoppedBy } = await send(cards.slice(0, 21), (sent, nth) => {
		if (sent.length === 20) return [];
		if (nth === 1) throw lost();
		if (time.elapsed < 90_000) throw limited();
		if (++late <= 6) throw lost();
		return [];
	});
	expect(stoppedBy).toBeUndefined();
	expect(reasons).toEqual(Array(21).fill('done'));
	expect(late).toBe(7);
});

test('if users are hidden and fail for two reasons, as many cards were not there as Feishu said', async () => {
	const users = ['ou_1', 'ou_2', 'ou_3', 'ou_4', 'ou_5'];
	const given = users.map((user, order) => cardOf('a', user, order));
	const { reasons } = await send(given, (sent, nth) => {
		const said = (reason: string) => ({ biz_id: 'a', reason });
		// One is not there and one is out of reach; asked alone, all but the latter are gone by then.
		if (nth === 0) return [said('NOT_CREATED'), said('NO_PERMISSION')];
		return [said(sent[0].userId === 'ou_5' ? 'NO_PERMISSION' : 'NOT_CREATED')];
	});
	expect(reasons.sort()).toEqual(['NOT_CREATED', 'NO_PERMISSION', 'done', 'done', 'done']);
});

describe('if users are hidden, a card that failed is in doubt', () => {
	const said = (reason: string) => ({ biz_id: 'a', reason });
	/** One of two failed; asked alone, they answer so. */
	const inDoubt = async (alone: (userId: string, nth: number) => string | undefined) => {
		const given = ['ou_1', 'ou_2'].map((user, order) => cardOf('a', user, order));
		const asked = new Map<string, number>();
		const { cards: ended } = await send(given, (sent, nth) => {
			if (nth === 0) return [said('NO_PERMISSION')];
			const [{ userId }] = sent;
			asked.set(userId, (asked.get(userId) ?? 0) + 1);
			const reason = alone(userId, asked.get(userId)!);
			return reason === undefined ? [] : [said(reason)];
		});
		return ended.flatMap(({ userId, mayBeDone, result }) =>
			mayBeDone && typeof result === 'object' ? userId : [],
		);
	};
	const plain = (userId: string) => (userId === 'ou_1' ? 'NOT_CREATED' : 'NO_PERMISSION');

	test('not if the others prove to be all that the answer called done', async () => {
		expect(await inDoubt(plain)).toEqual([]);
	});

	test('if the other one fails as well by then', async () => {
		expect(await inDoubt(() => 'NO_PERMISSION')).toEqual(['ou_1', 'ou_2']);
	});

	test('if the other one was done only when it was asked alone', async () => {
		const alone = (userId: string) => (userId === 'ou_1' ? undefined : 'NO_PERMISSION');
		expect(await inDoubt(alone)).toEqual(['ou_2']);
	});

	test.each(['ou_1', 'ou_2'])('if an answer was lost when %s was asked alone', async (user) => {
		const alone = (userId: string, nth: number) => {
			if (userId === user && nth === 1) throw lost();
			return plain(userId);
		};
		expect(await inDoubt(alone)).toEqual(['ou_2']);
	});

	test('if they were asked together once more, and one of them may have been done then', async () => {
		const given = ['ou_1', 'ou_2', 'ou_3'].map((user, order) => cardOf('a', user, order));
		const limited = new Set<string>();
		const { cards: ended } = await send(given, (sent) => {
			if (sent.length > 1) return [said('NO_PERMISSION'), said('UNKNOWN')];
			const [{ userId }] = sent;
			if (!limited.has(userId)) {
				limited.add(userId);
				return [said('RATE_LIMITED')];
			}
			return [said(userId === 'ou_3' ? 'NOT_CREATED' : 'NO_PERMISSION')];
		});
		expect(ended.map(({ mayBeDone }) => mayBeDone)).toEqual([true, true, true]);
	});
});

test('a refusal that says that the card exists, a duplicate, is no proof that all are refused', async () => {
	const given = Array.from({ length: 200 }, (_, order) => cardOf(`a-${order}`, 'ou_1', order));
	const { reasons, stoppedBy } = await send(
		given,
		() => {
			throw refused('biz_id already exists');
		},
		{ stateReason: 'DUPLICATE', doneReason: 'DUPLICATE', inCommon: ({ bizId }) => bizId },
	);
	expect(stoppedBy).toBeUndefined();
	expect(reasons).toEqual(Array(200).fill('DUPLICATE'));
});
