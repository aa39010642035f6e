/** What Feishu refuses for every card alike, and what the user reads about it. */
import type { Fault } from '../feishu/faults';
import { virtualTime } from './engineTime';
import { hurry, cardItems, heldCards, setUp } from './setUp';

const n8n = setUp();
const ONE = cardItems(1);

/** Everything of an error that n8n shows. */
const shown = ({ error }: Awaited<ReturnType<typeof n8n.run>>) =>
	`${error?.message} ${error?.description ?? ''}`;

const logIdOfLast = () => n8n.feishu.requests.at(-1)?.logId ?? 'no log ID';

describe('an app that is set up wrongly', () => {
	test('with a wrong secret: says so, and what to do', async () => {
		n8n.changeCredential({ appSecret: 'wrong' });
		const ran = await n8n.run(ONE);
		expect(ran.error?.message).toBe(
			'The App Secret does not belong to this App ID (Feishu code 10015)',
		);
		expect(ran.error?.description).toContain('Copy App ID and App Secret again');
		expect(ran.error?.description).toContain('Feishu\'s message: "wrong app secret"');
		expect(ran.error?.description).toContain(`Log ID: ${logIdOfLast()}`);
		expect(ran.error?.description).toContain('No card was deleted.');
		expect(n8n.feishu.deleteRequests).toEqual([]);
	});

	test.each([10003, 10005, 11209, 50003, 99991543])(
		'with an unknown App ID (code %i): says so, and what to check',
		async (code) => {
			n8n.feishu.settings.unknownApp = { code, msg: 'invalid param' };
			n8n.changeCredential({ appId: 'cli_unknown' });
			const ran = await n8n.run(ONE);
			expect(ran.error?.message).toContain('Feishu does not know this app');
			expect(ran.error?.message).toContain(`Feishu code ${code}`);
			expect(ran.error?.description).toContain('Platform');
			expect(n8n.feishu.deleteRequests).toEqual([]);
		},
	);

	test('without the scope: names it and carries the link that grants it, unshortened', async () => {
		n8n.feishu.app.scopes.clear();
		const ran = await n8n.run(ONE);
		const { msg } = n8n.feishu.deleteRequests[0].answer as { msg: string };
		expect(ran.error?.message).toBe('The app lacks a permission (权限) (Feishu code 99991672)');
		const link = `https://open.feishu.cn/app/${n8n.feishu.app.appId}/auth?q=im:app_feed_card:write&op_from=openapi&token_type=tenant`;
		const inHtml = link.replaceAll('&', '&amp;');
		expect(ran.error?.description).toContain(
			msg.replace(link, `<a href="${inHtml}" target="_blank">${inHtml}</a>`),
		);
		expect(ran.error?.description).toContain(`Log ID: ${logIdOfLast()}`);
		expect(n8n.feishu.deleteRequests).toHaveLength(1);
	});

	test('disabled: fails when the token is fetched', async () => {
		n8n.feishu.app.disabled = true;
		const ran = await n8n.run(ONE);
		expect(ran.error?.message).toMatch(/the app is disabled \(Feishu code 10014\)$/);
	});

	test('disabled while its token is still known: fails when the card is deleted', async () => {
		await n8n.run(ONE);
		n8n.feishu.app.disabled = true;
		const ran = await n8n.run(ONE);
		expect(ran.error?.message).toContain('Feishu code 99991662');
		expect(ran.error?.description).toContain('Ask a Feishu administrator');
	});

	test('not installed for the tenant: says so', async () => {
		n8n.feishu.app.installed = false;
		expect(shown(await n8n.run(ONE))).toContain('not installed for this tenant');
	});
});

