import { card, change, failedCards, LINK, sendCreate, sendDelete, sendUpdate } from './client';
import { FeishuStandIn } from './standIn';
import { DOCUMENTED_CARD, rightContents, wrongContents } from './wrongContents';

const BEFORE = { title: 'T', preview: 'P', link: LINK, time_sensitive: true };
let feishu: FeishuStandIn;
beforeAll(async () => {
	feishu = await FeishuStandIn.start({ rateLimit: undefined });
});
beforeEach(() => {
	feishu.reset();
	feishu.settings.unknownAppLinkApps.add('cli_wrong');
	feishu.addCards([
		{ bizId: 'a', userId: 'ou_1', contents: BEFORE },
		{ bizId: 'b', userId: 'ou_1', contents: BEFORE },
	]);
});
afterAll(async () => await feishu.stop());

const contentsOf = (bizId: string) => feishu.cardOf(bizId, 'ou_1')?.contents;

const LABEL = { text: '标签文字', type: 'danger' };
const BUTTONS = { buttons: [{ action_type: 'webhook', text: { text: 'Go' } }] };

describe('the fields', () => {
	test.each([
		['1', { title: 'new' }],
		['2', { avatar_key: 'v3_1' }],
		['3', { preview: 'new' }],
		['10', { status_label: LABEL }],
		['11', { buttons: BUTTONS }],
		['12', { link: { link: 'https://example.com/' } }],
		['13', { time_sensitive: false }],
	])('%s changes what it stands for, and nothing else', async (number, fields) => {
		const all = {
			title: '-',
			preview: '-',
			status_label: { text: '-', type: 'primary' },
			...fields,
		};
		const said = await sendUpdate(feishu, [change('a', all, number)]);
		expect(said.body).toEqual({ code: 0, msg: 'success', data: {} });
		expect(contentsOf('a')).toEqual({ ...BEFORE, ...fields });
		expect(contentsOf('b')).toEqual(BEFORE);
	});

	test('with an empty list take the buttons away', async () => {
		await sendUpdate(feishu, [change('a', { buttons: BUTTONS }, '11')]);
		await sendUpdate(feishu, [change('a', { buttons: { buttons: [] } }, '11')]);
		expect(contentsOf('a')?.buttons).toEqual({ buttons: [] });
	});

	test('are cleared where they are named but not there, or refused', async () => {
		await sendUpdate(feishu, [change('a', {}, '3')]);
		expect(contentsOf('a')).toEqual({ ...BEFORE, preview: undefined });
		feishu.settings.missingUpdateField = 'refused';
		expect((await sendUpdate(feishu, [change('b', {}, '3')])).body.code).toBe(230001);
		expect((await sendUpdate(feishu, [change('b', {}, '101')])).body.code).toBe(0);
		expect(contentsOf('b')).toEqual(BEFORE);
	});

	test("take the document's own example", async () => {
		const { biz_id } = DOCUMENTED_CARD;
		feishu.addCards([{ bizId: biz_id, userId: 'ou_1', contents: BEFORE }]);
		expect((await sendUpdate(feishu, [change(biz_id, DOCUMENTED_CARD, '1')])).body.code).toBe(0);
		expect(contentsOf(biz_id)).toEqual({ ...BEFORE, title: '主标题' });
	});

	test.each(rightContents)('%s is taken', async (_, fields) => {
		const all = ['1', '2', '3', '11', '12'];
		expect((await sendUpdate(feishu, [change('a', fields, ...all)])).body.code).toBe(0);
		expect(contentsOf('a')).toMatchObject(fields);
	});

	test.each(wrongContents)('%s is refused, also where it is not updated', async (_, fields) => {
		const said = await sendUpdate(feishu, [change('b', {}, '1'), change('a', fields, '101')]);
		expect(said.status).toBe(400);
		expect([99992402, 230001]).toContain(said.body.code);
		expect(contentsOf('b')).toEqual(BEFORE);
	});
});

describe('what is to be done', () => {
	test('is silent, unless 103 is there', async () => {
		await sendUpdate(feishu, [change('a', { title: 'new' }, '1', '101', '102')]);
		expect(feishu.notifications).toEqual([]);
		const notify = { custom_sound_text: 'read me', with_custom_sound: true };
		await sendUpdate(feishu, [change('a', { notify }, '103')]);
		expect(feishu.notifications).toMatchObject([
			{ bizId: 'a', userId: 'ou_1', by: 'update', sound: 'read me' },
		]);
	});

	test('counts each notification of a card after the first', async () => {
		await sendCreate(feishu);
		await sendUpdate(feishu, [change('c', {}, '103')]);
		await sendUpdate(feishu, [change('b', {}, '103')]);
		expect(feishu.repeatedNotifications).toMatchObject([{ bizId: 'c', by: 'update' }]);
	});

	test('shows the current time (101) and moves the card to the top (102)', async () => {
		let now = 1_000;
		feishu.settings.clock = { ...feishu.settings.clock, now: () => now };
		await sendCreate(feishu);
		now += 500;
		await sendUpdate(feishu, [change('c', {}, '101')]);
		expect(feishu.cardOf('c', 'ou_1')).toMatchObject({ shownAt: 1_500, sortedAt: 1_000 });
		expect(feishu.movesToTop).toEqual([]);
		now += 500;
		await sendUpdate(feishu, [change('c', {}, '102')]);
		expect(feishu.cardOf('c', 'ou_1')).toMatchObject({ shownAt: 1_500, sortedAt: 2_000 });
		expect(feishu.movesToTop).toMatchObject([{ bizId: 'c', at: 2_000 }]);
	});
});

