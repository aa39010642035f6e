/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { click } from '../feishu/calls';
import type { StoredCard } from '../feishu/cards';
import type { FeishuStandIn } from '../feishu/standIn';

const CONNECTED_WITHIN_MS = 60_000;
const GONE_WITHIN_MS = 30_000;

/** What became of a click. */
export interface Clicked {
	biz_id: string;
	/** What the person saw at once; undefined where n8n did not answer, or with nothing to show. */
	toast?: string;
	isGone: boolean;
}

interface Contents {
	buttons?: { buttons: Array<{ action_map?: Record<string, string> }> };
}

/** Somebody who clicks the buttons on the cards, and an address at which one asks them to. */
export class ButtonClicks {
	static async start(feishu: FeishuStandIn): Promise<ButtonClicks> {
		const clicks = new ButtonClicks(feishu);
		await new Promise<void>((resolve) => clicks.server.listen(0, '127.0.0.1', resolve));
		return clicks;
	}

	private readonly server = createServer((_request, response) => {
		void this.next().then((clicked) => {
			response.setHeader('connection', 'close');
			response.end(`${clicked ? sentence(clicked) : 'There is no card left.'}\n`);
		});
	});

	/** Those of this round: where a workflow leaves a click out, its card stays. */
	private readonly clicked = new Set<string>();

	private constructor(private readonly feishu: FeishuStandIn) {}

	/** Any request to it is a click on the next card. */
	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/click`;
	}

	/** Whether n8n has connected; n8n 2 activates a workflow some seconds after it said so. */
	async isHeard(): Promise<boolean> {
		const { clients } = this.feishu.longConnections;
		return await holdsWithin(CONNECTED_WITHIN_MS, () => clients.size > 0);
	}

	/** Clicks the button on the next card, from the top again after the last one; undefined where there is none. */
	async next(): Promise<Clicked | undefined> {
		const cards = this.feishu.cards.filter((one) => valueOf(one) !== undefined);
		const card = cards.find((one) => !this.clicked.has(nameOf(one))) ?? cards[0];
		if (!card) return undefined;
		if (this.clicked.has(nameOf(card))) this.clicked.clear();
		this.clicked.add(nameOf(card));
		const { bizId, userId, appId, tenantKey } = card;
		const call = click(
			{ appId, tenantKey, verificationToken: '' },
			{ openId: userId, value: valueOf(card) },
		);
		const answer = await this.feishu.longConnections.push(call);
		const data = answer?.data as { toast?: { content: string } } | undefined;
		const isGone = await holdsWithin(GONE_WITHIN_MS, () => !this.feishu.hasCard(bizId, userId));
		return { biz_id: bizId, toast: data?.toast?.content, isGone };
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}
}

export const sentence = ({ biz_id, toast, isGone }: Clicked): string =>
	`Somebody clicked the button on ${biz_id}, saw ${toast ? `"${toast}"` : 'nothing'}, and the card ${
		isGone ? 'is gone' : 'is still there'
	}.`;

const nameOf = ({ bizId, userId }: StoredCard) => `${userId} ${bizId}`;

/** What the card's button sends with a click. */
const valueOf = ({ contents }: StoredCard) =>
	(contents as Contents).buttons?.buttons[0]?.action_map;

async function holdsWithin(ms: number, holds: () => boolean): Promise<boolean> {
	const deadline = Date.now() + ms;
	while (!holds() && Date.now() < deadline) await sleep(50);
	return holds();
}
