/** What the node creates and updates takes the requests that Feishu's official SDK takes for it. */
import * as fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { setUp } from '../engine/setUp';
import type { AppFeedCard, RecordedRequest, UserIdType } from '../feishu/settings';
import { anyCard, anyUserIdType, panelCard, usersOf, withBizId } from './anyCard';
import { anyUpdate, numbersOf, panelUpdate } from './anyUpdate';
import { meaning, OfficialSdk, type UpdateEntry } from './officialSdk';
import { createParameters, updateParameters } from './panel';

// The SDK leaves the charset out of the content type.
const n8n = setUp({ acceptPlainJson: true });

type Requests = () => RecordedRequest[];

/** The requests that the SDK takes, and those that the node takes for the same. */
async function bothWays(
	requests: Requests,
	bySdk: (sdk: OfficialSdk) => Promise<void>,
	parameters: IDataObject,
	item: IDataObject = {},
): Promise<void> {
	const { feishu } = n8n;
	feishu.requests = [];
	await bySdk(new OfficialSdk(feishu));
	const expected = requests().map(meaning);
	expect(expected.length).toBeGreaterThan(0);
	feishu.requests = [];
	const ran = await n8n.run([item], {
		parameters: {
			output: 'cards',
			...parameters,
			options: { requestsPerSecond: 1000 },
		} as never,
	});
	expect(ran.error).toBeUndefined();
	expect(requests().map(meaning)).toEqual(expected);
}

const created: Requests = () => n8n.feishu.createRequests;
const updated: Requests = () => n8n.feishu.updateRequests;

const typeAndUsers = anyUserIdType.chain((type) =>
	fc.record({ type: fc.constant(type), users: usersOf(type, 20) }),
);

/** As in a table, with one column for each field. */
function flatOf(card: AppFeedCard): IDataObject {
	const { link, buttons, ...others } = withoutNotify(card);
	return {
		...others,
		...(link ? { link: link.link } : {}),
		...(buttons ? { buttons: buttons.buttons } : {}),
		'a column of theirs': 'that the node has nothing to do with',
	} as never;
}

function withoutNotify(card: AppFeedCard): AppFeedCard {
	const rest = { ...card };
	delete rest.notify;
	return rest;
}

describe('create', () => {
	const sdkCreates =
		(type: UserIdType, card: AppFeedCard, users: string[]) => async (sdk: OfficialSdk) =>
			await sdk.create(type, withBizId(card), users);

	test('from the fields of the panel', async () => {
		await fc.assert(
			fc.asyncProperty(typeAndUsers, panelCard, async ({ type, users }, card) => {
				const parameters = { ...createParameters(card, users), userIdType: type };
				await bothWays(created, sdkCreates(type, card, users), parameters);
			}),
		);
	});

	test("from a list in Feishu's own shape", async () => {
		await fc.assert(
			fc.asyncProperty(typeAndUsers, anyCard, async ({ type, users }, card) => {
				const cards = [{ app_feed_card: card, user_ids: users }];
				const parameters = { operation: 'create', cardSource: 'list', userIdType: type };
				const item = { cards } as never;
				await bothWays(created, sdkCreates(type, card, users), parameters, item);
			}),
		);
	});

	test('from a flat list', async () => {
		await fc.assert(
			fc.asyncProperty(typeAndUsers, anyCard, async ({ type, users }, card) => {
				const cards = [{ ...flatOf(card), user_ids: users }];
				const parameters = { operation: 'create', cardSource: 'list', userIdType: type };
				const item = { cards } as never;
				await bothWays(created, sdkCreates(type, withoutNotify(card), users), parameters, item);
			}),
		);
	});
});

describe('update', () => {
	const sdkUpdates = (type: UserIdType, entries: UpdateEntry[]) => async (sdk: OfficialSdk) => {
		const named = entries.map((entry) => ({
			...entry,
			app_feed_card: withBizId(entry.app_feed_card),
		}));
		for (let first = 0; first < named.length; first += 20) {
			await sdk.update(type, named.slice(first, first + 20));
		}
	};
	const user = fc.nat(9_999).map((number) => `ou_${number}`);
	const different = {
		selector: (one: UpdateEntry) => `${one.app_feed_card.biz_id} ${one.user_id}`,
	};

	test('from the fields of the panel', async () => {
		await fc.assert(
			fc.asyncProperty(panelUpdate(user), async (entry) => {
				await bothWays(updated, sdkUpdates('open_id', [entry]), updateParameters(entry));
			}),
		);
	});

	test("from a list in Feishu's own shape, in the same requests of 20", async () => {
		const entries = fc.uniqueArray(anyUpdate(user), { minLength: 1, maxLength: 45, ...different });
		await fc.assert(
			fc.asyncProperty(entries, async (feed_cards) => {
				const parameters = { operation: 'update', cardSource: 'list' };
				const item = { cards: { feed_cards } } as never;
				await bothWays(updated, sdkUpdates('open_id', feed_cards), parameters, item);
			}),
			{ numRuns: 30 },
		);
	});

	test('from a flat list, whose fields say what is to be updated', async () => {
		const entries = fc.uniqueArray(anyUpdate(user), { minLength: 1, maxLength: 45, ...different });
		await fc.assert(
			fc.asyncProperty(entries, async (all) => {
				const meant = all
					.map((entry) => ({
						...entry,
						app_feed_card: withoutNotify(entry.app_feed_card),
						update_fields: numbersOf(entry.app_feed_card),
					}))
					.filter(({ update_fields }) => update_fields.length > 0);
				if (meant.length === 0) return;
				const cards = meant.map(({ app_feed_card, user_id }) => ({
					...flatOf(app_feed_card),
					user_id,
				}));
				const parameters = { operation: 'update', cardSource: 'list' };
				await bothWays(updated, sdkUpdates('open_id', meant), parameters, { cards } as never);
			}),
			{ numRuns: 30 },
		);
	});
});