const entry = change('a', { title: 'new' }, '1');
test.each<[string, unknown[]]>([
	['no entry', []],
	['21 entries', Array.from({ length: 21 }, (_, i) => change(`a${i}`, {}, '101'))],
	['no update_fields', [{ ...entry, update_fields: undefined }]],
	['empty update_fields', [{ ...entry, update_fields: [] }]],
	['21 update_fields', [{ ...entry, update_fields: Array(21).fill('1') }]],
	['an unknown update_field', [change('a', { title: 'new' }, '1', '4')]],
	['update_fields by name', [change('a', { title: 'new' }, 'title')]],
	['update_fields as numbers', [{ ...entry, update_fields: [1] }]],
	['no user_id', [{ ...entry, user_id: undefined }]],
	['a list of users', [{ ...entry, user_id: undefined, user_ids: ['ou_1'] }]],
	['no biz_id', [{ ...entry, app_feed_card: { title: 'new' } }]],
	['no app_feed_card', [{ ...entry, app_feed_card: undefined }]],
	['an unknown key', [{ ...entry, biz_id: 'a' }]],
])('%s is refused', async (_, entries) => {
	const said = await sendUpdate(feishu, entries);
	expect(said).toMatchObject({ status: 400, body: { code: 99992402 } });
	expect(contentsOf('a')).toEqual(BEFORE);
});

test('20 entries are taken, and update_fields named twice', async () => {
	const entries = Array.from({ length: 20 }, (_, i) => change(`a${i}`, { title: 'x' }, '1', '1'));
	expect(failedCards(await sendUpdate(feishu, entries))).toHaveLength(20);
});

describe('a card that does not exist', () => {
	const entries = [change('x', { title: 'new' }, '1'), entry];

	test('is reported, and the others are updated', async () => {
		const said = await sendUpdate(feishu, entries);
		expect(failedCards(said)).toEqual([{ ...card('x'), reason: 'NOT_CREATED' }]);
		expect(contentsOf('a')?.title).toBe('new');
	});

	test('has the whole request refused, if a test says so', async () => {
		feishu.settings.updateOfMissing = { code: 230099, msg: 'no such card' };
		expect((await sendUpdate(feishu, entries)).body).toMatchObject({ code: 230099 });
		expect(contentsOf('a')).toEqual(BEFORE);
		expect((await sendUpdate(feishu, [entry])).body.code).toBe(0);
	});

	test('may be one that is gone', async () => {
		await sendDelete(feishu, [card('a')]);
		expect(failedCards(await sendUpdate(feishu, [entry]))).toMatchObject([
			{ reason: 'NOT_CREATED' },
		]);
	});
});

test('the second of two equal cards is reported, or carried out', async () => {
	const entries = [entry, change('a', { title: 'newer' }, '1')];
	const said = await sendUpdate(feishu, entries);
	expect(failedCards(said)).toEqual([{ ...card('a'), reason: 'DUPLICATE' }]);
	expect(contentsOf('a')?.title).toBe('new');
	feishu.settings.sameCardTwice = 'carriedOut';
	expect(failedCards(await sendUpdate(feishu, entries))).toBeUndefined();
	expect(contentsOf('a')?.title).toBe('newer');
});

test('a wrong user fails the request, or the entry', async () => {
	feishu.settings.unknownUsers.add('ou_2');
	const entries = [{ ...entry, user_id: 'ou_2' }, entry];
	expect((await sendUpdate(feishu, entries)).body.code).toBe(99992351);
	feishu.settings.wrongUser = { raw: 'UNKNOWN_USER' };
	expect(failedCards(await sendUpdate(feishu, entries))).toEqual([
		{ ...card('a', 'ou_2'), reason: 'UNKNOWN_USER' },
	]);
	expect(contentsOf('a')?.title).toBe('new');
});

test.each([
	[500, 2200],
	[200, 2200],
	[503, 1],
])('a card on which Feishu always fails has its requests end in %i %i', async (status, code) => {
	feishu.settings.poisonCards = ({ biz_id }) =>
		biz_id === 'a' ? { status, code, msg: 'internal error' } : undefined;
	const said = await sendUpdate(feishu, [change('b', { title: 'new' }, '1'), entry]);
	expect(said).toMatchObject({ status, body: { code } });
	expect(contentsOf('b')).toEqual(BEFORE);
	expect((await sendUpdate(feishu, [change('b', { title: 'new' }, '1')])).body.code).toBe(0);
	expect((await sendDelete(feishu, [card('a')])).body.code).toBe(code);
});

test('needs the scope, as its document says', async () => {
	feishu.app.scopes.clear();
	expect((await sendUpdate(feishu, [entry])).body.code).toBe(99991672);
});
