/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { Caller, encrypt, sign, type SentCall } from '../../feishu/caller';
import { challenge, click, oldClick, ticketEvent } from '../../feishu/calls';
import { cards, ids } from '../cards';
import { Collector } from '../collector';
import { exportCredential } from '../exportCredential';
import { type Case, IN_CI } from '../report';
import { count, items } from '../triggered';
import { chain, deleteNode, FROM_LIST, postTo, triggerNode, wait, webhook } from '../workflows';
import type { World } from '../world';

const TENANT = '73658811060f175d';
const VERIFICATION_TOKEN = `verification-${randomUUID()}`;
const ENCRYPT_KEY = `encrypt-key-${randomUUID()}`;

type Nodes = Parameters<typeof chain>[1];

interface SetUp {
	/** Of the credential, on top of the app. */
	fields?: Record<string, unknown>;
	parameters?: Record<string, unknown>;
	/** The nodes behind the trigger. */
	next?: Nodes;
	settings?: Record<string, unknown>;
}

const BOTH = { verificationToken: VERIFICATION_TOKEN, encryptKey: ENCRYPT_KEY };

/** An active workflow that begins with the trigger, and Feishu, which calls it. */
async function setUp(
	world: World,
	name: string,
	{ fields = BOTH, parameters = {}, next = [], settings = {} }: SetUp = {},
) {
	const credential = await world.addCredential(`trigger ${name}`, fields);
	const trigger = triggerNode(credential, parameters);
	const content = chain(name, [trigger, ...next]);
	const workflow = await world.activeWorkflow({ ...content, settings });
	const address = `${world.server.url}/webhook/${trigger.webhookId as string}/webhook`;
	const of = {
		appId: world.app.appId,
		tenantKey: TENANT,
		verificationToken: String(fields.verificationToken ?? ''),
	};
	const caller = new Caller({ ...of, encryptKey: String(fields.encryptKey ?? ''), address });
	await untilRegistered(caller);
	return { workflow, caller, of, credential };
}

/** A webhook answers 404 for some seconds after the activation. */
async function untilRegistered(caller: Caller): Promise<void> {
	for (let tries = 0; tries < 80; tries++) {
		if ((await caller.send({ body: '{}', headers: {} })).status !== 404) return;
		await sleep(250);
	}
	throw new Error('The webhook is not there');
}

/** Feishu's address check, with and without an Encrypt Key. */
const challengeCases: Array<Case<World>> = (
	[
		['plain', { verificationToken: VERIFICATION_TOKEN }],
		['encrypted', { encryptKey: ENCRYPT_KEY }],
		['encrypted, and its token compared', BOTH],
	] as const
).map(([how, fields]) => ({
	name: `trigger: the challenge is answered within a second, ${how}`,
	async run(world) {
		const { caller, of, workflow } = await setUp(world, `challenge ${how}`, { fields });
		const { broken, body } = await caller.challenge(challenge(of, 'ajls384kdj'));
		assert.deepEqual(broken, []);
		assert.deepEqual(body, { challenge: 'ajls384kdj' });
		assert.equal(await count(world, workflow), 0);
	},
}));

