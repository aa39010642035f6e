/** A store app's ticket: from Feishu's event into the credential, and to every node that needs it. */
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { App } from '../feishu/apps';
import { Caller } from '../feishu/caller';
import { click, ticketEvent } from '../feishu/calls';
import { storedSession } from '../../nodes/shared/session';
import { FeishuAppFeedCardTrigger, loadAnew } from './built';
import { Engine } from './engine';
import { cardItems, credentialOf, heldCards, jump, setUp } from './setUp';
import { WebhookServer } from './webhookServer';

const n8n = setUp();
const SECRETS = { encryptKey: 'the key', verificationToken: 'the token' };
const TENANT = 'tenant_a';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let app: App;
let trigger: WebhookServer;
let caller: Caller;

beforeEach(async () => {
	app = n8n.feishu.addApp({
		appId: 'cli_store',
		appSecret: 'the secret',
		appTicket: 'pasted-ticket',
		type: 'store',
		tenantKeys: [TENANT, 'tenant_b'],
	});
	put('1', { appTicket: 'pasted-ticket' });
	const { credentials } = n8n.engine;
	trigger = await WebhookServer.start({ trigger: new FeishuAppFeedCardTrigger(), credentials });
	const of = { appId: 'cli_store', tenantKey: TENANT };
	caller = new Caller({ ...of, ...SECRETS, address: trigger.url });
});
afterEach(async () => await trigger.stop());

function put(id: string, fields: ICredentialDataDecryptedObject): void {
	const { appId, appSecret } = app;
	const all = { ...credentialOf(n8n.feishu), appType: 'store', appId, appSecret, ...SECRETS };
	n8n.engine.credentials.put(id, 'feishuAppApi', { ...all, tenantKey: TENANT, ...fields });
}
const credential = (id = '1') => n8n.engine.credentials.data(id);
const send = async (ticket: string, more: { sentAt?: number; uuid?: string } = {}) =>
	await caller.event(ticketEvent({ ...caller.settings }, ticket, more));
/** Feishu makes a new ticket, as it does every hour, and sends it. */
async function newTicket(): Promise<string> {
	const ticket = n8n.feishu.issueTicket(app);
	await send(ticket);
	return ticket;
}
/** Deletes a card, which must be gone afterwards. */
async function deletes(credentialId = '1', tenantKey = TENANT): Promise<void> {
	const items = cardItems(1);
	n8n.feishu.addCards(heldCards(items), { appId: app.appId, tenantKey });
	const ran = await n8n.run(items, { credentialId });
	expect(ran.error).toBeUndefined();
	expect(ran.failed).toEqual([]);
	expect(n8n.feishu.cardCount).toBe(0);
}
/** The trigger in another process, or after a restart: with what n8n has stored. */
async function startAnother() {
	const anew = loadAnew();
	const { credentials } = new Engine(anew);
	credentials.storesWholeCredential = n8n.engine.credentials.storesWholeCredential;
	credentials.put('1', 'feishuAppApi', credential());
	const other = await WebhookServer.start({
		trigger: new anew.FeishuAppFeedCardTrigger(),
		credentials,
	});
	other.stored = trigger.stored;
	return { other, credentials };
}
const resends = () =>
	n8n.feishu.requests.filter(({ path }) => path.endsWith('/app_ticket/resend')).length;

