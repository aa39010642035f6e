/** The long connection over hours, in virtual time, on real sockets. */
import { click } from '../feishu/calls';
import { ActiveTrigger } from './activeTrigger';
import { clock, FeishuAppFeedCardConnectionTrigger } from './built';
import { EngineTime } from './engineTime';
import { setUp } from './setUp';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const n8n = setUp();
let time: EngineTime;
let trigger: ActiveTrigger;

const make = (credentialId = '1') =>
	new ActiveTrigger({
		trigger: new FeishuAppFeedCardConnectionTrigger(),
		credentials: n8n.engine.credentials,
		credentialId,
	});

beforeEach(async () => {
	time = new EngineTime();
	trigger = make();
	await trigger.activate();
});
afterEach(async () => {
	await trigger.deactivate();
	time.end();
});

const feishu = () => n8n.feishu.longConnections;
const settings = () => n8n.feishu.settings.longConnections;
const endpointCalls = () =>
	n8n.feishu.requests.filter(({ path }) => path === '/callback/ws/endpoint').length;
const of = () => ({ appId: n8n.feishu.app.appId, tenantKey: 't', verificationToken: '' });
/** Lets time pass until it holds; gives back how long that took. */
async function passUntil(holds: () => boolean, atMostMs = 3 * HOUR): Promise<number> {
	const start = time.elapsed;
	while (!holds() && time.elapsed - start < atMostMs) await time.sleep(1_000);
	expect(holds()).toBe(true);
	return time.elapsed - start;
}

test('it pings as often as Feishu says, and as a pong says from then on', async () => {
	const [client] = feishu().clients;
	await time.sleep(10 * MINUTE + 1_000);
	expect(client.pings).toHaveLength(6);
	settings().timing.PingInterval = 30;
	await passUntil(() => client.pings.length === 7);
	await time.sleep(5 * MINUTE);
	expect(client.pings.length).toBeGreaterThanOrEqual(16);
	expect(feishu().opened).toBe(1);
});

describe('pings that Feishu wants more often than a pong may take', () => {
	const reopen = async (PingInterval: number) => {
		settings().timing.PingInterval = PingInterval;
		feishu().cut();
		await passUntil(() => feishu().opened === 2);
		const [client] = feishu().clients;
		await passUntil(() => client.pings.length > 0);
		return client;
	};

	test('come as often', async () => {
		const client = await reopen(1);
		await time.sleep(20_500);
		expect(client.pings.length).toBeGreaterThanOrEqual(20);
		expect(client.pings.length).toBeLessThanOrEqual(22);
	});

	test('may be answered as late as others', async () => {
		const client = await reopen(1);
		settings().silent = true;
		await time.sleep(8_000);
		settings().silent = false;
		await time.sleep(MINUTE);
		expect(feishu().clients).toContain(client);
	});

	test.each([1, 7])(
		'every %i s end the connection ten seconds after the first without a pong',
		async (seconds) => {
			const client = await reopen(seconds);
			settings().silent = true;
			const tookMs = await passUntil(() => !feishu().clients.has(client));
			expect(tookMs).toBeGreaterThan(9_000);
			expect(tookMs).toBeLessThan(seconds * 1_000 + 12_000);
		},
	);
});

test.each([0, -30, 86_400, '30'])('a pong that says %j seconds changes nothing', async (said) => {
	const [client] = feishu().clients;
	Object.assign(settings().timing, { PingInterval: said });
	await time.sleep(10 * MINUTE + 1_000);
	expect(client.pings).toHaveLength(6);
});

test('half-open, where nothing answers any more: noticed by the pong that is missing', async () => {
	const [before] = feishu().clients;
	settings().silent = true;
	const tookMs = await passUntil(() => !feishu().clients.has(before));
	expect(tookMs).toBeLessThan(2 * MINUTE + 12_000);
	settings().silent = false;
	await passUntil(() => [...feishu().clients].some((client) => client.pings.length > 0));
	expect(await feishu().push(click(of()))).toMatchObject({ code: 200 });
	expect(trigger.started).toHaveLength(1);
	expect(trigger.logged).toEqual([]);
});

test('Feishu away for an hour: tried with growing pauses, logged once, connected afterwards', async () => {
	const start = time.elapsed;
	n8n.feishu.settings.fault = ({ path }) =>
		path.endsWith('/endpoint') && time.elapsed - start < HOUR
			? { kind: 'status', status: 502 }
			: undefined;
	feishu().cut();
	const tookMs = await passUntil(() => feishu().opened === 2);
	expect(tookMs).toBeLessThan(HOUR + 2 * MINUTE);
	// Two minutes at most lie between two tries, and one minute at least once the pauses have grown.
	expect(endpointCalls()).toBeGreaterThan(30);
	expect(endpointCalls()).toBeLessThan(75);
	expect(trigger.logged).toEqual([
		expect.stringMatching(/is not open; n8n keeps trying.*HTTP 502/),
		expect.stringMatching(/is open again/),
	]);
});

