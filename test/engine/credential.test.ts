/** The life of a token: fetched when needed, reused, renewed, and never mixed up with another app's. */
import { DEFAULT_APP } from '../feishu/apps';
import { FeishuStandIn } from '../feishu/standIn';
import { storable, storedSession } from '../../nodes/shared/session';
import { cardItems, credentialOf, heldCards, hurry, jump, setUp } from './setUp';

const n8n = setUp();

const ONE = cardItems(1);
const MINUTE = 60_000;

const tokenFetches = () => n8n.feishu.tokenRequests.length;
/** The tokens that the delete requests carried, and what became of each. */
const uses = () =>
	n8n.feishu.deleteRequests.map(({ headers, status }) => ({
		token: String(headers.authorization).replace('Bearer ', ''),
		status,
	}));
const cached = () => storedSession(n8n.engine.credentials.data('1'));

describe('a token', () => {
	test('is fetched when first needed, and kept in the hidden field', async () => {
		expect(cached()).toBeUndefined();
		const ran = await n8n.run(ONE);
		expect(ran.error).toBeUndefined();
		expect(tokenFetches()).toBe(1);
		expect(uses()).toEqual([{ token: cached()?.token, status: 200 }]);
	});

	test('is not fetched if there is nothing to send', async () => {
		await n8n.run([{ cards: [] }], { parameters: { cardSource: 'list' } });
		expect(n8n.feishu.requests).toEqual([]);
	});

	test('is fetched once for all requests of a run', async () => {
		n8n.feishu.settings.latencyMs = 30;
		await n8n.run(cardItems(200));
		expect(tokenFetches()).toBe(1);
		expect(n8n.engine.credentials.updates).toBe(1);
		expect(n8n.feishu.deleteRequests).toHaveLength(10);
	});

	test('is used again by the next run', async () => {
		await n8n.run(ONE);
		await n8n.run(ONE);
		expect(tokenFetches()).toBe(1);
		expect(n8n.feishu.deleteRequests).toHaveLength(2);
	});

	test('is fetched once for two runs that begin at the same time', async () => {
		n8n.feishu.settings.latencyMs = 30;
		const runs = await Promise.all([n8n.run(ONE), n8n.run(cardItems(2)), n8n.run(cardItems(3))]);
		expect(runs.map(({ failed }) => failed.length)).toEqual([1, 2, 3]);
		expect(tokenFetches()).toBe(1);
		expect(new Set(uses().map(({ token }) => token)).size).toBe(1);
	});
});

describe('a token that expires', () => {
	test.each([
		['two hours', 7200],
		['half an hour', 1800],
		['five seconds', 5],
	])('after %s is renewed before Feishu has to refuse it', async (_, seconds) => {
		n8n.feishu.settings.tokenLifetimeSeconds = seconds;
		await n8n.run(ONE);
		jump(n8n.feishu, seconds * 500);
		await n8n.run(ONE);
		expect(tokenFetches()).toBe(1);
		jump(n8n.feishu, seconds * 500);
		await n8n.run(ONE);
		expect(tokenFetches()).toBe(2);
		expect(uses().map(({ status }) => status)).toEqual([200, 200, 200]);
		expect(uses()[2].token).not.toBe(uses()[0].token);
	});

	test('is renewed a little early, so that no request meets an expired one', async () => {
		await n8n.run(ONE);
		jump(n8n.feishu, 7200_000 - 4 * MINUTE);
		await n8n.run(ONE);
		expect(tokenFetches()).toBe(2);
	});

	test('in the middle of a run is renewed, and no card is lost', async () => {
		n8n.feishu.settings.tokenLifetimeSeconds = 5;
		const many = cardItems(100);
		n8n.feishu.addCards(heldCards(many));
		n8n.feishu.settings.fault = ({ method }, nth) => {
			if (method === 'DELETE' && nth === 2) n8n.feishu.expireTokens();
			return undefined;
		};
		const ran = await n8n.run(many);
		expect(ran.error).toBeUndefined();
		expect(ran.failed).toEqual([]);
		expect(n8n.feishu.cardCount).toBe(0);
	});

	test('is usable at once, however short Feishu says it lives', async () => {
		n8n.feishu.settings.tokenLifetimeSeconds = 1;
		const ran = await n8n.run(ONE);
		expect(ran.error).toBeUndefined();
		expect(uses()).toEqual([expect.objectContaining({ status: 200 })]);
	});
});

