import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

import { clock } from '../clock';
import { isObject } from './event';

/** When each call came, in milliseconds since 1970, by a hash of its ID. */
type Deliveries = Record<string, number>;

/**
 * Feishu repeats an event that got no answer after 15 seconds, 5 minutes, 1 hour and 6 hours, each counted
 * from the last try: 7 hours 5 minutes in all ("事件推送", https://open.feishu.cn/document/server-docs/event-subscription-guide/overview).
 */
const KEPT_FOR_MS = 8 * 3_600_000;

/** What n8n loads and stores with each call stays below 100 kB. */
const KEPT_AT_MOST = 2_000;

/** How many are forgotten where there is one too many, so that not each call must look for the oldest. */
const FORGOTTEN_AT_ONCE = 200;

/** The deliveries of each trigger of this process. */
const inProcess = new Map<string, Deliveries>();

/**
 * Whether a call came before under one of its IDs, and remembers that it came.
 *
 * The memory is in two places. The node's static data outlives a restart of n8n; but n8n gives each call a
 * copy of its own and stores it after the call, so that of several calls at once only one would be kept,
 * and each would miss the others. So the process remembers too, and puts one and the same object into every
 * copy: whichever is stored last holds them all.
 *
 * @param trigger names the trigger within this n8n
 * @param staticData the node's static data; what was stored by another process is taken from it
 */
export function comesAgain(trigger: string, staticData: IDataObject, ids: string[]): boolean {
	const deliveries = inProcess.get(trigger) ?? {};
	inProcess.set(trigger, deliveries);
	for (const [key, at] of Object.entries(storedIn(staticData))) deliveries[key] ??= at;

	forgetOld(deliveries);
	const keys = ids.map(keyOf);
	const again = keys.some((key) => key in deliveries);
	for (const key of keys) deliveries[key] ??= clock.now();
	staticData.deliveries = deliveries;
	return again;
}

/** Of one length whatever the ID is, and never the name of something that every object has. */
const keyOf = (id: string) => createHash('sha256').update(id).digest('base64url').slice(0, 22);

function storedIn({ deliveries }: IDataObject): Deliveries {
	if (!isObject(deliveries)) return {};
	const entries = Object.entries(deliveries).filter(([, at]) => typeof at === 'number');
	return Object.fromEntries(entries) as Deliveries;
}

function forgetOld(deliveries: Deliveries): void {
	const oldest = clock.now() - KEPT_FOR_MS;
	for (const [key, at] of Object.entries(deliveries)) if (at < oldest) delete deliveries[key];

	const left = Object.entries(deliveries);
	if (left.length < KEPT_AT_MOST) return;
	left.sort(([, one], [, other]) => one - other);
	for (const [key] of left.slice(0, FORGOTTEN_AT_ONCE)) delete deliveries[key];
}
