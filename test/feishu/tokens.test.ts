import { DEFAULT_APP, EMPLOYEE_ID_SCOPE, WRITE_SCOPE, type App } from './apps';
import * as client from './client';
import { card, fetchToken, send, sendDelete, StoppedClock } from './client';
import { FeishuStandIn } from './standIn';

const clock = new StoppedClock();
const MINUTE = 60_000;
let feishu: FeishuStandIn;
beforeAll(async () => {
	feishu = await FeishuStandIn.start({ clock });
});
beforeEach(() => feishu.reset());
afterAll(async () => await feishu.stop());

const accepts = async (token: unknown) =>
	(await sendDelete(feishu, [card('a')], { token: String(token) })).body.code === 0;

describe('a self-built app', () => {
	test('gets a token that the delete takes', async () => {
		const said = await fetchToken(feishu);
		expect(said).toMatchObject({ status: 200, body: { code: 0, expire: 7200 } });
		expect(said.body.tenant_access_token).toMatch(/^t-/);
		expect(await accepts(said.body.tenant_access_token)).toBe(true);
		expect(feishu.tokenRequests).toHaveLength(1);
		expect(feishu.deleteRequests[0]).toMatchObject({ appId: feishu.app.appId });
	});

	test('gets the same token while 30 minutes are left, then a new one beside it', async () => {
		const first = (await fetchToken(feishu)).body.tenant_access_token;
		clock.pass(90 * MINUTE);
		expect((await fetchToken(feishu)).body).toMatchObject({
			tenant_access_token: first,
			expire: 1800,
		});
		clock.pass(1);
		const second = (await fetchToken(feishu)).body;
		expect(second).toMatchObject({ expire: 7200 });
		expect(second.tenant_access_token).not.toBe(first);
		expect(await accepts(first)).toBe(true);
		clock.pass(30 * MINUTE);
		expect(await accepts(first)).toBe(false);
		expect(await accepts(second.tenant_access_token)).toBe(true);
	});

	test('has whatever lifetime a test sets', async () => {
		feishu.settings.tokenLifetimeSeconds = 5;
		const { tenant_access_token: token, expire } = (await fetchToken(feishu)).body;
		expect(expire).toBe(5);
		clock.pass(4999);
		expect(await accepts(token)).toBe(true);
		clock.pass(1);
		expect(await accepts(token)).toBe(false);
	});

	test.each([
		['a wrong secret', { app_secret: 'x' }, 10015, 200],
		['an unknown app', { app_id: 'cli_x' }, 10003, 200],
		['a number for a secret', { app_secret: 1 }, 99992402, 400],
		['no secret', { app_secret: undefined }, 99992402, 400],
		['an unknown key', { app_ticket: 'x' }, 99992402, 400],
	])('%s is refused', async (_, fields, code, status) => {
		expect(await fetchToken(feishu, fields)).toMatchObject({ status, body: { code } });
	});

	test('the status and the codes of a refusal are settings', async () => {
		feishu.settings.tokenEndpointErrorStatus = 400;
		feishu.settings.wrongSecret = { code: 10014, msg: 'app secret invalid' };
		expect(await fetchToken(feishu, { app_secret: 'x' })).toMatchObject({
			status: 400,
			body: { code: 10014, msg: 'app secret invalid' },
		});
	});

	test('that is disabled gets none', async () => {
		feishu.app.disabled = true;
		expect((await fetchToken(feishu)).body.code).toBe(10014);
	});
});

describe('a store app', () => {
	const ids = { app_id: 'cli_store', app_secret: 's', app_ticket: 'k' };
	const appToken = async (fields = {}) =>
		(await send(feishu, { path: client.STORE_APP_API, body: { ...ids, ...fields } })).body;
	const tenantToken = async (app_access_token: unknown, tenant_key = 'tenant_a') =>
		(await send(feishu, { path: client.STORE_TENANT_API, body: { app_access_token, tenant_key } }))
			.body;

	beforeEach(() => {
		feishu.addApp({
			appId: 'cli_store',
			appSecret: 's',
			appTicket: 'k',
			type: 'store',
			tenantKeys: ['tenant_a', 'tenant_b'],
		});
	});

	test('gets an app token, and with it a token for each tenant', async () => {
		const app = await appToken();
		expect(app).toMatchObject({ code: 0, expire: 7200 });
		expect(app.app_access_token).toMatch(/^a-/);
		const a = await tenantToken(app.app_access_token);
		const b = await tenantToken(app.app_access_token, 'tenant_b');
		expect(a.tenant_access_token).toMatch(/^t-/);
		expect(a.tenant_access_token).not.toBe(b.tenant_access_token);

		const owner = { appId: 'cli_store', tenantKey: 'tenant_a' };
		feishu.addCards([{ bizId: 'a', userId: 'ou_1' }], owner);
		await sendDelete(feishu, [card('a')], { token: String(b.tenant_access_token) });
		expect(feishu.hasCard('a', 'ou_1', owner)).toBe(true);
		await sendDelete(feishu, [card('a')], { token: String(a.tenant_access_token) });
		expect(feishu.hasCard('a', 'ou_1', owner)).toBe(false);
	});

	test('the app token lives as the tenant token does', async () => {
		const first = (await appToken()).app_access_token;
		clock.pass(90 * MINUTE);
		expect((await appToken()).app_access_token).toBe(first);
		clock.pass(1);
		expect((await appToken()).app_access_token).not.toBe(first);
		clock.pass(30 * MINUTE);
		expect((await tenantToken(first)).code).toBe(99991664);
	});

	test('is refused with a wrong ticket, a wrong app token or a foreign tenant', async () => {
		expect((await appToken({ app_ticket: 'x' })).code).toBe(10012);
		expect((await appToken({ app_secret: 'x' })).code).toBe(10015);
		expect((await tenantToken('a-x')).code).toBe(99991664);
		expect((await tenantToken((await appToken()).app_access_token, 'x')).code).toBe(10013);
	});

	test('does not get in by the door of the self-built apps, nor they by its own', async () => {
		expect((await fetchToken(feishu, { app_id: 'cli_store', app_secret: 's' })).body.code).toBe(
			10003,
		);
		const { appId: app_id, appSecret: app_secret } = feishu.app;
		expect((await appToken({ app_id, app_secret })).code).toBe(10003);
	});

	test('may lose only its app tokens', async () => {
		const app = (await appToken()).app_access_token;
		const tenant = (await tenantToken(app)).tenant_access_token;
		feishu.revokeTokens('app');
		expect((await tenantToken(app)).code).toBe(99991664);
		expect(await accepts(tenant)).toBe(true);
	});
});

