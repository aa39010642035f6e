import type { IDataObject } from 'n8n-workflow';

export const USER_ID_TYPES = ['open_id', 'union_id', 'user_id'] as const;

export type UserIdType = (typeof USER_ID_TYPES)[number];

/** What names a card at Feishu: the business ID, and the user in whose message list it stands. */
export interface CardId {
	readonly bizId: string;
	readonly userId: string;
}

/** What a card shows and does: Feishu's `app_feed_card` without its `biz_id`. */
export interface CardContents {
	readonly appFeedCard: IDataObject;
	/** What an update changes, in Feishu's numbers. */
	readonly updateFields?: readonly string[];
}

/** A card of a run, and who asked for it. */
export interface Card extends CardId {
	/** What it shows and does, where the operation needs that. */
	readonly contents?: CardContents;
	/** The input items that named it. */
	readonly inputs: number[];
	/** Its place among the run's cards: results come out in this order. */
	readonly order: number;
	/** An earlier request that carried it may have been carried out, although no answer said so. */
	readonly mayBeDone?: boolean;
}

/** What is wrong with a value that should name cards, or say what they are like. */
export interface Problem {
	/** Where it stands, in the words of the node panel or of the list: "Business ID", "cards[3].user_id". */
	readonly field: string;
	/** What is wrong with it, as the end of a sentence: "is empty". */
	readonly problem: string;
}

/** A card that cannot be sent: found out before anything is sent. */
export interface Mistake {
	/** One at least. */
	readonly problems: readonly Problem[];
	/** The card as far as it could be read. */
	readonly bizId: string | null;
	readonly userId: string | null;
}

/** A card as one input item names it. */
export interface NamedCard extends CardId {
	readonly contents?: CardContents;
	/** The entry of a list that names it: "cards[3]"; "" for an input item. */
	readonly place: string;
}

/** What one input item names, in its order. */
export type Parsed = NamedCard | Mistake;

export const isMistake = (parsed: Parsed): parsed is Mistake => 'problems' in parsed;
