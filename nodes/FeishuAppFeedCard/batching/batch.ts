import type { FeishuError } from '../../shared/feishuError';
import type { Card } from '../card/card';
import { MAX_CARDS_PER_REQUEST, type CardRequest, type SentCard } from '../transport/feedCardApi';

/** A card in a run's queue. */
export interface QueuedCard extends SentCard {
	/** How often Feishu answered that this very card is rate-limited. */
	timesLimited?: number;
}

/** The cards of one request, and what happened to it so far. */
export interface Batch {
	readonly cards: QueuedCard[];
	/** The full request that these cards were first sent in. */
	readonly whole: Whole;
	/** Cards that were refused together with these: they follow when these are answered. */
	readonly rest?: QueuedCard[];
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
	/** Its cards differ in their users alone: what is wrong with the contents of one is wrong with all. */
	readonly sameContents: boolean;
	atFault: number;
	/** The refusal of its cards; undefined before the first, null where they were refused for different reasons. */
	refusal: FeishuError | null | undefined;
	/** Some of its cards were not refused. */
	someFine: boolean;
}

/** A batch of cards that were never sent, or are sent anew. */
export function firstBatch(
	cards: QueuedCard[],
	{ inCommon }: Pick<CardRequest, 'inCommon'>,
): Batch {
	return laterBatch(cards, {
		size: cards.length,
		sameContents: inCommon !== undefined,
		atFault: 0,
		refusal: undefined,
		someFine: false,
	});
}

/** The batches of cards that were never sent, in the order in which the first card of each stands in the list. */
export function intoBatches(cards: readonly Card[], request: CardRequest): Batch[] {
	const { inCommon } = request;
	const groups = new Map<string, QueuedCard[]>();
	const batches: QueuedCard[][] = [];
	for (const card of cards) {
		const key = inCommon?.(card) ?? '';
		let group = groups.get(key);
		if (!group || group.length === MAX_CARDS_PER_REQUEST) {
			group = [];
			groups.set(key, group);
			batches.push(group);
		}
		group.push({ ...card });
	}
	return batches.map((batch) => firstBatch(batch, request));
}

/** A batch of cards that were sent before, in another composition. */
export function laterBatch(
	cards: QueuedCard[],
	whole: Whole,
	rest?: QueuedCard[],
	readyAt = 0,
): Batch {
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

/** What was refused together with a batch, to be sent when the batch itself is settled. */
export function restOf({ rest, whole }: Batch): Batch[] {
	return rest ? [laterBatch(rest, whole)] : [];
}