describe.each([200, 400, 401])('a token refused with HTTP %i', (status) => {
	test.each([
		4001, 20005, 20013, 99991661, 99991663, 99991664, 99991665, 99991668, 99991671, 99991677,
	])('and code %i is replaced, and the cards are deleted', async (code) => {
		await n8n.run(ONE);
		n8n.feishu.addCards(heldCards(ONE));
		n8n.feishu.revokeTokens();
		Object.assign(n8n.feishu.settings, { tokenErrorStatus: status, tokenErrorCode: code });
		const ran = await n8n.run(ONE);
		expect(ran.error).toBeUndefined();
		expect(ran.failed).toEqual([]);
		expect(n8n.feishu.cardCount).toBe(0);
		expect(tokenFetches()).toBe(2);
		expect(uses().map((use) => use.status)).toEqual([200, status, 200]);
		expect(cached()?.token).toBe(uses()[2].token);
	});

	test('again and again is given up with a clear error', async () => {
		hurry();
		Object.assign(n8n.feishu.settings, { tokenErrorStatus: status, refuseEveryToken: true });
		const ran = await n8n.run(ONE);
		expect(ran.error?.message).toBe(
			'Feishu does not accept the access token (Feishu code 99991663)',
		);
		expect(n8n.feishu.deleteRequests.length).toBeLessThan(10);
	});
});

describe('after the app was changed in the credential', () => {
	test.each<[string, () => Record<string, string>]>([
		[
			'to another app',
			() => {
				const { appId, appSecret } = n8n.feishu.addApp({ appId: 'cli_other', appSecret: 'other' });
				return { appId, appSecret };
			},
		],
		[
			'to a new secret',
			() => {
				n8n.feishu.app.appSecret = 'new-secret';
				return { appSecret: 'new-secret' };
			},
		],
	])('%s, no request carries the old token', async (_, change) => {
		await n8n.run(ONE);
		const changed = change();
		// Otherwise Feishu would give out the same token again.
		n8n.feishu.expireTokens();
		n8n.changeCredential(changed);
		const ran = await n8n.run(ONE);
		expect(ran.error).toBeUndefined();
		expect(tokenFetches()).toBe(2);
		expect(uses().map(({ status }) => status)).toEqual([200, 200]);
		expect(uses()[1].token).not.toBe(uses()[0].token);
		expect(n8n.feishu.deleteRequests[1].appId).toBe(changed.appId ?? DEFAULT_APP.appId);
	});

	test('to another tenant of a store app, no request carries the old token', async () => {
		const { appId, appSecret, appTicket } = n8n.feishu.addApp({
			appId: 'cli_store',
			type: 'store',
			tenantKeys: ['tenant_a', 'tenant_b'],
		});
		n8n.changeCredential({ appType: 'store', appId, appSecret, appTicket, tenantKey: 'tenant_a' });
		await n8n.run(ONE);
		n8n.changeCredential({ tenantKey: 'tenant_b' });
		await n8n.run(ONE);
		expect(n8n.feishu.deleteRequests.map(({ tenantKey }) => tenantKey)).toEqual([
			'tenant_a',
			'tenant_b',
		]);
	});

	test('to another host, the old token does not go there', async () => {
		await n8n.run(ONE);
		const elsewhere = await FeishuStandIn.start();
		try {
			n8n.changeCredential({ baseUrl: elsewhere.url });
			const ran = await n8n.run(ONE);
			expect(ran.error).toBeUndefined();
			expect(elsewhere.tokenRequests).toHaveLength(1);
			expect(elsewhere.deleteRequests).toHaveLength(1);
			expect(elsewhere.deleteRequests[0].status).toBe(200);
			expect(elsewhere.deleteRequests[0].headers.authorization).not.toContain(uses()[0].token);
		} finally {
			await elsewhere.stop();
		}
	});

	test('to one that Feishu does not know, nothing is sent with the old token', async () => {
		await n8n.run(ONE);
		n8n.changeCredential({ appId: 'cli_unknown' });
		const ran = await n8n.run(ONE);
		expect(ran.error?.message).toContain('Feishu does not know this app');
		expect(n8n.feishu.deleteRequests).toHaveLength(1);
	});
});