describe('what stops every request', () => {
	// How many requests are out before the first answer comes must not hang on how busy the computer is.
	virtualTime(n8n);

	test.each([
		['the monthly quota', 99991403, 200, 'quota', 'upgrade the plan'],
		['the monthly quota (another code)', 90003087, 400, 'quota', 'upgrade the plan'],
		['the IP allowlist', 99991401, 400, 'IP allowlist', 'Security Settings'],
		['a token of the wrong kind', 99991674, 400, 'kind of token', 'tenant access token'],
	])('%s is one error after one request', async (_, code, status, summary, advice) => {
		n8n.feishu.settings.stopWith = { code, msg: "Feishu's own words", status };
		const ran = await n8n.run(cardItems(100));
		expect(ran.error?.message).toContain(summary);
		expect(ran.error?.message).toContain(`Feishu code ${code}`);
		expect(ran.error?.description).toContain(advice);
		expect(ran.error?.description).toContain('Feishu\'s message: "Feishu\'s own words"');
		expect(ran.error?.description).toContain(`Log ID: ${logIdOfLast()}`);
		expect(ran.error?.description).toContain('No card was deleted.');
		expect(n8n.feishu.deleteRequests).toHaveLength(1);
	});

	test('a code that nobody knows is shown with what Feishu says', async () => {
		n8n.feishu.settings.stopWith = { code: 1234567, msg: 'something new', status: 400 };
		const ran = await n8n.run(ONE);
		expect(ran.failed).toEqual([expect.objectContaining({ reason: 'REJECTED', code: 1234567 })]);
		expect(ran.failed[0].message).toContain('Feishu code 1234567');
		expect(ran.failed[0].message).toContain('something new');
	});
});

describe('what may pass is retried with backoff, and then given up', () => {
	beforeEach(hurry);
	const parameters = { options: { maxRetries: 2 } };

	test.each([
		['a connection that breaks', { kind: 'reset' }, 'it closed the connection'],
		['a server error', { kind: 'status', status: 502 }, 'Feishu failed to answer (HTTP 502)'],
		['an answer that is not JSON', { kind: 'not-json' }, 'The answer did not come from Feishu'],
		['a page of a gateway', { kind: 'status', status: 404 }, 'not come from Feishu (HTTP 404)'],
		['an answer that is cut off', { kind: 'cut' }, 'Could not reach 127.0.0.1'],
		['an answer that is damaged', { kind: 'damaged' }, 'its answer could not be unpacked'],
	] as const)('%s', async (_, fault, said) => {
		n8n.feishu.settings.fault = ({ method }) => (method === 'DELETE' ? fault : undefined);
		const ran = await n8n.run(ONE, { parameters });
		expect(ran.error?.message).toContain(said);
		expect(n8n.feishu.deleteRequests).toHaveLength(3);
	});

	const internal = { kind: 'code', code: 2200, status: 500 } as const;
	const poisoned = (...users: string[]) => {
		n8n.feishu.settings.fault = ({ method, body }) =>
			method === 'DELETE' && users.some((user) => JSON.stringify(body).includes(`"${user}"`))
				? internal
				: undefined;
	};

	test('an internal error of Feishu’s on a single card: that card is an item, after the retries', async () => {
		poisoned('ou_0');
		const ran = await n8n.run(cardItems(1, 'ou_0'), { parameters });
		expect(ran.error).toBeUndefined();
		expect(ran.failed).toMatchObject([{ reason: 'REQUEST_FAILED', code: 2200 }]);
		expect(n8n.feishu.deleteRequests).toHaveLength(3);
	});

	test.each([[['ou_7']], [['ou_0', 'ou_1', 'ou_19']]])(
		'an internal error on %j in the only request of a run: these fail, and the rest is done',
		async (bad) => {
			const cards = Array.from({ length: 20 }, (_, n) => ({
				biz_id: `a-${n}`,
				user_id: `ou_${n}`,
			}));
			n8n.feishu.addCards(heldCards(cards));
			poisoned(...bad);
			const ran = await n8n.run(cards, { parameters });
			expect(ran.error).toBeUndefined();
			expect(ran.failed.map(({ user_id }) => user_id)).toEqual(bad);
			expect(new Set(ran.failed.map(({ reason }) => reason))).toEqual(new Set(['REQUEST_FAILED']));
			expect(n8n.feishu.cardCount).toBe(bad.length);
		},
	);

	test('an internal error on every part that is tried is an outage: the run stops', async () => {
		n8n.feishu.settings.fault = ({ method }) => (method === 'DELETE' ? internal : undefined);
		const ran = await n8n.run(cardItems(20), { parameters });
		expect(ran.error?.message).toContain('Feishu code 2200');
		expect(ran.error?.description).toMatch(/^Try again later\./);
		// How many requests that takes is a matter of time: units/sendCards.test.ts counts them.
		const tried = n8n.feishu.deleteRequests.map(({ body }) => JSON.stringify(body));
		expect(new Set(tried).size).toBe(1 + 20);
	});

	test('no answer in time', async () => {
		n8n.feishu.settings.fault = ({ method }) =>
			method === 'DELETE' ? { kind: 'timeout' } : undefined;
		const ran = await n8n.run(ONE, { parameters: { options: { maxRetries: 1, timeout: 100 } } });
		expect(ran.error?.message).toContain('it did not answer in time');
		expect(n8n.feishu.deleteRequests).toHaveLength(2);
	});

	test('nobody there', async () => {
		await n8n.run(ONE);
		const { url } = n8n.feishu;
		await n8n.feishu.stop();
		const ran = await n8n.run(ONE, { parameters });
		expect(ran.error?.message).toBe(
			`Could not reach ${new URL(url).host}: it refused the connection`,
		);
		expect(ran.error?.description).toContain('Check Platform and Base URL');
	});

	test('nobody there to give out a token', async () => {
		await n8n.feishu.stop();
		const ran = await n8n.run(ONE, { parameters });
		expect(ran.error?.message).toContain('it refused the connection');
	});

	test('a rate limit (429): the run stops after five minutes, whatever Max Retries is', async () => {
		n8n.feishu.settings.rateLimit = { perSecond: 0 };
		const ran = await n8n.run(ONE, { parameters });
		expect(ran.error?.message).toContain('Feishu allows no more requests for the moment');
		expect(ran.error?.description).toContain('No request got through for five minutes.');
		const { length } = n8n.feishu.deleteRequests;
		// About one a second, so that the limit is no longer than it has to be.
		expect([length > 100, length < 500]).toEqual([true, true]);
	});

	test.each<[string, Fault]>([
		['a connection', { kind: 'reset' }],
		['a gateway', { kind: 'status', status: 403 }],
	])('and if it passes, nobody notices: %s', async (_, fault) => {
		n8n.feishu.addCards(heldCards(ONE));
		n8n.feishu.settings.fault = (__, nth) => (nth === 1 ? fault : undefined);
		const ran = await n8n.run(ONE, { parameters });
		expect(ran.error).toBeUndefined();
		expect(ran.failed).toEqual([]);
		expect(n8n.feishu.cardCount).toBe(0);
	});
});

