/** The fetch of a token: how long it is trusted, and who shares it. In virtual time, with n8n's helper played. */
import type { IHttpRequestHelper } from 'n8n-workflow';

import { ownerOf, readApp, type FeishuApp, type StoreApp } from '../../nodes/shared/app';
import { hearTicket } from '../../nodes/shared/appTicket';
import { isUsable, type Session } from '../../nodes/shared/session';
import { fetchSession } from '../../nodes/shared/tenantAccessToken';
import { clock } from '../../nodes/shared/clock';
import { FeishuError } from '../../nodes/shared/feishuError';
import { VirtualClock } from './virtualClock';

type AppWithSecret = Exclude<FeishuApp, { appType: 'token' }>;

let time: VirtualClock;
/** One for each test, also of other files: what one of them fetched must not serve the next. */
let app: AppWithSecret;
let apps = 0;
beforeEach(() => {
	time = new VirtualClock();
	const appId = `cli_fetch_${++apps}`;
	app = readApp({ platform: 'feishu', appType: 'selfBuilt', appId, appSecret: 's' }) as typeof app;
});
afterEach(() => time.restore());

/** Answers each request after a while: with a new token, or with what the test says. */
class Feishu {
	requests = 0;
	answerMs = 100;
	expire: unknown = 7200;
	/** In place of the next answers. */
	answers: Array<() => unknown> = [];

	readonly helpers = {
		httpRequest: async () => {
			const nth = ++this.requests;
			await clock.sleep(this.answerMs);
			const body = { code: 0, tenant_access_token: `t-${nth}`, expire: this.expire };
			return this.answers.shift()?.() ?? { statusCode: 200, headers: {}, body };
		},
	} as unknown as IHttpRequestHelper['helpers'];

	readonly http = { helpers: this.helpers, timeoutMs: 30_000, secrets: [] };

	async fetch(refused?: string): Promise<Session> {
		return await time.until(fetchSession(app, refused, this.http));
	}
}

const usable = (session: Session) => isUsable(session, ownerOf(app));

describe('a token that was just issued', () => {
	test.each([
		[1, 100],
		[1, 1_500],
		[2, 25_000],
		[0, 100],
		[undefined, 100],
		['7200', 100],
	])(
		'is usable at once, also where it lives %j seconds and its answer took %i ms',
		async (expire, answerMs) => {
			const feishu = new Feishu();
			Object.assign(feishu, { expire, answerMs });
			expect(usable(await feishu.fetch())).toBe(true);
		},
	);
});

describe('a token is trusted', () => {
	test.each([
		['two hours', 7200, 6900],
		['half an hour', 1800, 1620],
		['ten seconds', 10, 9],
	])('that lives %s (%i s): for %i s', async (_, expire, seconds) => {
		const feishu = new Feishu();
		Object.assign(feishu, { expire, answerMs: 0 });
		const session = await feishu.fetch();
		await time.pass(seconds * 1_000 - 1);
		expect(usable(session)).toBe(true);
		await time.pass(1);
		expect(usable(session)).toBe(false);
	});

	test('counted from the request: what the answer took is lost from its life', async () => {
		const feishu = new Feishu();
		Object.assign(feishu, { expire: 100, answerMs: 25_000 });
		const session = await feishu.fetch();
		await time.pass(65_000 - 1);
		expect(usable(session)).toBe(true);
		await time.pass(1);
		expect(usable(session)).toBe(false);
	});
});

describe('one fetch', () => {
	test('is shared by all concurrent requests', async () => {
		const feishu = new Feishu();
		const asked = [1, 2, 3].map(async () => await fetchSession(app, undefined, feishu.http));
		const sessions = await time.until(Promise.all(asked));
		expect(feishu.requests).toBe(1);
		expect(new Set(sessions.map(({ token }) => token))).toEqual(new Set(['t-1']));
	});

	test.each([
		['without a token', undefined],
		['with an older token', 't-0'],
	])('serves who comes shortly after its end %s', async (_, held) => {
		const feishu = new Feishu();
		await feishu.fetch(held);
		await time.pass(2_000);
		expect((await feishu.fetch(held)).token).toBe('t-1');
		expect(feishu.requests).toBe(1);
	});

	test('does not serve who comes with the very token that it brought: that was refused', async () => {
		const feishu = new Feishu();
		await feishu.fetch();
		expect((await feishu.fetch('t-1')).token).toBe('t-2');
	});

	test('does not serve who comes long after', async () => {
		const feishu = new Feishu();
		await feishu.fetch();
		await time.pass(60_000);
		expect((await feishu.fetch()).token).toBe('t-2');
	});

	test('does not serve another app', async () => {
		const feishu = new Feishu();
		await feishu.fetch();
		app = { ...app, appId: 'cli_other' } as AppWithSecret;
		expect((await feishu.fetch()).token).toBe('t-2');
	});

	test('serves all who find its token refused at the same time', async () => {
		const feishu = new Feishu();
		await feishu.fetch();
		const asked = [1, 2, 3].map(async () => await fetchSession(app, 't-1', feishu.http));
		const sessions = await time.until(Promise.all(asked));
		expect(sessions.map(({ token }) => token)).toEqual(['t-2', 't-2', 't-2']);
		expect(feishu.requests).toBe(2);
	});
});

