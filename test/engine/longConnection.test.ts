/* eslint-disable @n8n/community-nodes/no-restricted-globals -- this runs in tests, never inside n8n */
/** The trigger without a public address, in n8n's own context, on real sockets. */
import { TriggerContext } from 'n8n-core';
import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';

import { click, otherEvent } from '../feishu/calls';
import type { Push } from '../feishu/longConnections';
import { ActiveTrigger, type TriggerSettings } from './activeTrigger';
import { clock, FeishuAppFeedCardConnectionTrigger } from './built';
import { credentialOf, setUp } from './setUp';

const n8n = setUp();
let active: ActiveTrigger[] = [];
let of: { appId: string; tenantKey: string; verificationToken: string };

beforeEach(() => {
	active = [];
	const { app } = n8n.feishu;
	of = { appId: app.appId, tenantKey: app.tenantKeys[0], verificationToken: '' };
});
afterEach(async () => {
	await Promise.all(active.map(async (trigger) => await trigger.deactivate()));
	await until(() => n8n.feishu.longConnections.clients.size === 0);
});

function make(parameters: INodeParameters = {}, more: Partial<TriggerSettings> = {}) {
	const trigger = new ActiveTrigger({
		trigger: new FeishuAppFeedCardConnectionTrigger(),
		credentials: n8n.engine.credentials,
		parameters,
		...more,
	});
	active.push(trigger);
	return trigger;
}
async function activate(...settings: Parameters<typeof make>): Promise<ActiveTrigger> {
	const trigger = make(...settings);
	await trigger.activate();
	return trigger;
}
const push = async (call: unknown, how?: Push) => await n8n.feishu.longConnections.push(call, how);
const clients = () => n8n.feishu.longConnections.clients.size;
const endpointCalls = () =>
	n8n.feishu.requests.filter(({ path }) => path === '/callback/ws/endpoint').length;

