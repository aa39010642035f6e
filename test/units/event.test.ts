/** What the workflow gets of a call, whichever shape the call has. */
import * as fc from 'fast-check';
import type { JsonObject } from 'n8n-workflow';

import {
	appIdOf,
	challengeOf,
	itemOf,
	ticketOf,
	verificationTokenOf,
} from '../../nodes/shared/clicks/event';
import { challenge, click, oldClick, otherEvent, ticketEvent } from '../feishu/calls';

const OF = { appId: 'cli_1', tenantKey: 'tenant', verificationToken: 'the token' };
const call = (body: object) => body as JsonObject;
const NOBODY = { open_id: null, union_id: null, user_id: null };

test('a click of schema 2.0', () => {
	const body = click(OF, {
		openId: 'ou_1',
		value: { biz_id: 'order-1', step: 'done' },
		eventId: 'e-1',
	});
	expect(itemOf(call(body))).toEqual({
		event: 'button',
		event_type: 'card.action.trigger',
		event_id: 'e-1',
		app_id: 'cli_1',
		tenant_key: 'tenant',
		biz_id: 'order-1',
		user_id: 'ou_1',
		user: { open_id: 'ou_1', union_id: 'on_clicked', user_id: '867' },
		value: { biz_id: 'order-1', step: 'done' },
		raw: expect.objectContaining({ schema: '2.0' }) as object,
	});
});

test('a click of the old flat form', () => {
	expect(itemOf(call(oldClick(OF, { openId: 'ou_1', value: { biz_id: 'order-1' } })))).toEqual({
		event: 'button',
		event_type: 'card.action.trigger_v1',
		event_id: null,
		app_id: null,
		tenant_key: 'tenant',
		biz_id: 'order-1',
		user_id: 'ou_1',
		user: { open_id: 'ou_1', union_id: null, user_id: 'eu_sd923r0sdf5' },
		value: { biz_id: 'order-1' },
		raw: expect.objectContaining({ open_message_id: 'om_abcdefg1234567890' }) as object,
	});
});

test('an event of the old schema names its tenant inside', () => {
	const event = { type: 'something', tenant_key: 'tenant', app_id: 'cli_1' };
	expect(itemOf(call({ uuid: 'u-1', type: 'event_callback', event }))).toMatchObject({
		event: 'other',
		event_id: 'u-1',
		app_id: 'cli_1',
		tenant_key: 'tenant',
	});
});

test('a ticket, which the item does not contain', () => {
	const body = ticketEvent(OF, 'the-ticket', { uuid: 'u-1', sentAt: 1_502_199_207_500 });
	const item = itemOf(call(body));
	expect(item).toEqual({
		event: 'appTicket',
		event_type: 'app_ticket',
		event_id: 'u-1',
		app_id: 'cli_1',
		tenant_key: null,
		biz_id: null,
		user_id: null,
		user: NOBODY,
		value: null,
		raw: {
			ts: '1502199207.5000000',
			uuid: 'u-1',
			type: 'event_callback',
			event: { app_id: 'cli_1', type: 'app_ticket' },
		},
	});
	expect(ticketOf(call(body))).toEqual({ ticket: 'the-ticket', sentAt: 1_502_199_207_500 });
});

test.each([
	['1502199207.5000000', 1_502_199_207_500],
	['1502199207500', 1_502_199_207_500],
	[1_502_199_207_500_000, 1_502_199_207_500],
	['soon', 0],
	[undefined, 0],
])('a ticket event with the time %j was sent at %d', (ts, sentAt) => {
	const body = { ...ticketEvent(OF, 'the-ticket'), ts };
	expect(ticketOf(call(body))).toEqual({ ticket: 'the-ticket', sentAt });
});

test('when a ticket was sent is unknown if its event says in more than 5 minutes', () => {
	const at = (ms: number) => ticketOf(call(ticketEvent(OF, 'k', { sentAt: Date.now() + ms })));
	expect(at(302_000)?.sentAt).toBe(0);
	expect(at(298_000)?.sentAt).toBeGreaterThan(Date.now());
});

