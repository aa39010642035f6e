/** Requests that Feishu refuses because of what is in them. */
import type { Settings } from '../feishu/settings';
import { fastTime } from './fastTime';
import { contradictions } from './oracle';
import { keyOf, play, someCards, type Card } from './play';

const clock = fastTime();

/** The ways in which one card makes Feishu refuse all 20. */
const WAYS: Array<[words: string, settings: (bad: Card[]) => Partial<Settings>]> = [
	[
		'whose users the message names',
		(bad) => ({ unknownUsers: new Set(bad.map(({ user_id }) => user_id)) }),
	],
	[
		'whose users the message does not name',
		(bad) => ({
			unknownUsers: new Set(bad.map(({ user_id }) => user_id)),
			nameIdsInMessage: false,
		}),
	],
	[
		'that Feishu refuses with a code that nobody knows',
		(bad) => ({
			refuseCards: (card) =>
				bad.some((one) => keyOf(one) === keyOf(card)) ? { code: 230099, msg: 'no' } : undefined,
		}),
	],
];

/** So many of them, as far from each other as can be. */
const spread = (cards: Card[], count: number) =>
	Array.from({ length: count }, (_, n) => cards[Math.floor((n * cards.length) / count)]);

describe.each(WAYS)('cards %s', (words, settingsFor) => {
	test.each([1, 2, 3, 5, 10, 19, 20])(
		'%i of them in one request are found, at little cost',
		async (count) => {
			// The other requests are fine, so that the fault is not in all cards alike.
			const cards = someCards(60);
			const bad = spread(cards.slice(20, 40), count);
			const played = await play({ cards, held: cards, settings: { clock, ...settingsFor(bad) } });
			expect(played.ran.error).toBeUndefined();
			expect(contradictions(played)).toEqual([]);
			const rejected = played.ran.cards.filter(({ reason }) => reason === 'REJECTED');
			expect(rejected.map(({ biz_id }) => biz_id)).toEqual(bad.map(({ biz_id }) => biz_id));
			expect(played.feishu.cards).toHaveLength(count);

			const extra = played.requests.length - 3;
			const named = words === 'whose users the message names';
			expect(extra).toBeLessThanOrEqual(named ? 1 : Math.ceil(2 * count * Math.log2(20)));
			// To ask for each card alone is the worst that can be needed.
			expect(extra).toBeLessThanOrEqual(39);
		},
	);
});

describe('thousands of cards whose users do not exist', () => {
	const cards = Array.from({ length: 3_000 }, (_, n) => ({ biz_id: `a-${n}`, user_id: `ou_${n}` }));
	const unknownUsers = new Set(cards.map(({ user_id }) => user_id));

	test.each([
		[true, 'which the message names'],
		[false, 'which the message does not name'],
	])('end as one error with the IDs (%s), %s', async (nameIdsInMessage) => {
		const played = await play({
			cards,
			held: cards,
			settings: { clock, nameIdsInMessage, unknownUsers },
		});
		expect(played.ran.error?.message).toMatch(/\(Feishu code \d+\)$/);
		expect(played.ran.error?.description).toMatch(/their user IDs: ou_\d+, ou_\d+/);
		expect(played.ran.error?.description).toContain('User ID Type');
		expect(contradictions(played)).toEqual([]);
		expect(played.requests.length).toBeLessThanOrEqual(100);
		expect(played.feishu.cards).toHaveLength(3_000);
	});

	test('end with each ID once, and no dots if these are all', async () => {
		const ofOne = cards.slice(0, 70).map(({ biz_id }) => ({ biz_id, user_id: 'ou_1' }));
		const played = await play({ cards: ofOne, held: ofOne, settings: { clock, unknownUsers } });
		expect(played.ran.error?.description).toMatch(/their user IDs: ou_1\./);
	});

	test('with continue on fail, every card is accounted for', async () => {
		const played = await play({
			cards,
			held: cards,
			settings: { clock, unknownUsers },
			onError: 'continueRegularOutput',
		});
		expect(played.ran.error).toBeUndefined();
		expect(played.ran.cards).toHaveLength(3_000);
		const reasons = new Set(played.ran.cards.map(({ reason }) => reason));
		expect([...reasons].sort()).toEqual(['REJECTED', 'REQUEST_FAILED']);
	});
});

test('bad cards all over a long list are found, and all others deleted', async () => {
	const cards = someCards(400);
	const bad = cards.filter((_, n) => n % 37 === 5);
	const unknownUsers = new Set(bad.map(({ user_id }) => user_id));
	const settings = { clock, unknownUsers, nameIdsInMessage: false };
	const played = await play({ cards, held: cards, settings });
	expect(contradictions(played)).toEqual([]);
	expect(played.ran.cards.filter(({ reason }) => reason === 'REJECTED')).toHaveLength(bad.length);
	expect(played.requests.length - 20).toBeLessThanOrEqual(2 * bad.length * Math.log2(20));
});

test('a list that begins with hundreds of bad cards is not given up', async () => {
	const cards = someCards(600);
	const unknownUsers = new Set(cards.slice(0, 300).map(({ user_id }) => user_id));
	const settings = { clock, unknownUsers, nameIdsInMessage: false };
	const played = await play({ cards, held: cards, settings });
	expect(played.ran.error).toBeUndefined();
	expect(contradictions(played)).toEqual([]);
	expect(played.feishu.cards).toHaveLength(300);
});