describe('during a run', () => {
	const many = cardItems(60);
	const parameters = { output: 'summary', options: { requestsPerSecond: 1 } };
	/** What happens when the second delete request has arrived. */
	const meanwhile = (action: () => void) => {
		n8n.feishu.addCards(heldCards(many));
		n8n.feishu.settings.fault = ({ method }, nth) => {
			if (method === 'DELETE' && nth === 2) action();
			return undefined;
		};
	};
	beforeEach(hurry);

	test('a new secret in the credential is used from then on, and is not overwritten', async () => {
		meanwhile(() => {
			n8n.feishu.revokeTokens();
			n8n.feishu.app.appSecret = 'new-secret';
			n8n.changeCredential({ appSecret: 'new-secret' });
		});
		const ran = await n8n.run(many, { parameters });
		expect(ran.error).toBeUndefined();
		expect(ran.done[0]).toMatchObject({ deleted: 60, failed: 0 });
		expect(n8n.engine.credentials.data('1').appSecret).toBe('new-secret');
		// Seven times at the start, for the first token, and for the new one, with which all others go.
		expect(n8n.engine.credentials.reads).toBe(9);
	});

	test.each<[string, Record<string, string>]>([
		['another app', { appId: 'cli_other', appSecret: 'other' }],
		['another host', { baseUrl: 'https://open.example.com' }],
	])('a change to %s ends it: what is left belongs to the first one', async (_, change) => {
		n8n.feishu.addApp({ appId: 'cli_other', appSecret: 'other' });
		meanwhile(() => {
			n8n.feishu.revokeTokens();
			n8n.changeCredential(change);
		});
		const ran = await n8n.run(many, { parameters });
		expect(ran.error?.message).toBe('The credential was changed to another app during the run');
		expect(ran.error?.description).toMatch(/\d0 of 60 cards had been deleted by then/);
		expect(n8n.feishu.deleteRequests.map(({ appId }) => appId)).not.toContain('cli_other');
	});

	test('a token that another execution renewed is used, and no other fetched', async () => {
		meanwhile(() => {
			n8n.feishu.revokeTokens();
			const session = cached();
			if (!session) throw new Error('There is no session');
			const token = n8n.feishu.issueToken();
			n8n.changeCredential({ sessionToken: storable({ ...session, token }) });
		});
		const ran = await n8n.run(many, { parameters });
		expect(ran.done[0]).toMatchObject({ deleted: 60, failed: 0 });
		expect(tokenFetches()).toBe(1);
		// The second was refused, and perhaps the third, where it was under way by then.
		expect(uses().filter(({ status }) => status === 200)).toHaveLength(3);
		expect(uses()[1].status).toBe(400);
	});
});

describe('a store app', () => {
	const store = {
		appType: 'store',
		appId: 'cli_store',
		appSecret: 'store-secret',
		appTicket: 'store-ticket',
		tenantKey: 'tenant_b',
	};
	beforeEach(() => {
		n8n.feishu.addApp({ ...store, type: 'store', tenantKeys: ['tenant_a', 'tenant_b'] });
		n8n.changeCredential(store);
	});

	test('deletes its cards in the tenant that the credential names', async () => {
		const owner = { appId: 'cli_store', tenantKey: 'tenant_b' };
		n8n.feishu.addCards(heldCards(ONE), owner);
		const ran = await n8n.run(ONE);
		expect(ran.failed).toEqual([]);
		expect(n8n.feishu.hasCard('a-0', 'ou_1', owner)).toBe(false);
		expect(n8n.feishu.tokenRequests.map(({ path, body }) => [path, body])).toEqual([
			[
				'/open-apis/auth/v3/app_access_token',
				{ app_id: 'cli_store', app_secret: 'store-secret', app_ticket: 'store-ticket' },
			],
			[
				'/open-apis/auth/v3/tenant_access_token',
				{ app_access_token: expect.stringMatching(/^a-/), tenant_key: 'tenant_b' },
			],
		]);
	});

	test('renews its token as any other', async () => {
		await n8n.run(ONE);
		n8n.feishu.revokeTokens();
		const ran = await n8n.run(ONE);
		expect(ran.error).toBeUndefined();
		expect(uses().map(({ status }) => status)).toEqual([200, 400, 200]);
	});

	test.each([
		['a wrong App Ticket', { appTicket: 'old' }, /App Ticket is wrong or out of date .*10012/],
		['a wrong Tenant Key', { tenantKey: 'tenant_x' }, /gave no tenant access token .*10013/],
		['a wrong App Secret', { appSecret: 'x' }, /App Secret does not belong .*10015/],
	])('with %s is told so', async (_, change, said) => {
		n8n.changeCredential(change);
		const ran = await n8n.run(ONE);
		expect(ran.error?.message).toMatch(said);
		expect(n8n.feishu.deleteRequests).toEqual([]);
	});
});