test('any other event', () => {
	const body = otherEvent(OF, { operator: { operator_id: { open_id: 'ou_2', user_id: 'u2' } } });
	expect(itemOf(call(body))).toMatchObject({
		event: 'other',
		event_type: 'contact.user_group.created_v3',
		app_id: 'cli_1',
		tenant_key: 'tenant',
		biz_id: null,
		user_id: 'ou_2',
		user: { open_id: 'ou_2', union_id: null, user_id: 'u2' },
		value: null,
	});
});

test.each<[string, object]>([
	['schema 2.0 of another type', { ...click(OF), header: { event_type: 'im.feed_card.clicked' } }],
	['action_map in the event', { header: {}, event: { action_map: { biz_id: 'a' } } }],
	['action_map in the action', { event: { action: { action_map: { biz_id: 'a' } } } }],
	['action_map at the top', { action_map: { biz_id: 'a' }, open_id: 'ou_clicked' }],
	['a value that is the text of an object', click(OF, { value: '{"biz_id":"a"}' })],
	[
		'an old event',
		{ type: 'event_callback', event: { type: 'x', action: { value: { biz_id: 'a' } } } },
	],
])('a click in a shape that no document describes: %s', (_, body) => {
	expect(itemOf(call(body))).toMatchObject({
		event: 'button',
		biz_id: 'a',
		value: { biz_id: 'a' },
	});
});

test.each<[string, object]>([
	['operator', { operator: { open_id: 'ou_2' } }],
	['operator.operator_id', { operator: { operator_id: { open_id: 'ou_2' } } }],
	['operator_id', { operator_id: { open_id: 'ou_2' }, user: { open_id: 'ou_3' } }],
	['user_id', { user_id: { open_id: 'ou_2' } }],
	['user', { user: { open_id: 'ou_2' } }],
])('who clicked is found under %s of an event', (_, who) => {
	const body = { event: { action: { value: { biz_id: 'a' } }, ...who } };
	expect(itemOf(call(body))).toMatchObject({ biz_id: 'a', user_id: 'ou_2' });
});

test.each<[string, unknown, unknown]>([
	['plain text', 'done', 'done'],
	['the text of a list', '[1]', '[1]'],
	['nothing', undefined, null],
	['a number', 1, null],
])('a value that is %s names no card', (_, value, expected) => {
	const body = click(OF);
	(body.event as { action: object }).action = { value, tag: 'button' };
	expect(itemOf(call(body))).toMatchObject({ event: 'button', biz_id: null, value: expected });
});

test('a biz_id that is a number is one, as a node before may have made it', () => {
	expect(itemOf(call({ action: { value: { biz_id: 17 } } })).biz_id).toBe('17');
});

test.each([{}, ''])('a value that is empty (%j) hides none that stands beside it', (value) => {
	expect(itemOf(call({ action: { value, action_map: { biz_id: 'b' } } })).biz_id).toBe('b');
});

test.each(['', null, {}, ['a'], true])('a biz_id that is %j is none', (bizId) => {
	expect(itemOf(call({ action: { value: { biz_id: bizId } } })).biz_id).toBeNull();
});

test.each<[string, object, object]>([
	['an operator', { event: { operator: { open_id: 'ou_1' } } }, { open_id: 'ou_1' }],
	['a user', { event: { user: { open_id: 'ou_1', union_id: 'on_1' } } }, { union_id: 'on_1' }],
	['the event', { event: { open_id: 'ou_1', user_id: 'u1' } }, { user_id: 'u1' }],
	['a user_id', { event: { user_id: { open_id: 'ou_1' } } }, { open_id: 'ou_1' }],
	[
		'only others',
		{ event: { operator: { union_id: 'on_1' } } },
		{ open_id: null, union_id: 'on_1' },
	],
])('the person is named by %s', (_, body, user) => {
	expect(itemOf(call(body)).user).toMatchObject(user);
});

test('the value is the button’s own, whatever its keys are', () => {
	const value = { biz_id: 'a', token: 'mine', app_ticket: 'mine too' };
	const item = itemOf(call(click(OF, { value })));
	expect(item.value).toEqual(value);
	expect(item.raw).toMatchObject({ event: { action: { value: { biz_id: 'a' } } } });
});

