/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { createServer, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';

import { challengeOf, itemOf } from '../../nodes/shared/clicks/event';
import { verifyCall } from '../../nodes/FeishuAppFeedCardTrigger/verify';
import type { Account, Callback } from './account';
import { shapeOf } from './compare';
import { LINK } from './scenario';
import { inWords, Stage } from './stage';

/** A call that came while the check listened, without anything secret or personal. */
export interface Arrived {
	/** Why the trigger would refuse it. */
	refusal?: string;
	/** The names of the headers that Feishu has of its own. */
	headers: string[];
	/** Every path of the call, with its type. */
	shape: string[];
	/** What the trigger makes of it; IDs only as whether they are there. */
	seenAs?: IDataObject;
}

export interface Click {
	/** What the node said to the card and to its end. */
	node: string[];
	arrived: Arrived[];
	clicked: boolean;
}

/**
 * Creates a card with a call-back button, and waits for somebody to click on it.
 *
 * @param say tells the person at the keyboard what to do
 */
export async function receiveClick(
	account: Account,
	callback: Callback,
	bizId: string,
	say: (line: string) => void,
): Promise<Click> {
	const arrived: Arrived[] = [];
	let clicked = false;
	const server = await listen(account, callback, (one) => {
		arrived.push(one);
		clicked ||= one.seenAs?.event === 'button';
	});
	try {
		return await Stage.on(account, async (stage) => {
			const card = { bizId: `${bizId}-button` };
			const created = await stage.node('Create a card with a button', 'create', {
				...card,
				title: 'Please click on the button',
				link: LINK,
				additionalFields: {
					buttons: {
						button: [
							{
								text: 'Click here',
								action: 'webhook',
								style: 'primary',
								values: { pair: [{ key: 'from', value: 'npm run live' }] },
							},
						],
					},
				},
			});
			say(`Waiting ${callback.waitMs / 1_000} s for a click on the card's button …`);
			const deadline = Date.now() + callback.waitMs;
			while (!clicked && Date.now() < deadline) await sleep(100);
			const gone = await stage.node('Delete it', 'delete', card);
			const node = [created, gone].flatMap(({ ran }) => (ran ? [inWords(ran)] : []));
			return { node, arrived, clicked };
		});
	} finally {
		server.closeAllConnections();
		server.close();
	}
}

/** Answers every call as the trigger does, and notes it. */
async function listen(
	{ baseUrl, appId, appSecret }: Account,
	{ port, encryptKey, verificationToken }: Callback,
	note: (arrived: Arrived) => void,
): Promise<Server> {
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const app = { appType: 'selfBuilt', baseUrl, appId, appSecret } as const;
			const origin = { app, encryptKey, verificationToken };
			const verdict = verifyCall(Buffer.concat(chunks), request.headers, origin);
			const headers = Object.keys(request.headers).filter((name) => name.startsWith('x-lark'));
			if ('refusal' in verdict) {
				note({ refusal: verdict.refusal, headers, shape: [] });
				response.writeHead(401).end();
				return;
			}
			const challenge = challengeOf(verdict.call);
			const item = itemOf(verdict.call);
			const shape = [...shapeOf(verdict.call)].map(([path, type]) => `${path}: ${type}`);
			if (challenge === undefined) note({ headers, shape, seenAs: withoutIds(item) });
			response.writeHead(200, { 'content-type': 'application/json' });
			response.end(JSON.stringify(challenge === undefined ? {} : { challenge }));
		});
	});
	await new Promise<void>((resolve) => server.listen(port, resolve));
	return server;
}

const withoutIds = (item: ReturnType<typeof itemOf>): IDataObject => ({
	event: item.event,
	event_type: item.event_type,
	event_id: item.event_id !== null,
	biz_id: item.biz_id !== null,
	user_id: item.user_id !== null,
	value: item.value === null ? null : [...shapeOf(item.value)].map(([path]) => path).join(', '),
});
