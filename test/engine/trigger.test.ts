/** The trigger in n8n's own contexts, called over HTTP as Feishu calls it. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { Caller, encrypt, RETRY_WAITS_MS, sign, type SentCall } from '../feishu/caller';
import { challenge, click, oldClick, otherEvent, ticketEvent } from '../feishu/calls';
import { FeishuAppApi, FeishuAppFeedCardTrigger } from './built';
import { CredentialStore } from './credentials';
import { realClock } from '../feishu/settings';
import { TRIGGER, WebhookServer } from './webhookServer';

const OF = { appId: 'cli_1', tenantKey: 'tenant', verificationToken: 'the token' };
const SECRETS = { encryptKey: 'the key', verificationToken: 'the token' };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const APP = { appType: 'selfBuilt', appId: 'cli_1', appSecret: 'the secret' };

let credentials: CredentialStore;
let n8n: WebhookServer;
let feishu: Caller;
afterEach(async () => await n8n.stop());

async function setUp(
	parameters: INodeParameters = {},
	secrets: object = SECRETS,
	webhookId?: string,
): Promise<void> {
	credentials = new CredentialStore({ feishuAppApi: new FeishuAppApi() });
	credentials.put('1', 'feishuAppApi', { ...APP, ...secrets });
	const trigger = new FeishuAppFeedCardTrigger();
	n8n = await WebhookServer.start({ trigger, credentials, parameters, webhookId });
	feishu = new Caller({ ...OF, encryptKey: '', ...secrets, address: n8n.url });
}

describe('activation', () => {
	test.each([
		['both', SECRETS],
		['the Encrypt Key alone', { encryptKey: 'the key' }],
		['the Verification Token alone', { verificationToken: 'the token' }],
	])('with %s in the credential', async (_, secrets) => {
		await setUp({}, secrets, 'an-id');
		await expect(n8n.activate()).resolves.toBeUndefined();
	});

	test('without either is refused, and the error says why and where they are found', async () => {
		await setUp({}, {}, 'an-id');
		await expect(n8n.activate()).rejects.toThrow(/neither an Encrypt Key nor.*加密策略/);
	});

	test('of a store app needs no ticket: the trigger brings the first one', async () => {
		await setUp({}, { ...SECRETS, appType: 'store', tenantKey: 'tenant' }, 'an-id');
		await expect(n8n.activate()).resolves.toBeUndefined();
	});

	test.each([
		[
			'valueKey',
			"={{ $('Nowhere').item.json.x }}",
			/^Value Has Key cannot be read: .+see the click/,
		],
		['valueText', '={{ $json.body.x }}', /^Value Is cannot be read: .+see the click/],
		[
			'bizIdPrefix',
			'={{ undefined }}',
			/^Business ID Begins With .+: its expression finds nothing/,
		],
		['toastText', "={{ $('Nowhere').item.json.x }}", /^Toast Text cannot be read/],
		['toastText', 'Done: {{ $json.value.order }}', /^Toast Text .+typed as text; switch the field/],
		[
			'toastType',
			"={{ $json.value.decision === 'approve' ? 'success' : 'error' }}",
			/^Toast Type cannot be read: .+see the click/,
		],
		['valueText', '{{ $now.toISODate() }}', /^Value Is cannot be read: it is an expression typed/],
	])('with %s given as %s, which cannot be read, is refused', async (name, value, words) => {
		await setUp({ options: { [name]: value } }, SECRETS, 'an-id');
		await expect(n8n.activate()).rejects.toThrow(words);
	});

	test('is refused if n8n has given the node no address', async () => {
		await setUp();
		await expect(n8n.activate()).rejects.toThrow(
			/no address.*Open the workflow in the editor, save/,
		);
	});
});

describe('the challenge', () => {
	test.each([
		['plain', { verificationToken: 'the token' }],
		['encrypted', SECRETS],
	])('is answered, %s, and starts nothing', async (_, secrets) => {
		await setUp({ events: ['button', 'appTicket', 'other'] }, secrets);
		const { broken, body } = await feishu.challenge(challenge(OF, 'abc'));
		expect(broken).toEqual([]);
		expect(body).toEqual({ challenge: 'abc' });
		expect(n8n.started).toEqual([]);
		expect(n8n.stored).toBe('{}');
	});
});

test('the challenge is answered in clear beside an Encrypt Key: the address for old callbacks', async () => {
	await setUp({ events: ['button', 'appTicket', 'other'] });
	const inClear = new Caller({ ...feishu.settings, encryptKey: '' });
	const { broken, body } = await inClear.challenge(challenge(OF, 'abc'));
	expect(broken).toEqual([]);
	expect(body).toEqual({ challenge: 'abc' });
	expect(n8n.started).toEqual([]);
});

describe('a click', () => {
	test('starts the workflow, and is answered as the document wants it', async () => {
		await setUp();
		const call = click(OF, { openId: 'ou_1', value: { biz_id: 'order-1' } });
		const { broken, body } = await feishu.callback(call);
		expect(broken).toEqual([]);
		expect(body).toEqual({});
		expect(n8n.started).toMatchObject([{ event: 'button', biz_id: 'order-1', user_id: 'ou_1' }]);
	});

	test.each(['info', 'success', 'error', 'warning'])(
		'shows the toast at once, as %s',
		async (type) => {
			await setUp({ options: { toastText: '完成', toastType: type } });
			const { broken, body } = await feishu.callback(click(OF));
			expect(broken).toEqual([]);
			expect(body).toEqual({ toast: { type, content: '完成' } });
		},
	);

	test.each<[IDataObject, object]>([
		[{ toastText: 42 }, { toast: { type: 'success', content: '42' } }],
		[{ toastText: null }, {}],
		[
			{ toastText: '={{ new Date(0) }}' },
			{ toast: { type: 'success', content: '1970-01-01T00:00:00.000Z' } },
		],
		[{ toastText: { a: 1 } }, { toast: { type: 'success', content: '{"a":1}' } }],
		[{ toastText: 'Done', toastType: 'green' }, { toast: { type: 'success', content: 'Done' } }],
	])(
		'shows what an expression gives for a toast as Feishu takes it: %j',
		async (options, shown) => {
			await setUp({ options: options as INodeParameters });
			const { broken, body } = await feishu.callback(click(OF));
			expect(broken).toEqual([]);
			expect(body).toEqual(shown);
		},
	);

	test('whose toast fails starts its workflow all the same', async () => {
		await setUp({ options: { toastText: "={{ $('Nowhere').item.json.x }}" } });
		const { body } = await feishu.callback(click(OF));
		expect(body).toEqual({});
		expect(n8n.started).toHaveLength(1);
	});

	test('shows its toast also if the type fails', async () => {
		await setUp({ options: { toastText: 'Done', toastType: "={{ $('Nowhere').item.json.x }}" } });
		const { body } = await feishu.callback(click(OF));
		expect(body).toEqual({ toast: { type: 'success', content: 'Done' } });
	});

	test.each(["={{ $('Nowhere').item.json.x }}", '={{ $json.body.x }}'])(
		'is answered without anything of n8n’s if a filter fails: %s',
		async (valueKey) => {
			await setUp({ options: { valueKey } });
			const { status, body } = await feishu.callback(click(OF));
			expect([status, body]).toEqual([500, { message: 'An option of the trigger cannot be read' }]);
			expect(n8n.started).toEqual([]);
		},
	);

	test('of the old flat form is verified without an Encrypt Key', async () => {
		await setUp({ options: { toastText: 'Done' } }, { verificationToken: 'the token' });
		const { broken, body } = await feishu.oldCallback(oldClick(OF));
		expect(broken).toEqual([]);
		expect(body).toEqual({ toast: { type: 'success', content: 'Done' } });
		expect(n8n.started).toMatchObject([{ event: 'button', biz_id: 'a', user_id: 'ou_clicked' }]);
	});

	test('of the old flat form is verified with an Encrypt Key too: Feishu never encrypts it', async () => {
		await setUp();
		expect((await feishu.oldCallback(oldClick(OF))).broken).toEqual([]);
		expect(n8n.started).toMatchObject([{ event: 'button', biz_id: 'a' }]);
	});

	test('that was tried at the Test URL starts the workflow at the Production URL as well', async () => {
		await setUp();
		const call = click(OF);
		n8n.mode = 'manual';
		await feishu.callback(call);
		n8n.mode = 'webhook';
		await feishu.callback(call);
		await feishu.callback(call);
		expect(n8n.started).toHaveLength(2);
	});

	test('is answered before the workflow runs', async () => {
		await setUp();
		let end = () => {};
		n8n.onStart = async () => await new Promise<void>((resolve) => (end = resolve));
		expect((await feishu.callback(click(OF))).broken).toEqual([]);
		end();
	});
});

describe('which events start the workflow', () => {
	const calls = {
		button: click(OF),
		appTicket: ticketEvent(OF, 'the-ticket'),
		other: otherEvent(OF),
	};
	test.each([[['button']], [['appTicket']], [['other']], [['button', 'appTicket', 'other']], [[]]])(
		'%j',
		async (events) => {
			await setUp({ events, options: { toastText: 'Done' } });
			for (const call of Object.values(calls)) {
				const { status, body } = await feishu.send(feishu.write(call));
				const isToast = call === calls.button && events.includes('button');
				expect({ status, body }).toEqual({
					status: 200,
					body: isToast ? { toast: { type: 'success', content: 'Done' } } : {},
				});
			}
			expect(n8n.started.map(({ event }) => event)).toEqual(
				Object.keys(calls).filter((event) => events.includes(event)),
			);
		},
	);

	test('a ticket for an app that needs none is not stored', async () => {
		await setUp({ events: ['appTicket'] });
		const before = { ...credentials.data('1') };
		expect((await feishu.send(feishu.write(calls.appTicket))).status).toBe(200);
		expect(n8n.started).toHaveLength(1);
		expect(credentials.data('1')).toEqual(before);
	});

	test('by default: button clicks', async () => {
		await setUp();
		for (const call of Object.values(calls)) await feishu.send(feishu.write(call));
		expect(n8n.started).toMatchObject([{ event: 'button' }]);
	});
});

describe('filters', () => {
	const order = { biz_id: 'order-1', decision: 'approve' };
	test.each<[object, IDataObject | string, boolean]>([
		[{ bizIdPrefix: 'order-' }, order, true],
		[{ bizIdPrefix: 'task-' }, order, false],
		[{ bizIdPrefix: 'order-' }, { decision: 'approve' }, false],
		[{ valueKey: 'decision' }, order, true],
		[{ valueKey: 'other' }, order, false],
		[{ valueText: 'approve' }, order, true],
		[{ valueText: 'reject' }, order, false],
		[{ valueKey: 'decision', valueText: 'approve' }, order, true],
		[{ valueKey: 'biz_id', valueText: 'approve' }, order, false],
		[{ valueText: 'approve' }, 'approve', true],
		[{ valueKey: 'decision' }, 'approve', false],
		[{ bizIdPrefix: '', valueKey: '', valueText: '' }, {}, true],
		// As an expression may give it.
		[{ valueText: 7 }, { n: '7' }, true],
		[{ valueText: 7 }, { n: '8' }, false],
		[{ bizIdPrefix: 7 }, order, false],
		[{ valueKey: null }, order, true],
		[{ valueText: '={{ null + "" }}' }, { n: null }, false],
		[{ valueText: { a: 1 } }, { n: { a: 1 } }, true],
		// Copied with a space.
		[{ bizIdPrefix: ' order-' }, order, true],
		[{ valueKey: 'decision ', valueText: ' approve\n' }, order, true],
		[{ valueText: 'approve' }, { ' decision': ' approve' }, true],
		[{ valueKey: 'decision', valueText: ' reject' }, order, false],
	])('%j let a click on %j through: %s', async (filters, value, passes) => {
		await setUp({ options: { ...filters, toastText: 'Done' } });
		const { broken, body } = await feishu.callback(click(OF, { value }));
		expect(broken).toEqual([]);
		expect(body).toEqual(passes ? { toast: { type: 'success', content: 'Done' } } : {});
		expect(n8n.started).toHaveLength(passes ? 1 : 0);
	});

	test('concern clicks only', async () => {
		await setUp({ events: ['other'], options: { bizIdPrefix: 'order-' } });
		await feishu.event(otherEvent(OF));
		expect(n8n.started).toHaveLength(1);
	});
});

describe('what is refused starts nothing and is not remembered', () => {
	const good = () => feishu.write(click(OF));
	const at = (ms: number) =>
		new Caller({ ...feishu.settings, clock: { ...realClock, now: () => Date.now() + ms } });
	const signedAt = (ms: number) => at(ms).write(click(OF));
	const oldSignedAt = (ms: number) => at(ms).writeOld(oldClick(OF));
	const oldWith = (secret: string) => sign('sha1', JSON.stringify(oldClick(OF)), secret);
	const bad: Array<[string, number, () => SentCall]> = [
		['no signature', 401, () => ({ ...good(), headers: {} })],
		['another call’s signature', 401, () => ({ ...good(), body: good().body })],
		['in clear', 401, () => sign('sha256', JSON.stringify(click(OF)), 'the key')],
		['another app', 401, () => feishu.write(click({ ...OF, appId: 'cli_2' }))],
		['re-serialised', 401, () => ({ ...good(), body: `${String(good().body)} ` })],
		[
			'no JSON, said to be text',
			401,
			() => ({ body: 'x', headers: { 'content-type': 'text/plain' } }),
		],
		['no JSON', 422, () => ({ ...good(), body: '{"encrypt":' })],
		['a list', 401, () => sign('sha256', '[]', 'the key')],
		['no body', 401, () => ({ ...good(), body: '' })],
		['too large', 401, () => feishu.write({ ...click(OF), more: 'A'.repeat(1e6) })],
		['signed more than 8 hours ago', 401, () => signedAt(-8 * HOUR - MINUTE)],
		['signed more than 5 minutes ahead', 401, () => signedAt(6 * MINUTE)],
		['the old flat form, signed 9 hours ago', 401, () => oldSignedAt(-9 * HOUR)],
		['the old flat form with a signature of the Encrypt Key', 401, () => oldWith('the key')],
		[
			'nested deeply',
			401,
			() => sign('sha256', `{"a":${'['.repeat(9_000)}${']'.repeat(9_000)}}`, 'x'),
		],
	];
	test.each(bad)('%s: %i', async (_, status, make) => {
		await setUp({ events: ['button', 'appTicket', 'other'] });
		const answer = await feishu.send(make());
		expect(answer.status).toBe(status);
		// One face for all, but for what n8n itself cannot read.
		if (status === 401) expect(answer.body).toEqual({ message: 'Unauthorized' });
		expect(JSON.stringify(answer.body)).not.toMatch(/the key|the token|the secret/);
		expect(n8n.started).toEqual([]);
		expect(n8n.stored).toBe('{}');
		// And it stands in nobody's way.
		expect((await feishu.callback(click(OF))).broken).toEqual([]);
		expect(n8n.started).toHaveLength(1);
	});

	test.each([-8 * HOUR + MINUTE, 4 * MINUTE])('a call of %i ms ago is not', async (ms) => {
		await setUp();
		expect((await feishu.send(signedAt(ms))).status).toBe(200);
		expect(n8n.started).toHaveLength(1);
	});

	test('a call once the secrets are gone from the credential', async () => {
		await setUp();
		credentials.change('1', { encryptKey: '', verificationToken: '' });
		expect((await feishu.callback(click(OF))).status).toBe(401);
		expect(n8n.started).toEqual([]);
	});

	test('a verified call that is nested deeply is handed over all the same', async () => {
		await setUp({ events: ['other'] });
		const text = `{"a":${'['.repeat(9_000)}${']'.repeat(9_000)}}`;
		const body = JSON.stringify({ encrypt: encrypt(text, 'the key') });
		expect((await feishu.send(sign('sha256', body, 'the key'))).status).toBe(200);
	});
});

describe('a call that comes again (duplicate)', () => {
	test('a hundred times at the same moment runs once, and each is answered alike', async () => {
		await setUp({ options: { toastText: 'Done' } });
		n8n.databaseMs = 5;
		const call = click(OF);
		const all = await Promise.all(
			Array.from({ length: 100 }, async () => await feishu.callback(call)),
		);
		for (const { broken, body } of all) {
			expect(broken).toEqual([]);
			expect(body).toEqual({ toast: { type: 'success', content: 'Done' } });
		}
		await n8n.idle();
		expect(n8n.started).toHaveLength(1);
	});

	test('by its uuid in the old schema', async () => {
		await setUp({ events: ['appTicket'] });
		const uuid = 'bc447199585340d1f3728d26b1c0297a';
		for (const ticket of ['one', 'two']) await feishu.event(ticketEvent(OF, ticket, { uuid }));
		expect(n8n.started).toHaveLength(1);
	});

	test('without any ID is known by its signature: the bytes again, not the same click again', async () => {
		await setUp({}, { verificationToken: 'the token' });
		const sent = feishu.writeOld(oldClick(OF));
		for (let times = 0; times < 3; times++) expect((await feishu.send(sent)).status).toBe(200);
		expect(n8n.started).toHaveLength(1);
		await feishu.oldCallback(oldClick(OF));
		expect(n8n.started).toHaveLength(2);
	});

	test('of the old flat form is known by its X-Refresh-Token, though it is signed anew', async () => {
		await setUp();
		const again = async (token: string) => {
			const { body, headers } = feishu.writeOld(oldClick(OF));
			return await feishu.send({ body, headers: { ...headers, 'X-Refresh-Token': token } });
		};
		for (const token of ['r-1', 'r-1', 'r-2', 'r-1']) {
			expect((await again(token)).status).toBe(200);
		}
		expect(n8n.started).toHaveLength(2);
	});

	test('of the old flat form, its bytes with another X-Refresh-Token, starts nothing', async () => {
		await setUp();
		const { body, headers } = feishu.writeOld(oldClick(OF));
		for (const token of ['r-1', 'r-2']) {
			await feishu.send({ body, headers: { ...headers, 'X-Refresh-Token': token } });
		}
		expect(n8n.started).toHaveLength(1);
	});

	test('a thousand calls, a hundred at a time: none lost, none run twice, all remembered', async () => {
		await setUp();
		n8n.databaseMs = 2;
		const calls = Array.from({ length: 1_000 }, () => click(OF));
		const left = [...calls, ...calls.slice(0, 200)];
		const patient = new Caller({ ...feishu.settings, patienceMs: 30_000 });
		const work = async () => {
			for (let call = left.pop(); call; call = left.pop()) {
				expect((await patient.callback(call)).status).toBe(200);
			}
		};
		await Promise.all(Array.from({ length: 100 }, work));
		await n8n.idle();
		const ids = calls.map(({ header }) => (header as { event_id: string }).event_id);
		expect(n8n.started.map((item) => String(item.event_id)).sort()).toEqual(ids.sort());
		const stored = JSON.parse(n8n.stored) as Record<string, { deliveries: { calls: string } }>;
		expect(stored[`node:${TRIGGER}`].deliveries.calls.match(/:/g)).toHaveLength(1_000);
	});
});

describe('an event that is not answered', () => {
	test('comes at the official times, five in all, and runs once', async () => {
		await setUp({ events: ['other'] });
		const waits: number[] = [];
		const clock = { now: Date.now, sleep: async (ms: number) => void waits.push(ms) };
		const call = otherEvent(OF);
		const away = new Caller({ ...feishu.settings, address: 'http://127.0.0.1:9/', clock });
		expect(await away.event(call)).toHaveLength(5);
		expect(waits).toEqual(RETRY_WAITS_MS);
		// n8n ran it, but its answer was lost.
		await feishu.event(call);
		await feishu.event(call);
		expect(n8n.started).toHaveLength(1);
	});
});
