/** Who shares a pace: executions of one n8n that use the same app, for each of Feishu's APIs apart. */
import { virtualTime } from './engineTime';
import { cardItems, credentialOf, heldCards, setUp } from './setUp';

const n8n = setUp({ rateLimit: { perSecond: 10 }, latencyMs: 20 });
const items = cardItems(600);
const time = virtualTime(n8n);
beforeEach(() => n8n.feishu.addCards(heldCards(items)));

const change = { operation: 'update', updateFields: { title: 'New' } };
/** Those of an API that came after a moment, by their times. */
const times = (method: string, after = 0) =>
	n8n.feishu.requests
		.filter((request) => request.method === method && request.path.includes('app_feed_card'))
		.map(({ arrivedAt }) => arrivedAt)
		.filter((at) => at >= after);
const span = (all: number[]) => Math.max(...all) - Math.min(...all);
const refused = () => n8n.feishu.requests.filter(({ status }) => status === 429);

test('two concurrent operations have a limiter each', async () => {
	const runs = await Promise.all([n8n.run(items), n8n.run(items, { parameters: change })]);
	expect(runs.map(({ error }) => error)).toEqual([undefined, undefined]);
	expect(refused()).toEqual([]);
	// Thirty requests each: ten at once, and ten more after each second.
	for (const method of ['DELETE', 'PUT']) {
		expect(times(method)).toHaveLength(30);
		expect(span(times(method))).toBeLessThan(2_500);
	}
});

test('two apps have a limiter each', async () => {
	const { appId, appSecret } = n8n.feishu.addApp({ appId: 'cli_other', appSecret: 'other' });
	const other = { ...credentialOf(n8n.feishu), appId, appSecret };
	n8n.engine.credentials.put('2', 'feishuAppApi', other);
	await Promise.all([n8n.run(items), n8n.run(items, { credentialId: '2' })]);
	expect(refused()).toEqual([]);
	expect(times('DELETE')).toHaveLength(60);
	expect(span(times('DELETE'))).toBeLessThan(2_500);
});

test('two concurrent executions share one, and the limit is kept', async () => {
	await Promise.all([n8n.run(items), n8n.run(cardItems(600, 'ou_2'))]);
	expect(refused()).toEqual([]);
	expect(span(times('DELETE'))).toBeGreaterThan(5_000);
	expect(span(times('DELETE'))).toBeLessThan(5_800);
});

test('an execution that has ended counts no more: what others want holds', async () => {
	await n8n.run(cardItems(1));
	await time.sleep(2_000);
	const begun = time.now();
	const slowly = { parameters: { options: { requestsPerSecond: 1 } } };
	await Promise.all([n8n.run(cardItems(60), slowly), n8n.run(cardItems(60, 'ou_2'), slowly)]);
	// Six requests, one a second together.
	expect(times('DELETE', begun)).toHaveLength(6);
	expect(span(times('DELETE', begun))).toBeGreaterThan(4_900);
});