describe.each([
	['n8n 2', false],
	['n8n 1', true],
])('in %s a ticket', (_, storesWholeCredential) => {
	beforeEach(() => {
		n8n.engine.credentials.storesWholeCredential = storesWholeCredential;
	});

	test('goes into the credential without a request to Feishu, and leaves its session', async () => {
		await deletes();
		const { sessionToken } = credential();
		n8n.feishu.requests = [];
		expect(await send('ticket-1')).toHaveLength(1);
		expect(credential()).toMatchObject({ appTicket: 'ticket-1', sessionToken, tenantKey: TENANT });
		expect(n8n.feishu.requests).toEqual([]);
		// Whose token it is has not changed.
		await deletes();
		expect(n8n.feishu.tokenRequests).toEqual([]);
	});

	test('serves if the credential had none, or a dead one', async () => {
		for (const appTicket of ['', 'dead']) {
			put('1', { appTicket });
			await newTicket();
			await deletes();
		}
	});

	test('that is the newer of two that come at once is the one that stays', async () => {
		for (let round = 0; round < 10; round++) {
			const waits = [3, 0];
			n8n.engine.credentials.beforeStoring = async () =>
				// eslint-disable-next-line @n8n/community-nodes/no-restricted-globals -- runs in tests
				await new Promise((resolve) => setTimeout(resolve, waits.shift() ?? 0));
			const events = [
				send(`old-${round}`, { sentAt: Date.now() + 10_000 * round }),
				send(`new-${round}`, { sentAt: Date.now() + 10_000 * round + 5_000 }),
			];
			await Promise.all(round % 2 ? events : events.reverse());
			expect(credential().appTicket).toBe(`new-${round}`);
		}
	});

	test('that is older than the last is not taken: an event may come again hours later', async () => {
		await send('new', { sentAt: Date.now() });
		await send('old', { sentAt: Date.now() - HOUR });
		expect(credential().appTicket).toBe('new');
	});

	test('that is older than the last is not taken after a restart of n8n, nor in another process', async () => {
		const sentAt = Date.now() - HOUR;
		await send('new', { sentAt });
		await trigger.idle();
		const { other, credentials } = await startAnother();
		const of = { ...caller.settings, address: other.url };
		const again = new Caller(of);
		const tries = await again.event(ticketEvent(of, 'old', { sentAt: Date.now() - 2 * HOUR }));
		expect(tries).toHaveLength(1);
		expect(credentials.data('1').appTicket).toBe('new');
		await again.event(ticketEvent(of, 'newer', { sentAt: Date.now() }));
		expect(credentials.data('1').appTicket).toBe('newer');
		await other.idle();
		// Feishu repeats to the first process what that has heard.
		trigger.stored = other.stored;
		n8n.engine.credentials.change('1', { appTicket: 'newer' });
		await send('new', { sentAt });
		expect(credential().appTicket).toBe('newer');
		await other.stop();
	});

	test('that comes while n8n stores what a click changed is the newest after a restart too', async () => {
		trigger.databaseMs = 100;
		await caller.callback(click({ ...caller.settings }));
		trigger.databaseMs = 0;
		await send('new');
		await trigger.idle();
		const { other, credentials } = await startAnother();
		const of = { ...caller.settings, address: other.url };
		await new Caller(of).event(ticketEvent(of, 'old', { sentAt: Date.now() - 2 * HOUR }));
		expect(credentials.data('1').appTicket).toBe('new');
		await other.stop();
	});

	test('is not held up by an event whose time cannot be right, now or before a restart', async () => {
		await send('new', { sentAt: Date.now() - MINUTE });
		await send('of next week', { sentAt: Date.now() + 7 * 24 * HOUR });
		expect(credential().appTicket).toBe('of next week');
		await send('older than the last that has a time', { sentAt: Date.now() - HOUR });
		expect(credential().appTicket).toBe('of next week');
		await send('newer', { sentAt: Date.now() });
		expect(credential().appTicket).toBe('newer');

		await trigger.idle();
		const sentAt = Date.now() + 7 * 24 * HOUR;
		trigger.stored = trigger.stored.replace(/"sentAt":[\d.]+/, `"sentAt":${sentAt}`);
		await send('newest', { sentAt: Date.now() });
		await trigger.idle();
		expect(credential().appTicket).toBe('newest');
		// The wrong time is gone for good.
		expect(trigger.stored).not.toContain(String(sentAt));
	});

	test('in an event whose time is in milliseconds is as old as it says', async () => {
		const inMs = (ticket: string, sentAt: number) =>
			caller.event({ ...ticketEvent({ ...caller.settings }, ticket), ts: String(sentAt) });
		await inMs('of a minute ago', Date.now() - MINUTE);
		await inMs('of an hour ago', Date.now() - HOUR);
		expect(credential().appTicket).toBe('of a minute ago');
		await send('newer');
		expect(credential().appTicket).toBe('newer');
	});

	test('that is not taken starts no workflow either', async () => {
		await trigger.stop();
		const { credentials } = n8n.engine;
		const parameters = { events: ['appTicket'] };
		trigger = await WebhookServer.start({
			trigger: new FeishuAppFeedCardTrigger(),
			credentials,
			parameters,
		});
		caller = new Caller({ ...caller.settings, address: trigger.url });
		const now = Date.now();
		for (const sentAt of [now, now - HOUR, now - 3 * HOUR]) await send(`of ${sentAt}`, { sentAt });
		await trigger.idle();
		expect(trigger.started).toHaveLength(1);
	});

	test('that was sent three hours ago has ended, and changes nothing', async () => {
		expect(await send('dead', { sentAt: Date.now() - 3 * HOUR })).toHaveLength(1);
		expect(credential().appTicket).toBe('pasted-ticket');
		await send('late', { sentAt: Date.now() - 2 * HOUR });
		expect(credential().appTicket).toBe('late');
	});

	test('that comes again while the first is being stored is not confirmed before that is done', async () => {
		let broken = 2;
		n8n.engine.credentials.beforeStoring = async () => {
			// eslint-disable-next-line @n8n/community-nodes/no-restricted-globals -- runs in tests
			await new Promise((resolve) => setTimeout(resolve, 20));
			if (broken-- > 0) throw new Error('The database is locked');
		};
		const event = ticketEvent({ ...caller.settings }, 'ticket-1');
		const sendOnce = async () => (await caller.send(caller.write(event))).status;
		expect(await Promise.all([sendOnce(), sendOnce()])).toEqual([500, 500]);
		expect(credential().appTicket).toBe('pasted-ticket');
		expect(await sendOnce()).toBe(200);
		expect(credential().appTicket).toBe('ticket-1');
	});

	test('that comes while a node fetches a token stays, and so does the token', async () => {
		const ticket = n8n.feishu.issueTicket(app);
		n8n.feishu.settings.latencyMs = 30;
		n8n.feishu.settings.fault = ({ path }, nth) => {
			if (path.endsWith('/app_access_token') && nth === 1) void send(ticket);
			return undefined;
		};
		await deletes();
		expect(credential().appTicket).toBe(ticket);
		n8n.feishu.requests = [];
		await deletes();
		expect(n8n.feishu.tokenRequests).toEqual([]);
		expect(storedSession(credential())).toBeDefined();
	});

	test('undoes nothing that the user changed before', async () => {
		await send('ticket-1');
		n8n.engine.credentials.change('1', { tenantKey: 'tenant_b', verificationToken: 'new' });
		await send('ticket-2');
		expect(credential()).toMatchObject({
			appTicket: 'ticket-2',
			tenantKey: 'tenant_b',
			verificationToken: 'new',
		});
	});

	test('is not put into a credential that has been changed to another app meanwhile', async () => {
		const { credentials } = n8n.engine;
		const { getDecrypted } = credentials;
		let reads = 0;
		credentials.getDecrypted = async (...args) => {
			// The first one verified the call.
			if (++reads === 2) credentials.change('1', { appId: 'cli_other', appTicket: 'its own' });
			return await getDecrypted.apply(credentials, args);
		};
		await send('ticket-1');
		expect(reads).toBe(2);
		expect(credential().appTicket).toBe('its own');
		expect(credentials.updates).toBe(0);
	});

	test('typed in by hand after the event is used, and not replaced by the one of the event', async () => {
		await newTicket();
		const typed = n8n.feishu.issueTicket(app);
		n8n.engine.credentials.change('1', { appTicket: typed });
		await deletes();
		expect(credential().appTicket).toBe(typed);
		expect(n8n.feishu.tokenRequests[0].body).toMatchObject({ app_ticket: typed });
	});

	test('typed in by hand after the event is not replaced when the event comes again', async () => {
		const sentAt = Date.now() - 1_000;
		await send('heard', { sentAt });
		await trigger.idle();
		n8n.engine.credentials.change('1', { appTicket: 'typed' });
		await send('heard', { sentAt });
		expect(credential().appTicket).toBe('typed');
	});
});

