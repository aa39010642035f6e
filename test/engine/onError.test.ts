/** The node's setting "On Error", and "Retry On Fail". */
import type { INodeParameters, OnError } from 'n8n-workflow';

import { virtualTime } from './engineTime';
import { cardItems, heldCards, inputsOf, NEEDED, setUp } from './setUp';

const n8n = setUp();

const items = cardItems(3);
const failedCard = (index: number, reason: string) =>
	expect.objectContaining({ ...items[index], reason }) as unknown;

/** From the second request on, the app may not do it any more. */
function losesItsScopeAfterOneRequest(): void {
	n8n.feishu.settings.fault = ({ method }, nth) => {
		if (method === 'DELETE' && nth === 2) n8n.feishu.app.scopes.clear();
		return undefined;
	};
}

describe('a failed card', () => {
	beforeEach(() => n8n.feishu.addCards(heldCards([items[0], items[2]])));

	test.each<OnError>(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'])(
		'is an item of Failed, and nothing comes out of an error output, with %s',
		async (onError) => {
			const ran = await n8n.run(items, { onError });
			expect(ran.error).toBeUndefined();
			expect(ran.done).toEqual([expect.objectContaining({ deleted: 2, failed: 1 })]);
			expect(ran.failed).toEqual([failedCard(1, 'NOT_CREATED')]);
			expect(ran.outputs[1].map(inputsOf)).toEqual([[1]]);
			expect(ran.outputs[2] ?? []).toEqual([]);
		},
	);

	test('that cannot be read tells all that is wrong with it', async () => {
		const ran = await n8n.run([{ other: 1 }], { onError: 'continueRegularOutput' });
		expect(ran.failed[0].message).toMatch(/^\[Item 0\] Business ID is empty; User ID is empty\. /);
	});

	test('that cannot be read tells once what is wrong with it in two places', async () => {
		const pair = { key: '', value: 'yes' };
		const button = { text: 'Go', action: 'webhook', values: { pair: [pair, pair] } };
		const buttons = { button: [button] };
		const ran = await n8n.run([items[0]], {
			onError: 'continueRegularOutput',
			parameters: { ...NEEDED.create, operation: 'create', additionalFields: { buttons } },
		});
		const said = 'Button 1: Values has a value without a key';
		expect(ran.failed[0].message).toMatch(new RegExp(`^\\[Item 0\\] ${said}\\. `));
	});

	test('named by several items is linked to all of them (pairedItem), with continueErrorOutput too', async () => {
		const ran = await n8n.run([items[1], items[0], items[1]], { onError: 'continueErrorOutput' });
		expect(ran.outputs[1].map(inputsOf)).toEqual([[0, 2]]);
	});

	test.each<OnError | undefined>([undefined, 'continueRegularOutput', 'continueErrorOutput'])(
		'does not make "Retry On Fail" run the node again (On Error: %s)',
		async (onError) => {
			const ran = await n8n.run(items, { onError, retryOnFail: true });
			expect(ran.error).toBeUndefined();
			expect(n8n.feishu.deleteRequests).toHaveLength(1);
		},
	);
});

describe('a setting that is invalid', () => {
	const settings: Array<[string, INodeParameters, string]> = [
		['User ID Type', { userIdType: 'name' }, 'User ID Type must be one of'],
		['Dry Run', { options: { dryRun: '={{ $json.biz_id }}' } }, 'Dry Run is a-0 for item 0'],
		[
			'an option',
			{ options: { maxRetries: -1 } },
			'Max Retries must be a whole number, 0 or more, not -1.',
		],
		['an expression', { options: { dryRun: "={{ $('No').item }}" } }, 'Referenced node'],
	];
	const each = settings.flatMap(([what, parameters, said]) =>
		(['continueRegularOutput', 'continueErrorOutput'] as OnError[]).map(
			(onError) => [what, onError, parameters, said] as const,
		),
	);

	test.each(each)(
		'(%s) fails every input item, and none comes out of Done, with %s',
		async (_, onError, parameters, said) => {
			n8n.feishu.addCards(heldCards(items));
			const ran = await n8n.run(items, { onError, parameters: { ...parameters, output: 'cards' } });
			expect(ran.error).toBeUndefined();
			expect(ran.done).toEqual([]);
			expect(ran.failed.map(({ reason }) => reason)).toEqual(Array(3).fill('REQUEST_FAILED'));
			expect(ran.failed[0].message).toContain(said);
			expect(ran.outputs[1].map(inputsOf)).toEqual([[0], [1], [2]]);
			expect(ran.outputs[2] ?? []).toEqual([]);
			expect(n8n.feishu.cardRequests).toEqual([]);
		},
	);

	test('gives the numbers that the operation always gives', async () => {
		const ran = await n8n.run(items, {
			onError: 'continueRegularOutput',
			parameters: { userIdType: 'name' },
		});
		expect(ran.done).toMatchObject([{ cards: 3, deleted: 0, failed: 3, requests: 0 }]);
	});

	test('gives a summary where Output is Summary, and in a loop', async () => {
		const onError = 'continueRegularOutput';
		const parameters = { operation: 'remove' };
		const summary = expect.objectContaining({ cards: 3, failed: 3, requests: 0 }) as unknown;
		expect((await n8n.run(items, { onError, parameters })).done).toEqual([summary]);
		const inLoop = { userIdType: 'name', output: 'cards' };
		expect((await n8n.run(items, { onError, parameters: inLoop, inLoop: true })).done).toEqual([
			summary,
		]);
	});
});

