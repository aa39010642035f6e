/** How a run ends before its time, and what others see of it. */
import type { Fault } from '../feishu/faults';
import { FeishuStandIn } from '../feishu/standIn';
import { Engine } from '../engine/engine';
import { credentialOf, heldCards } from '../engine/setUp';
import { contradictions } from './oracle';
import { fastTime } from './fastTime';
import { cardsOf, onDelete, play, someCards } from './play';

const clock = fastTime();
/** Fifty requests: many more than start at once. */
const CARDS = someCards(1_000);
const FEWER = CARDS.slice(0, 200);

test('an error that stops the workflow waits for the requests under way, and counts their cards', async () => {
	const quota: Fault = { kind: 'code', code: 99991403, msg: 'quota', status: 400 };
	const played = await play({
		cards: CARDS,
		held: CARDS,
		settings: {
			clock,
			// The third is answered at once, while those before and after it are still under way.
			latencyMs: (request) => (request.fault || request.method === 'POST' ? 0 : 4_000),
			fault: onDelete((nth) => (nth === 3 ? quota : undefined)),
		},
		// Slowly, so that the answer comes before all are sent, also on a busy computer.
		options: { requestsPerSecond: 1 },
	});
	expect(contradictions(played)).toEqual([]);
	const carriedOut = played.requests.filter(({ fault }) => fault === undefined);
	expect(carriedOut.length).toBeGreaterThanOrEqual(2);
	expect(played.requests.length).toBeLessThan(50);
	const deleted = carriedOut.flatMap(cardsOf).length;
	expect(played.ran.error?.message).toContain('99991403');
	expect(played.ran.error?.description).toContain(
		`${deleted} of 1000 cards had been deleted by then.`,
	);
	expect(played.feishu.cards).toHaveLength(1_000 - deleted);
});

/** Begins a run and stops it as n8n's stop button does, once so many requests have arrived. */
async function stopAfter(requests: number, settings: Partial<FeishuStandIn['settings']>) {
	const feishu = await FeishuStandIn.start({ clock, rateLimit: undefined, ...settings });
	feishu.addCards(heldCards(CARDS as never));
	const engine = new Engine();
	engine.credentials.put('1', 'feishuAppApi', credentialOf(feishu));
	const running = engine.begin({
		items: CARDS as never,
		parameters: { options: { requestsPerSecond: 2 } },
	});
	while (feishu.deleteRequests.length < requests) await clock.sleep(100);
	const stoppedAt = clock.now();
	running.cancel();
	await running;
	const tookMs = clock.now() - stoppedAt;
	// What was on its way then may still arrive.
	await clock.sleep(8_000);
	const sentByThen = feishu.deleteRequests.length;
	await clock.sleep(20_000);
	const sentLater = feishu.deleteRequests.length - sentByThen;
	await feishu.stop();
	return { sentByThen, sentLater, tookMs };
}

describe('after the execution is stopped', () => {
	test('nothing more is sent, also if requests are under way', async () => {
		const { sentByThen, sentLater, tookMs } = await stopAfter(3, { latencyMs: 10_000 });
		expect(tookMs).toBeLessThan(1_000);
		expect(sentByThen).toBeLessThan(50);
		expect(sentLater).toBe(0);
	});

	test('the wait that a rate limit (429) asks for ends at once', async () => {
		const limit = { perSecond: 0, resetHeader: '60' };
		const { sentLater, tookMs } = await stopAfter(1, { rateLimit: limit });
		expect(sentLater).toBe(0);
		expect(tookMs).toBeLessThan(1_000);
	});

	test('the wait for the next retry (backoff) ends at once', async () => {
		const { sentLater, tookMs } = await stopAfter(4, {
			fault: onDelete(() => ({ kind: 'reset' })),
		});
		expect(sentLater).toBe(0);
		expect(tookMs).toBeLessThan(1_000);
	});
});

describe('the retries', () => {
	test('count tries without progress: a limit (429) that lets some through never fails the run', async () => {
		const played = await play({
			cards: FEWER,
			held: FEWER,
			settings: { clock, rateLimit: { perSecond: 4, takenByOthers: 3 } },
			options: { maxRetries: 1 },
		});
		expect(contradictions(played)).toEqual([]);
		expect(played.ran.error).toBeUndefined();
		expect(played.feishu.cards).toEqual([]);
		expect(played.requests.filter(({ status }) => status === 429).length).toBeGreaterThan(5);
	});

	test('begin anew for each request: many single faults never fail the run', async () => {
		const played = await play({
			cards: FEWER,
			held: FEWER,
			settings: { clock, fault: onDelete((nth) => (nth % 2 ? { kind: 'reset' } : undefined)) },
			options: { maxRetries: 8, requestsPerSecond: 5 },
		});
		expect(contradictions(played)).toEqual([]);
		expect(played.ran.error).toBeUndefined();
		expect(played.feishu.cards).toEqual([]);
	});
});

test('two concurrent executions share the limit, and both get through', async () => {
	const feishu = await FeishuStandIn.start({ clock, rateLimit: undefined });
	feishu.addCards(heldCards(FEWER as never));
	const engine = new Engine();
	engine.credentials.put('1', 'feishuAppApi', credentialOf(feishu));
	const halves = [FEWER.slice(0, 100), FEWER.slice(100)];
	const ran = await Promise.all(
		halves.map(async (items) => await engine.run({ items: items as never })),
	);
	await feishu.stop();
	for (const { error, failed } of ran) expect([error, failed]).toEqual([undefined, []]);
	expect(feishu.cards).toEqual([]);
	// Each has its turn: what follows a request of one is soon a request of the other.
	const users = feishu.deleteRequests.map((request) =>
		CARDS.indexOf(CARDS.find(({ biz_id }) => biz_id === cardsOf(request)[0].biz_id) ?? CARDS[0]),
	);
	const first = users.slice(0, 8).filter((index) => index < 100);
	expect(first.length).toBeGreaterThanOrEqual(2);
	expect(first.length).toBeLessThanOrEqual(6);
});
