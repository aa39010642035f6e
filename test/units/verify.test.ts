/** Who may call the trigger: nobody but Feishu, for one app. */
import * as fc from 'fast-check';
import { createHash } from 'node:crypto';

import { FeishuError } from '../../nodes/shared/feishuError';
import {
	decrypt,
	readOrigin,
	verifyCall,
	type Origin,
} from '../../nodes/FeishuAppFeedCardTrigger/verify';
import { Caller, encrypt, sign, type SentCall } from '../feishu/caller';
import { challenge, click, oldClick, otherEvent, ticketEvent } from '../feishu/calls';

const OF = { appId: 'cli_1', tenantKey: 'tenant', verificationToken: 'the token' };
const APP = { appType: 'selfBuilt', appId: 'cli_1', appSecret: 's' } as const;
const app = { ...APP, baseUrl: 'https://open.feishu.cn' };
const ENCRYPTED: Origin = { app, encryptKey: 'the key', verificationToken: '' };
const PLAIN: Origin = { app, encryptKey: '', verificationToken: 'the token' };
const BOTH: Origin = { ...PLAIN, encryptKey: 'the key' };

const callerFor = ({ encryptKey }: Origin) => new Caller({ ...OF, encryptKey, address: '' });
const verifySent = (sent: SentCall, origin: Origin) =>
	verifyCall(Buffer.from(sent.body), sent.headers, origin);
const verifyWritten = (call: Record<string, unknown>, origin: Origin) =>
	verifySent(callerFor(origin).write(call), origin);
const isVerified = (verdict: object) => 'call' in verdict;

describe('a call is verified', () => {
	const calls = { click: click(OF), ticket: ticketEvent(OF, 'k'), other: otherEvent(OF) };
	describe.each(Object.entries(calls))('%s', (_, call) => {
		test.each([
			['with an Encrypt Key: by encryption and signature', ENCRYPTED],
			['with both', BOTH],
			['with a Verification Token alone: by the token', PLAIN],
		])('%s', (__, origin) => {
			expect(verifyWritten(call, origin)).toMatchObject({ call });
		});
	});

	test('the old flat callback by its SHA-1 signature, for its token is another one', () => {
		const call = oldClick(OF);
		expect(verifySent(callerFor(PLAIN).writeOld(call), PLAIN)).toMatchObject({ call });
		const unsigned = { ...callerFor(PLAIN).writeOld(call), headers: {} };
		expect(isVerified(verifySent(unsigned, PLAIN))).toBe(false);
	});

	test('the old flat callback beside an Encrypt Key, with which Feishu never encrypts it', () => {
		const call = oldClick(OF);
		const sent = callerFor(PLAIN).writeOld(call);
		expect(verifySent(sent, BOTH)).toMatchObject({ call });
		expect(isVerified(verifySent({ ...sent, headers: {} }, BOTH))).toBe(false);
		// Without a Verification Token there is nothing to verify it with.
		const withNone = sign('sha1', String(sent.body), '');
		expect(verifySent(withNone, ENCRYPTED)).toEqual({
			refusal: expect.stringMatching(/Verification Token, and the credential has none/) as string,
		});
	});

	test.each([
		['seconds', 1],
		['milliseconds', 1e3],
		['microseconds', 1e6],
	])('at a time in %s', (_, unit) => {
		const { body } = callerFor(BOTH).write(click(OF));
		const sent = sign('sha256', String(body), 'the key', Date.now() * unit);
		expect(isVerified(verifySent(sent, BOTH))).toBe(true);
	});

	test.each(['', 'yesterday'])('not at a time that cannot be read (%j)', (timestamp) => {
		const body = String(callerFor(BOTH).write(click(OF)).body);
		const signature = createHash('sha256').update(`${timestamp}n${'the key'}${body}`).digest('hex');
		const headers = {
			'x-lark-request-timestamp': timestamp,
			'x-lark-request-nonce': 'n',
			'x-lark-signature': signature,
		};
		expect(verifySent({ body, headers }, BOTH)).toEqual({
			refusal: 'The call is signed, but does not say when it was sent',
		});
	});

	test.each([
		[
			'8 hours ago',
			-8 * 3_600_000 - 2_000,
			/more than 8 hours ago.*the clock of this n8n is wrong/,
		],
		['5 minutes ahead', 302_000, /more than 5 minutes in the future.*clock/],
	])('not if it was signed more than %s, and the refusal says so', (_, ms, words) => {
		const { body } = callerFor(BOTH).write(click(OF));
		const sent = sign('sha256', String(body), 'the key', Date.now() + ms);
		expect(verifySent(sent, BOTH)).toEqual({ refusal: expect.stringMatching(words) as string });
	});

	test('a challenge without a signature: by its encryption, and by its token', () => {
		for (const origin of [ENCRYPTED, BOTH, PLAIN]) {
			const sent = callerFor(origin).write(challenge(OF), { signed: false });
			expect(isVerified(verifySent(sent, origin))).toBe(true);
		}
		const wrong = { ...OF, verificationToken: 'another' };
		for (const origin of [BOTH, PLAIN]) {
			const sent = callerFor(origin).write(challenge(wrong), { signed: false });
			expect(isVerified(verifySent(sent, origin))).toBe(false);
		}
	});

	test('a challenge in clear beside an Encrypt Key, as the address for old callbacks gets it: by its token', () => {
		const asked = challenge(OF);
		const inClear = (call: Record<string, unknown>, origin: Origin) =>
			verifySent(callerFor(PLAIN).write(call), origin);
		expect(inClear(asked, BOTH)).toEqual({ call: asked });
		for (const token of ['another', '', undefined]) {
			expect(isVerified(inClear({ ...asked, token }, BOTH))).toBe(false);
			expect(isVerified(inClear({ ...asked, token }, ENCRYPTED))).toBe(false);
		}
		expect(isVerified(inClear(asked, ENCRYPTED))).toBe(false);
		expect(isVerified(inClear({ ...asked, type: 'event_callback' }, BOTH))).toBe(false);
	});

	test('over the bytes as they came, not over JSON written anew', () => {
		const spaced = `{ "encrypt" : "${encrypt(JSON.stringify(click(OF)), 'the key')}" }\n`;
		expect(isVerified(verifySent(sign('sha256', spaced, 'the key'), ENCRYPTED))).toBe(true);
		const sent = sign('sha256', spaced, 'the key');
		const anew = { ...sent, body: JSON.stringify(JSON.parse(spaced)) };
		expect(verifySent(anew, ENCRYPTED)).toEqual({ refusal: 'The signature is not right' });
	});
});

