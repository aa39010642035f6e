import { EMPLOYEE_ID_SCOPE } from './apps';
import { card, DELETE_PATH, failedCards, sendDelete } from './client';
import { REASONS } from './settings';
import { FeishuStandIn } from './standIn';

let feishu: FeishuStandIn;
beforeAll(async () => {
	feishu = await FeishuStandIn.start({ rateLimit: undefined });
});
beforeEach(() => {
	feishu.reset();
	feishu.addCards([
		{ bizId: 'a', userId: 'ou_1' },
		{ bizId: 'b', userId: 'ou_1' },
	]);
});
afterAll(async () => await feishu.stop());

const byUserId = { path: `${DELETE_PATH}?user_id_type=user_id` };

describe('delete', () => {
	test('deletes what is there and reports what is not', async () => {
		const said = await sendDelete(feishu, [card('a'), card('x'), card('a', 'ou_2')]);
		expect(failedCards(said)).toEqual([
			{ biz_id: 'x', user_id: 'ou_1', reason: 'NOT_CREATED' },
			{ biz_id: 'a', user_id: 'ou_2', reason: 'NOT_CREATED' },
		]);
		expect(feishu.hasCard('a', 'ou_1')).toBe(false);
		expect(feishu.hasCard('b', 'ou_1')).toBe(true);
	});

	test('reports the second of two equal cards as a duplicate', async () => {
		const said = await sendDelete(feishu, [card('a'), card('a')]);
		expect(failedCards(said)).toEqual([{ ...card('a'), reason: 'DUPLICATE' }]);
	});

	test('knows a person by each ID', async () => {
		feishu.addUser({ openId: 'ou_1', unionId: 'on_1', userId: 'u1' });
		expect((await sendDelete(feishu, [card('a', 'u1')], byUserId)).body.data).toEqual({});
		const byUnionId = { path: `${DELETE_PATH}?user_id_type=union_id` };
		expect((await sendDelete(feishu, [card('b', 'on_1')], byUnionId)).body.data).toEqual({});
		expect(feishu.cardCount).toBe(0);
	});

	test("does not touch another app's cards", async () => {
		const { appId } = feishu.addApp({ appId: 'cli_other' });
		const said = await sendDelete(feishu, [card('a')], { token: feishu.issueToken({ appId }) });
		expect(failedCards(said)).toHaveLength(1);
		expect(feishu.cardCount).toBe(2);
	});

	test('carries out the second of two equal cards, if a test says so', async () => {
		feishu.settings.sameCardTwice = 'carriedOut';
		const said = await sendDelete(feishu, [card('a'), card('a')]);
		expect(failedCards(said)).toEqual([{ ...card('a'), reason: 'NOT_CREATED' }]);
	});

	test.each([
		['name', ['UNKNOWN', 'NO_PERMISSION', 'NOT_CREATED', 'RATE_LIMITED', 'DUPLICATE']],
		['digit', ['0', '1', '2', '3', '4']],
		['number', [0, 1, 2, 3, 4]],
		['sdkName', ['UNKNOWN', 'NO_PERMISSION', 'NOT_CREATED', 'RATE_LIMITED', 'DUPLICATED']],
		['lowerCase', ['unknown', 'no_permission', 'not_created', 'rate_limited', 'duplicate']],
	] as const)('spells the reasons as a %s', async (style, spelled) => {
		feishu.settings.reasonStyle = style;
		feishu.settings.failCard = ({ biz_id }) => REASONS[Number(biz_id)];
		const said = await sendDelete(
			feishu,
			['0', '1', '2', '3', '4'].map((id) => card(id)),
		);
		expect(failedCards(said)?.map(({ reason }) => reason)).toEqual(spelled);
	});

	test('fails a card as often as a test says, in any spelling', async () => {
		feishu.settings.failCard = (_, nth) =>
			[undefined, 'RATE_LIMITED' as const, { raw: 'SOMETHING_NEW' }][nth];
		const reasons = [];
		for (let i = 0; i < 3; i++) {
			reasons.push(failedCards(await sendDelete(feishu, [card('a')]))?.[0].reason);
		}
		expect(reasons).toEqual(['RATE_LIMITED', 'SOMETHING_NEW', undefined]);
		expect(feishu.hasCard('a', 'ou_1')).toBe(false);
	});

	test('leaves user_id out for user_id_type=user_id, unless the app may read it', async () => {
		const ask = async () => failedCards(await sendDelete(feishu, [card('x', 'u1')], byUserId));
		expect(await ask()).toEqual([{ biz_id: 'x', reason: 'NOT_CREATED' }]);
		feishu.app.scopes.add(EMPLOYEE_ID_SCOPE);
		expect(await ask()).toEqual([{ biz_id: 'x', user_id: 'u1', reason: 'NOT_CREATED' }]);
		feishu.settings.omitUserId = true;
		expect(await ask()).toEqual([{ biz_id: 'x', reason: 'NOT_CREATED' }]);
	});

	test.each([
		[false, {}],
		[true, { failed_cards: [] }],
		['null' as const, { failed_cards: null }],
	])('answers without failures in each way: %j', async (emptyFailedCards, data) => {
		feishu.settings.emptyFailedCards = emptyFailedCards;
		expect((await sendDelete(feishu, [card('a')])).body.data).toEqual(data);
	});
});
