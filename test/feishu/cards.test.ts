import { EMPLOYEE_ID_SCOPE } from './apps';
import { card, CREATE_PATH, DELETE_PATH, failedCards, send, sendDelete } from './client';
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

	test.each([
		['name', ['UNKNOWN', 'NO_PERMISSION', 'NOT_CREATED', 'RATE_LIMITED', 'DUPLICATE']],
		['digit', ['0', '1', '2', '3', '4']],
		['number', [0, 1, 2, 3, 4]],
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

	test('answers without failures in either way', async () => {
		expect((await sendDelete(feishu, [card('a')])).body.data).toEqual({});
		feishu.settings.emptyFailedCards = true;
		expect((await sendDelete(feishu, [card('b')])).body.data).toEqual({ failed_cards: [] });
	});
});

describe('create', () => {
	const link = { link: 'https://www.feishu.cn/' };
	const create = async (app_feed_card: unknown, user_ids: unknown = ['ou_1'], more = {}) =>
		await send(feishu, {
			path: CREATE_PATH,
			token: feishu.issueToken(),
			body: { app_feed_card, user_ids, ...more },
		});
	const button = { action_type: 'url_page', text: { text: 'Go' } };

	test('creates a card that can then be deleted', async () => {
		const said = await create({ biz_id: 'c', title: 'T', link }, ['ou_1', 'ou_2']);
		expect(said.body).toEqual({ code: 0, msg: 'success', data: { biz_id: 'c' } });
		expect(feishu.hasCard('c', 'ou_2')).toBe(true);
		const gone = await sendDelete(feishu, [card('c'), card('c', 'ou_2')]);
		expect(gone.body.data).toEqual({});
	});

	test('gives a card without biz_id one of its own', async () => {
		const { biz_id } = (await create({ link })).body.data as { biz_id: string };
		expect(feishu.hasCard(biz_id, 'ou_1')).toBe(true);
	});

	test('reports a card that is already there', async () => {
		expect(failedCards(await create({ biz_id: 'a', link }))).toEqual([
			{ ...card('a'), reason: 'DUPLICATE' },
		]);
	});

	test("takes the document's own example", async () => {
		const url = 'https://www.feishu.cn/';
		const said = await create({
			biz_id: '096e2927-40a6-41a3-9562-314d641d09ae',
			title: '主标题',
			// eslint-disable-next-line @n8n/community-nodes/no-hardcoded-secrets -- not one
			avatar_key: 'v3_0041_007bca9f-67ba-4199-bf00-4031b12cf226',
			preview: '预览信息',
			status_label: { text: '标签文字', type: 'primary' },
			buttons: {
				buttons: [
					{
						multi_url: { url, android_url: url, ios_url: url, pc_url: url },
						action_type: 'url_page',
						text: { text: '文本' },
						button_type: 'default',
						action_map: { foo: 'bar' },
					},
				],
			},
			link,
			time_sensitive: false,
			notify: { close_notify: true, custom_sound_text: '您有新的订单', with_custom_sound: true },
		});
		expect(said.body.code).toBe(0);
	});

	test.each<[string, object]>([
		['no link', { link: undefined }],
		['a link that is not https', { link: { link: 'http://www.feishu.cn/' } }],
		['a link of 701 characters', { link: { link: `https://${'x'.repeat(693)}` } }],
		['a long biz_id', { biz_id: 'x'.repeat(201) }],
		['a long title', { title: 'x'.repeat(61) }],
		['a long avatar_key', { avatar_key: 'x'.repeat(101) }],
		['a long preview', { preview: 'x'.repeat(121) }],
		['a status label without type', { status_label: { text: 'x' } }],
		['a status label of 21 characters', { status_label: { text: 'x'.repeat(21), type: 'danger' } }],
		['an unknown label type', { status_label: { text: 'x', type: 'blue' } }],
		['three buttons', { buttons: { buttons: [button, button, button] } }],
		['a button without text', { buttons: { buttons: [{ action_type: 'webhook' }] } }],
		['an unknown button type', { buttons: { buttons: [{ ...button, button_type: 'red' }] } }],
		['an action map of numbers', { buttons: { buttons: [{ ...button, action_map: { a: 1 } }] } }],
		['time_sensitive as text', { time_sensitive: 'true' }],
		['a long sound text', { notify: { custom_sound_text: 'x'.repeat(21) } }],
		['an unknown key', { colour: 'red' }],
	])('%s is refused', async (_, fields) => {
		expect(await create({ biz_id: 'c', link, ...fields })).toMatchObject({
			status: 400,
			body: { code: 99992402 },
		});
		expect(feishu.cardCount).toBe(2);
	});

	test('wants 1 to 20 users that exist, and no other key', async () => {
		expect((await create({ link }, [])).body.code).toBe(99992402);
		const many = Array.from({ length: 21 }, (_, i) => `ou_${i}`);
		expect((await create({ link }, many)).body.code).toBe(99992402);
		expect((await create({ link }, ['ou_1'], { force: true })).body.code).toBe(99992402);
		expect((await create({ link }, ['ou_1', 'x'])).body.code).toBe(99992351);
		expect(feishu.cardCount).toBe(2);
	});
});