/** Each is refused with 401 or 400, and n8n's own 422 for what is no JSON. */
const forgeries = (caller: Caller, of: SetUpOf, body: object): Record<string, SentCall> => {
	const good = caller.write(body as Record<string, unknown>);
	const text = String(good.body);
	const unsigned = { ...good.headers, 'x-lark-signature': '' };
	const otherKey = `{"encrypt":"${encrypt(JSON.stringify(body), 'another key')}"}`;
	return {
		'no signature': { ...good, headers: unsigned },
		'a signature by another key': sign('sha256', text, 'another key'),
		'a signature of another kind': sign('sha1', text, VERIFICATION_TOKEN),
		're-serialised': { ...good, body: JSON.stringify(JSON.parse(text), null, 1) },
		'one byte changed': { ...good, body: text.replace(/.(?="\}$)/, 'A') + ' ' },
		truncated: { ...good, body: text.slice(0, -40) + '"}' },
		'another nonce': { ...good, headers: { ...good.headers, 'x-lark-request-nonce': 'x' } },
		'another time': { ...good, headers: { ...good.headers, 'x-lark-request-timestamp': '1' } },
		'not encrypted, though there is a key': sign('sha256', JSON.stringify(body), ENCRYPT_KEY),
		'encrypted with another key, signed with ours': sign('sha256', otherKey, ENCRYPT_KEY),
		'for another app': caller.write(click({ ...of, appId: 'cli_other' })),
		oversized: sign('sha256', `{"encrypt":"${'A'.repeat(1_100_000)}"}`, ENCRYPT_KEY),
		'a list': sign('sha256', '[]', ENCRYPT_KEY),
		'no body': { body: '', headers: good.headers },
		'no JSON': { ...good, body: '{"encrypt":' },
		'a form with files': {
			body: '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n',
			headers: { ...good.headers, 'content-type': 'multipart/form-data; boundary=x' },
		},
	};
};
type SetUpOf = Awaited<ReturnType<typeof setUp>>['of'];

/** The engine's test has the thousand too; here they take minutes on a small machine, which CI saves. */
const CALLS = IN_CI ? 40 : 1_000;
const AT_A_TIME = Math.min(CALLS, 100);

export const triggerCases: Array<Case<World>> = [
	...challengeCases,
	{
		name: 'trigger: a click deletes its card, with all defaults, and is not repeated',
		async run(world) {
			const credential = await world.addCredential('deleting');
			const { caller, of, workflow } = await setUp(world, 'click', {
				next: [deleteNode(credential)],
			});
			const [card] = cards('clicked', 1);
			world.create([card]);
			const call = click(of, { openId: card.user_id, value: { biz_id: card.biz_id } });
			const { broken, body } = await caller.callback(call);
			assert.deepEqual(broken, []);
			assert.deepEqual(body, {});
			const [item] = await items(world, workflow, 1);
			assert.equal(item.biz_id, card.biz_id);
			assert.equal(item.user_id, card.user_id);
			assert.equal(item.event, 'button');
			assert.deepEqual(world.left([card]), []);
			assert.equal(JSON.stringify(item).includes(VERIFICATION_TOKEN), false);
		},
	},
	{
		name: 'trigger: the old flat callback is verified by its SHA-1 signature',
		async run(world) {
			const { caller, of, workflow } = await setUp(world, 'old click', {
				fields: { verificationToken: VERIFICATION_TOKEN },
				parameters: { options: { toastText: 'Done', toastType: 'info' } },
			});
			const { broken, body } = await caller.oldCallback(oldClick(of));
			assert.deepEqual(broken, []);
			assert.deepEqual(body, { toast: { type: 'info', content: 'Done' } });
			const forged = caller.writeOld(oldClick(of));
			const answer = await caller.send({ ...forged, body: `${String(forged.body)} ` });
			assert.equal(answer.status, 401);
			assert.deepEqual(ids(await items(world, workflow, 1)), ['a']);
		},
	},
	{
		name: 'trigger: what is not verified is refused and starts nothing',
		async run(world) {
			const { caller, of, workflow } = await setUp(world, 'forged');
			for (const [what, call] of Object.entries(forgeries(caller, of, click(of)))) {
				const { status } = await caller.send(call);
				// n8n itself refuses a body that is no JSON; every refusal of the node looks the same.
				assert.equal(status, what === 'no JSON' ? 422 : 401, what);
			}
			assert.equal((await caller.callback(click(of))).status, 200);
			assert.equal((await items(world, workflow, 1)).length, 1);
		},
	},
	{
		name: 'trigger: a call that comes again (duplicate) is answered and starts nothing, at once or later',
		async run(world) {
			const { caller, of, workflow } = await setUp(world, 'again');
			const call = click(of);
			// How fast a busy machine answers ten calls at once is not the question here.
			const patient = new Caller({ ...caller.settings, patienceMs: 30_000 });
			const all = Array.from({ length: 10 }, async () => await patient.callback(call));
			for (const { status } of await Promise.all(all)) assert.equal(status, 200);
			assert.deepEqual((await caller.callback(call)).broken, []);
			assert.equal((await items(world, workflow, 1)).length, 1);
			// What outlives a restart of n8n.
			const { staticData } = (await world.rest.getWorkflow(workflow.id)) as unknown as {
				staticData: Record<string, { deliveries: { calls: string } }>;
			};
			const key = createHash('sha256')
				.update(String((call.header as { event_id: string }).event_id))
				.digest('base64url')
				.slice(0, 22);
			assert.match(staticData['node:Trigger'].deliveries.calls, new RegExp(`^${key}:\\d+ $`));
		},
	},
	{
		name: 'trigger: a workflow that runs for three seconds is answered within one',
		async run(world) {
			const { caller, of, workflow } = await setUp(world, 'slow', { next: [wait(3)] });
			const { ms, broken } = await caller.callback(click(of));
			assert.deepEqual(broken, []);
			assert.ok(ms < 1_000, `${ms} ms`);
			assert.equal((await items(world, workflow, 1)).length, 1);
		},
	},
	{
		name: `trigger: ${CALLS} calls, ${AT_A_TIME} at a time (concurrent): none lost, none run twice`,
		inCi: 'newest',
		timeout: 500_000,
		async run(world) {
			const collector = await Collector.start();
			try {
				const { caller, of } = await setUp(world, 'thousand', {
					next: [postTo(collector.url, '={{ $json.event_id }}')],
					// SQLite has one writer; what is measured is not how fast it stores executions.
					settings: { saveDataSuccessExecution: 'none' },
				});
				// However slow the machine is: here it counts that every call is answered, and run once.
				const patient = new Caller({ ...caller.settings, patienceMs: 60_000 });
				const wanted = Array.from({ length: CALLS }, () => randomUUID());
				const waits: number[] = [];
				const left = [...wanted];
				const work = async () => {
					for (let eventId = left.pop(); eventId; eventId = left.pop()) {
						let { status, ms } = await patient.callback(click(of, { eventId }));
						// n8n 2 itself answers so while its database is busy; Feishu comes again then.
						while (status === 503) {
							await sleep(1_000);
							({ status, ms } = await patient.callback(click(of, { eventId })));
						}
						assert.equal(status, 200);
						waits.push(ms);
						// Answered at once, it is still under way until the workflow has run.
						await collector.has(eventId);
					}
				};
				await Promise.all(Array.from({ length: AT_A_TIME }, work));
				await sleep(1_000);
				assert.deepEqual(collector.received.sort(), wanted.sort());
				waits.sort((one, other) => one - other);
				const [half, most, longest] = [0.5, 0.99, 1].map((share) =>
					Math.round(waits[Math.ceil(CALLS * share) - 1]),
				);
				world.say(`    answered within ${half} ms (half), ${most} ms (99 %), ${longest} ms (all)`);
			} finally {
				await collector.stop();
			}
		},
	},
	{
		name: "trigger: a store app's ticket goes into its credential, and every node works with it",
		async run(world) {
			const app = world.addApp('storetrigger', { type: 'store', tenantKeys: [TENANT, 'tenant_b'] });
			world.app = app;
			const fields = { ...BOTH, appType: 'store', tenantKey: TENANT };
			const { caller, of, workflow, credential } = await setUp(world, 'ticket', {
				fields,
				parameters: { events: ['appTicket'] },
			});
			world.feishu.expireTickets();
			const deleting = await world.activeWorkflow(
				chain('ticket delete', [webhook('ticketdelete'), deleteNode(credential, FROM_LIST)]),
			);
			const wanted = cards('ticket', 2);
			world.feishu.addCards(
				wanted.map((card) => ({ bizId: card.biz_id, userId: card.user_id })),
				{ appId: app.appId, tenantKey: TENANT },
			);
			const failed = await world.call(deleting, { cards: wanted });
			assert.match(failed.runs[0].error?.message ?? '', /App Ticket is empty/);
			assert.match(failed.runs[0].error?.description ?? '', /has just been asked/);
			assert.match(failed.runs[0].error?.description ?? '', /事件配置/);

			const ticket = world.feishu.issueTicket(app);
			world.secrets.add(ticket);
			assert.equal((await caller.event(ticketEvent(of, ticket))).length, 1);
			await world.rest.changeCredential(credential.id, { tenantKey: TENANT });
			const { answer } = await world.call(deleting, { cards: wanted });
			const [summary] = answer.json as Array<{ deleted: number; failed: number }>;
			assert.deepEqual([summary.deleted, summary.failed], [2, 0]);
			const stored = await exportCredential(world, credential.id);
			assert.equal(stored.appTicket, ticket);
			assert.equal(stored.encryptKey, ENCRYPT_KEY);
			const [item] = await items(world, workflow, 1);
			assert.equal(item.event, 'appTicket');
			assert.equal(JSON.stringify(item).includes(ticket), false);
		},
	},
];
