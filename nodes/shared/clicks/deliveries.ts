import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

import { clock } from '../clock';
import { isRecord } from '../values';
import type { ClickContext } from './event';

/** What a trigger of this process remembers. */
interface Deliveries {
	/** When each call came, in milliseconds since 1970, by a hash of its ID; the oldest first. */
	readonly calls: Map<string, number>;
	/** The same as n8n stores it: one text, since n8n watches each key of an object, which takes milliseconds a call. */
	readonly stored: { calls: string };
}

/**
 * Feishu repeats an event that got no answer after 15 seconds, 5 minutes, 1 hour and 6 hours, each counted
 * from the last try: 7 hours 5 minutes in all ("事件推送", https://open.feishu.cn/document/server-docs/event-subscription-guide/overview).
 */
export const REPEATS_END_AFTER_MS = 8 * 3_600_000;

/** What n8n loads and stores with each call stays below 100 kB. */
const KEPT_AT_MOST = 2_000;

/** How many are forgotten at once when the memory is full, so that the next calls need not look. */
const FORGOTTEN_AT_ONCE = 200;

const inProcess = new Map<string, Deliveries>();

/**
 * Remembers that a call came, under each of its IDs; tells whether it came before under one of them.
 *
 * The memory is in two places. The node's static data outlives a restart of n8n; but n8n gives each call a
 * copy of its own and stores it after the call, so that of several calls at once only one would be kept,
 * and each would miss the others. So the process remembers too, and puts one and the same object into every
 * copy: whichever is stored last holds them all.
 *
 * @param trigger see `triggerOf`
 * @param staticData the node's static data; what was stored by another process is taken from it
 */
export function rememberCall(
	trigger: string,
	staticData: IDataObject,
	ids: Array<string | undefined>,
): boolean {
	const memory = inProcess.get(trigger) ?? { calls: new Map(), stored: { calls: '' } };
	inProcess.set(trigger, memory);
	learn(memory, staticData);

	const { calls, stored } = memory;
	const keys = ids.flatMap((id) => (id ? keyOf(id) : []));
	const again = keys.some((key) => calls.has(key));
	for (const key of keys.filter((one) => !calls.has(one))) {
		calls.set(key, clock.now());
		stored.calls += entryText([key, clock.now()]);
	}
	forgetOld(memory);
	staticData.deliveries = stored;
	return again;
}

/** Names a trigger within this n8n; what its test got counts apart. */
export const triggerOf = (context: ClickContext) =>
	JSON.stringify([context.getWorkflow().id, context.getNode().id, context.getMode()]);

/** Of one length whatever the ID is, and without the signs that separate entries in the text. */
const keyOf = (id: string) => createHash('sha256').update(id).digest('base64url').slice(0, 22);

const entryText = ([key, at]: [string, number]) => `${key}:${at} `;

/** Takes over what is stored, if another process or an earlier one has stored it. */
function learn({ calls, stored }: Deliveries, { deliveries }: IDataObject): void {
	const text = isRecord(deliveries) ? deliveries.calls : undefined;
	if (typeof text !== 'string' || text === stored.calls) return;
	const entries = text.split(' ').map((entry): [string, number] => {
		const [key, at] = entry.split(':');
		return [key, Number(at)];
	});
	const unknown = entries.filter(([key, at]) => at > 0 && !calls.has(key));
	if (unknown.length === 0) return;
	const all = [...calls, ...unknown].sort(([, one], [, other]) => one - other);
	calls.clear();
	for (const [key, at] of all) calls.set(key, at);
	stored.calls = all.map(entryText).join('');
}

function forgetOld({ calls, stored }: Deliveries): void {
	const before = calls.size;
	const isFull = before >= KEPT_AT_MOST;
	const oldest = clock.now() - REPEATS_END_AFTER_MS;
	let left = isFull ? FORGOTTEN_AT_ONCE : 0;
	for (const [key, at] of calls) {
		if (at >= oldest && left-- <= 0) break;
		calls.delete(key);
	}
	if (calls.size < before) stored.calls = [...calls].map(entryText).join('');
}
