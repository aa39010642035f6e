import { isUsable, storable, storedSession } from '../../nodes/shared/session';
import { VirtualClock } from './virtualClock';

let time: VirtualClock;
beforeEach(() => (time = new VirtualClock()));
afterEach(() => time.restore());

const session = { token: 't-1', owner: 'me', expiresAt: 1_700_000_010_000 };

test('a session is kept in the hidden field as text, and read again', () => {
	expect(storedSession({ sessionToken: storable(session) })).toEqual(session);
});

test.each<[unknown, string]>([
	['', 'nothing'],
	[undefined, 'nothing'],
	['t-1', 'a bare token, as other credentials keep it'],
	['null', 'null'],
	['[]', 'a list'],
	['{}', 'an empty object'],
	['{"token":"t-1","owner":"me"}', 'no expiry'],
	['{"token":"t-1","owner":"me","expiresAt":"soon"}', 'an expiry that is no number'],
	['{"token":1,"owner":"me","expiresAt":1}', 'a token that is no text'],
	[{ token: 't-1' }, 'an object'],
])('%j in the field (%s) is as good as no session', (sessionToken) => {
	expect(storedSession({ sessionToken: sessionToken as never })).toBeUndefined();
});

test('a session is usable only by its owner, and until it expires', async () => {
	expect(isUsable(session, 'me')).toBe(true);
	expect(isUsable(session, 'you')).toBe(false);
	expect(isUsable(undefined, 'me')).toBe(false);
	await time.pass(9_999);
	expect(isUsable(session, 'me')).toBe(true);
	await time.pass(1);
	expect(isUsable(session, 'me')).toBe(false);
});
