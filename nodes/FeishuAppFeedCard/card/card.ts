import type { IDataObject } from 'n8n-workflow';

import type { CardFailure } from './failure';

/** What Feishu's card APIs know users by. */
const ID_TYPES = ['open_id', 'union_id', 'user_id'] as const;

/** What people are looked up by, to know them by their open IDs. */
const PEOPLE_TYPES = ['email', 'mobile', 'chat_id', 'department_id'] as const;

export const USER_ID_TYPES = [...ID_TYPES, ...PEOPLE_TYPES] as const;

export type IdType = (typeof ID_TYPES)[number];
export type PeopleType = (typeof PEOPLE_TYPES)[number];
export type UserIdType = (typeof USER_ID_TYPES)[number];

/** What the panel calls the types. */
export const TYPE_LABELS: Record<UserIdType, string> = {
	open_id: 'Open ID',
	union_id: 'Union ID',
	user_id: 'User ID',
	email: 'E-Mail Address',
	mobile: 'Phone Number',
	chat_id: 'Chat ID',
	department_id: 'Department ID',
};

/** Whether users of this type are looked up before their cards can be sent. */
export const isPeopleType = (type: UserIdType): type is PeopleType =>
	PEOPLE_TYPES.some((known) => known === type);

/** Whether this is an open ID, which is taken whatever User ID Type says. An e-mail address may begin with ou_ too. */
export const isOpenId = (name: string) => name.startsWith('ou_') && !name.includes('@');

/** What a card shows and does: Feishu's `app_feed_card` without its `biz_id`. */
export interface CardContents {
	readonly appFeedCard: IDataObject;
	/** What an update changes, in Feishu's numbers. */
	readonly updateFields?: readonly string[];
}

/** A card of a run, and who asked for it. */
export interface Card {
	/** With the user whose message list shows it, this names it at Feishu. */
	readonly bizId: string;
	readonly userId: string;
	/** What it shows and does, if the operation needs that. */
	readonly contents?: CardContents;
	/** The address by which the user was found, as it was given. */
	readonly given?: string;
	/** The input items that named it. */
	readonly inputs: number[];
	/** Its place among the run's cards: results come out in this order. */
	readonly order: number;
	/** An earlier request that carried it may have been carried out, although no answer said so. */
	mayBeDone?: boolean;
	/** It was blamed by count alone, not by name: it may have been done after all. */
	isGuess?: boolean;
	/** How often Feishu answered that this very card is rate-limited. */
	timesLimited?: number;
	/** Set if an answer told how many cards of a group failed, but not which. The group shares this. */
	counted?: Counted;
	/** How the sending ended for it. `presumed`: done, although no answer said so. */
	result?: 'done' | 'presumed' | CardFailure;
}

/** What an answer told of a group of cards without saying which of them failed. */
export interface Counted {
	/** Those of its failures that a card gives too that was done and is sent again (`doneReason`). */
	readonly failures: CardFailure[];
	/**
	 * How many of the group were done and are not identified yet: at 0 no other one was done. Infinity if a later
	 * request may have done some of them as well.
	 */
	done: number;
}

/** Notes that a request may have done a card, although no answer says so. */
export function doubt(card: Card): void {
	card.mayBeDone = true;
	if (card.counted) card.counted.done = Infinity;
}

/** Names a card: no user ID contains white space. */
export const cardKey = ({ bizId, userId }: Pick<Card, 'bizId' | 'userId'>) => `${userId}\n${bizId}`;

/**
 * A card of which nothing has been sent, with all fields from the beginning: an object that grows later costs
 * up to 300 bytes more (V8, in Node 20 and 24), and there may be a hundred thousand.
 */
export function newCard({ bizId, userId, contents, given, inputs, order, mayBeDone }: Card): Card {
	return {
		bizId,
		userId,
		contents,
		given,
		inputs,
		order,
		mayBeDone,
		isGuess: undefined,
		timesLimited: undefined,
		counted: undefined,
		result: undefined,
	};
}

/** What is wrong with one value. */
export interface Fault {
	/** What, as the end of a sentence: "has 61 characters; Feishu allows 60". */
	readonly problem: string;
	/** What to do about the value, in sentences. */
	readonly advice?: string;
	/** What to do in the node instead: no use to a model that uses the node as its tool. */
	readonly setting?: string;
	/** The same for faults that differ only in the value that was found. If it is missing: the problem. */
	readonly kind?: string;
}

/** What is wrong with one value of an input item, and where that is. */
export interface Problem extends Fault {
	/** The input item, counted from 0. */
	readonly input: number;
	/** In the words of the node panel or of the list: "Business ID", "cards[3].user_id". */
	readonly field: string;
}

/** A card that cannot be sent, found out before anything is sent. */
export interface Mistake {
	/** One at least. */
	readonly problems: Problem[];
	/** The card as far as it could be read. */
	readonly bizId: string | null;
	readonly userId: string | null;
	/** The input items that named it. */
	readonly inputs: number[];
	/** Its place among the run's cards. */
	readonly order: number;
}
