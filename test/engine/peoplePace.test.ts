/** Look-ups go on beside the sending: at the paces of both, and with the patience of both. */
import { openContacts } from '../feishu/client';
import { defaultSettings } from '../feishu/settings';
import { virtualTime } from './engineTime';
import { setUp } from './setUp';

const { rateLimit, lookUpRates } = defaultSettings();
const n8n = setUp({ rateLimit, lookUpRates });
const time = virtualTime(n8n);
beforeEach(() => openContacts(n8n.feishu));

const email = (n: number) => `p${n}@example.com`;

/** How long the cards take, from the first request to the last answer. */
async function timeOf(count: number, userIdType: string, nameOf: (n: number) => string) {
	const items = Array.from({ length: count }, (_, n) => ({ biz_id: `b${n}`, user_id: nameOf(n) }));
	n8n.feishu.addCards(items.map(({ biz_id }, n) => ({ bizId: biz_id, userId: `ou_${n}` })));
	n8n.feishu.requests = [];
	const ran = await n8n.run(items, { parameters: { userIdType } });
	expect(ran.error).toBeUndefined();
	expect(n8n.feishu.cardCount).toBe(0);
	expect(n8n.feishu.requests.map(({ status }) => status)).not.toContain(429);
	const [first] = n8n.feishu.requests;
	const last = n8n.feishu.requests[n8n.feishu.requests.length - 1];
	return (last.answeredAt ?? 0) - first.arrivedAt;
}

test.each([
	[1_000, 20, 1.1],
	[1_000, 200, 1.1],
])(
	'%i cards by e-mail, answers after %i ms: at most %d times the time by open ID',
	async (count, latencyMs, most) => {
		for (let n = 0; n < count; n++) n8n.feishu.addUser({ openId: `ou_${n}`, email: email(n) });
		n8n.feishu.settings.latencyMs = latencyMs;
		const byOpenId = await timeOf(count, 'open_id', (n) => `ou_${n}`);
		await time.sleep(60_000);
		const byEmail = await timeOf(count, 'email', email);
		expect(n8n.feishu.lookUps).toHaveLength(count / 50);
		expect(byEmail / byOpenId).toBeLessThanOrEqual(most);
	},
);

test('look-ups leave the process evenly, and with a token only the fifth waits for the first', async () => {
	n8n.feishu.settings.latencyMs = 200;
	const items = Array.from({ length: 350 }, (_, n) => ({ biz_id: `b${n}`, user_id: email(n) }));
	await n8n.run([items[0]], { parameters: { userIdType: 'email' } });
	await time.sleep(1_000);
	n8n.feishu.requests = [];
	await n8n.run(items, { parameters: { userIdType: 'email' } });
	const [{ arrivedAt: first }] = n8n.feishu.lookUps;
	const after = n8n.feishu.lookUps.map(({ arrivedAt }) => Math.round(arrivedAt - first));
	expect(after).toEqual([0, 20, 40, 60, 200, 220, 240]);
});

test.each([
	['a rate limit (429) of a minute', { kind: 'status', status: 429 } as const, 60_000],
	['an outage of ten seconds', { kind: 'status', status: 502 } as const, 10_000],
	['a token that Feishu refuses', { kind: 'code', code: 99991663 } as const, 1],
])('%s costs no card: the retries have the patience of the sending', async (_, fault, ms) => {
	for (let n = 0; n < 120; n++) n8n.feishu.addUser({ openId: `ou_${n}`, email: email(n) });
	let since: number | undefined;
	n8n.feishu.settings.fault = ({ path, arrivedAt }) => {
		if (!path.includes('/contact/')) return undefined;
		since ??= arrivedAt;
		return arrivedAt - since < ms ? fault : undefined;
	};
	const items = Array.from({ length: 120 }, (__, n) => ({ biz_id: `b${n}`, user_id: email(n) }));
	const ran = await n8n.run(items, {
		parameters: {
			operation: 'create',
			bizId: '={{ $json.biz_id }}',
			link: 'https://example.com/',
			userIdType: 'email',
		},
	});
	expect(ran.error).toBeUndefined();
	expect(n8n.feishu.cardCount).toBe(120);
});

test('a service that never answers ends the run after the retries, and every card is accounted for', async () => {
	n8n.feishu.addUser({ openId: 'ou_0', email: email(0) });
	n8n.feishu.settings.fault = ({ path }) =>
		path.includes('/contact/') ? { kind: 'status', status: 502 } : undefined;
	const items = Array.from({ length: 70 }, (_, n) => ({ biz_id: `b${n}`, user_id: email(n) }));
	const ran = await n8n.run(items, {
		parameters: { userIdType: 'email', options: { maxRetries: 2 } },
		onError: 'continueRegularOutput',
	});
	const failed = ran.outputs.flat().filter(({ json }) => json.reason === 'REQUEST_FAILED');
	expect(failed).toHaveLength(70);
	expect(n8n.feishu.lookUps).toHaveLength(3);
});
