import type { IDataObject } from 'n8n-workflow';

import type { App } from '../feishu/apps';
import type { AppFeedCard, Card } from '../feishu/settings';
import type { FeishuStandIn } from '../feishu/standIn';

/** What is seen of one run of the node. */
export interface Seen {
	/** The json of all items of all its outputs. */
	items: IDataObject[];
	/** The input items that each of them is linked to. */
	links: number[][];
	error?: { message: string; description?: string | null };
	hints: string[];
}

export interface NodeSettings {
	onError?: 'continueRegularOutput';
	retryOnFail?: boolean;
}

/** Where a scenario is played: in n8n's engine, or on an n8n server. */
export interface Stage {
	readonly feishu: FeishuStandIn;
	/** The app of the node's credential. */
	readonly app: App;
	/** Runs start → node on these items. */
	run(items: IDataObject[], parameters: IDataObject, settings?: NodeSettings): Promise<Seen>;
}

export const BEFORE: AppFeedCard = { title: 'Before', link: { link: 'https://example.com/' } };

/** So many cards of different users. */
export const cards = (name: string, count: number): Card[] =>
	Array.from({ length: count }, (_, n) => ({
		biz_id: `${name}-${n + 1}`,
		user_id: `ou_${String(n + 1).padStart(32, '0')}`,
	}));

export function hold({ feishu, app }: Stage, held: Card[]): void {
	feishu.addCards(
		held.map(({ biz_id, user_id }) => ({ bizId: biz_id, userId: user_id, contents: BEFORE })),
		app,
	);
}

/** Those of the cards that Feishu has. */
export const left = ({ feishu, app }: Stage, of: Card[]): Card[] =>
	of.filter(({ biz_id, user_id }) => feishu.hasCard(biz_id, user_id, app));

/** The titles that people see now. */
export const titlesOf = ({ feishu, app }: Stage, of: Card[]) =>
	of.map(({ biz_id, user_id }) => feishu.cardOf(biz_id, user_id, app)?.contents.title);

/** Whom a card notified, once for each time. */
export const notified = ({ feishu, app }: Stage): string[] =>
	feishu.notifications.filter(({ appId }) => appId === app.appId).map(({ bizId }) => bizId);
