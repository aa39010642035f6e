import {
	BATCH_GET_ID,
	BY_DEPARTMENT,
	childrenPath,
	get,
	lookUp,
	membersPath,
	openContacts,
	send,
	StoppedClock,
	type Said,
} from './client';
import { FeishuStandIn } from './standIn';

const clock = new StoppedClock();
let feishu: FeishuStandIn;
beforeAll(async () => {
	feishu = await FeishuStandIn.start({ clock });
});
beforeEach(() => {
	feishu.reset();
	openContacts(feishu);
	clock.pass(120_000);
});
afterAll(async () => await feishu.stop());

const data = (said: Said) => said.body.data as Record<string, unknown>;
const users = (said: Said) => data(said).user_list as Array<Record<string, string>>;
const items = (said: Said) => data(said).items as Array<Record<string, string>>;

describe('通过手机号或邮箱获取用户 ID', () => {
	beforeEach(() => {
		feishu.addUser({
			openId: 'ou_1',
			email: 'Li@example.com',
			enterpriseEmail: 'li@company.com',
			mobile: '13011111111',
		});
		feishu.addUser({ openId: 'ou_2', mobile: '+15551234567' });
		feishu.addUser({ openId: 'ou_3', email: 'gone@example.com', resigned: true });
	});

	test('each address gives an entry of its own, with the kind of ID that was asked for', async () => {
		const body = { emails: ['li@example.com'], mobiles: ['13011111111', '+15551234567'] };
		expect(users(await lookUp(feishu, body))).toEqual([
			{ user_id: 'ou_1', email: 'li@example.com' },
			{ user_id: 'ou_1', mobile: '13011111111' },
			{ user_id: 'ou_2', mobile: '+15551234567' },
		]);
		const path = `${BATCH_GET_ID}?user_id_type=union_id`;
		expect(users(await lookUp(feishu, { emails: ['li@example.com'] }, { path }))).toEqual([
			{ user_id: 'on_1', email: 'li@example.com' },
		]);
	});

	test('a company mailbox, a foreign number without + and who has left are found by nobody', async () => {
		const emails = ['li@company.com', 'gone@example.com'];
		expect(users(await lookUp(feishu, { emails, mobiles: ['15551234567'] }))).toEqual([]);
		expect(users(await lookUp(feishu, { emails, include_resigned: true }))).toHaveLength(1);
	});

	test('an unknown address may be left out, or be there without an ID', async () => {
		const body = { emails: ['nobody@example.com'] };
		expect(users(await lookUp(feishu, body))).toEqual([]);
		feishu.settings.unknownAddress = 'withoutId';
		expect(users(await lookUp(feishu, body))).toEqual([{ email: 'nobody@example.com' }]);
		feishu.settings.unknownAddress = 'emptyId';
		expect(users(await lookUp(feishu, body))).toEqual([
			{ user_id: '', email: 'nobody@example.com' },
		]);
	});

	test('somebody out of the range of data is unknown, or has the request refused', async () => {
		feishu.app.range = new Set(['ou_2']);
		const body = { emails: ['li@example.com'], mobiles: ['+15551234567'] };
		expect(users(await lookUp(feishu, body))).toEqual([
			{ user_id: 'ou_2', mobile: '+15551234567' },
		]);
		feishu.settings.outOfRange = { code: 40013, msg: 'email not exist', namesThem: true };
		expect((await lookUp(feishu, body)).body).toMatchObject({
			code: 40013,
			msg: 'email not exist: li@example.com',
		});
	});

	test('an answer may be spelled as stored, in another order, and name more', async () => {
		Object.assign(feishu.settings, {
			echo: 'asStored',
			answerOrder: 'reversed',
			alsoAnswers: [{ user_id: 'ou_9', email: 'else@example.com' }],
		});
		const body = { emails: ['li@example.com'], mobiles: ['+8613011111111'] };
		expect(users(await lookUp(feishu, body))).toEqual([
			{ user_id: 'ou_9', email: 'else@example.com' },
			{ user_id: 'ou_1', mobile: '13011111111' },
			{ user_id: 'ou_1', email: 'Li@example.com' },
		]);
	});

	test('user_id is left out unless the app may read it', async () => {
		const path = `${BATCH_GET_ID}?user_id_type=user_id`;
		expect(users(await lookUp(feishu, { emails: ['li@example.com'] }, { path }))).toEqual([]);
		feishu.app.scopes.add('contact:user.employee_id:readonly');
		expect(users(await lookUp(feishu, { emails: ['li@example.com'] }, { path }))).toHaveLength(1);
	});

	test.each([
		['51 addresses', { emails: Array(51).fill('a@b.c') }],
		['51 numbers', { mobiles: Array(51).fill('13011111111') }],
		['a number that is no text', { mobiles: [13011111111] }],
		['an unknown key', { phones: [] }],
	])('%s are refused', async (_, body) => {
		expect((await lookUp(feishu, body)).body.code).toBe(99992402);
		expect(
			users(await lookUp(feishu, { emails: Array(50).fill('a'), mobiles: Array(50).fill('1') })),
		).toEqual([]);
	});
});

