import { sendCards } from '../../nodes/FeishuAppFeedCard/batching/sendCards';
import { joinPace } from '../../nodes/FeishuAppFeedCard/pacing/pace';
import type { CardRequest } from '../../nodes/FeishuAppFeedCard/transport/feedCardApi';
import { VirtualClock } from './virtualClock';

let time: VirtualClock;
beforeEach(() => (time = new VirtualClock()));
afterEach(() => time.restore());

const request: CardRequest = { method: 'DELETE', path: '/x', verb: 'delete', body: () => ({}) };
const cards = Array.from({ length: 200 }, (_, order) => ({
	bizId: `card-${order}`,
	userId: 'ou_1',
	inputs: [order],
	order,
}));

test('an error that is none of Feishu’s, a fault of this package, ends the run and is not hidden', async () => {
	const defect = new TypeError('cannot read properties of undefined');
	let requests = 0;
	const run = sendCards(cards, request, {
		api: {
			hasToken: () => true,
			send: async () => {
				requests++;
				throw defect;
			},
		},
		lane: joinPace('a defect', 1),
		maxRetries: 5,
		signal: undefined,
		report: () => {},
	});
	await expect(time.until(run)).rejects.toBe(defect);
	// One may have been about to start.
	expect(requests).toBeLessThanOrEqual(2);
});