describe('a pasted token', () => {
	const paste = (tenantAccessToken: string) =>
		n8n.changeCredential({ appType: 'token', tenantAccessToken, appId: '', appSecret: '' });

	test('is used as it is, and no other is fetched', async () => {
		const token = n8n.feishu.issueToken();
		paste(` ${token}\n`);
		const ran = await n8n.run(cardItems(30));
		expect(ran.failed).toHaveLength(30);
		expect(uses()).toEqual([
			{ token, status: 200 },
			{ token, status: 200 },
		]);
		expect(tokenFetches()).toBe(0);
		expect(cached()).toBeUndefined();
	});

	test.each([200, 400, 401])(
		'refused with HTTP %i is a clear error, and is not tried again',
		async (status) => {
			n8n.feishu.settings.tokenErrorStatus = status;
			paste('t-expired');
			const ran = await n8n.run(ONE);
			expect(ran.error?.message).toBe(
				'Feishu does not accept the access token (Feishu code 99991663)',
			);
			expect(ran.error?.description).toContain('Paste a new one into the credential');
			expect(tokenFetches()).toBe(0);
			expect(n8n.feishu.deleteRequests).toHaveLength(1);
		},
	);

	test.each(
		[200, 400, 401].flatMap((status) => [99991668, 99991677].map((code) => [status, code])),
	)(
		'of a user that a gateway hides, refused with HTTP %i and code %i, stops the run at its first answer',
		async (status, code) => {
			Object.assign(n8n.feishu.settings, { tokenErrorStatus: status, tokenErrorCode: code });
			paste('t-of-a-user');
			const ran = await n8n.run(cardItems(20));
			expect(ran.error?.message).toContain(
				`does not accept the access token (Feishu code ${code})`,
			);
			expect(ran.error?.description).toContain('tenant access token (it starts with t-)');
			expect(n8n.feishu.deleteRequests).toHaveLength(1);
		},
	);

	test.each(['Bearer t-1', 't-1\nt-2', 't-ä', '"t-1"'])(
		'that cannot be one (%j) is refused before anything is sent',
		async (token) => {
			paste(token);
			const ran = await n8n.run(ONE);
			expect(ran.error?.message).toContain('characters that no token has');
			expect(n8n.feishu.requests).toEqual([]);
		},
	);
});

describe('a field of the credential that is wrong is an error before anything is sent', () => {
	test.each<[string, Record<string, string>, string]>([
		['an empty App ID', { appId: ' ' }, 'App ID is empty'],
		['an empty App Secret', { appSecret: '' }, 'App Secret is empty'],
		['an empty Base URL', { baseUrl: '' }, 'Base URL is empty'],
		['no URL', { baseUrl: 'open.feishu.cn' }, 'The Base URL is not a URL'],
		['http', { baseUrl: 'http://open.feishu.cn' }, 'does not start with https://'],
		['http to this network', { baseUrl: 'http://192.168.1.1' }, 'does not start with https://'],
		['ftp', { baseUrl: 'ftp://open.feishu.cn' }, 'does not start with https://'],
		['a user name', { baseUrl: 'https://me@open.feishu.cn' }, 'contains a user name or password'],
		['a query', { baseUrl: 'https://open.feishu.cn?x=1' }, 'contains a ? or #'],
	])('(%s)', async (_, change, said) => {
		n8n.changeCredential(change);
		const ran = await n8n.run(ONE);
		expect(ran.error?.message).toContain(`Credential: `);
		expect(ran.error?.message).toContain(said);
		expect(n8n.feishu.requests).toEqual([]);
	});
});

