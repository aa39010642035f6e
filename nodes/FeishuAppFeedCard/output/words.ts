/** What an operation calls what it does to a card. */
export interface Words {
	/** "delete" */
	readonly verb: string;
	/** "deleted" */
	readonly past: string;
	/** What becomes of a card, as `status` says it, in the order in which the summary gives the numbers. */
	readonly statuses: readonly string[];
}
