/** The node's setting "On Error", and "Retry On Fail". */
import type { OnError } from 'n8n-workflow';

import { EngineTime } from './engineTime';
import { cardItems, heldCards, inputsOf, setUp } from './setUp';

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

	test.each<OnError>(['stopWorkflow', 'continueRegularOutput'])(
		'is an item of the one output, with %s',
		async (onError) => {
			const ran = await n8n.run(items, { onError });
			expect(ran.error).toBeUndefined();
			expect(ran.outputs).toEqual([
				[expect.objectContaining({ json: failedCard(1, 'NOT_CREATED') })],
			]);
		},
	);

	test('that cannot be read tells all that is wrong with it', async () => {
		const ran = await n8n.run([{ other: 1 }], { onError: 'continueRegularOutput' });
		expect(ran.json[0].message).toMatch(/^Item 0: Business ID is empty; User ID is empty\. /);
	});

	test('goes to the error output, with all that is known of it, with continueErrorOutput', async () => {
		const ran = await n8n.run(items, { onError: 'continueErrorOutput' });
		expect(ran.error).toBeUndefined();
		expect(ran.outputs[0]).toEqual([]);
		expect(ran.outputs[1].map(({ json }) => json)).toEqual([
			{
				...items[1],
				reason: 'NOT_CREATED',
				reason_code: 2,
				code: 0,
				message:
					'The card was never created for this user, or is already gone. Check the business ID, the user ID, and that the credential is of the app that created the card.',
			},
		]);
		expect(ran.outputs[1].map(inputsOf)).toEqual([[1]]);
	});

	test('goes to the error output, and the deleted ones to the success output, with Output "all"', async () => {
		const ran = await n8n.run(items, {
			onError: 'continueErrorOutput',
			parameters: { output: 'all' },
			laterExpression: '={{ $("Start").item.json.biz_id }}',
		});
		expect(ran.json).toEqual([
			{ ...items[0], status: 'deleted' },
			{ ...items[2], status: 'deleted' },
		]);
		expect(ran.later).toEqual(['a-0', 'a-2']);
		expect(ran.outputs[1].map(({ json }) => json)).toEqual([
			expect.objectContaining({ ...items[1], status: 'failed', reason: 'NOT_CREATED' }),
		]);
	});

	test('stays in the summary, which goes to the success output', async () => {
		const ran = await n8n.run(items, {
			onError: 'continueErrorOutput',
			parameters: { output: 'summary' },
		});
		expect(ran.json).toEqual([expect.objectContaining({ deleted: 2, failed: 1 })]);
		expect(ran.outputs[1]).toEqual([]);
	});

	test('named by several items is linked to all of them on the error output too', async () => {
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

describe('an error that holds for every card', () => {
	const many = cardItems(50);
	const parameters = { options: { requestsPerSecond: 1 } };
	let time: EngineTime;
	beforeEach(() => {
		time = new EngineTime();
		n8n.feishu.settings.clock = time.standIn;
		n8n.feishu.addCards(heldCards(many));
		losesItsScopeAfterOneRequest();
	});
	afterEach(() => time.end());

	test('stops the workflow, and says how many cards had been deleted', async () => {
		const ran = await n8n.run(many, { parameters });
		expect(ran.error?.message).toContain('Feishu code 99991672');
		expect(ran.error?.description).toContain('20 of 50 cards had been deleted by then.');
		expect(ran.outputs).toEqual([]);
		expect(n8n.feishu.cardCount).toBe(30);
		expect(n8n.feishu.deleteRequests).toHaveLength(2);
	});

	test('makes the remaining cards items with REQUEST_FAILED, with continueRegularOutput', async () => {
		const ran = await n8n.run(many, {
			parameters: { ...parameters, output: 'all' },
			onError: 'continueRegularOutput',
		});
		expect(ran.error).toBeUndefined();
		expect(ran.json.map(({ biz_id }) => biz_id)).toEqual(many.map(({ biz_id }) => biz_id));
		expect(ran.json.slice(0, 20).map(({ status }) => status)).toEqual(Array(20).fill('deleted'));
		for (const json of ran.json.slice(20)) {
			expect(json).toMatchObject({
				status: 'failed',
				reason: 'REQUEST_FAILED',
				reason_code: null,
				code: 99991672,
				message: expect.stringContaining('im:app_feed_card:write'),
			});
		}
		expect(n8n.feishu.deleteRequests).toHaveLength(2);
		expect(ran.hints).toEqual(['20 cards deleted, 30 failed (REQUEST_FAILED 30).']);
	});

	test('sends the remaining cards to the error output, with continueErrorOutput', async () => {
		const ran = await n8n.run(many, {
			parameters: { ...parameters, output: 'all' },
			onError: 'continueErrorOutput',
		});
		expect(ran.error).toBeUndefined();
		expect(ran.outputs[0]).toHaveLength(20);
		expect(ran.outputs[1].map(({ json }) => json)).toEqual(
			many.slice(20).map((item) => expect.objectContaining({ ...item, reason: 'REQUEST_FAILED' })),
		);
		expect(ran.outputs[1].flatMap(inputsOf)).toEqual([...Array(30).keys()].map((i) => i + 20));
	});

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
			expect(ran.json).toEqual([0, 1, 2].map((index) => failedCard(index, 'REQUEST_FAILED')));
			expect(ran.json[0].message).toMatch(/^Feishu App API credential: /);
			expect(n8n.feishu.requests).toEqual([]);
		},
	);

	test('and mistakes in the input are told apart', async () => {
		n8n.feishu.app.disabled = true;
		const ran = await n8n.run([items[0], { biz_id: 'b' }], { onError: 'continueErrorOutput' });
		expect(ran.outputs[1].map(({ json }) => [json.biz_id, json.reason])).toEqual([
			['a-0', 'REQUEST_FAILED'],
			['b', 'REJECTED'],
		]);
		expect(ran.outputs[1].map(inputsOf)).toEqual([[0], [1]]);
		expect(ran.outputs[0]).toEqual([]);
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

describe('where the run stops, a card whose request may have been carried out says so,', () => {
	test.each([
		['although Feishu did it', true],
		['although Feishu did not do it', false],
	])('%s', async (_, done) => {
		n8n.feishu.addCards(heldCards(items));
		n8n.feishu.settings.fault = ({ method }) =>
			method === 'DELETE' ? { kind: 'reset', done } : undefined;
		const ran = await n8n.run(items, {
			onError: 'continueRegularOutput',
			parameters: { options: { maxRetries: 0 } },
		});
		expect(ran.json).toHaveLength(3);
		for (const { reason, message } of ran.json) {
			expect(reason).toBe('REQUEST_FAILED');
			expect(message).toContain('This card may have been deleted all the same.');
		}
	});

	test('and one whose request was refused does not', async () => {
		n8n.feishu.app.scopes.clear();
		const ran = await n8n.run(items, { onError: 'continueRegularOutput' });
		for (const { message } of ran.json) expect(message).not.toContain('may have been');
	});
});