describe('获取群成员列表', () => {
	const ids = (count: number) => Array.from({ length: count }, (_, i) => ({ openId: `ou_${i}` }));

	test('pages end with has_more false, and only then without a page_token', async () => {
		feishu.addGroup({ chatId: 'oc_1', members: ids(45) });
		const first = await get(feishu, membersPath('oc_1'));
		expect(items(first)).toHaveLength(20);
		expect(items(first)[0]).toMatchObject({ member_id_type: 'open_id', member_id: 'ou_0' });
		const token = String(data(first).page_token);
		const last = await get(feishu, membersPath('oc_1', `?page_size=100&page_token=${token}`));
		expect(items(last)).toHaveLength(25);
		expect(data(last)).toMatchObject({ has_more: false, member_total: 45 });
		expect(data(last).page_token).toBeUndefined();
	});

	test('bots make a page smaller, even empty, and those who came together make it larger', async () => {
		const bots = [{}, {}, {}];
		const together = ids(4).map((one) => ({ ...one, joinedAt: 1 }));
		feishu.addGroup({ chatId: 'oc_1', members: [...bots, ...together] });
		const first = await get(feishu, membersPath('oc_1', '?page_size=3'));
		expect(data(first)).toMatchObject({ items: [], has_more: true, member_total: 4 });
		const next = `?page_size=3&page_token=${String(data(first).page_token)}`;
		expect(items(await get(feishu, membersPath('oc_1', next)))).toHaveLength(4);
	});

	test.each([
		[232009, { closedBy: 'dissolved' }],
		[232010, { closedBy: 'otherTenant' }],
		[232011, { closedBy: 'botIsOutside' }],
		[232033, { closedBy: 'external' }],
	] as const)('code %s', async (code, closed) => {
		feishu.addGroup({ chatId: 'oc_1', members: [], ...closed });
		expect((await get(feishu, membersPath('oc_1'))).body.code).toBe(code);
	});

	test('an unknown group, a wrong page and an app without a bot are refused', async () => {
		feishu.addGroup({ chatId: 'oc_1', members: [] });
		const code = async (path: string) => (await get(feishu, path)).body.code;
		expect(await code(membersPath('oc_2'))).toBe(232006);
		expect(await code(membersPath('oc_1', '?page_size=101'))).toBe(99992402);
		expect(await code(membersPath('oc_1', '?page_token=x'))).toBe(232001);
		expect(await code(membersPath('oc_1', '?member_id_type=email'))).toBe(99992402);
		feishu.app.bot = false;
		expect(await code(membersPath('oc_1'))).toBe(232025);
	});
});