describe('the tickets of a store app', () => {
	const ids = { app_id: 'cli_store', app_secret: 's' };
	const HOUR = 60 * MINUTE;
	let app: App;
	beforeEach(() => {
		app = feishu.addApp({ appId: 'cli_store', appSecret: 's', appTicket: 'k', type: 'store' });
	});
	const takes = async (app_ticket: string) => {
		const body = { ...ids, app_ticket };
		return (await send(feishu, { path: client.STORE_APP_API, body })).body.code === 0;
	};
	const resend = async (fields: object = {}) =>
		(await send(feishu, { path: client.RESEND_TICKET_API, body: { ...ids, ...fields } })).body;

	test('live three hours, and several are valid at once', async () => {
		const first = feishu.issueTicket(app);
		clock.pass(HOUR);
		const second = feishu.issueTicket(app);
		expect([await takes('k'), await takes(first), await takes(second)]).toEqual([true, true, true]);
		clock.pass(2 * HOUR - 1);
		expect(await takes(first)).toBe(true);
		clock.pass(1);
		expect([await takes('k'), await takes(first), await takes(second)]).toEqual([
			false,
			false,
			true,
		]);
	});

	test('may all come to their end', async () => {
		feishu.expireTickets();
		expect(await takes('k')).toBe(false);
		expect(await takes(feishu.issueTicket(app))).toBe(true);
	});

	test('are sent again by event, not in the answer', async () => {
		const sent: string[] = [];
		feishu.settings.sendTicket = (_, ticket) => sent.push(ticket);
		expect(await resend()).toEqual({ code: 0, msg: 'success' });
		expect(sent).toHaveLength(1);
		expect(await takes(sent[0])).toBe(true);
	});

	test.each([
		['a wrong secret', { app_secret: 'x' }, 10015],
		['an unknown app', { app_id: 'cli_x' }, 10003],
		['a self-built app', { app_id: DEFAULT_APP.appId, app_secret: DEFAULT_APP.appSecret }, 10003],
		['no secret', { app_secret: undefined }, 99992402],
		['an unknown key', { app_ticket: 'k' }, 99992402],
	])('are not sent again for %s', async (_, fields, code) => {
		const sendTicket = jest.fn();
		feishu.settings.sendTicket = sendTicket;
		expect((await resend(fields)).code).toBe(code);
		expect(sendTicket).not.toHaveBeenCalled();
	});
});

test('a token that a test asks for is taken too', async () => {
	expect(await accepts(feishu.issueToken())).toBe(true);
});

test.each(['expireTokens', 'revokeTokens'] as const)('after %s there is a new one', async (end) => {
	const old = (await fetchToken(feishu)).body.tenant_access_token;
	feishu[end]();
	expect(await accepts(old)).toBe(false);
	const fresh = (await fetchToken(feishu)).body.tenant_access_token;
	expect(fresh).not.toBe(old);
	expect(await accepts(fresh)).toBe(true);
});

test.each([200, 400, 401])('a token may be refused with HTTP %i', async (status) => {
	feishu.settings.tokenErrorStatus = status;
	expect(await sendDelete(feishu, [card('a')], { token: 't-x' })).toMatchObject({
		status,
		body: { code: 99991663 },
	});
	feishu.settings.tokenErrorCode = 99991665;
	feishu.settings.refuseEveryToken = true;
	expect(await sendDelete(feishu, [card('a')])).toMatchObject({
		status,
		body: { code: 99991665, msg: 'invalid tenant code' },
	});
});

test('the granted scopes need a token and no scope', async () => {
	const ask = async (token?: string) =>
		await send(feishu, { method: 'GET', path: client.SCOPES_PATH, token });
	expect((await ask()).body.code).toBe(99991661);
	expect((await ask(feishu.issueToken())).body.data).toEqual({
		scopes: [
			{ scope_name: WRITE_SCOPE, grant_status: 1 },
			{ scope_name: EMPLOYEE_ID_SCOPE, grant_status: 2 },
		],
	});
	feishu.app.installed = false;
	expect(await ask(feishu.issueToken())).toMatchObject({ status: 400, body: { code: 212100 } });
});