async function until(holds: () => boolean): Promise<void> {
	while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
/** Pauses and pings come a thousand times as fast; the times within which something must come stay. */
function hurry(): void {
	const { sleep } = clock;
	const scaled = async (ms: number, signal?: AbortSignal) =>
		await sleep(ms === 5_000 || ms === 10_000 || ms === 15_000 ? ms : ms / 1_000, signal);
	clock.sleep = scaled;
}

describe('a click', () => {
	test.each(['event', 'card'])('in a frame of type %s starts the workflow', async (type) => {
		const trigger = await activate({ options: { toastText: '完成', toastType: 'info' } });
		const call = click(of, { openId: 'ou_1', value: { biz_id: 'order-1' } });
		const answer = await push(call, { type });
		expect(answer).toMatchObject({
			code: 200,
			data: { toast: { type: 'info', content: '完成' } },
		});
		expect(trigger.started).toMatchObject([
			{ event: 'button', biz_id: 'order-1', user_id: 'ou_1' },
		]);
		expect(JSON.stringify(trigger.started)).not.toContain('c-295ee');
	});

	test('is answered without data if there is no toast, with its frame as it came', async () => {
		await activate();
		const big = '18446744073709551615';
		const answer = await push(click(of), { SeqID: big, LogID: '9007199254740993' });
		expect(answer?.frame).toMatchObject({ SeqID: big, LogID: '9007199254740993', method: 1 });
		expect(answer).toMatchObject({ code: 200 });
		expect(answer).not.toHaveProperty('data');
		const keys = answer?.frame.headers.map(({ key }) => key);
		expect(keys).toEqual([
			...['type', 'message_id', 'sum', 'seq', 'trace_id', 'timestamp', 'instance_id', 'biz_rt'],
		]);
		expect(Number(answer?.frame.headers[7].value)).toBeGreaterThanOrEqual(0);
	});

	test('is answered before its workflow runs', async () => {
		const trigger = await activate();
		let sent = false;
		trigger.onStart = () => (sent = true);
		const answered = push(click(of)).then(() => sent);
		await answered;
		expect(trigger.started).toHaveLength(1);
	});

	test.each<[string, Push]>([
		['in order', { parts: 4 }],
		['out of order', { parts: 4, order: [3, 1, 0, 2] }],
		['with a part that comes twice', { parts: 3, order: [0, 0, 2, 1] }],
	])('split into frames, %s, is put together', async (_, how) => {
		const trigger = await activate();
		expect(await push(click(of, { value: { biz_id: '飞书卡片' } }), how)).toMatchObject({
			code: 200,
		});
		expect(trigger.started).toMatchObject([{ biz_id: '飞书卡片' }]);
	});

	test('of which a part never comes starts nothing, and stands in nobody’s way', async () => {
		const trigger = await activate();
		expect(await push(click(of), { parts: 3, order: [0, 2], withinMs: 50 })).toBeUndefined();
		expect(await push(click(of))).toMatchObject({ code: 200 });
		expect(trigger.started).toHaveLength(1);
	});

	test('that comes again starts nothing, after a reconnect too: a duplicate', async () => {
		hurry();
		const trigger = await activate();
		const call = click(of);
		await push(call);
		await push(call);
		n8n.feishu.longConnections.cut();
		await until(() => clients() === 0);
		await until(() => clients() === 1);
		expect(await push(call)).toMatchObject({ code: 200 });
		expect(trigger.started).toHaveLength(1);
	});

	test('that a filter leaves out is answered, and starts nothing', async () => {
		const trigger = await activate({ options: { bizIdPrefix: 'order-', toastText: 'Done' } });
		expect(await push(click(of, { value: { biz_id: 'task-1' } }))).not.toHaveProperty('data');
		expect(trigger.started).toEqual([]);
	});
});

test('options given by expressions are read while n8n can: when it activates', async () => {
	const options = {
		bizIdPrefix: '={{ "order" + "-" }}',
		valueKey: '={{ "deci" + "sion" }}',
		valueText: '={{ "app" + "rove" }}',
		toastText: '={{ "Do" + "ne" }}',
		toastType: '={{ "in" + "fo" }}',
	};
	const trigger = await activate({ options });
	const clickWith = async (biz_id: string, decision: string) =>
		await push(click(of, { value: { biz_id, decision } }));
	expect(await clickWith('order-1', 'approve')).toMatchObject({
		code: 200,
		data: { toast: { type: 'info', content: 'Done' } },
	});
	await clickWith('task-1', 'approve');
	await clickWith('order-2', 'reject');
	expect(trigger.started).toMatchObject([{ biz_id: 'order-1' }]);
	expect(trigger.logged).toEqual([]);
});

test('which events start the workflow', async () => {
	const trigger = await activate({ events: ['other'] });
	expect(await push(click(of))).toMatchObject({ code: 200 });
	expect(await push(otherEvent(of))).toMatchObject({ code: 200 });
	expect(trigger.started).toMatchObject([{ event: 'other' }]);
});

describe('one connection for an app', () => {
	test('is shared by all triggers: each gets the click that its filter fits', async () => {
		const orders = await activate({ options: { bizIdPrefix: 'order-' } });
		const tasks = await activate({ options: { bizIdPrefix: 'task-', toastText: 'Task' } });
		const all = await activate({ options: { toastText: 'All' } });
		expect([clients(), endpointCalls()]).toEqual([1, 1]);
		const answer = await push(click(of, { value: { biz_id: 'order-1' } }));
		expect(answer).toMatchObject({ data: { toast: { content: 'All' } } });
		await push(click(of, { value: { biz_id: 'task-1' } }));
		expect([orders, tasks, all].map(({ started }) => started.length)).toEqual([1, 1, 2]);
		await orders.deactivate();
		await tasks.deactivate();
		expect(clients()).toBe(1);
		await all.deactivate();
		await until(() => clients() === 0);
	});

	test('what fails in one workflow leaves the others their click', async () => {
		const wrong = await activate();
		const right = await activate({ options: { toastText: 'Right' } });
		jest.spyOn(TriggerContext.prototype, 'getWorkflowStaticData').mockImplementationOnce(() => {
			throw new Error('It is gone');
		});
		const answer = await push(click(of));
		expect(answer).toMatchObject({ code: 200, data: { toast: { content: 'Right' } } });
		expect([wrong, right].map(({ started }) => started.length)).toEqual([0, 1]);
		expect(wrong.logged.join()).toMatch(/a call that the workflow ".+" cannot take: It is gone/);
		expect(right.logged).toEqual([]);
	});

	test('fifty times activated and deactivated leaves nothing', async () => {
		for (let times = 0; times < 50; times++) {
			const trigger = await activate();
			await trigger.deactivate();
		}
		await until(() => clients() === 0);
		expect(n8n.feishu.longConnections.opened).toBe(50);
	});

	test('another app has its own', async () => {
		const app = n8n.feishu.addApp({ appId: 'cli_other', appSecret: 's' });
		const fields = { ...credentialOf(n8n.feishu), appId: app.appId, appSecret: app.appSecret };
		n8n.engine.credentials.put('2', 'feishuAppApi', fields);
		await activate();
		await activate({}, { credentialId: '2' });
		expect(clients()).toBe(2);
	});

	test('who does not know the secret gets nobody’s clicks', async () => {
		const trigger = await activate();
		const fields = { ...credentialOf(n8n.feishu), appSecret: 'wrong' };
		n8n.engine.credentials.put('2', 'feishuAppApi', fields);
		const other = make({}, { credentialId: '2' });
		await expect(other.activate()).rejects.toThrow(/App Secret does not belong/);
		await push(click(of));
		expect([trigger.started.length, other.started.length]).toEqual([1, 0]);
	});
});

describe('activation', () => {
	test('with a wrong secret (514) is refused, and the error says what to do', async () => {
		n8n.changeCredential({ appSecret: 'wrong' });
		const trigger = make();
		await expect(trigger.activate()).rejects.toThrow(
			/App Secret does not belong.*514.*Copy App ID and App Secret again/,
		);
		expect(trigger.errors).toEqual([]);
	});

	test.each([
		[
			'toastText',
			'=Done {{ $json.biz_id }}',
			/^Toast Text cannot be read: .+ cannot see the click/,
		],
		['bizIdPrefix', '={{ $json.prefix }}', /^Business ID Begins With cannot be read/],
		[
			'toastType',
			"={{ $json.value.decision === 'approve' ? 'success' : 'error' }}",
			/^Toast Type cannot be read: .+ cannot see the click/,
		],
	])('with an expression in %s that looks for the click is refused', async (name, text, words) => {
		const trigger = make({ options: { [name]: text } });
		await expect(trigger.activate()).rejects.toThrow(words);
		expect(endpointCalls()).toBe(0);
	});

	test.each<[string, ICredentialDataDecryptedObject, RegExp]>([
		['store', { appType: 'store', tenantKey: 't' }, /self-built apps.*use the Feishu App Feed/],
		['pasted token', { appType: 'token', tenantAccessToken: 't-1' }, /Choose Self-Built App/],
		['no App ID', { appId: '' }, /App ID is empty/],
	])('with a credential of another kind (%s) is refused', async (_, fields, words) => {
		n8n.changeCredential(fields);
		await expect(make().activate()).rejects.toThrow(words);
		expect(endpointCalls()).toBe(0);
	});

	test.each([
		[10015, /App Secret does not belong to this App ID/],
		[99991401, /allowlist|IP/],
	])('with a code that is certain (%i) is refused at once, as it means', async (code, words) => {
		settings().refuse = () => ({ code, msg: 'x'.repeat(9_000) });
		const error = (await make()
			.activate()
			.catch((thrown: Error) => thrown)) as Error;
		expect(error.message).toMatch(words);
		expect(error.message.length).toBeLessThan(1_000);
		expect(endpointCalls()).toBe(1);
	});

	test('behind a proxy that asks for a login is tried again, and the log says so', async () => {
		hurry();
		n8n.feishu.settings.fault = ({ path }) =>
			path.endsWith('/endpoint') && endpointCalls() < 4
				? { kind: 'status', status: 407 }
				: undefined;
		const trigger = await activate();
		await until(() => clients() === 1);
		expect(trigger.logged[0]).toMatch(/asks for a login \(HTTP 407\)/);
	});

	test('on a Node.js without WebSocket is refused, and the error says so', async () => {
		const { WebSocket } = globalThis;
		Object.assign(globalThis, { WebSocket: undefined });
		await expect(make().activate()).rejects.toThrow(/needs Node.js 22 or newer/);
		Object.assign(globalThis, { WebSocket });
	});

	test.each<[string, () => void]>([
		['at the endpoint', () => (settings().refuse = () => ({ code: 1000040350, msg: 'limit' }))],
		[
			'in the handshake',
			() =>
				(settings().refuseHandshake = () => ({
					...{ status: '514', msg: 'limit', authErrCode: '1000040350' },
				})),
		],
	])('with too many connections, said three times in a row %s, is refused', async (_, refuse) => {
		hurry();
		refuse();
		await expect(make().activate()).rejects.toThrow(/too many long connections.*1000040350/);
		expect(endpointCalls()).toBe(3);
	});

	test('that Feishu refuses with the secret or the ticket in its words shows neither', async () => {
		hurry();
		const { appSecret } = n8n.feishu.app;
		settings().refuse = () => ({ code: 514, msg: `wrong secret: ${appSecret}` });
		await expect(make().activate()).rejects.toThrow(/"wrong secret: \*\*\*"/);

		settings().refuse = undefined;
		const { upgrade } = n8n.feishu.longConnections;
		n8n.feishu.longConnections.upgrade = function (request, ...rest) {
			const msg = `${appSecret} ${new URL(request.url ?? '', 'ws://x').searchParams.get('ticket')}`;
			settings().refuseHandshake = () => ({ status: '514', msg, authErrCode: '1000040350' });
			upgrade.call(this, request, ...rest);
		};
		const trigger = make();
		await expect(trigger.activate()).rejects.toThrow(/"\*\*\* \*\*\*"/);
		expect(trigger.logged.join()).not.toContain(appSecret);
	});

	test('that is refused twice goes well the third time', async () => {
		hurry();
		settings().refuse = (nth) => (nth < 3 ? { code: 1000040350, msg: 'limit' } : undefined);
		await activate();
		expect(clients()).toBe(1);
	});

	test.each<[string, { code: number; msg: string; status?: number }]>([
		['busy', { code: 1, msg: 'system busy' }],
		['internal error', { code: 1000040343, msg: 'internal error' }],
		['limiting requests', { code: 99991400, msg: 'request trigger frequency limit', status: 429 }],
		['away, and says so with a code', { code: 5000, msg: 'internal error', status: 503 }],
	])('while Feishu is %s is taken, and connects later', async (_, refusal) => {
		hurry();
		settings().refuse = (nth) => (nth < 6 ? refusal : undefined);
		const trigger = await activate();
		await until(() => clients() === 1);
		expect(trigger.logged.filter((line) => line.includes('Feishu is busy'))).toHaveLength(1);
		await until(() => trigger.logged.some((line) => line.includes('is open again')));
	});
});

const settings = () => n8n.feishu.settings.longConnections;

describe('it comes back by itself', () => {
	beforeEach(hurry);

	test.each<[string, () => void]>([
		['cut', () => n8n.feishu.longConnections.cut()],
		['closed', () => n8n.feishu.longConnections.clients.forEach(({ socket }) => socket.close())],
		[
			'closed with a code',
			() => n8n.feishu.longConnections.clients.forEach(({ socket }) => socket.close(1011)),
		],
	])('%s', async (_, lose) => {
		const trigger = await activate();
		lose();
		await until(() => n8n.feishu.longConnections.opened === 2 && clients() === 1);
		await push(click(of));
		expect(trigger.started).toHaveLength(1);
		expect(trigger.logged).toEqual([]);
	});

	test('after 5xx, HTML and a host that refuses; each cause is logged once', async () => {
		const trigger = await activate();
		n8n.feishu.settings.fault = ({ path }, nth) => {
			if (!path.endsWith('/endpoint') || nth > 20) return undefined;
			return nth % 2 ? { kind: 'status', status: 503 } : { kind: 'reset' };
		};
		n8n.feishu.longConnections.cut();
		await until(() => n8n.feishu.longConnections.opened === 2);
		await until(() => trigger.logged.some((line) => line.includes('is open again')));
		expect(trigger.logged).toHaveLength(3);
		expect(trigger.errors).toEqual([]);
	});

	test('with the credential as it is then: a new secret', async () => {
		await activate();
		n8n.feishu.app.appSecret = 'rotated';
		n8n.changeCredential({ appSecret: 'rotated' });
		n8n.feishu.longConnections.cut();
		await until(() => n8n.feishu.longConnections.opened === 2 && clients() === 1);
	});

	test('but with a secret that is wrong now it ends, with n8n’s own error of the workflow', async () => {
		const trigger = await activate();
		n8n.feishu.app.appSecret = 'rotated';
		n8n.feishu.longConnections.cut();
		await until(() => trigger.errors.length > 0);
		expect(trigger.errors[0].message).toMatch(/App Secret does not belong/);
		expect(clients()).toBe(0);
	});
});

test('a workflow with a new secret takes those with it that have it too', async () => {
	hurry();
	const one = await activate();
	n8n.feishu.app.appSecret = 'rotated';
	n8n.changeCredential({ appSecret: 'rotated' });
	const two = await activate();
	await until(() => clients() === 1 && endpointCalls() >= 2);
	// The first is not there before its old connection has ended.
	let clicks = 0;
	while (one.started.length === 0 && clicks < 100) {
		await push(click(of));
		clicks++;
	}
	expect([one.started.length, two.started.length]).toEqual([1, clicks]);
	expect([clients(), endpointCalls()]).toEqual([1, 2]);
});

describe('what comes that is strange', () => {
	test('starts nothing, is logged once for each cause, and the connection stands', async () => {
		const trigger = await activate({ events: ['button', 'other'] });
		const [client] = n8n.feishu.longConnections.clients;
		for (let times = 0; times < 3; times++) {
			client.socket.send('text');
			client.socket.send(Buffer.from([0xff, 0xff, 0xff]));
			client.socket.send(Buffer.alloc(3_000_000));
		}
		expect(await push(Buffer.from('no JSON'))).toMatchObject({ code: 500 });
		for (const odd of ['[1]', '5', '"text"', 'null']) {
			expect(await push(Buffer.from(odd))).toMatchObject({ code: 500 });
		}
		expect(await push(Buffer.from('{"token":the-verification-token'))).toMatchObject({ code: 500 });
		expect(trigger.logged.join()).not.toContain('the-verif');
		expect(trigger.started).toEqual([]);
		expect(await push(click(of), { type: 'unheard-of' })).toMatchObject({ code: 200 });
		expect(clients()).toBe(1);
		expect(new Set(trigger.logged).size).toBe(trigger.logged.length);
	});
});

describe('the editor’s test', () => {
	test('gives one item for one click, then the socket is closed', async () => {
		const trigger = await activate({}, { mode: 'manual' });
		expect(clients()).toBe(1);
		await push(click(of));
		expect(trigger.started).toHaveLength(1);
		await until(() => clients() === 0);
	});

	test('beside an active workflow: both get the click, and the socket stays', async () => {
		const running = await activate();
		const trigger = await activate({}, { mode: 'manual' });
		const call = click(of);
		await push(call);
		await push(click(of));
		expect([running.started.length, trigger.started.length]).toEqual([2, 1]);
		expect([clients(), endpointCalls()]).toEqual([1, 1]);
	});

	test('that is stopped closes the socket', async () => {
		const trigger = await activate({}, { mode: 'manual' });
		await trigger.deactivate();
		await until(() => clients() === 0);
	});

	test('says at once what is wrong, also what may pass', async () => {
		settings().refuse = () => ({ code: 1, msg: 'system busy' });
		await expect(make({}, { mode: 'manual' }).activate()).rejects.toThrow(/Feishu is busy/);
	});
});
