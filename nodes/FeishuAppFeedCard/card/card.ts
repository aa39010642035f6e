import type { CardFailure, CardId } from '../transport/failedCard';

/** A card to delete, and who asked for it. */
export interface Card extends CardId {
	/** The input items that named it. */
	readonly inputs: number[];
	/** Its place among the run's cards: results come out in this order. */
	readonly order: number;
	/** How often Feishu answered that this very card is rate-limited. */
	timesLimited?: number;
	/** A request that carried it may have deleted it although no answer said so. */
	mayBeDeleted?: boolean;
}

/** How a card ended. */
export type CardResult = 'deleted' | CardFailure;
