/* eslint-disable @n8n/community-nodes/no-restricted-globals -- this runs in tests, never inside n8n */
/** The stand-in as a process of its own, so that its work does not slow down what is measured. */
import { randomUUID } from 'node:crypto';

import { WRITE_SCOPE } from '../feishu/apps';
import { USER_ID_SCOPES } from '../feishu/contactApis';
import { FeishuStandIn } from '../feishu/standIn';
import type { Settings } from '../feishu/settings';
import { cardsForPeople, cardsOf, emailOf } from './cards';

/** What no settings can say that have to come here as data. */
export type Trouble =
	/** Feishu fails on card number 17 each time. */
	| 'poison'
	/** The tokens end with the tenth request to delete cards, which is never answered. */
	| 'tokens end while a request hangs';

/** What the measuring process may ask for. */
export type Question =
	/** As new, with these settings and these many cards. */
	| {
			ask: 'prepare';
			settings: Partial<Settings>;
			cards: number;
			trouble?: Trouble;
			/** Each card is for somebody else, who has an e-mail address. */
			people?: boolean;
	  }
	| { ask: 'report' };

export interface Report {
	/** Those to the card APIs. */
	requests: number;
	/** Refused because of the rate limit. */
	refused: number;
	/** Cards that are still there. */
	cardsLeft: number;
	/** When those came that were not refused, in milliseconds since 1970. */
	arrivals: number[];
}

export interface Prepared {
	url: string;
	appId: string;
	appSecret: string;
}

const TROUBLES: Record<Trouble, (feishu: FeishuStandIn) => void> = {
	poison({ settings }) {
		const [, poison] = cardsOf(2, 16);
		settings.poisonCards = ({ biz_id }) =>
			biz_id === poison.biz_id ? { status: 500, code: 2200, msg: 'internal error' } : undefined;
	},
	'tokens end while a request hangs'(feishu) {
		feishu.settings.fault = ({ method }, nth) => {
			if (method !== 'DELETE' || nth !== 10) return undefined;
			feishu.revokeTokens();
			return { kind: 'timeout' };
		};
	},
};

async function serve(): Promise<void> {
	const feishu = await FeishuStandIn.start();

	const answer = (question: Question): Prepared | Report => {
		if (question.ask === 'prepare') {
			feishu.reset();
			Object.assign(feishu.settings, question.settings);
			if (question.trouble) TROUBLES[question.trouble](feishu);
			// A new app each time: the official SDK keeps tokens by app ID, for the whole process.
			const scopes = new Set([WRITE_SCOPE, ...USER_ID_SCOPES]);
			const { appId, appSecret } = feishu.addApp({ appId: `cli_${randomUUID()}`, scopes });
			const named = question.people ? cardsForPeople(question.cards) : cardsOf(question.cards);
			if (question.people) {
				for (const { user_id: openId } of named) feishu.addUser({ openId, email: emailOf(openId) });
			}
			const cards = named.map((card) => ({
				bizId: card.biz_id,
				userId: card.user_id,
			}));
			feishu.addCards(cards, { appId });
			return { url: feishu.url, appId, appSecret };
		}
		const { cardRequests } = feishu;
		return {
			requests: cardRequests.length,
			refused: cardRequests.filter(({ status }) => status === 429).length,
			cardsLeft: feishu.cardCount,
			arrivals: cardRequests
				.filter(({ status }) => status !== 429)
				.map(({ arrivedAt }) => arrivedAt),
		};
	};

	process.on('message', (question: Question) => process.send?.(answer(question)));
	process.on('disconnect', () => process.exit());
	process.send?.('ready');
}

void serve();