describe('an error that holds for every card', () => {
	const many = cardItems(50);
	const parameters = { options: { requestsPerSecond: 1 } };
	virtualTime(n8n);
	beforeEach(() => {
		n8n.feishu.addCards(heldCards(many));
		losesItsScopeAfterOneRequest();
	});

	test('stops the workflow, and says how many cards had been deleted', async () => {
		const ran = await n8n.run(many, { parameters });
		expect(ran.error?.message).toContain('Feishu code 99991672');
		expect(ran.error?.description).toContain('20 of 50 cards had been deleted by then.');
		expect(ran.outputs).toEqual([]);
		expect(n8n.feishu.cardCount).toBe(30);
		expect(n8n.feishu.deleteRequests).toHaveLength(2);
	});

	test('counts a card that was not there among all, not among those deleted', async () => {
		const items = [{ biz_id: 'gone', user_id: 'ou_1' }, ...many];
		const ran = await n8n.run(items, {
			parameters: { options: { ...parameters.options, ignoreNotCreated: true } },
		});
		expect(ran.error?.description).toContain('19 of 51 cards had been deleted by then.');
	});

	test.each<OnError>(['continueRegularOutput', 'continueErrorOutput'])(
		'makes the remaining cards failed items with REQUEST_FAILED, with %s',
		async (onError) => {
			const ran = await n8n.run(many, {
				parameters: { ...parameters, output: 'cards' },
				onError,
			});
			expect(ran.error).toBeUndefined();
			expect(ran.done).toEqual(many.slice(0, 20).map((item) => ({ status: 'deleted', ...item })));
			expect(ran.failed).toEqual(
				many.slice(20).map((item) => ({
					...item,
					reason: 'REQUEST_FAILED',
					reason_code: null,
					code: 99991672,
					message: expect.stringContaining('im:app_feed_card:write') as unknown,
				})),
			);
			expect(ran.items.map(inputsOf)).toEqual(many.map((_, index) => [index]));
			expect(ran.outputs[2] ?? []).toEqual([]);
			expect(n8n.feishu.deleteRequests).toHaveLength(2);
			expect(ran.hints).toEqual(['20 cards deleted, 30 failed (REQUEST_FAILED 30).']);
		},
	);

	test('does make "Retry On Fail" run the node again', async () => {
		const ran = await n8n.run(many, { parameters, retryOnFail: true });
		expect(ran.error?.message).toContain('Feishu code 99991672');
		// How many requests are under way when the error comes is a matter of time: the first is sent again.
		const first = n8n.feishu.deleteRequests.filter(({ rawBody }) => rawBody.includes('"a-0"'));
		expect(first).toHaveLength(2);
	});
});

describe('an error before the first request', () => {
	test.each<[string, object]>([
		['an empty App Secret', { appSecret: '' }],
		['a Base URL that is none', { baseUrl: 'open.feishu.cn' }],
	])(
		'(%s) makes every card an item with REQUEST_FAILED where the node is set to continue',
		async (_, data) => {
			n8n.changeCredential(data as never);
			const ran = await n8n.run(items, { onError: 'continueRegularOutput' });
			expect(ran.failed).toEqual([0, 1, 2].map((index) => failedCard(index, 'REQUEST_FAILED')));
			expect(ran.failed[0].message).toMatch(/^Credential: /);
			expect(n8n.feishu.requests).toEqual([]);
		},
	);

	test('and mistakes in the input are told apart', async () => {
		n8n.feishu.app.disabled = true;
		const ran = await n8n.run([items[0], { biz_id: 'b' }], { onError: 'continueErrorOutput' });
		expect(ran.failed.map(({ biz_id, reason }) => [biz_id, reason])).toEqual([
			['a-0', 'REQUEST_FAILED'],
			['b', 'REJECTED'],
		]);
		expect(ran.outputs[1].map(inputsOf)).toEqual([[0], [1]]);
		expect(ran.done).toEqual([expect.objectContaining({ cards: 2, deleted: 0, failed: 2 })]);
	});
});

test.each([
	['a warning where a card failed', [1], 'warning'],
	['no warning where none failed', [0, 2], 'info'],
])('the line after the run is %s', async (_, chosen, type) => {
	n8n.feishu.addCards(heldCards([items[0], items[2]]));
	const ran = await n8n.run(chosen.map((index) => items[index]));
	expect(ran.task.hints).toEqual([expect.objectContaining({ type, location: 'outputPane' })]);
});

describe('if the run stops, a card whose request may have been carried out says so,', () => {
	test.each([
		['although Feishu did it', true],
		['although Feishu did not do it', false],
	])('%s', async (_, done) => {
		n8n.feishu.addCards(heldCards(items));
		n8n.feishu.settings.fault = ({ method }) =>
			method === 'DELETE' ? { kind: 'reset', done } : undefined;
		const parameters = { options: { maxRetries: 0 } };
		const stopped = await n8n.run(items, { parameters });
		expect(stopped.error?.description).toMatch(
			/3 of 3 cards may have been deleted: the answer was lost\.$/,
		);
		n8n.feishu.addCards(heldCards(items));
		const ran = await n8n.run(items, { onError: 'continueRegularOutput', parameters });
		expect(ran.failed).toHaveLength(3);
		for (const { reason, message } of ran.failed) {
			expect(reason).toBe('REQUEST_FAILED');
			expect(message).toContain('This card may have been deleted even so.');
		}
	});

	test('and one whose request was refused does not', async () => {
		n8n.feishu.app.scopes.clear();
		const ran = await n8n.run(items, { onError: 'continueRegularOutput' });
		for (const { message } of ran.failed) expect(message).not.toContain('may have been');
	});
});
