/** What Feishu's official SDK sends is what its documents allow: so the stand-in is not stricter than they are. */
import * as fc from 'fast-check';

import { FeishuStandIn } from '../feishu/standIn';
import { anyCard, anyUserIdType, usersOf } from './anyCard';
import { anyUpdate } from './anyUpdate';
import { meaning, OfficialSdk } from './officialSdk';

let feishu: FeishuStandIn;
beforeEach(async () => {
	feishu = await FeishuStandIn.start({ rateLimit: undefined, acceptPlainJson: true });
});
afterEach(async () => await feishu.stop());

const typeAndUsers = anyUserIdType.chain((type) =>
	fc.record({ type: fc.constant(type), users: usersOf(type, 20) }),
);

test('a created card has everything that the SDK was told', async () => {
	const sdk = new OfficialSdk(feishu);
	await fc.assert(
		fc.asyncProperty(typeAndUsers, anyCard, async ({ type, users }, card) => {
			feishu.requests = [];
			await sdk.create(type, card, users);
			expect(feishu.createRequests.map(meaning)).toMatchObject([
				{
					method: 'POST',
					path: '/open-apis/im/v2/app_feed_card',
					query: { user_id_type: type },
					body: { app_feed_card: card, user_ids: users },
				},
			]);
		}),
	);
});

test('an update changes what the SDK was told to', async () => {
	const sdk = new OfficialSdk(feishu);
	const update = anyUpdate(fc.constantFrom('ou_1', 'ou_2'));
	await fc.assert(
		fc.asyncProperty(fc.array(update, { minLength: 1, maxLength: 20 }), async (entries) => {
			feishu.requests = [];
			await sdk.update('open_id', entries);
			expect(feishu.updateRequests.map(meaning)).toMatchObject([
				{
					method: 'PUT',
					path: '/open-apis/im/v2/app_feed_card/batch',
					query: { user_id_type: 'open_id' },
					body: { feed_cards: entries },
				},
			]);
		}),
	);
});