test('raw holds no token, ticket or secret at any depth, and the rest as it came', () => {
	const secrets = {
		token: 'S',
		app_ticket: 'S',
		ticket: 'S',
		appSecret: 'S',
		refresh_token: ['S'],
	};
	const body = {
		...click(OF),
		...secrets,
		event: { ...secrets, action: { value: { ...secrets, a: 1 } }, list: [{ ...secrets, b: 2 }] },
		callback: { deep: { deeper: secrets } },
	};
	const { raw } = itemOf(call(body));
	expect(JSON.stringify(raw)).not.toContain('"S"');
	expect(raw).toMatchObject({
		schema: '2.0',
		event: { action: { value: { a: 1 } }, list: [{ b: 2 }] },
		callback: { deep: { deeper: {} } },
	});
});

test('raw is there however deep the call is nested, and no key is a way to the prototype', () => {
	const deep = JSON.parse(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`) as object;
	expect(itemOf(call(deep)).raw).toHaveProperty('a');
	const { raw } = itemOf(call(JSON.parse('{"__proto__":{"polluted":1},"b":2}') as object));
	expect(raw).toEqual({ b: 2 });
	expect((raw as { polluted?: unknown }).polluted).toBeUndefined();
});

test.each([
	click(OF),
	oldClick(OF),
	ticketEvent(OF, 'the-ticket'),
	otherEvent(OF, { token: 'c-1' }),
])('no token of Feishu’s and no ticket is in the item (%#)', (body) => {
	const before = JSON.stringify(body);
	expect(JSON.stringify(itemOf(call(body)))).not.toMatch(/the token|c-295ee|"c-1"|the-ticket/);
	expect(JSON.stringify(body)).toBe(before);
});

test('a challenge', () => {
	expect(challengeOf(call(challenge(OF, 'abc')))).toBe('abc');
	expect(challengeOf(call({ ...challenge(OF), type: 'event_callback' }))).toBeUndefined();
	expect(challengeOf(call({ ...challenge(OF), challenge: 1 }))).toBeUndefined();
});

test('the app of a call is the one in its header, else the one in its event', () => {
	const header = { app_id: 'cli_1' };
	expect(appIdOf(call({ header, event: { app_id: 'cli_2' } }))).toBe('cli_1');
	expect(appIdOf(call({ event: { app_id: 'cli_2' } }))).toBe('cli_2');
	expect(appIdOf(call({ app_id: 'cli_3' }))).toBe('cli_3');
	expect(appIdOf(call({ header: 1, event: null }))).toBeUndefined();
});

test('the token of a call is the one in its header, else the one at the top', () => {
	expect(verificationTokenOf(call({ header: { token: 'a' }, token: 'b' }))).toBe('a');
	expect(verificationTokenOf(call({ header: {}, token: 'b' }))).toBe('b');
	expect(verificationTokenOf(call({ token: { a: 1 } }))).toBeUndefined();
});

test('property: every object gives an item of the promised shape', () => {
	const keys = fc.constantFrom(
		...['header', 'event', 'action', 'value', 'operator', 'action_map', 'token', 'type', 'user_id'],
		...['open_id', 'event_type', 'app_ticket', 'biz_id', 'uuid', 'ts', 'schema', 'event_id'],
	);
	const { object } = fc.letrec((tie) => ({
		value: fc.oneof({ depthSize: 'small' }, fc.jsonValue({ maxDepth: 0 }), tie('object')),
		object: fc.dictionary(keys, tie('value'), { maxKeys: 6 }),
	}));
	const textOrNull = (value: unknown) => value === null || typeof value === 'string';
	fc.assert(
		fc.property(object, (body) => {
			const item = itemOf(call(body as object));
			expect(Object.keys(item)).toEqual([
				...['event', 'event_type', 'event_id', 'app_id', 'tenant_key', 'biz_id', 'user_id'],
				...['user', 'value', 'raw'],
			]);
			expect(['button', 'appTicket', 'other']).toContain(item.event);
			const texts = [item.event_type, item.event_id, item.app_id, item.tenant_key, item.biz_id];
			expect([...texts, ...Object.values(item.user)].every(textOrNull)).toBe(true);
			expect(item.user_id).toBe(item.user.open_id);
		}),
		{ numRuns: 2_000 },
	);
});