test('a connection that is lost again and again is not asked for again and again', async () => {
	const before = endpointCalls();
	const start = time.elapsed;
	while (time.elapsed - start < HOUR) {
		feishu().cut();
		await time.sleep(1_000);
	}
	expect(endpointCalls() - before).toBeLessThan(75);
	expect(trigger.logged).toEqual([expect.stringMatching(/keeps closing soon after it opens/)]);
	await time.sleep(10 * MINUTE);
	feishu().cut();
	await passUntil(() => feishu().clients.size === 1);
	expect(trigger.logged).toHaveLength(1);
});

test('whoever joins in a long pause has it tried at once', async () => {
	let isAway = true;
	n8n.feishu.settings.fault = ({ path }) =>
		isAway && path.endsWith('/endpoint') ? { kind: 'status', status: 502 } : undefined;
	feishu().cut();
	await time.sleep(HOUR);
	isAway = false;
	const { opened } = feishu();
	const second = make();
	const start = time.elapsed;
	await second.activate();
	await passUntil(() => feishu().opened > opened);
	expect(time.elapsed - start).toBeLessThan(10_000);
	await second.deactivate();
});

describe('a credential that n8n cannot read', () => {
	const unreadable = (message: string) => {
		n8n.engine.credentials.getDecrypted = async () => {
			throw new Error(message);
		};
	};

	test('because its database is busy for a minute does not end it', async () => {
		const { credentials } = n8n.engine;
		const getDecrypted = credentials.getDecrypted.bind(credentials);
		unreadable('Database is not ready');
		feishu().cut();
		await time.sleep(MINUTE);
		credentials.getDecrypted = getDecrypted;
		await passUntil(() => feishu().clients.size === 1);
		expect(trigger.errors).toEqual([]);
		expect(trigger.logged[0]).toMatch(/is not open; n8n keeps trying.*Database is not ready/);
	});

	test('for a moment, twice, hours apart, does not end it: a second trigger kept it connected', async () => {
		const { credentials } = n8n.engine;
		credentials.put('2', 'feishuAppApi', credentials.data('1'));
		const second = make('2');
		await second.activate();
		const getDecrypted = credentials.getDecrypted.bind(credentials);
		for (const opened of [2, 3]) {
			let reads = 0;
			// The second one to read it is the second trigger.
			credentials.getDecrypted = async (...of) => {
				if (++reads === 2) throw new Error('Database is not ready');
				return await getDecrypted(...of);
			};
			feishu().cut();
			await passUntil(() => feishu().opened === opened);
			expect(reads).toBe(2);
			await time.sleep(HOUR);
		}
		await second.deactivate();
		expect(second.errors).toEqual([]);
	});

	test('for minutes, because it is gone, ends it with an error', async () => {
		unreadable('Credential with ID "1" does not exist');
		feishu().cut();
		const tookMs = await passUntil(() => trigger.errors.length > 0);
		expect(tookMs).toBeGreaterThan(5 * MINUTE);
		expect(tookMs).toBeLessThan(10 * MINUTE);
		expect(trigger.errors[0].message).toMatch(/cannot read the credential.*does not exist/);
	});
});

test('the wall clock that jumps changes nothing', async () => {
	const { now } = clock;
	for (const jump of [-24 * HOUR, 48 * HOUR]) {
		clock.now = () => now() + jump;
		await time.sleep(10 * MINUTE);
	}
	expect(await feishu().push(click(of()))).toMatchObject({ code: 200 });
	expect([trigger.started.length, feishu().opened]).toEqual([1, 1]);
});

test('a part that comes after ten seconds makes nothing whole', async () => {
	const call = click(of());
	const how = { parts: 2, messageId: 'm-1', withinMs: 50 };
	await feishu().push(call, { ...how, order: [0] });
	await time.sleep(11_000);
	expect(await feishu().push(call, { ...how, order: [1] })).toBeUndefined();
	expect(await feishu().push(call)).toMatchObject({ code: 200 });
	expect(trigger.started).toHaveLength(1);
});

test('an hour in which the workflow is activated and deactivated leaves nothing behind', async () => {
	for (let minute = 0; minute < 60; minute++) {
		await trigger.deactivate();
		await time.sleep(MINUTE / 2);
		expect(feishu().clients.size).toBe(0);
		await trigger.activate();
		await time.sleep(MINUTE / 2);
		expect(feishu().clients.size).toBe(1);
	}
});

test('the editor’s test that is stopped while n8n reads the credential opens nothing', async () => {
	await trigger.deactivate();
	const before = endpointCalls();
	const { credentials } = n8n.engine;
	const test = new ActiveTrigger({
		trigger: new FeishuAppFeedCardConnectionTrigger(),
		credentials,
		mode: 'manual',
	});
	const getDecrypted = credentials.getDecrypted.bind(credentials);
	credentials.getDecrypted = async (...of) => {
		credentials.getDecrypted = getDecrypted;
		await test.deactivate();
		return await getDecrypted(...of);
	};
	await test.activate();
	expect([endpointCalls(), feishu().clients.size]).toEqual([before, 0]);
});