test.each(['//', '/open-apis', '/open-apis/auth/v3'])(
	'%s behind the Base URL does no harm',
	async (end) => {
		n8n.changeCredential({ baseUrl: n8n.feishu.url + end });
		const ran = await n8n.run(ONE);
		expect(ran.failed).toHaveLength(1);
		expect(n8n.feishu.deleteRequests[0].path).toBe('/open-apis/im/v2/app_feed_card/batch');
	},
);

describe('a redirect', () => {
	let elsewhere: FeishuStandIn;
	beforeEach(async () => {
		elsewhere = await FeishuStandIn.start();
	});
	afterEach(async () => await elsewhere.stop());

	test.each([
		[301, 'DELETE'],
		[302, 'DELETE'],
		[307, 'DELETE'],
		[308, 'DELETE'],
		[302, 'POST'],
		[307, 'POST'],
	])(
		'(HTTP %i, of a %s) is not followed: no other server sees the token',
		async (status, method) => {
			n8n.feishu.settings.fault = (request) =>
				request.method === method
					? { kind: 'redirect', status, location: `${elsewhere.url}${request.path}` }
					: undefined;
			const ran = await n8n.run(ONE);
			expect(ran.error?.message).toBe(`The server tried to redirect the request (HTTP ${status})`);
			expect(n8n.feishu.requests.filter((request) => request.method === method)).toHaveLength(1);
			expect(elsewhere.requests).toEqual([]);
		},
	);
});

describe('a field given by an expression', () => {
	const items = [
		{ ...ONE[0], app: DEFAULT_APP.appId, secret: DEFAULT_APP.appSecret },
		{ ...cardItems(2)[1], app: 'cli_other', secret: 'other' },
	];

	test.each<[string, Record<string, string>]>([
		['App ID', { appId: '={{ $json.app }}' }],
		['App Secret', { appSecret: '={{ $json.secret }}' }],
		['Base URL', { baseUrl: '=http://localhost/{{ $json.app }}' }],
	])('that differs from item to item is refused, and nothing is sent: %s', async (label, field) => {
		n8n.changeCredential(field);
		const ran = await n8n.run(items);
		expect(ran.error?.message).toBe(
			`Credential: The expression in ${label} gives a different value for item 1 than for item 0`,
		);
		expect(n8n.feishu.requests).toEqual([]);
	});

	test('that differs for one item without failing for one that is not there is refused', async () => {
		const { appId } = DEFAULT_APP;
		n8n.changeCredential({
			appId: `={{ $input.item?.json?.app === 'cli_other' ? 'b' : '${appId}' }}`,
		});
		const ran = await n8n.run([items[0], items[1], { ...items[0], biz_id: 'c' }]);
		expect(ran.error?.message).toContain(
			'App ID gives a different value for item 1 than for item 0',
		);
		expect(n8n.feishu.requests).toEqual([]);
	});

	test('that is the same for all items is taken', async () => {
		n8n.changeCredential({ appId: '={{ $json.app }}', appSecret: '={{ $json.secret }}' });
		n8n.feishu.addCards(heldCards(cardItems(2)));
		const ran = await n8n.run(cardItems(2).map((card) => ({ ...items[0], ...card })));
		expect(ran.error).toBeUndefined();
		expect(n8n.feishu.cardCount).toBe(0);
	});

	test('that gives nothing is called that, and not empty', async () => {
		n8n.changeCredential({ appSecret: '={{ $json.missing }}' });
		const ran = await n8n.run(ONE);
		expect(ran.error?.message).toBe('Credential: The expression in App Secret gives nothing');
		expect(n8n.feishu.requests).toEqual([]);
	});

	test('that holds none costs seven questions for 300 items', async () => {
		await n8n.run(cardItems(300));
		// One more before the token is fetched.
		expect(n8n.engine.credentials.reads).toBe(8);
	});
});

test('two credentials do not share a token', async () => {
	const { appId, appSecret } = n8n.feishu.addApp({ appId: 'cli_other', appSecret: 'other' });
	n8n.engine.credentials.put('2', 'feishuAppApi', {
		...credentialOf(n8n.feishu),
		appId,
		appSecret,
	});
	await Promise.all([n8n.run(ONE), n8n.run(ONE, { credentialId: '2' })]);
	expect(tokenFetches()).toBe(2);
	expect(n8n.feishu.deleteRequests.map((request) => request.appId).sort()).toEqual([
		DEFAULT_APP.appId,
		'cli_other',
	]);
});
