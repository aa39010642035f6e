/* eslint-disable @n8n/community-nodes/no-restricted-globals -- this runs in tests, never inside n8n */
/** The stand-in as a process of its own, so that its work does not slow down what is measured. */
import { randomUUID } from 'node:crypto';

import { FeishuStandIn } from '../feishu/standIn';
import type { Settings } from '../feishu/settings';
import { cardsOf } from './cards';

/** What the measuring process may ask for. */
export type Question =
	/** As new, with these settings and these many cards. */
	{ ask: 'prepare'; settings: Partial<Settings>; cards: number } | { ask: 'report' };

export interface Report {
	requests: number;
	/** Refused because of the rate limit. */
	refused: number;
	/** Cards that are still there. */
	cardsLeft: number;
}

export interface Prepared {
	url: string;
	appId: string;
	appSecret: string;
}

async function serve(): Promise<void> {
	const feishu = await FeishuStandIn.start();

	const answer = (question: Question): Prepared | Report => {
		if (question.ask === 'prepare') {
			feishu.reset();
			Object.assign(feishu.settings, question.settings);
			// A new app each time: the official SDK keeps tokens by app ID, for the whole process.
			const { appId, appSecret } = feishu.addApp({ appId: `cli_${randomUUID()}` });
			const cards = cardsOf(question.cards).map((card) => ({
				bizId: card.biz_id,
				userId: card.user_id,
			}));
			feishu.addCards(cards, { appId });
			return { url: feishu.url, appId, appSecret };
		}
		const { deleteRequests } = feishu;
		return {
			requests: deleteRequests.length,
			refused: deleteRequests.filter(({ status }) => status === 429).length,
			cardsLeft: feishu.cardCount,
		};
	};

	process.on('message', (question: Question) => process.send?.(answer(question)));
	process.on('disconnect', () => process.exit());
	process.send?.('ready');
}

void serve();