describe('departments', () => {
	beforeEach(() => {
		const add = (ownId: string, parent: string, ...members: string[]) =>
			feishu.addDepartment({ openId: `od-${ownId}`, ownId, parent, members });
		add('sales', '0', 'ou_1');
		add('north', 'od-sales', 'ou_2');
		add('city', 'od-north', 'ou_3', 'ou_1');
		add('it', '0', 'ou_4');
		feishu.addToRoot('ou_boss');
	});
	const members = async (query: string) => {
		const said = await get(feishu, `${BY_DEPARTMENT}?${query}`);
		return said.body.code === 0 ? items(said).map(({ open_id }) => open_id) : said.body.code;
	};
	const below = async (id: string, query = '') => {
		const said = await get(feishu, childrenPath(id, query));
		return said.body.code === 0
			? items(said).map(({ department_id }) => department_id)
			: said.body.code;
	};

	test('a department gives those who are in it directly, by either of its IDs', async () => {
		expect(await members('department_id=od-sales')).toEqual(['ou_1']);
		expect(await members('department_id=city&department_id_type=department_id')).toEqual([
			'ou_3',
			'ou_1',
		]);
		expect(await members('department_id=0')).toEqual(['ou_boss']);
	});

	test('those below are given one level deep, or at all depths with fetch_child', async () => {
		expect(await below('od-sales')).toEqual(['north']);
		expect(await below('od-sales', '?fetch_child=true')).toEqual(['north', 'city']);
		expect(await below('0', '?fetch_child=true')).toEqual(['sales', 'north', 'city', 'it']);
		expect(await below('od-sales', '?fetch_child=true&page_size=1')).toEqual(['north']);
	});

	test('only what is in the range of data can be read, the root only with everybody in it', async () => {
		feishu.app.range = new Set(['od-north']);
		expect(await members('department_id=od-city')).toEqual(['ou_3', 'ou_1']);
		expect(await members('department_id=od-sales')).toBe(40004);
		expect(await members('department_id=0')).toBe(40004);
		expect(await below('od-sales')).toBe(40004);
		expect(await below('0')).toBe(40004);
	});

	test('wrong pages and IDs are refused, and a department that is too large', async () => {
		expect(await members('department_id=od-none')).toBe(40004);
		expect(await members('department_id=0&page_size=51')).toBe(99992402);
		expect(await members('department_id=0&page_token=x')).toBe(40012);
		expect(await below('_x')).toBe(99992402);
		feishu.settings.hugeDepartments = new Set(['0']);
		expect(await below('0', '?fetch_child=true')).toBe(43010);
		expect(await below('0')).toEqual(['sales', 'it']);
	});
});

describe('what all of these have in common', () => {
	test.each([
		['POST', BATCH_GET_ID, 'contact:user.id:readonly'],
		['GET', membersPath('oc_1'), 'im:chat:readonly'],
		['GET', `${BY_DEPARTMENT}?department_id=0`, 'contact:contact.base:readonly'],
		['GET', childrenPath('0'), 'contact:contact.base:readonly'],
	])('%s %s needs a permission, which the refusal links', async (method, path, scope) => {
		feishu.app.scopes.clear();
		const said = await send(feishu, { method, path, token: feishu.issueToken() });
		expect(said.body.code).toBe(99991672);
		expect(said.body.msg).toContain(`${feishu.app.appId}/auth?q=`);
		expect(said.body.msg).toContain(scope);
	});

	test('50 requests in a second and 1,000 in a minute pass, for each API apart', async () => {
		feishu.addGroup({ chatId: 'oc_1', members: [] });
		feishu.addGroup({ chatId: 'oc_2', members: [] });
		const token = feishu.issueToken();
		const passed = async (count: number, path: string) => {
			let good = 0;
			for (let n = 0; n < count; n++) {
				if ((await get(feishu, path, { token })).status === 200) good++;
			}
			return good;
		};
		expect(await passed(30, membersPath('oc_1'))).toBe(30);
		// 每个 API: two groups are one API.
		expect(await passed(30, membersPath('oc_2'))).toBe(20);
		expect(await passed(5, childrenPath('0'))).toBe(5);
		let sum = 50;
		while (sum < 1_000) {
			clock.pass(1_000);
			sum += await passed(50, membersPath('oc_1'));
		}
		clock.pass(1_000);
		const said = await get(feishu, membersPath('oc_1'), { token });
		expect(said.status).toBe(429);
		expect(said.headers.get('x-ogw-ratelimit-reset')).toBe('40');
	});
});
