import { deleteOperation } from '../../nodes/FeishuAppFeedCard/operations/delete.operation';
import { plan } from '../../nodes/FeishuAppFeedCard/dryRun';
import type { Run } from '../../nodes/FeishuAppFeedCard/steps';
import { Results } from '../../nodes/FeishuAppFeedCard/output/results';
import { FeishuError } from '../../nodes/shared/feishuError';
import { VirtualClock } from './virtualClock';

let time: VirtualClock;
beforeEach(() => (time = new VirtualClock()));
afterEach(() => time.restore());

test('a dry run that waits ends at once when the execution is stopped', async () => {
	let requests = 0;
	const client = {
		rateLimitKey: () => 'an app',
		request: async () => {
			requests++;
			throw new FeishuError({
				kind: 'rateLimited',
				summary: 'Limited',
				advice: '',
				resetAfterMs: 60_000,
			});
		},
	};
	const stopping = new AbortController();
	const run = {
		client,
		operation: deleteOperation,
		options: { maxRetries: 5 },
		results: new Results('cards', deleteOperation.words, undefined),
		signal: stopping.signal,
	};
	const ended = expect(plan([], run as unknown as Run)).rejects.toThrow('stopped');
	await time.pass(10_000);
	stopping.abort(new Error('stopped'));
	await ended;
	expect(requests).toBe(1);
	expect(time.elapsed).toBeLessThan(60_000);
});
