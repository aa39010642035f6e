import type { Owner } from './apps';
import { FIELD_OF_NUMBER, MOVE_TO_TOP, NOTIFY, SHOW_CURRENT_TIME } from './cardContents';
import type { AppFeedCard, Clock } from './settings';
import type { Users } from './users';

export interface HeldCard extends Owner {
	bizId: string;
	userId: string;
}

/** A card as the person sees it. */
export interface StoredCard extends HeldCard {
	/** Without biz_id and without notify, which are not kept. */
	contents: AppFeedCard;
	/** The time that the card shows, and the one that it is sorted by. */
	shownAt: number;
	sortedAt: number;
}

/** Something that one person noticed, by which API. */
export interface Noticed extends HeldCard {
	by: 'create' | 'update';
	at: number;
	/** What a phone reads aloud. */
	sound?: string;
}

/** Who has which card. A card belongs to the app, in the tenant, that created it. */
export class CardBox {
	/** Every notification that anybody got. */
	readonly notifications: Noticed[] = [];
	/** Every time that a card was moved to the top. */
	readonly moves: Noticed[] = [];
	private readonly held = new Map<string, StoredCard>();
	private readonly created = new Map<string, number>();
	private readonly asked = new Map<string, number>();

	constructor(
		private readonly users: Users,
		private readonly settings: { clock: Clock; bizIdAfterDelete: 'free' | 'taken' },
	) {}

	all(): StoredCard[] {
		return [...this.held.values()];
	}

	find(card: HeldCard): StoredCard | undefined {
		return this.held.get(this.key(card));
	}

	has(card: HeldCard): boolean {
		return this.held.has(this.key(card));
	}

	/** Whether a create meets a card with this biz_id. */
	isTaken(card: HeldCard): boolean {
		const wasCreated = this.created.has(this.key(card));
		return this.has(card) || (wasCreated && this.settings.bizIdAfterDelete === 'taken');
	}

	/** How often a card with this biz_id was created for this person. */
	timesCreated(card: HeldCard): number {
		return this.created.get(this.key(card)) ?? 0;
	}

	/** Puts a card there, as if it had been created before anything is remembered. */
	add({ appId, tenantKey, bizId, userId }: HeldCard, contents: AppFeedCard = {}): void {
		const now = this.settings.clock.now();
		const card = { appId, tenantKey, bizId, userId, contents, shownAt: now, sortedAt: now };
		this.held.set(this.key(card), card);
	}

	/** notify: 为空时默认进行通知 */
	create(card: HeldCard, appFeedCard: AppFeedCard): void {
		const { notify, ...contents } = appFeedCard;
		delete contents.biz_id;
		this.add(card, contents);
		this.created.set(this.key(card), this.timesCreated(card) + 1);
		if (!notify?.close_notify) this.notify(card, 'create', notify);
	}

	/** 根据 update_fields 代表的字段从 app_feed_card 中取出来进行更新，不在 update_fields 中的字段不会更新 */
	update(card: HeldCard, appFeedCard: AppFeedCard, updateFields: string[]): boolean {
		const stored = this.find(card);
		if (!stored) return false;
		const now = this.settings.clock.now();
		const contents: Record<string, unknown> = { ...stored.contents };
		for (const number of updateFields) {
			const field = FIELD_OF_NUMBER[number];
			if (field && appFeedCard[field] === undefined) delete contents[field];
			else if (field) contents[field] = appFeedCard[field];
		}
		stored.contents = contents;
		if (updateFields.includes(SHOW_CURRENT_TIME)) stored.shownAt = now;
		if (updateFields.includes(MOVE_TO_TOP)) {
			stored.sortedAt = now;
			this.moves.push({ ...whose(card), by: 'update', at: now });
		}
		if (updateFields.includes(NOTIFY)) this.notify(card, 'update', appFeedCard.notify);
		return true;
	}

	remove(card: HeldCard): boolean {
		return this.held.delete(this.key(card));
	}

	/** How often an API was asked for this card, this time included. */
	countAsked(api: string, card: HeldCard): number {
		const key = `${api} ${this.key(card)}`;
		const times = (this.asked.get(key) ?? 0) + 1;
		this.asked.set(key, times);
		return times;
	}

	/** Those that a person got of a card after the first one. */
	repeatedNotifications(): Noticed[] {
		const seen = new Set<string>();
		return this.notifications.filter((one) => {
			const key = this.key(one);
			const repeated = seen.has(key);
			seen.add(key);
			return repeated;
		});
	}

	key({ appId, tenantKey, bizId, userId }: HeldCard): string {
		return JSON.stringify([appId, tenantKey, bizId, this.users.personOf(userId)]);
	}

	private notify(card: HeldCard, by: Noticed['by'], notify: AppFeedCard['notify']): void {
		const sound = notify?.with_custom_sound ? notify.custom_sound_text : undefined;
		this.notifications.push({
			...whose(card),
			by,
			at: this.settings.clock.now(),
			...(sound === undefined ? {} : { sound }),
		});
	}
}

const whose = ({ appId, tenantKey, bizId, userId }: HeldCard): HeldCard => ({
	appId,
	tenantKey,
	bizId,
	userId,
});
