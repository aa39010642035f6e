/** How a run goes on when the fetch of its token is slow, or fails. */
import type { Fault } from '../feishu/faults';
import { virtualTime } from './engineTime';
import { cardItems, heldCards, setUp } from './setUp';

const n8n = setUp();
virtualTime(n8n);
beforeEach(() => n8n.feishu.addCards(heldCards(items)));

const items = cardItems(40);
const isTokenRequest = ({ path }: { path: string }) => path.startsWith('/open-apis/auth/');

test.each([0, 200, 950])(
	'a token that lives one second serves a request although its answer took %i ms: one fetch for one request',
	async (latencyMs) => {
		n8n.feishu.settings.tokenLifetimeSeconds = 1;
		n8n.feishu.settings.latencyMs = (request) => (isTokenRequest(request) ? latencyMs : 0);
		const ran = await n8n.run(cardItems(1));
		expect(ran.error).toBeUndefined();
		expect(n8n.feishu.tokenRequests).toHaveLength(1);
		expect(n8n.feishu.deleteRequests.map(({ status }) => status)).toEqual([200]);
	},
);

test('two runs, of which one read the credential before the other stored its token, fetch one', async () => {
	n8n.feishu.settings.latencyMs = 300;
	const early = await n8n.engine.credentials.getDecrypted({}, { id: '1', name: '' });
	await n8n.run(items);
	n8n.engine.credentials.put('2', 'feishuAppApi', early);
	const ran = await n8n.run(items, { credentialId: '2' });
	expect(ran.error).toBeUndefined();
	expect(n8n.feishu.tokenRequests).toHaveLength(1);
});

describe('a fetch that fails leaves no card in doubt', () => {
	const faults: Fault[] = [
		{ kind: 'reset' },
		{ kind: 'cut' },
		{ kind: 'status', status: 502 },
		{ kind: 'not-json' },
		{ kind: 'code', code: 2200, status: 500 },
	];

	test.each(faults)('(%j)', async (fault) => {
		n8n.feishu.settings.fault = (request) => (isTokenRequest(request) ? fault : undefined);
		const ran = await n8n.run(items, {
			onError: 'continueRegularOutput',
			parameters: { options: { maxRetries: 1 } },
		});
		expect(ran.failed).toHaveLength(items.length);
		for (const { reason, message } of ran.failed) {
			expect(reason).toBe('REQUEST_FAILED');
			expect(message).not.toMatch(/may have been/);
		}
		expect(n8n.feishu.deleteRequests).toEqual([]);
		expect(n8n.feishu.cardCount).toBe(items.length);
	});

	test('and if it is refused once, the run goes on; a request that was not sent is not counted', async () => {
		n8n.feishu.settings.fault = (request, nth) =>
			isTokenRequest(request) && nth === 1 ? { kind: 'reset' } : undefined;
		const ran = await n8n.run(items, { parameters: { output: 'summary' } });
		expect(ran.done[0]).toMatchObject({ deleted: 40, failed: 0, requests: 2 });
		expect(n8n.feishu.deleteRequests).toHaveLength(2);
	});
});

describe('Timeout', () => {
	const TRICKLE: Fault = { kind: 'trickle' };
	const parameters = { options: { timeout: 300, maxRetries: 0 } };

	test.each<[string, Fault]>([
		['that trickles', TRICKLE],
		['that never comes', { kind: 'timeout' }],
	])('ends an answer %s', async (_, fault) => {
		n8n.feishu.settings.fault = (request) => (isTokenRequest(request) ? undefined : fault);
		const ran = await n8n.run(items, { parameters });
		expect(ran.error?.message).toMatch(/^Could not reach .*: it did not answer in time$/);
		expect(ran.error?.description).toContain('Tried once');
	});

	test.each<[string, Fault]>([
		['that trickles', TRICKLE],
		['that never comes', { kind: 'timeout' }],
	])("ends an answer to the token's request %s, too", async (_, fault) => {
		n8n.feishu.settings.fault = (request) => (isTokenRequest(request) ? fault : undefined);
		const ran = await n8n.run(items, { parameters });
		expect(ran.error?.message).toMatch(/^Could not reach .*: it did not answer in time$/);
		expect(n8n.feishu.tokenRequests).toHaveLength(1);
		expect(n8n.feishu.deleteRequests).toEqual([]);
	});
});

test('a token that was refused once and is accepted later is trusted again', async () => {
	n8n.feishu.settings.fault = ({ method }, nth) =>
		method === 'DELETE' && nth === 2 ? { kind: 'code', code: 99991663, status: 400 } : undefined;
	const many = cardItems(400);
	n8n.feishu.addCards(heldCards(many));
	// Feishu gives out the same token again as long as it is valid.
	const ran = await n8n.run(many, {
		parameters: { output: 'summary', options: { requestsPerSecond: 1 } },
	});
	expect(ran.done[0]).toMatchObject({ deleted: 400, failed: 0 });
	expect(n8n.feishu.tokenRequests.length).toBeLessThanOrEqual(2);
});
