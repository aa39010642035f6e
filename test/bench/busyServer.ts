/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
/** What a real n8n costs others while it is busy. */
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

import { realClock } from '../feishu/settings';
import type { N8nServer } from '../server/n8n';
import { type Credential, N8nRest } from '../server/rest';
import type { Prepared } from './standInProcess';

/** A new server's owner, with the credential of an app at the stand-in. */
export async function setUp(
	server: N8nServer,
	{ url, appId, appSecret }: Pick<Prepared, 'url' | 'appId' | 'appSecret'>,
): Promise<{ rest: N8nRest; credential: Credential }> {
	const rest = new N8nRest(server.url);
	await rest.setUpOwner();
	const credential = await rest.createAppCredential('Feishu', url, { appId, appSecret });
	return { rest, credential };
}

/** The longest time in which n8n did not answer whether it is well. */
export async function longestSilence({ url }: N8nServer, isOver: () => boolean): Promise<number> {
	let longest = 0;
	while (!isOver()) {
		const askedAt = performance.now();
		await answered(url);
		longest = Math.max(longest, performance.now() - askedAt);
		await realClock.sleep(20);
	}
	return longest;
}

/** n8n closes connections that were idle while it was silent: it is asked once more. */
async function answered(url: string): Promise<void> {
	for (let tries = 0; tries < 10; tries++) {
		const text = await fetch(`${url}/healthz`).then(
			async (answer) => await answer.text(),
			() => undefined,
		);
		if (text !== undefined) return;
	}
	throw new Error('n8n does not answer any more.');
}

const TICK_MS = 10;

/** The processor time in milliseconds that n8n and its task runner have used, on Linux. */
export function cpuOf(server: N8nServer): number {
	const ticks = filesOf(server, 'stat').flatMap((text) =>
		text.split(') ')[1].split(' ').slice(11, 13),
	);
	return ticks.reduce((sum, count) => sum + Number(count), 0) * TICK_MS;
}

/** The most memory that one of its processes ever had, in bytes. */
export function peakMemoryOf(server: N8nServer): number {
	const peaks = filesOf(server, 'status').map((text) =>
		Number(/VmHWM:\s*(\d+) kB/.exec(text)?.[1]),
	);
	return Math.max(...peaks) * 1_024;
}

/** The environment of an n8n whose heap is asked for. */
export const TELLS_HEAP = { NODE_OPTIONS: `--expose-gc --require ${join(__dirname, 'heap.cjs')}` };

/** How many bytes of its heap are alive. */
export async function heapOf({ userFolder }: N8nServer): Promise<number> {
	let text = '';
	for await (const chunk of connect(join(userFolder, 'heap'))) text += String(chunk);
	return Number(text);
}

/** A file of /proc for each process of n8n's. */
function filesOf({ userFolder }: N8nServer, name: string): string[] {
	return readdirSync('/proc').flatMap((pid) => {
		if (!/^\d+$/.test(pid)) return [];
		try {
			const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
			const isIts = environment.includes(`N8N_USER_FOLDER=${userFolder}\0`);
			return isIts ? [readFileSync(`/proc/${pid}/${name}`, 'utf8')] : [];
		} catch {
			// It has ended meanwhile.
			return [];
		}
	});
}
