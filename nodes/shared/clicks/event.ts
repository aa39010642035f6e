import {
	jsonParse,
	type IDataObject,
	type ITriggerFunctions,
	type IWebhookFunctions,
	type JsonObject,
} from 'n8n-workflow';

import { sentAtOf } from '../feishuTime';
import { filledText, idOf, isRecord } from '../values';

/** Feishu's calls have a few kilobytes; n8n itself takes 16 MB. */
export const MAX_CALL_BYTES = 1_000_000;

/** What n8n gives the triggers: the webhook, and the long connection. */
export type ClickContext = IWebhookFunctions | ITriggerFunctions;

/** What the workflow gets. */
export interface EventItem extends IDataObject {
	event: 'button' | 'appTicket' | 'other';
	event_type: string | null;
	event_id: string | null;
	app_id: string | null;
	tenant_key: string | null;
	biz_id: string | null;
	/** The open ID of the person who clicked. */
	user_id: string | null;
	user: { open_id: string | null; union_id: string | null; user_id: string | null };
	/** The button's action_map. */
	value: IDataObject | string | null;
	/** The whole call without tokens, tickets and secrets. */
	raw: IDataObject;
}

/** Asks whether the address is in use. https://open.feishu.cn/document/event-subscription-guide/callback-subscription/step-1-choose-a-subscription-mode/send-callbacks-to-developers-server */
export function challengeOf(call: JsonObject): string | undefined {
	return call.type === 'url_verification' ? filledText(call.challenge) : undefined;
}

/** The app that a call is for. The header counts before the event, which may be about another app. */
export function appIdOf(call: JsonObject): string | undefined {
	const { header, event } = partsOf(call);
	return filledText(header.app_id) ?? filledText(event.app_id) ?? filledText(call.app_id);
}

/** Schema 2.0 keeps the Verification Token in its header, the old schema at the top. */
export function verificationTokenOf(call: JsonObject): string | undefined {
	return filledText(partsOf(call).header.token) ?? filledText(call.token);
}

/** The flat callback of old cards: https://open.feishu.cn/document/deprecated-guide/message-card/configuring-card-callbacks/card-callback-structure */
export function isOldCallback({ schema, header, event, action }: JsonObject): boolean {
	return isRecord(action) && [schema, header, event].every((part) => part === undefined);
}

/**
 * A new ticket of a store app: https://open.feishu.cn/document/server-docs/application-v6/event/app_ticket-events
 *
 * @returns with it when Feishu sent it, in milliseconds since 1970 by Feishu's own clock; 0 if unknown
 */
export function ticketOf(call: JsonObject): { ticket: string; sentAt: number } | undefined {
	if (typeOf(call) !== 'app_ticket') return undefined;
	const ticket = filledText(partsOf(call).event.app_ticket);
	return ticket === undefined ? undefined : { ticket, sentAt: sentAtOf(call.ts) };
}

/**
 * The item of a call, whichever shape it has: schema 2.0
 * (https://open.feishu.cn/document/feishu-cards/card-callback-communication), the old flat callback
 * (https://open.feishu.cn/document/deprecated-guide/message-card/configuring-card-callbacks/card-callback-structure),
 * an event of the old schema, or one that no document describes.
 */
export function itemOf(call: JsonObject): EventItem {
	const { header, event } = partsOf(call);
	const type = typeOf(call);
	const value = valueOf(call);
	const user = userOf(call);
	return {
		event: nameOf(call, type, value),
		event_type: type ?? null,
		event_id: filledText(header.event_id) ?? filledText(call.uuid) ?? null,
		app_id: appIdOf(call) ?? null,
		tenant_key:
			filledText(header.tenant_key) ??
			filledText(event.tenant_key) ??
			filledText(call.tenant_key) ??
			null,
		biz_id: (isRecord(value) && idOf(value.biz_id)) || null,
		user_id: user.open_id,
		user,
		value,
		raw: withoutSecrets(call),
	};
}

const partsOf = ({ header, event }: JsonObject) => ({
	header: isRecord(header) ? header : {},
	event: isRecord(event) ? event : {},
});

function typeOf(call: JsonObject): string | undefined {
	const { header, event } = partsOf(call);
	// The flat callback does not name itself; this is what its document calls it.
	const flat = isRecord(call.action) ? 'card.action.trigger_v1' : undefined;
	return filledText(header.event_type) ?? filledText(event.type) ?? filledText(call.type) ?? flat;
}

/**
 * No document tells what a click on a feed card's button sends. A call that carries a button's value in a
 * place where some shape has it is a click, whatever its type says.
 */
function nameOf(
	call: JsonObject,
	type: string | undefined,
	value: EventItem['value'],
): EventItem['event'] {
	if (ticketOf(call)) return 'appTicket';
	return type?.startsWith('card.action.trigger') || value !== null ? 'button' : 'other';
}

function valueOf(call: JsonObject): EventItem['value'] {
	const { event } = partsOf(call);
	const places = [event, call].flatMap((place) => {
		const action = isRecord(place.action) ? place.action : {};
		return [action.value, action.action_map, place.action_map];
	});
	const values = places.map(readValue).filter((value) => value !== null);
	// An empty one may stand beside the one that says something.
	return values.find((value) => value !== '' && Object.keys(value).length > 0) ?? values[0] ?? null;
}

/** "object/ string": text that is the JSON of an object is read, so that its keys can be used. */
function readValue(value: unknown): EventItem['value'] {
	if (isRecord(value)) return value as IDataObject;
	if (typeof value !== 'string') return null;
	const parsed = jsonParse<unknown>(value, { fallbackValue: value });
	return isRecord(parsed) ? (parsed as IDataObject) : value;
}

/** Who did it: the first place that names somebody. */
function userOf(call: JsonObject): EventItem['user'] {
	const { event } = partsOf(call);
	const operator = isRecord(event.operator) ? event.operator : {};
	const places: unknown[] = [
		operator,
		operator.operator_id,
		// As most events of schema 2.0 have it.
		event.operator_id,
		event.user_id,
		event.user,
		event,
		call,
	];
	const users = places.filter(isRecord).map(({ open_id, union_id, user_id }) => ({
		open_id: filledText(open_id) ?? null,
		union_id: filledText(union_id) ?? null,
		user_id: filledText(user_id) ?? null,
	}));
	return (
		users.find((user) => user.open_id !== null) ??
		users.find((user) => user.union_id ?? user.user_id) ??
		users[0]
	);
}

/**
 * `token` is the Verification Token, in the flat callback and in `event` a credential to change a message
 * card with. They would lie in the stored execution in clear, as would a ticket. A value of the button's own
 * with such a name is in `value`.
 */
const SECRET = /(token|ticket|secret)$/i;

/** A copy without secrets at any depth. Not recursive: a call may be nested a hundred thousand levels deep. */
function withoutSecrets(call: JsonObject): IDataObject {
	const copy: IDataObject = {};
	const left: Array<{ from: object; to: Record<string, unknown> }> = [{ from: call, to: copy }];
	for (let part = left.pop(); part; part = left.pop()) {
		for (const [key, value] of Object.entries(part.from) as Array<[string, unknown]>) {
			if (SECRET.test(key) || key === '__proto__') continue;
			const isPart = typeof value === 'object' && value !== null;
			part.to[key] = isPart ? (Array.isArray(value) ? [] : {}) : value;
			if (isPart) left.push({ from: value, to: part.to[key] as Record<string, unknown> });
		}
	}
	return copy;
}