describe('a call is refused', () => {
	const good = callerFor(BOTH).write(click(OF));
	const header = (name: string, value: string) => ({
		...good,
		headers: { ...good.headers, [`x-lark-${name}`]: value },
	});
	test.each<[string, SentCall]>([
		['without a signature', { body: good.body, headers: {} }],
		['with an empty signature', header('signature', '')],
		['with another signature', header('signature', 'A'.repeat(64))],
		['at another time', header('request-timestamp', '1')],
		['with another nonce', header('request-nonce', 'x')],
		['signed with another key', sign('sha256', String(good.body), 'another')],
		['signed with the Verification Token', sign('sha256', String(good.body), 'the token')],
		['in clear', sign('sha256', JSON.stringify(click(OF)), 'the key')],
		['encrypted with another key', callerFor({ ...BOTH, encryptKey: 'x' }).write(click(OF))],
		[
			'encrypted with another key, signed with ours',
			sign('sha256', `{"encrypt":"${encrypt('{}', 'x')}"}`, 'the key'),
		],
		['encrypted, but no object', signedText('[1]')],
		['encrypted, but no JSON', signedText('hello world')],
		['for another app', callerFor(BOTH).write(click({ ...OF, appId: 'cli_2' }))],
		['a ticket for another app', callerFor(BOTH).write(ticketEvent({ ...OF, appId: 'x' }, 'k'))],
	])('%s', (_, sent) => {
		expect(verifySent(sent, BOTH)).toEqual({ refusal: expect.any(String) as string });
	});

	function signedText(text: string): SentCall {
		return sign('sha256', `{"encrypt":"${encrypt(text, 'the key')}"}`, 'the key');
	}

	test.each([undefined, '', 'another token', 1, null, ['the token']])(
		'with %j for a Verification Token',
		(token) => {
			const call = { ...ticketEvent(OF, 'k'), token };
			expect(isVerified(verifyWritten(call, PLAIN))).toBe(false);
			const ofHeader = { ...click(OF), header: { ...(click(OF).header as object), token } };
			expect(isVerified(verifyWritten(ofHeader, PLAIN))).toBe(false);
		},
	);

	test('encrypted if the credential has no Encrypt Key', () => {
		expect(verifySent(good, PLAIN)).toEqual({
			refusal: 'The call is encrypted, but the credential has no Encrypt Key',
		});
	});

	test('and the refusal tells nothing that is secret', () => {
		const refusals = [
			verifySent({ body: good.body, headers: {} }, BOTH),
			verifyWritten({ ...click(OF), header: {} }, PLAIN),
		];
		expect(JSON.stringify(refusals)).not.toMatch(/the key|the token/);
	});

	test('an event about another app is for this one all the same', () => {
		expect(isVerified(verifyWritten(otherEvent(OF, { app_id: 'cli_created' }), BOTH))).toBe(true);
	});
});

