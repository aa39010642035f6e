import type { FeishuError } from '../../shared/feishuError';
import type { Card } from '../card/card';

/** The cards of one request, and what happened to it so far. */
export interface Batch {
	readonly cards: Card[];
	/** The full request that these cards were first sent in. */
	readonly whole: Whole;
	/** Cards that were refused together with these: they follow when these are answered. */
	readonly rest?: Card[];
	/** Tries that ended in a fault or a rate limit. Progress of the run sets the latter back. */
	faults: number;
	rateLimits: number;
	tokenRefusals: number;
	/** The run's count of answers when this batch was last rate-limited. */
	answersSeen: number;
	/** When it may be sent: in `clock.elapsed()`. */
	readyAt: number;
}

/** What the search for cards at fault has found out about a full request. */
export interface Whole {
	readonly size: number;
	atFault: number;
	/** The refusal of its cards; undefined before the first, null where they were refused for different reasons. */
	refusal: FeishuError | null | undefined;
	/** Some of its cards were not refused. */
	someFine: boolean;
}

export function firstBatch(cards: Card[]): Batch {
	return laterBatch(cards, {
		size: cards.length,
		atFault: 0,
		refusal: undefined,
		someFine: false,
	});
}

/** A batch of cards that were sent before, in another composition. */
export function laterBatch(cards: Card[], whole: Whole, rest?: Card[], readyAt = 0): Batch {
	return {
		cards,
		whole,
		rest,
		faults: 0,
		rateLimits: 0,
		tokenRefusals: 0,
		answersSeen: 0,
		readyAt,
	};
}