test('one card too large for a gateway (413) does not stop the others', async () => {
	const cards = Array.from({ length: 20 }, (_, n) => ({ biz_id: `a-${n}`, user_id: `ou_${n}` }));
	n8n.feishu.addCards(heldCards(cards));
	n8n.feishu.settings.fault = ({ body }) =>
		JSON.stringify(body).includes('"ou_7"') ? { kind: 'status', status: 413 } : undefined;
	const ran = await n8n.run(cards);
	expect(ran.error).toBeUndefined();
	expect(ran.failed).toMatchObject([{ user_id: 'ou_7', reason: 'REJECTED', code: null }]);
	expect(n8n.feishu.cardCount).toBe(1);
});

describe('IDs that Feishu does not accept', () => {
	const two = [...cardItems(1), ...cardItems(1, 'ou_bad')];

	test('of a user who does not exist: that card is REJECTED', async () => {
		n8n.feishu.settings.unknownUsers.add('ou_bad');
		const ran = await n8n.run(two);
		expect(ran.failed).toHaveLength(2);
		expect(ran.failed[1]).toMatchObject({ user_id: 'ou_bad', reason: 'REJECTED', code: 99992351 });
		expect(ran.failed[1].message).toContain('Feishu does not know this user ID');
	});

	test("of another app's user: that card is REJECTED, and the message says what to do", async () => {
		n8n.feishu.settings.crossAppUsers.add('ou_bad');
		const ran = await n8n.run(two);
		expect(ran.failed[1]).toMatchObject({ user_id: 'ou_bad', reason: 'REJECTED', code: 99992361 });
		expect(ran.failed[1].message).toContain('or union_id');
	});
});

describe('the log ID', () => {
	test.each(['header', 'body', 'both'] as const)('is found in the %s', async (logIdIn) => {
		n8n.feishu.settings.logIdIn = logIdIn;
		n8n.feishu.app.scopes.clear();
		const ran = await n8n.run(ONE);
		expect(logIdOfLast()).toMatch(/^2026/);
		expect(ran.error?.description).toContain(`Log ID: ${logIdOfLast()}`);
	});

	test('is not spoken of if there is none', async () => {
		n8n.feishu.settings.logIdIn = 'none';
		n8n.feishu.app.scopes.clear();
		const ran = await n8n.run(ONE);
		expect(ran.error?.description).not.toContain('Log ID');
	});
});