test('what the user changes while it is stored stays, in n8n 2', async () => {
	n8n.engine.credentials.beforeStoring = async () =>
		n8n.engine.credentials.change('1', { tenantKey: 'tenant_b' });
	await send('ticket-1');
	expect(credential()).toMatchObject({ appTicket: 'ticket-1', tenantKey: 'tenant_b' });
});

test('a ticket that n8n cannot store is asked for again, and stored then', async () => {
	let broken = true;
	n8n.engine.credentials.beforeStoring = async () => {
		if (broken) throw new Error('The database is locked');
	};
	const clock = { now: Date.now, sleep: async () => void (broken = false) };
	const patient = new Caller({ ...caller.settings, clock });
	const tries = await patient.event(ticketEvent({ ...caller.settings }, 'ticket-1'));
	expect(tries.map(({ status }) => status)).toEqual([500, 200]);
	expect(credential().appTicket).toBe('ticket-1');
});

test('the ticket of a self-built app is nobody’s', async () => {
	n8n.engine.credentials.change('1', { appType: 'selfBuilt' });
	expect(await send('ticket-1')).toHaveLength(1);
	expect(credential().appTicket).toBe('pasted-ticket');
});

describe('another credential of the same app', () => {
	beforeEach(() => put('2', { appTicket: 'dead', tenantKey: 'tenant_b' }));

	test('works with the ticket that this process heard, and keeps it', async () => {
		const ticket = await newTicket();
		await deletes('2', 'tenant_b');
		expect(credential('2')).toMatchObject({ appTicket: ticket, tenantKey: 'tenant_b' });
	});

	test('also if the same ticket comes twice', async () => {
		const ticket = await newTicket();
		await send(ticket);
		await deletes('2', 'tenant_b');
		expect(credential('2').appTicket).toBe(ticket);
	});

	test('of another host does not', async () => {
		const away = 'http://127.0.0.1:1/';
		put('3', { appTicket: 'dead', baseUrl: away });
		await newTicket();
		const ran = await n8n.run(cardItems(1), {
			credentialId: '3',
			parameters: { options: { maxRetries: 0 } },
		});
		expect(ran.error?.message).toMatch(/Could not reach/);
		expect(credential('3').appTicket).toBe('dead');
	});

	test('no longer, once the ticket is three hours old', async () => {
		await newTicket();
		jump(n8n.feishu, 3 * HOUR);
		const ran = await n8n.run(cardItems(1), { credentialId: '2' });
		expect(ran.error?.message).toMatch(/App Ticket is wrong or out of date/);
	});
});