describe('a fetch that fails', () => {
	const refused = (code: number) => () => ({
		statusCode: 200,
		headers: {},
		body: { code, msg: 'no' },
	});

	test('fails for all who wait for it, and for nobody after', async () => {
		const feishu = new Feishu();
		feishu.answers = [refused(10015)];
		const asked = [1, 2].map(async () => await fetchSession(app, undefined, feishu.http));
		const results = await time.until(Promise.allSettled(asked));
		expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
		expect((await feishu.fetch()).token).toBe('t-2');
		expect(feishu.requests).toBe(2);
	});

	test.each<[string, () => unknown]>([
		['is refused', refused(10015)],
		['meets a code that nobody knows', refused(4711)],
		['meets an internal error', refused(2200)],
		['meets a rate limit', refused(99991400)],
		['meets a server error', () => ({ statusCode: 502, headers: {}, body: '<html>' })],
		['brings no token', () => ({ statusCode: 200, headers: {}, body: { code: 0 } })],
		[
			'breaks off',
			() => {
				throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
			},
		],
	])('because it %s leaves no doubt about the request proper', async (_, answer) => {
		const feishu = new Feishu();
		feishu.answers = [answer];
		const error = await feishu.fetch().catch((thrown: unknown) => thrown);
		expect(error).toBeInstanceOf(FeishuError);
		expect((error as FeishuError).details.outcomeUnknown).toBe(false);
	});
});

test("each request has the run's timeout, to the end of its answer", async () => {
	const helpers = {
		httpRequest: async ({ abortSignal }: { abortSignal: AbortSignal }) =>
			await new Promise((_, reject) =>
				abortSignal.addEventListener('abort', () => reject(new Error('canceled'))),
			),
	} as unknown as IHttpRequestHelper['helpers'];
	const fetch = fetchSession(app, undefined, { helpers, timeoutMs: 20, secrets: [] });
	await expect(fetch).rejects.toThrow('Could not reach open.feishu.cn: it did not answer in time');
});

test('of two credentials of a store app one with a stale ticket does not spoil the other', async () => {
	const store = (appTicket: string) =>
		readApp({
			platform: 'feishu',
			appType: 'store',
			appId: app.appId,
			appSecret: 's',
			tenantKey: 't',
			appTicket,
		}) as AppWithSecret;
	const helpers = {
		httpRequest: async ({ url, body }: { url: string; body: { app_ticket?: string } }) => {
			await clock.sleep(100);
			const tokens = { app_access_token: 'a-1', tenant_access_token: 't-1', expire: 7200 };
			const isStale = body.app_ticket === 'old' && !url.endsWith('resend');
			const answer = isStale ? { code: 10012, msg: 'invalid ticket' } : { code: 0, ...tokens };
			return { statusCode: 200, headers: {}, body: answer };
		},
	} as unknown as IHttpRequestHelper['helpers'];
	const fetches = ['old', 'new'].map(
		async (ticket) =>
			await fetchSession(store(ticket), undefined, { helpers, timeoutMs: 30_000, secrets: [] }),
	);
	const [old, fresh] = await time.until(Promise.allSettled(fetches));
	expect([old.status, fresh.status]).toEqual(['rejected', 'fulfilled']);
});

test('an error shows nothing of what a store app heard or fetched, though Feishu repeats it', async () => {
	const fields = { appType: 'store', appId: app.appId, appSecret: 'secret-1', tenantKey: 't' };
	const store = readApp({ platform: 'feishu', ...fields }) as StoreApp;
	hearTicket(store, 'ticket-1', 0, 0);
	const messageIfRefused = async (field: string) => {
		const helpers = {
			httpRequest: async ({ body }: { body: object }) => {
				const refusal = { code: 10013, msg: JSON.stringify(body) };
				const token = { code: 0, app_access_token: 'token-of-the-app', expire: 7200 };
				return { statusCode: 200, headers: {}, body: field in body ? refusal : token };
			},
		} as unknown as IHttpRequestHelper['helpers'];
		const http = { helpers, timeoutMs: 30_000, secrets: [] };
		return await fetchSession(store, undefined, http).catch(({ message }: Error) => message);
	};
	expect(await messageIfRefused('app_ticket')).toContain('"app_secret":"***","app_ticket":"***"');
	expect(await messageIfRefused('app_access_token')).toContain('"app_access_token":"***"');
});
