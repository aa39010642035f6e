/** Uploads keep to their own pace, have the patience of the cards' requests, and a bound in memory. */
import type { IDataObject } from 'n8n-workflow';

import { openContacts, png } from '../feishu/client';
import type { Fault } from '../feishu/faults';
import { defaultSettings } from '../feishu/settings';
import { virtualTime } from './engineTime';
import { setUp } from './setUp';

const n8n = setUp({ latencyMs: 20, lookUpRates: defaultSettings().lookUpRates });
virtualTime(n8n);
beforeEach(() => openContacts(n8n.feishu));

/** Each with a picture of its own. */
const run = async (count: number, options: IDataObject = {}) => {
	const items = Array.from({ length: count }, (_, n) => ({
		json: { user_id: 'ou_1', title: `T${n}` },
		binary: {
			data: {
				mimeType: 'image/png',
				data: png(64, 64, `picture ${n} of ${count}`).toString('base64'),
			},
		},
	}));
	return await n8n.run(items as unknown as IDataObject[], {
		parameters: {
			operation: 'create',
			title: '={{ $json.title }}',
			link: 'https://example.com/',
			additionalFields: { avatarBinary: 'data' },
			output: 'summary',
			options: { requestsPerSecond: 1000, ...options },
		},
	});
};

test.each([
	[20, 1],
	[60, 3],
	[200, 4],
])('50 pictures in a second, one after another; at %i ms %i at once', async (latencyMs, atOnce) => {
	n8n.feishu.settings.latencyMs = latencyMs;
	const ran = await run(120);
	expect(ran.error).toBeUndefined();
	const { uploads } = n8n.feishu;
	expect(uploads.map(({ status }) => status)).toEqual(Array(120).fill(200));
	const events = uploads.flatMap(({ arrivedAt, answeredAt = 0 }) => [
		[arrivedAt, 1],
		[answeredAt, -1],
	]);
	let [now, most] = [0, 0];
	for (const [, change] of events.sort(([a, x], [b, y]) => a - b || x - y)) {
		now += change;
		most = Math.max(most, now);
	}
	expect(most).toBe(atOnce);
});

test.each<[string, Fault, number]>([
	['a rate limit (429) of a minute', { kind: 'status', status: 429 }, 60_000],
	['an outage of ten seconds', { kind: 'status', status: 502 }, 10_000],
	['a lost connection', { kind: 'reset' }, 1],
	['a token that Feishu refuses', { kind: 'code', code: 99991663 }, 1],
])('%s costs no card: the retries have the patience of the sending', async (_, fault, ms) => {
	let since: number | undefined;
	let got = 0;
	n8n.feishu.settings.fault = ({ path, arrivedAt }) => {
		// The first one gets through, as an outage ends no run that has begun.
		if (!path.includes('/images') || got++ === 0) return undefined;
		since ??= arrivedAt;
		return arrivedAt - since < ms ? fault : undefined;
	};
	const ran = await run(20);
	expect(ran.error).toBeUndefined();
	expect(n8n.feishu.cardCount).toBe(20);
});

test('a service that never answers ends the run after the retries, before any card was sent', async () => {
	n8n.feishu.settings.fault = ({ path }) =>
		path.includes('/images') ? { kind: 'status', status: 502 } : undefined;
	const ran = await run(20, { maxRetries: 2 });
	expect(ran.error?.description).toContain('No card was created');
	expect(n8n.feishu.uploads).toHaveLength(3);
	expect(n8n.feishu.cardRequests).toEqual([]);
});
