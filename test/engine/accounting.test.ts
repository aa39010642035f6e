/**
 * Every card that goes in comes out exactly once, in n8n's engine and over real HTTP. (The same for far
 * more, and worse, cases without n8n: test/units/accounting.test.ts.)
 */
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import type { Reason } from '../feishu/settings';
import { FeishuStandIn } from '../feishu/standIn';
import { clock } from './built';
import { Engine } from './engine';
import { credentialOf, hurry, inputsOf } from './setUp';

const real = { ...clock };
beforeAll(hurry);
afterAll(() => Object.assign(clock, real));

interface Case {
	/** For each input item: a business ID and the users. */
	inputs: Array<{ biz: string; users: string[] }>;
	/** Cards that are not there, by "biz user", unless they fail for another cause. */
	missing: string[];
	failing: Record<string, Reason>;
	/** Users because of whom Feishu refuses a request. */
	unknown: string[];
	reasonStyle: 'name' | 'digit' | 'number';
	omitUserId: boolean;
	nameIdsInMessage: boolean;
	as: 'items' | 'list';
}

const BIZ = ['a', 'b', 'c', 'd'];
const USERS = ['ou_1', 'ou_2', 'ou_3', 'ou_4', 'ou_5', 'ou_6', 'ou_7'];
const ALL = BIZ.flatMap((biz) => USERS.map((user) => `${biz} ${user}`));

const cases: fc.Arbitrary<Case> = fc.record({
	inputs: fc.array(
		fc.record({
			biz: fc.constantFrom(...BIZ),
			users: fc.array(fc.constantFrom(...USERS), { minLength: 1, maxLength: 7 }),
		}),
		// Without an input item n8n does not run a node.
		{ minLength: 1, maxLength: 12 },
	),
	missing: fc.subarray(ALL, { maxLength: 5 }),
	failing: fc.dictionary(
		fc.constantFrom(...ALL),
		fc.constantFrom<Reason>('UNKNOWN', 'NO_PERMISSION', 'DUPLICATE'),
		{ maxKeys: 5 },
	),
	unknown: fc.oneof(fc.constant<string[]>([]), fc.subarray(USERS, { maxLength: 2 })),
	reasonStyle: fc.constantFrom('name' as const, 'digit' as const, 'number' as const),
	omitUserId: fc.boolean(),
	nameIdsInMessage: fc.boolean(),
	as: fc.constantFrom('items' as const, 'list' as const),
});

function itemsOf({ inputs, as }: Case): IDataObject[] {
	return inputs.map(({ biz, users }): IDataObject => {
		const card = { biz_id: biz, user_id: users };
		return as === 'items' ? card : { cards: users.map((user_id) => ({ biz_id: biz, user_id })) };
	});
}

async function runCase(given: Case) {
	const feishu = await FeishuStandIn.start({
		rateLimit: undefined,
		unknownUsers: new Set(given.unknown),
		reasonStyle: given.reasonStyle,
		omitUserId: given.omitUserId,
		nameIdsInMessage: given.nameIdsInMessage,
		failCard: ({ biz_id, user_id }) => given.failing[`${biz_id} ${user_id}`],
	});
	try {
		for (const card of ALL) {
			const [bizId, userId] = card.split(' ');
			const failsOtherwise = card in given.failing || given.unknown.includes(userId);
			if (failsOtherwise || !given.missing.includes(card)) feishu.addCards([{ bizId, userId }]);
		}
		const engine = new Engine();
		engine.credentials.put('1', 'feishuAppApi', credentialOf(feishu));
		const ran = await engine.run({
			items: itemsOf(given),
			onError: 'continueRegularOutput',
			parameters: {
				cardSource: given.as,
				output: 'cards',
				options: { requestsPerSecond: 1000 },
			},
			laterExpression: '={{ $json.biz_id }}',
		});
		const there = new Set(feishu.cards.map(({ bizId, userId }) => `${bizId} ${userId}`));
		return { ran, there };
	} finally {
		await feishu.stop();
	}
}

test('whatever cards go in and fail, each comes out once, linked to what named it, and truly', async () => {
	await fc.assert(
		fc.asyncProperty(cases, async (given) => {
			const { ran, there } = await runCase(given);
			expect(ran.error).toBeUndefined();

			const named = new Map<string, Set<number>>();
			for (const [input, { biz, users }] of given.inputs.entries()) {
				for (const user of users) {
					const key = `${biz} ${user}`;
					named.set(key, (named.get(key) ?? new Set()).add(input));
				}
			}
			const keys = ran.cards.map(({ biz_id, user_id }) => `${String(biz_id)} ${String(user_id)}`);
			expect(keys).toEqual([...named.keys()]);
			expect(ran.items.map(inputsOf)).toEqual([...named.values()].map((set) => [...set]));
			expect(ran.later).toEqual(ran.cards.map(({ biz_id }) => biz_id));

			for (const [index, { status, reason }] of ran.cards.entries()) {
				const key = keys[index];
				const isGone = status === 'deleted' || reason === 'NOT_CREATED';
				expect([key, there.has(key)]).toEqual([key, !isGone]);
				const user = key.split(' ')[1];
				if (given.unknown.includes(user)) expect(reason).toBe('REJECTED');
				else if (given.failing[key]) expect(reason).toBe(given.failing[key]);
				else expect([undefined, 'NOT_CREATED']).toContain(reason);
			}
		}),
		{ numRuns: 60 },
	);
});