describe('properties', () => {
	test('any byte of a signed call that is changed has it refused', () => {
		const sent = callerFor(BOTH).write(click(OF));
		const bytes = Buffer.from(sent.body);
		fc.assert(
			fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (index, change) => {
				const changed = Buffer.from(bytes);
				changed[index] ^= change;
				return !isVerified(verifyCall(changed, sent.headers, BOTH));
			}),
			{ numRuns: 2_000 },
		);
	});

	test('any byte of the old flat callback likewise', () => {
		const sent = callerFor(PLAIN).writeOld(oldClick(OF));
		const bytes = Buffer.from(sent.body);
		fc.assert(
			fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (index, change) => {
				const changed = Buffer.from(bytes);
				changed[index] ^= change;
				return !isVerified(verifyCall(changed, sent.headers, PLAIN));
			}),
			{ numRuns: 1_000 },
		);
	});

	test('a call that is cut off anywhere, or goes on, is refused', () => {
		const sent = callerFor(BOTH).write(click(OF));
		fc.assert(
			fc.property(fc.nat(sent.body.length - 1), fc.string({ minLength: 1 }), (length, more) => {
				const cut = Buffer.from(sent.body).subarray(0, length);
				const longer = Buffer.from(`${String(sent.body)}${more}`);
				return ![cut, longer].some((body) => isVerified(verifyCall(body, sent.headers, BOTH)));
			}),
		);
	});

	const anything = fc.oneof(
		fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
		fc.json({ maxDepth: 4 }).map((text) => Buffer.from(text)),
		fc.string({ unit: 'binary' }).map((text) => Buffer.from(JSON.stringify({ encrypt: text }))),
		fc.base64String().map((text) => Buffer.from(JSON.stringify({ encrypt: text }))),
		fc
			.jsonValue({ maxDepth: 3 })
			.map((value) => Buffer.from(JSON.stringify({ header: value, event: value, token: value }))),
	);
	const headers = fc.dictionary(
		fc.constantFrom('x-lark-signature', 'x-lark-request-nonce', 'x-lark-request-timestamp'),
		fc.oneof(fc.string(), fc.array(fc.string())),
	);

	test('no bytes and no headers make it throw, and none of them is verified', () => {
		fc.assert(
			fc.property(
				anything,
				headers,
				fc.constantFrom(ENCRYPTED, PLAIN, BOTH),
				(body, head, origin) => expect(isVerified(verifyCall(body, head, origin))).toBe(false),
			),
			{ numRuns: 3_000 },
		);
	});

	test('what was encrypted is decrypted, and with another key it is not the same', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), fc.string(), fc.string(), (text, key, other) => {
				expect(decrypt(encrypt(text, key), key)).toBe(text);
				if (other !== key) expect(decrypt(encrypt(`{${text}`, key), other)).not.toBe(`{${text}`);
			}),
		);
	});
});

test("the document's own example is decrypted", () => {
	expect(decrypt('P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk=', 'test key')).toBe('hello world');
});

describe('the credential', () => {
	test('tells the app and what its calls are verified with', () => {
		const fields = { ...APP, encryptKey: ' the key\n', verificationToken: 'the token' };
		expect(readOrigin(fields)).toEqual(BOTH);
		const store = { ...APP, appType: 'store', tenantKey: 't', verificationToken: 'the token' };
		const { app: storeApp, ...secrets } = readOrigin(store);
		expect({ app, ...secrets }).toEqual(PLAIN);
		expect(storeApp).toMatchObject({ appType: 'store', appId: 'cli_1', tenantKey: 't' });
	});

	test.each([
		['neither key nor token', { ...APP, encryptKey: ' ' }, /neither an Encrypt Key nor a Verif/],
		[
			'a pasted access token',
			{ appType: 'token', tenantAccessToken: 't-1' },
			/only a tenant access token/,
		],
		['no App ID', { ...APP, appId: '', encryptKey: 'k' }, /App ID is empty/],
	])('with %s cannot be used, and the error says what to do', (_, fields, words) => {
		expect(() => readOrigin(fields)).toThrow(FeishuError);
		expect(() => readOrigin(fields)).toThrow(words);
	});
});