describe('if no ticket is valid', () => {
	const ONE = cardItems(1);
	const fails = async () => {
		const { error } = await n8n.run(ONE);
		return `${error?.message}\n${error?.description}`;
	};
	beforeEach(() => n8n.feishu.expireTickets());

	test.each([
		['an old one', 'pasted-ticket', /App Ticket is wrong or out of date \(Feishu code 10012\)/],
		['none', '', /App Ticket is empty/],
	])('(%s) Feishu is asked for a new one, and the error says so', async (_, appTicket, words) => {
		n8n.engine.credentials.change('1', { appTicket });
		const error = await fails();
		expect(error).toMatch(words);
		expect(error).toMatch(/Feishu has just been asked for a new one/);
		expect(error).toMatch(/Trigger.* is active.*事件配置/);
		expect(error).not.toMatch(/pasted-ticket|the secret|the key|the token/);
		expect(resends()).toBe(1);
	});

	test('at most every five minutes', async () => {
		await fails();
		jump(n8n.feishu, 5 * MINUTE - 1_000);
		expect(await fails()).toMatch(/asked for a new one less than five minutes ago/);
		expect(resends()).toBe(1);
		jump(n8n.feishu, 1_000);
		expect(await fails()).toMatch(/has just been asked/);
		expect(resends()).toBe(2);
	});

	test('once for all runs that fail at the same time', async () => {
		n8n.feishu.settings.latencyMs = 20;
		await Promise.all([fails(), fails(), fails(), fails()]);
		expect(resends()).toBe(1);
	});

	test('the ticket that was asked for comes by event, and the next run works', async () => {
		let arrived: Promise<unknown> | undefined;
		n8n.feishu.settings.sendTicket = (_, ticket) => (arrived = send(ticket));
		await fails();
		await arrived;
		await deletes();
	});

	test('the error says where it could not be asked for', async () => {
		n8n.feishu.settings.fault = ({ path }) =>
			path.endsWith('/resend') ? { kind: 'status', status: 503 } : undefined;
		expect(await fails()).toMatch(/could not be asked for a new one: Feishu failed to answer/);
	});

	test('after a wrong secret was put right it is asked again at once', async () => {
		n8n.engine.credentials.change('1', { appTicket: '', appSecret: 'wrong' });
		expect(await fails()).toMatch(/could not be asked for a new one: The App Secret does not/);
		n8n.engine.credentials.change('1', { appSecret: 'the secret' });
		expect(await fails()).toMatch(/has just been asked/);
	});

	test('a wrong secret asks for nothing', async () => {
		n8n.engine.credentials.change('1', { appSecret: 'wrong' });
		expect(await fails()).toMatch(/App Secret does not belong/);
		expect(resends()).toBe(0);
	});
});
