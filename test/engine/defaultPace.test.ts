/** The node as it is set when somebody drags it into a workflow, against Feishu's limit of 10 requests a second. */
import { virtualTime } from './engineTime';
import { cardItems, heldCards, setUp } from './setUp';

const n8n = setUp({ rateLimit: { perSecond: 10 } });
virtualTime(n8n);

const arrivals = () => {
	const [first] = n8n.feishu.deleteRequests;
	return n8n.feishu.deleteRequests.map(({ arrivedAt }) => arrivedAt - first.arrivedAt);
};

/** The most of them in any second. */
function mostInASecond(times: number[]): number {
	return Math.max(
		...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length),
	);
}

test.each([20, 200, 1_500])(
	'1,000 cards with no option set, answers after %i ms: at Feishu’s limit, and never above it',
	async (latencyMs) => {
		const items = cardItems(1_000);
		n8n.feishu.addCards(heldCards(items));
		n8n.feishu.settings.latencyMs = latencyMs;
		const ran = await n8n.run(items);
		expect(ran.error).toBeUndefined();
		expect(ran.failed).toEqual([]);
		expect(n8n.feishu.cardCount).toBe(0);

		expect(n8n.feishu.deleteRequests.map(({ status }) => status)).toEqual(Array(50).fill(200));
		expect(mostInASecond(arrivals())).toBeLessThanOrEqual(10);
		// Ten at once, and ten more as soon as a second has passed since.
		expect(Math.max(...arrivals())).toBeLessThan(latencyMs + 4_500);
	},
);

test('a request that first waits for its token counts from when it is sent: the run is as fast as any', async () => {
	const items = cardItems(1_000);
	n8n.feishu.addCards(heldCards(items));
	n8n.feishu.settings.latencyMs = 230;
	const ran = await n8n.run(items);
	expect(ran.error).toBeUndefined();
	expect(n8n.feishu.tokenRequests).toHaveLength(1);
	expect(Math.max(...arrivals())).toBeLessThan(4_150);
});
