/** What the stand-in sends as Feishu is what Feishu's official SDK takes, and the trigger takes it too. */
import * as lark from '@larksuiteoapi/node-sdk';

import { decrypt, readOrigin, verifyCall } from '../../nodes/FeishuAppFeedCardTrigger/verify';
import { Caller, encrypt, type SentCall } from '../feishu/caller';
import { challenge, click, oldClick, otherEvent, ticketEvent } from '../feishu/calls';

const SECRETS = { encryptKey: 'the key', verificationToken: 'the token' };
const OF = { appId: 'cli_1', tenantKey: 'tenant', verificationToken: SECRETS.verificationToken };
const APP = { appType: 'selfBuilt', appId: OF.appId, appSecret: 's' };
const caller = new Caller({ ...OF, ...SECRETS, address: '' });
const silent = () => {};
const quiet = {
	logger: { error: silent, warn: silent, info: silent, debug: silent, trace: silent },
};

/** The SDK finds the headers on the prototype of the body. */
const asSdkWants = ({ body, headers }: SentCall): object =>
	Object.assign(Object.create({ headers }) as object, JSON.parse(String(body)));

/** What a handler got; undefined where the SDK did not let the call through. */
async function dispatched(type: string, sent: SentCall): Promise<unknown> {
	let got: unknown;
	const handler = (data: unknown) => void (got = data);
	const dispatcher = new lark.EventDispatcher({ ...SECRETS, ...quiet });
	dispatcher.register({ [type]: handler } as never);
	await dispatcher.invoke(asSdkWants(sent));
	return got;
}

const taken = ({ body, headers }: SentCall, encryptKey = SECRETS.encryptKey) => {
	const origin = readOrigin({ ...APP, ...SECRETS, encryptKey });
	const verdict = verifyCall(Buffer.from(body), headers, origin);
	return 'call' in verdict ? verdict.call : undefined;
};

const CALLS = [
	['card.action.trigger', click(OF)],
	['app_ticket', ticketEvent(OF, 'the-ticket')],
	['contact.user_group.created_v3', otherEvent(OF)],
] as const;

test.each(CALLS)('%s is let through by the SDK and by the trigger', async (type, call) => {
	const sent = caller.write(call);
	// The SDK puts event and call into one object, in which the type is the call's.
	const event = { ...(call.event as object), ...('type' in call ? { type: call.type } : {}) };
	expect(await dispatched(type, sent)).toMatchObject(event);
	expect(taken(sent)).toEqual(call);
});

describe.each(CALLS)('a forged %s is let through by neither', (type, call) => {
	const good = caller.write(call);
	const otherKey = new Caller({ ...caller.settings, encryptKey: 'another key' });
	test.each<[string, SentCall]>([
		['without a signature', { ...good, headers: {} }],
		['with another nonce', { ...good, headers: { ...good.headers, 'x-lark-request-nonce': 'x' } }],
		['with the body of another call', { ...good, body: caller.write(call).body }],
		['by another key', otherKey.write(call)],
	])('%s', async (_, sent) => {
		expect(await dispatched(type, sent).catch(() => undefined)).toBeUndefined();
		expect(taken(sent)).toBeUndefined();
	});
});

test('the old flat callback is let through by both, and by neither once it is changed', async () => {
	const handled = async (sent: SentCall) => {
		let got: unknown;
		const handler = (data: unknown) => void (got = data);
		const params = { verificationToken: SECRETS.verificationToken, ...quiet };
		await new lark.CardActionHandler(params, handler as never).invoke(asSdkWants(sent));
		return got;
	};
	const sent = caller.writeOld(oldClick(OF));
	expect(await handled(sent)).toMatchObject({ open_id: 'ou_clicked' });
	expect(taken(sent, '')).toEqual(oldClick(OF));

	const changed = { ...sent, body: JSON.stringify(oldClick(OF, { openId: 'ou_other' })) };
	expect(await handled(changed)).toBeUndefined();
	expect(taken(changed, '')).toBeUndefined();
});

test('an encrypted challenge is read by both', () => {
	const sent = caller.write(challenge(OF, 'abc'), { signed: false });
	const { encryptKey } = SECRETS;
	expect(lark.generateChallenge(asSdkWants(sent), { encryptKey })).toEqual({
		isChallenge: true,
		challenge: { challenge: 'abc' },
	});
	expect(taken(sent)).toEqual(challenge(OF, 'abc'));
});

test.each(['hello world', '{"飞书":"🍜"}', '', 'x'.repeat(1_000)])(
	'the SDK decrypts %j as the trigger does',
	(text) => {
		const encrypted = encrypt(text, 'some key');
		expect(new lark.AESCipher('some key').decrypt(encrypted)).toBe(text);
		expect(decrypt(encrypted, 'some key')).toBe(text);
	},
);
