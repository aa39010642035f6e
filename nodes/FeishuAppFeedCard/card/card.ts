/** What names a card at Feishu: the business ID, and the user in whose message list it stands. */
export interface CardId {
	readonly bizId: string;
	readonly userId: string;
}

/** A card of a run, and who asked for it. */
export interface Card extends CardId {
	/** The input items that named it. */
	readonly inputs: number[];
	/** Its place among the run's cards: results come out in this order. */
	readonly order: number;
}

/** Why the operation was not done for a card. */
export interface CardFailure {
	/** A reason of Feishu's document, or one of the node's own. */
	reason: string;
	/** Feishu's number for the reason, 0 to 4; null for the node's own reasons and unknown ones. */
	reasonCode: number | null;
	/** Feishu's error code; 0 where the request itself succeeded, null where there was no code. */
	code: number | null;
	message: string;
}

/** What is wrong with a value that should name cards: said before anything is sent. */
export interface Mistake {
	/** Where it stands, in the words of the node panel or of the list: "Business ID", "cards[3].user_id". */
	field: string;
	/** What is wrong with it, as the end of a sentence: "is empty". */
	problem: string;
	/** The card as far as it could be read. */
	bizId: string | null;
	userId: string | null;
}

/** What one input item names. */
export interface ParsedCards {
	cards: CardId[];
	mistakes: Mistake[];
}
