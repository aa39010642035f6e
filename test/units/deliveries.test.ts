/** A duplicate, a call that comes again, starts nothing: at once, after hours, and after a restart of n8n. */
import type { IDataObject } from 'n8n-workflow';

import { rememberCall } from '../../nodes/shared/clicks/deliveries';
import { RETRY_WAITS_MS } from '../feishu/caller';
import { VirtualClock } from './virtualClock';

let time: VirtualClock;
let trigger: string;
let count = 0;
beforeEach(() => {
	time = new VirtualClock();
	// Each test is a trigger of its own: the process remembers.
	trigger = `trigger-${++count}`;
});
afterEach(() => time.restore());

/** What n8n does with static data between two calls: it goes through JSON. */
const stored = (data: IDataObject) => JSON.parse(JSON.stringify(data)) as IDataObject;
/** The same workflow in a process that has just been started. */
const restart = () => (trigger = `trigger-${++count}`);

test('a call is new once', () => {
	const data = {};
	expect(rememberCall(trigger, data, ['a'])).toBe(false);
	expect(rememberCall(trigger, data, ['a'])).toBe(true);
	expect(rememberCall(trigger, data, ['b'])).toBe(false);
});

test('each trigger remembers its own', () => {
	expect(rememberCall(trigger, {}, ['a'])).toBe(false);
	expect(rememberCall('another', {}, ['a'])).toBe(false);
});

test('through all of Feishu’s tries, with a restart before each', async () => {
	let data: IDataObject = {};
	expect(rememberCall(trigger, data, ['a'])).toBe(false);
	for (const wait of RETRY_WAITS_MS) {
		await time.pass(wait + 3_000);
		restart();
		data = stored(data);
		// What is too old is forgotten with the next call.
		expect(rememberCall(trigger, data, [`${wait}`])).toBe(false);
		expect(rememberCall(trigger, data, ['a'])).toBe(true);
	}
});

test('of several calls at once, each with static data of its own, none is lost', () => {
	const before = stored({});
	const datas = Array.from({ length: 10 }, () => stored(before));
	datas.forEach((data, index) => rememberCall(trigger, data, [`call-${index}`]));
	restart();
	// Whichever n8n stored last, all are in it.
	for (const data of datas.map(stored)) {
		restart();
		datas.forEach((_, index) => expect(rememberCall(trigger, data, [`call-${index}`])).toBe(true));
	}
});

test('what another process stored counts', () => {
	const mine = {};
	rememberCall(trigger, mine, ['mine']);
	restart();
	const others = {};
	rememberCall(trigger, others, ['other']);
	restart();
	rememberCall(trigger, stored(mine), ['third']);
	const last = stored(others);
	expect(rememberCall(trigger, last, ['other'])).toBe(true);
	expect(rememberCall(trigger, {}, ['mine'])).toBe(true);
	expect(JSON.stringify(last).match(/:\d+ /g)).toHaveLength(3);
	expect(JSON.stringify(last)).not.toContain('NaN');
});

test('is bounded in age', async () => {
	const data: IDataObject = {};
	rememberCall(trigger, data, ['old']);
	await time.pass(8 * 3_600_000 + 1);
	rememberCall(trigger, data, ['new']);
	expect(JSON.stringify(data).match(/:\d+/g)).toHaveLength(1);
	expect(rememberCall(trigger, data, ['old'])).toBe(false);
});

test('is bounded in size: the oldest are forgotten', async () => {
	const data: IDataObject = {};
	for (let index = 0; index < 2_100; index++) {
		rememberCall(trigger, data, [`call-${index}`]);
		await time.pass(1);
	}
	expect(JSON.stringify(data).length).toBeLessThan(100_000);
	expect(rememberCall(trigger, data, ['call-2099'])).toBe(true);
	expect(rememberCall(trigger, data, ['call-300'])).toBe(true);
	expect(rememberCall(trigger, data, ['call-0'])).toBe(false);
});

test('a call with two IDs comes again under either of them', () => {
	const data: IDataObject = {};
	expect(rememberCall(trigger, data, ['a', 'b'])).toBe(false);
	expect(rememberCall(trigger, data, ['c', 'b'])).toBe(true);
	expect(rememberCall(trigger, data, ['c'])).toBe(true);
	expect(rememberCall(trigger, data, ['d'])).toBe(false);
});

test.each<[string, unknown]>([
	['a list', []],
	['text', 'x'],
	['null', null],
	['calls that are no text', { calls: { x: 1 } }],
	['entries that are no times', { calls: 'x:y z x:' }],
])('static data that holds %s is as good as none', (_, deliveries) => {
	const data = { deliveries } as IDataObject;
	expect(rememberCall(trigger, data, ['a'])).toBe(false);
	expect(rememberCall(trigger, stored(data), ['a'])).toBe(true);
});

test.each(['__proto__', 'constructor', 'x'.repeat(10_000), '飞书'])('the ID %s is one', (id) => {
	const data: IDataObject = {};
	expect(rememberCall(trigger, data, [id])).toBe(false);
	restart();
	expect(rememberCall(trigger, stored(data), [id])).toBe(true);
});
