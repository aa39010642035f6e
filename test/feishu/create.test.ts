import { card, CREATE_PATH, failedCards, LINK, sendCreate, sendDelete } from './client';
import { FeishuStandIn } from './standIn';
import { DOCUMENTED_CARD, rightContents, wrongContents } from './wrongContents';

let feishu: FeishuStandIn;
beforeAll(async () => {
	feishu = await FeishuStandIn.start({ rateLimit: undefined });
});
beforeEach(() => {
	feishu.reset();
	feishu.settings.unknownAppLinkApps.add('cli_wrong');
	feishu.addCards([{ bizId: 'a', userId: 'ou_1' }]);
});
afterAll(async () => await feishu.stop());

test('creates a card that can then be deleted', async () => {
	const said = await sendCreate(feishu, { title: 'T' }, ['ou_1', 'ou_2']);
	expect(said.body).toEqual({ code: 0, msg: 'success', data: { biz_id: 'c' } });
	expect(feishu.hasCard('c', 'ou_2')).toBe(true);
	const gone = await sendDelete(feishu, [card('c'), card('c', 'ou_2')]);
	expect(gone.body.data).toEqual({});
});

test('remembers what is in the card', async () => {
	await sendCreate(feishu, { title: 'T', preview: 'P', notify: { close_notify: true } });
	expect(feishu.cardOf('c', 'ou_1')?.contents).toEqual({ title: 'T', preview: 'P', link: LINK });
});

test.each([[undefined], ['']])('gives a card with biz_id %j one of its own', async (biz_id) => {
	const said = await sendCreate(feishu, { biz_id }, ['ou_1', 'ou_2']);
	const { biz_id: given } = said.body.data as { biz_id: string };
	expect(feishu.hasCard(given, 'ou_1')).toBe(true);
	expect(feishu.hasCard(given, 'ou_2')).toBe(true);
});

test("takes the document's own example", async () => {
	expect((await sendCreate(feishu, DOCUMENTED_CARD)).body.code).toBe(0);
});

test.each([['no link', { link: undefined }] as [string, object], ...wrongContents])(
	'%s is refused',
	async (_, fields) => {
		const said = await sendCreate(feishu, fields);
		expect(said.status).toBe(400);
		expect([99992402, 230001]).toContain(said.body.code);
		expect(feishu.cardCount).toBe(1);
	},
);

test.each(rightContents)('%s is taken', async (_, fields) => {
	expect((await sendCreate(feishu, fields)).body.code).toBe(0);
	expect(feishu.cardOf('c', 'ou_1')?.contents).toMatchObject(fields);
});

test('wants 1 to 20 users that exist, and no other key', async () => {
	const code = async (users: unknown) => (await sendCreate(feishu, {}, users)).body.code;
	const users = (count: number) => Array.from({ length: count }, (_, i) => `ou_${i}`);
	expect(await code([])).toBe(99992402);
	expect(await code(users(21))).toBe(99992402);
	expect(await code('ou_1')).toBe(99992402);
	expect(await code(['ou_1', null])).toBe(99992402);
	expect(await code(['ou_1', 'x'])).toBe(99992351);
	const body = { app_feed_card: { link: LINK }, user_ids: ['ou_1'], force: true };
	expect((await sendCreate(feishu, {}, [], { body })).body.code).toBe(99992402);
	expect(feishu.cardCount).toBe(1);
	expect(await code(users(20))).toBe(0);
});

