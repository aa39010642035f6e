/** Which ticket of a store app is the newest, and when Feishu may be asked for another. */
import { readApp, type StoreApp } from '../../nodes/shared/app';
import {
	dropTicket,
	hearTicket,
	claimAsking,
	newerTicket,
	newestTicket,
	takeBackAsking,
	ticketsToTry,
} from '../../nodes/shared/appTicket';
import { VirtualClock } from './virtualClock';

const HOUR = 3_600_000;
/** What the virtual clock says at the beginning of a test. */
const NOW = 1_700_000_000_000;
let time: VirtualClock;
let apps = 0;
beforeEach(() => {
	time = new VirtualClock();
	apps++;
});
afterEach(() => time.restore());

/** Each test has an app of its own: the process remembers. */
const app = (appTicket = '', more: Record<string, string> = {}) =>
	readApp({
		...{ platform: 'feishu', appType: 'store', appId: `cli_${apps}`, appSecret: 's' },
		...{ tenantKey: 'tenant', appTicket, ...more },
	}) as StoreApp;

const hear = (ticket: string, sentAt: number, newestSentAt = 0) =>
	hearTicket(app(), ticket, sentAt, newestSentAt);

test('nothing was heard: the credential’s own ticket is all there is', () => {
	expect(ticketsToTry(app('own'))).toEqual(['own']);
	expect(ticketsToTry(app(''))).toEqual([]);
	expect(newerTicket(app('own'))).toBeUndefined();
});

test('a ticket that was heard serves if there is none, and after the one that is unknown', () => {
	hear('heard', NOW + 1);
	expect(ticketsToTry(app(''))).toEqual(['heard']);
	expect(newerTicket(app(''))).toBe('heard');
	// It may have been typed in just now.
	expect(ticketsToTry(app('typed'))).toEqual(['typed', 'heard']);
	expect(newerTicket(app('typed'))).toBeUndefined();
	expect(ticketsToTry(app('heard'))).toEqual(['heard']);
});

test('a ticket that is known to be older comes last', () => {
	hear('one', NOW + 1);
	hear('two', NOW + 2);
	expect(ticketsToTry(app('one'))).toEqual(['two', 'one']);
	expect(newerTicket(app('one'))).toBe('two');
	dropTicket(app(), 'pasted');
	expect(newerTicket(app('pasted'))).toBe('two');
});

test('one that Feishu refuses is forgotten', () => {
	hear('heard', NOW + 1);
	dropTicket(app(), 'heard');
	expect(newestTicket(app())).toBeUndefined();
	expect(ticketsToTry(app('own'))).toEqual(['own']);
});

test('serves all tenants of the app, but no other app and no other host', () => {
	hear('heard', NOW + 1);
	expect(newestTicket(app('', { tenantKey: 'other', appSecret: 'rotated' }))).toBe('heard');
	expect(newestTicket(app('', { appId: 'cli_other' }))).toBeUndefined();
	expect(newestTicket(app('', { platform: 'lark' }))).toBeUndefined();
});

test('lives three hours', async () => {
	hear('heard', NOW + 1);
	await time.pass(3 * HOUR - 1);
	expect(newestTicket(app())).toBe('heard');
	await time.pass(1);
	expect(newestTicket(app())).toBeUndefined();
	expect(ticketsToTry(app('own'))).toEqual(['own']);
});

test('an older one that comes late is not taken; one without a time, or the same again, is', () => {
	expect(hear('new', NOW + 100)).toBeUndefined();
	expect(hear('old', NOW + 99)).toBe('older');
	expect(newestTicket(app())).toBe('new');
	expect(hear('new', NOW + 100)).toBeUndefined();
	expect(hear('unknown', 0)).toBeUndefined();
	expect(newestTicket(app())).toBe('unknown');
});

test('one that is older than another process has stored is not taken', () => {
	expect(hear('old', NOW + 9, NOW + 10)).toBe('older');
	expect(hear('new', NOW + 11, NOW + 10)).toBeUndefined();
	expect(newestTicket(app())).toBe('new');
	// This one was heard here, and a newer one in another process.
	expect(hear('new', NOW + 11, NOW + 12)).toBe('older');
});

test('one that was sent three hours ago is not taken, whatever is known', () => {
	expect(hear('dead', NOW - 3 * HOUR)).toBe('expired');
	expect(hear('lives', NOW - 3 * HOUR + 1)).toBeUndefined();
});

test('Feishu may be asked every five minutes, for each app', async () => {
	expect(claimAsking(app())).toBe(true);
	expect(claimAsking(app())).toBe(false);
	expect(claimAsking(app('', { appId: 'cli_another' }))).toBe(true);
	await time.pass(299_999);
	expect(claimAsking(app())).toBe(false);
	await time.pass(1);
	expect(claimAsking(app())).toBe(true);
});

test('at once again if it refused to be asked', () => {
	expect(claimAsking(app())).toBe(true);
	takeBackAsking(app());
	expect(claimAsking(app())).toBe(true);
});

test('after more tickets than are remembered the newest is still known', () => {
	for (let nth = 1; nth <= 30; nth++) hear(`t-${nth}`, NOW + nth);
	expect(newerTicket(app('t-29'))).toBe('t-30');
});

test('of a credential that was last saved 20 hours ago the newest ticket is tried first', () => {
	for (let hour = 0; hour <= 20; hour++) hear(`t-${hour}`, NOW + hour * HOUR);
	expect(ticketsToTry(app('t-0'))).toEqual(['t-20', 't-0']);
});
