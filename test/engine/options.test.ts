/** The options of a run, as the panel or an expression gives them. */
import type { IDataObject } from 'n8n-workflow';

import { virtualTime } from './engineTime';
import { cardItems, setUp } from './setUp';

const n8n = setUp();
virtualTime(n8n);

const run = async (options: IDataObject, count = 1) =>
	await n8n.run(cardItems(count), { parameters: { output: 'summary', options: options as never } });
const tries = () => n8n.feishu.deleteRequests.length;
const breakDown = () => {
	n8n.feishu.settings.fault = ({ method }) => (method === 'DELETE' ? { kind: 'reset' } : undefined);
};

test.each<[string, IDataObject, number]>([
	['left out', {}, 6],
	['2', { maxRetries: 2 }, 3],
	['0', { maxRetries: 0 }, 1],
	['"3", as an expression may give it', { maxRetries: '3' }, 4],
	['" 1 "', { maxRetries: ' 1 ' }, 2],
])('Max Retries %s: so often is one request tried again', async (_, options, requests) => {
	breakDown();
	const ran = await run(options);
	expect(ran.error?.message).toContain('it closed the connection');
	expect(tries()).toBe(requests);
});

test.each<[string, IDataObject, number]>([
	['2', { requestsPerSecond: 2 }, 2],
	['"2", as an expression may give it', { requestsPerSecond: '2' }, 2],
])('Requests per Second %s: no more start in a second, and no fewer', async (_, options, most) => {
	await run(options, 200);
	const times = n8n.feishu.deleteRequests.map(({ arrivedAt }) => arrivedAt);
	const inASecond = times.map(
		(from) => times.filter((at) => at >= from && at < from + 1_000).length,
	);
	expect(Math.max(...inASecond)).toBe(most);
	// Ten requests, two in a second: the last ones start after four seconds.
	expect(times[9] - times[0]).toBeLessThan(4_500);
});

test('Timeout "150", as an expression may give it: an answer is waited for so long', async () => {
	n8n.feishu.settings.fault = ({ method }) =>
		method === 'DELETE' ? { kind: 'timeout' } : undefined;
	const ran = await run({ timeout: '150', maxRetries: 0 });
	expect(ran.error?.message).toContain('it did not answer in time');
});

test.each<[string, IDataObject]>([
	['Timeout', { timeout: 2 ** 31 }],
	['Timeout', { timeout: '2147483648' }],
	['Timeout', { timeout: 0 }],
	['Timeout', { timeout: 1.5 }],
	['Timeout', { timeout: true }],
	['Max Retries', { maxRetries: -1 }],
	['Max Retries', { maxRetries: 'often' }],
	['Max Retries', { maxRetries: '' }],
	['Max Retries', { maxRetries: '0.5' }],
	['Requests per Second', { requestsPerSecond: -1 }],
	['Requests per Second', { requestsPerSecond: '0' }],
	['Requests per Second', { requestsPerSecond: 'Infinity' }],
	['Requests per Second', { requestsPerSecond: [10] }],
])('%s of %j is an error before anything is sent', async (label, options) => {
	const ran = await run(options);
	expect(ran.error?.message).toContain(`${label} must be`);
	expect(n8n.feishu.requests).toEqual([]);
});

test('the longest Timeout that a timer can hold is taken', async () => {
	const ran = await run({ timeout: 2 ** 31 - 1 });
	expect(ran.error).toBeUndefined();
	expect(tries()).toBe(1);
});

test.each<[unknown, number]>([
	[true, 0],
	['true', 0],
	[' True ', 0],
	[false, 1],
	['false', 1],
	['', 1],
])(
	'Ignore Not Created of %j, as an expression may give it: %i cards failed',
	async (given, failed) => {
		const ran = await run({ ignoreNotCreated: given as never });
		expect(ran.done[0].failed).toBe(failed);
	},
);