describe('a card that exists', () => {
	test('is reported for its user, and the others get theirs', async () => {
		const said = await sendCreate(feishu, { biz_id: 'a' }, ['ou_1', 'ou_2']);
		expect(said.body.data).toEqual({
			failed_cards: [{ ...card('a'), reason: 'DUPLICATE' }],
			biz_id: 'a',
		});
		expect(feishu.notifications.map(({ userId }) => userId)).toEqual(['ou_2']);
	});

	test('is reported under the same user named twice', async () => {
		const said = await sendCreate(feishu, {}, ['ou_1', 'ou_1']);
		expect(failedCards(said)).toEqual([{ ...card('c'), reason: 'DUPLICATE' }]);
		expect(feishu.timesCreated('c', 'ou_1')).toBe(1);
	});

	test('has the whole request refused, if a test says so', async () => {
		feishu.settings.existingCard = { code: 230001, msg: 'biz_id exists' };
		const said = await sendCreate(feishu, { biz_id: 'a' }, ['ou_2', 'ou_1']);
		expect(said).toMatchObject({ status: 400, body: { code: 230001, msg: 'biz_id exists' } });
		expect(feishu.cardCount).toBe(1);
		expect((await sendCreate(feishu)).body.code).toBe(0);
	});

	test('is created once more, if a test says so', async () => {
		feishu.settings.existingCard = 'recreated';
		for (let i = 0; i < 2; i++) expect(failedCards(await sendCreate(feishu))).toBeUndefined();
		expect(feishu.timesCreated('c', 'ou_1')).toBe(2);
		expect(feishu.repeatedNotifications).toHaveLength(1);
	});

	test.each([
		['free', undefined],
		['taken', [{ ...card('c'), reason: 'DUPLICATE' }]],
	] as const)('leaves its biz_id %s when it is deleted', async (after, failed) => {
		feishu.settings.bizIdAfterDelete = after;
		await sendCreate(feishu);
		await sendDelete(feishu, [card('c')]);
		expect(failedCards(await sendCreate(feishu))).toEqual(failed);
	});
});

describe('a wrong user', () => {
	test('has the whole request refused', async () => {
		feishu.settings.unknownUsers.add('ou_2');
		expect((await sendCreate(feishu, {}, ['ou_1', 'ou_2'])).body.code).toBe(99992351);
		expect(feishu.cardCount).toBe(1);
	});

	test('has its own entry refused, if a test says so', async () => {
		feishu.settings.wrongUser = 'NO_PERMISSION';
		feishu.settings.unknownUsers.add('ou_2');
		feishu.settings.crossAppUsers.add('ou_3');
		const said = await sendCreate(feishu, {}, ['ou_1', 'ou_2', 'ou_3', 'on_4']);
		expect(failedCards(said)).toEqual(
			['ou_2', 'ou_3', 'on_4'].map((id) => ({ ...card('c', id), reason: 'NO_PERMISSION' })),
		);
		expect(feishu.hasCard('c', 'ou_1')).toBe(true);
	});
});

test('notifies each user of a new card, unless the card says not to', async () => {
	const sound = { custom_sound_text: '您有新的订单', with_custom_sound: true };
	await sendCreate(feishu, { notify: sound }, ['ou_1', 'ou_2']);
	await sendCreate(feishu, { biz_id: 'quiet', notify: { close_notify: true } });
	await sendCreate(feishu, { biz_id: 'plain', notify: { custom_sound_text: 'not asked for' } });
	expect(feishu.notifications).toMatchObject([
		{ bizId: 'c', userId: 'ou_1', by: 'create', sound: '您有新的订单' },
		{ bizId: 'c', userId: 'ou_2', by: 'create', sound: '您有新的订单' },
		{ bizId: 'plain', userId: 'ou_1', by: 'create' },
	]);
	expect(feishu.notifications[2].sound).toBeUndefined();
	expect(feishu.repeatedNotifications).toEqual([]);
});

test('fails a card as often as a test says, counted for each API', async () => {
	feishu.settings.failCard = (_, nth, { method }) =>
		method === 'POST' && nth === 1 ? 'RATE_LIMITED' : undefined;
	await sendDelete(feishu, [card('c')]);
	expect(failedCards(await sendCreate(feishu))).toMatchObject([{ reason: 'RATE_LIMITED' }]);
	expect(failedCards(await sendCreate(feishu))).toBeUndefined();
});

test('a test may refuse a card for what is in it', async () => {
	feishu.settings.refuseCards = ({ contents }) =>
		contents?.title === 'bad' ? { code: 230001, msg: 'param is invalid' } : undefined;
	expect((await sendCreate(feishu, { title: 'bad' })).body.code).toBe(230001);
	expect((await sendCreate(feishu, { title: 'good' })).body.code).toBe(0);
});

test('the requests to create are found again', async () => {
	await sendCreate(feishu);
	await sendDelete(feishu, [card('c')]);
	expect(feishu.createRequests.map(({ path }) => path)).toEqual([CREATE_PATH]);
	expect(feishu.cardRequests).toHaveLength(2);
	expect(feishu.deleteRequests).toHaveLength(1);
});
