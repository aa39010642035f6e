import { apis } from './answering';
import { card, DELETE_PATH, failedCards, send, sendDelete, type Sent } from './client';
import { FeishuStandIn } from './standIn';

let feishu: FeishuStandIn;
beforeAll(async () => {
	feishu = await FeishuStandIn.start({ rateLimit: undefined });
});
beforeEach(() => {
	feishu.reset();
	feishu.addCards([{ bizId: 'a', userId: 'ou_1' }]);
});
afterAll(async () => await feishu.stop());

test('every rule names the document it follows', () => {
	for (const { rules } of apis) {
		for (const { name, document } of rules) {
			expect(name).not.toBe('');
			expect(document.url).toMatch(/^https:\/\/open\.feishu\.cn\/document\//);
		}
	}
});

test('a request that keeps every rule deletes the card', async () => {
	const said = await sendDelete(feishu, [card('a')], {
		path: `${DELETE_PATH}?user_id_type=open_id`,
	});
	expect(said).toMatchObject({ status: 200, body: { code: 0, msg: 'success', data: {} } });
	expect(said.headers.get('x-tt-logid')).toBe(feishu.deleteRequests[0].logId);
	expect(feishu.cardCount).toBe(0);
});

const cards = (n: number) => Array.from({ length: n }, (_, i) => card(i === 0 ? 'a' : `b${i}`));
const body = (value: unknown): Sent => ({ body: value });
const feedCards = (value: unknown) => body({ feed_cards: value });
const query = (text: string): Sent => ({ path: `${DELETE_PATH}?${text}` });
const contentType = (text: string): Sent => ({ headers: { 'content-type': text } });

const broken: Array<[string, number, Sent]> = [
	['another path', 99991201, { path: `${DELETE_PATH}/` }],
	['another method', 99991301, { method: 'POST' }],
	['no token', 99991661, { token: undefined }],
	['no "Bearer"', 99991661, { token: undefined, headers: { authorization: 't-1' } }],
	['an app token', 99991671, { token: 'a-1' }],
	['a user token', 99991668, { token: 'u-1' }],
	['an unknown token', 99991663, { token: 't-1' }],
	['no charset', 9499, contentType('application/json')],
	['another charset', 9499, contentType('application/json; charset=gbk')],
	['a body that is not JSON', 9499, body('{"feed_cards":')],
	['an unknown query key', 99992402, query('user_id_type=open_id&page=1')],
	['an unknown user_id_type', 99992402, query('user_id_type=email')],
	['user_id_type twice', 99992402, query('user_id_type=open_id&user_id_type=open_id')],
	['a body that is a list', 99992402, body([card('a')])],
	['no feed_cards', 99992402, body({})],
	['no card', 99992402, feedCards([])],
	['21 cards', 99992402, feedCards(cards(21))],
	['feed_cards that is no list', 99992402, feedCards(card('a'))],
	['a card that is null', 99992402, feedCards([card('a'), null])],
	['an unknown key', 99992402, body({ feed_cards: cards(1), force: true })],
	['an unknown key in a card', 99992402, feedCards([{ ...card('a'), reason: '' }])],
	['no biz_id', 99992402, feedCards([card('a'), { user_id: 'ou_1' }])],
	['no user_id', 99992402, feedCards([card('a'), { biz_id: 'b' }])],
	['a biz_id that is a number', 99992402, feedCards([card('a'), { biz_id: 1, user_id: 'ou_1' }])],
	['a user_id that is null', 99992402, feedCards([card('a'), { biz_id: 'b', user_id: null }])],
	['an empty biz_id', 99992402, feedCards([card('a'), card('')])],
	['an empty user_id', 99992402, feedCards([card('a'), card('b', '')])],
	['a biz_id of 201 characters', 99992402, feedCards([card('a'), card('b'.repeat(201))])],
	['an ID that is no open_id', 99992351, feedCards([card('a'), card('b', 'on_1')])],
];

test.each(broken)('%s is refused with %i, and nothing is deleted', async (_, code, sent) => {
	const status = code === 99991201 ? 404 : 400;
	const said = await sendDelete(feishu, [card('a')], sent);
	expect(said).toMatchObject({ status, body: { code } });
	expect(feishu.cardCount).toBe(1);
	expect(feishu.requests).toHaveLength(1);
	expect(feishu.requests[0]).toMatchObject({ status, answer: said.body });
});

test('the limits themselves are still allowed', async () => {
	const most = [...cards(19), card('b'.repeat(200))];
	expect(failedCards(await sendDelete(feishu, most))).toHaveLength(19);
	expect(feishu.cardCount).toBe(0);
});

test('a broken field is named by its path, with its value and without its index', async () => {
	const said = await sendDelete(feishu, [card('a'), card('b'.repeat(201))]);
	expect(said.body.error).toEqual({
		field_violations: [
			{
				field: 'feed_cards[*].biz_id',
				description: 'the max len is 200',
				value: 'b'.repeat(201),
			},
		],
	});
});

test('a client that is only measured may leave the charset out, if a test says so', async () => {
	feishu.settings.acceptPlainJson = true;
	const said = await sendDelete(feishu, [card('a')], contentType('application/json'));
	expect(said.body.code).toBe(0);
});

test('without the scope the refusal names it, with the link that grants it', async () => {
	feishu.app.scopes.clear();
	const said = await sendDelete(feishu, [card('a')]);
	expect(said).toMatchObject({ status: 400, body: { code: 99991672 } });
	expect(said.body.msg).toContain('required: [im:app_feed_card:write]');
	expect(said.body.msg).toContain(`https://open.feishu.cn/app/${feishu.app.appId}/auth?q=`);
	expect(feishu.cardCount).toBe(1);
});

test('an app that is disabled or not installed is refused', async () => {
	feishu.app.disabled = true;
	expect((await sendDelete(feishu, [card('a')])).body.code).toBe(99991662);
	feishu.app.disabled = false;
	feishu.app.installed = false;
	expect((await sendDelete(feishu, [card('a')])).body.code).toBe(99991673);
	expect(feishu.cardCount).toBe(1);
});

test('a test may stop every delete', async () => {
	feishu.settings.stopWith = { code: 99991403, msg: 'quota exceeded', status: 429 };
	const said = await sendDelete(feishu, [card('a')]);
	expect(said).toMatchObject({ status: 429, body: { code: 99991403, msg: 'quota exceeded' } });
	expect(feishu.cardCount).toBe(1);
});

describe('users', () => {
	const two = [card('a'), card('a', 'ou_2')];

	test('one that does not exist has the whole request refused, by name', async () => {
		feishu.settings.unknownUsers.add('ou_2');
		expect((await sendDelete(feishu, two)).body).toEqual({
			code: 99992351,
			msg: 'these open ids not existed: [ou_2]',
		});
		expect(feishu.cardCount).toBe(1);
	});

	test('or without its name', async () => {
		feishu.settings.unknownUsers.add('ou_2');
		feishu.settings.nameIdsInMessage = false;
		expect((await sendDelete(feishu, two)).body).toEqual({ code: 230001, msg: 'param is invalid' });
		expect(feishu.cardCount).toBe(1);
	});

	test('if a test lists the known ones, all others do not exist', async () => {
		feishu.settings.knownUsers = new Set(['ou_1']);
		expect((await sendDelete(feishu, two)).body.code).toBe(99992351);
		expect((await sendDelete(feishu, [card('a')])).body.code).toBe(0);
	});

	test.each([
		['union_id', 'on_2', 99992363, 99992381],
		['user_id', 'u2', 99992360, 99992364],
		['open_id', 'ou_2', 99992351, 99992361],
	])('%s has codes of its own', async (type, id, unknown, elsewhere) => {
		feishu.settings.unknownUsers.add(id);
		expect(
			(await sendDelete(feishu, [card('a', id)], query(`user_id_type=${type}`))).body.code,
		).toBe(unknown);
		feishu.settings.crossAppUsers.add(id);
		const said = await sendDelete(feishu, [card('a', id)], query(`user_id_type=${type}`));
		expect(said.body.code).toBe(elsewhere);
		expect(said.body.msg).not.toContain(id);
	});

	test.each(['u'.repeat(65), '用'.repeat(22), 'u\t1', 'ou_1'])('%j is no user_id', async (id) => {
		const said = await sendDelete(feishu, [card('a', id)], query('user_id_type=user_id'));
		expect(said).toMatchObject({ status: 400 });
		expect([99992402, 99992360]).toContain(said.body.code);
	});

	test('a store app cannot use user_id', async () => {
		const { appId } = feishu.addApp({ appId: 'cli_store', type: 'store' });
		const token = feishu.issueToken({ appId });
		const byUserId = { ...query('user_id_type=user_id'), token };
		expect((await sendDelete(feishu, [card('a', 'u1')], byUserId)).body.code).toBe(230001);
		expect((await sendDelete(feishu, [card('a')], { token })).body.code).toBe(0);
	});

	test('one card that Feishu does not like has the whole request refused', async () => {
		feishu.settings.refuseCards = ({ user_id }) =>
			user_id === 'ou_2' ? { code: 230001, msg: 'param is invalid' } : undefined;
		expect(await sendDelete(feishu, two)).toMatchObject({ status: 400, body: { code: 230001 } });
		expect(feishu.cardCount).toBe(1);
	});
});

test('the log ID may be in the body of an error, or nowhere', async () => {
	feishu.settings.logIdIn = 'body';
	const said = await send(feishu, { path: '/nowhere' });
	expect(said.headers.has('x-tt-logid')).toBe(false);
	expect(said.body.error).toMatchObject({ log_id: feishu.requests[0].logId });
	feishu.settings.logIdIn = 'none';
	const silent = await send(feishu, { path: '/nowhere' });
	expect(silent.headers.has('x-tt-logid')).toBe(false);
	expect(silent.body.error).toBeUndefined();
});
