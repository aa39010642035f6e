/** A store app that keeps running for a day: tickets live three hours, tokens two, and n8n is restarted. */
import { FeishuStandIn } from '../feishu/standIn';
import { Caller } from '../feishu/caller';
import { ticketEvent } from '../feishu/calls';
import { loadAnew, type Built } from './built';
import { Engine } from './engine';
import { cardItems, credentialOf, heldCards } from './setUp';
import { WebhookServer } from './webhookServer';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SECRETS = { encryptKey: 'the key', verificationToken: 'the token' };
const TENANTS = ['tenant_a', 'tenant_b'];

let now = 1_800_000_000_000;
const time = { now: () => now, sleep: async (ms: number) => void (now += ms) };

/** One process of n8n; what is in the database is handed from one to the next. */
class Process {
	private constructor(
		readonly engine: Engine,
		readonly webhooks: WebhookServer,
	) {}

	static async start(package_: Built, storesWholeCredential: boolean): Promise<Process> {
		// The pace too must see that five minutes lie between two runs.
		Object.assign(package_.clock, { now: time.now, elapsed: time.now });
		const engine = new Engine(package_);
		engine.credentials.storesWholeCredential = storesWholeCredential;
		const trigger = new package_.FeishuAppFeedCardTrigger();
		const { credentials } = engine;
		return new Process(engine, await WebhookServer.start({ trigger, credentials }));
	}

	takeOver({ engine, webhooks }: Process): void {
		for (const id of TENANTS)
			this.engine.credentials.put(id, 'feishuAppApi', engine.credentials.data(id));
		this.webhooks.stored = webhooks.stored;
	}
}

test.each([
	['n8n 2', false],
	['n8n 1', true],
])('%s: not one card fails', async (_, storesWholeCredential) => {
	const feishu = await FeishuStandIn.start({ rateLimit: undefined, clock: time });
	const app = feishu.addApp({
		appId: 'cli_store',
		appSecret: 's',
		type: 'store',
		tenantKeys: TENANTS,
	});
	const pasted = feishu.issueTicket(app);
	let n8n = await Process.start(loadAnew(), storesWholeCredential);
	for (const tenantKey of TENANTS) {
		const fields = {
			...credentialOf(feishu),
			appType: 'store',
			appId: 'cli_store',
			appSecret: 's',
		};
		const all = { ...fields, ...SECRETS, tenantKey, appTicket: pasted };
		n8n.engine.credentials.put(tenantKey, 'feishuAppApi', all);
	}
	n8n.webhooks.settings.credentialId = TENANTS[0];

	const of = { appId: 'cli_store', tenantKey: TENANTS[0], ...SECRETS };
	const sendTicket = async () => {
		const caller = new Caller({ ...of, address: n8n.webhooks.url, clock: time });
		const ticket = feishu.issueTicket(app);
		expect(await caller.event(ticketEvent(of, ticket, { sentAt: now }))).toHaveLength(1);
	};
	const deleteOne = async (tenantKey: string) => {
		const items = cardItems(1);
		feishu.addCards(heldCards(items), { appId: 'cli_store', tenantKey });
		const ran = await n8n.engine.run({ items, credentialId: tenantKey });
		expect(ran.error).toBeUndefined();
		expect(ran.failed).toEqual([]);
	};

	for (let minute = 0; minute < 24 * 60; minute += 5) {
		if (minute === 12 * 60 + 10) {
			const next = await Process.start(loadAnew(), storesWholeCredential);
			next.takeOver(n8n);
			await n8n.webhooks.stop();
			n8n = next;
			n8n.webhooks.settings.credentialId = TENANTS[0];
		}
		if (minute % 60 === 30) await sendTicket();
		await deleteOne(TENANTS[0]);
		if (minute % 35 === 0) await deleteOne(TENANTS[1]);
		now += 5 * MINUTE;
	}

	expect(feishu.cardCount).toBe(0);
	expect(feishu.deleteRequests.every(({ status }) => status === 200)).toBe(true);
	// A token about every two hours for each of the two, each from two requests.
	expect(feishu.tokenRequests.length).toBeLessThanOrEqual(2 * 2 * 14);
	expect(feishu.requests.filter(({ path }) => path.endsWith('/resend'))).toEqual([]);
	await n8n.webhooks.stop();
	await feishu.stop();
});

test('control: without the events it ends after a few hours', async () => {
	const feishu = await FeishuStandIn.start({ rateLimit: undefined, clock: time });
	const app = feishu.addApp({ appId: 'cli_store', appSecret: 's', type: 'store' });
	const n8n = await Process.start(loadAnew(), false);
	n8n.engine.credentials.put('1', 'feishuAppApi', {
		...credentialOf(feishu),
		...{ appType: 'store', appId: 'cli_store', appSecret: 's' },
		...{ tenantKey: app.tenantKeys[0], appTicket: feishu.issueTicket(app) },
	});
	const run = async () => await n8n.engine.run({ items: cardItems(1) });
	expect((await run()).error).toBeUndefined();
	now += 4 * HOUR;
	expect((await run()).error?.message).toMatch(/App Ticket is wrong or out of date/);
	await n8n.webhooks.stop();
	await feishu.stop();
});
