import type { IDataObject, INodeExecutionData, IPairedItemData } from 'n8n-workflow';

import type { Card, Mistake } from '../card/card';
import { reasonCodeOf, type CardFailure, type Reason } from '../card/failure';
import type { InputNotes } from '../reading/cards';
import type { Settings } from '../reading/settings';

/** What an operation calls what it does to a card. */
export interface Words {
	/** "delete" */
	readonly verb: string;
	/** "deleted" */
	readonly past: string;
	/** What becomes of a card, as `status` says it, in the order in which the summary gives the numbers. */
	readonly statuses: readonly string[];
}

/** The record of a run: what it took, how the cards ended, and the node's items of that. */
export class Results {
	/** How many requests were sent, or in a dry run are needed. */
	requests = 0;
	notes: InputNotes = { repeated: 0, unnamed: 0, untitled: false };
	/** An earlier try of this run (Retry On Fail) may have done some of the cards. */
	triedBefore = false;
	/** How many cards count as done although no answer said so, see `Card.result`. */
	presumed = 0;
	/** How many of the done cards were repeated silently: people may not have been notified of them. */
	silent = 0;
	private readonly counts = new Map<string, number>();
	/** Of cards that were sent, and of those that could not be read from the input. */
	private readonly failures: Array<{ card: Omit<Mistake, 'problems'>; failure: CardFailure }> = [];
	/** Kept only for `cards`. */
	private readonly succeeded: Array<{ card: Card; status: string }> = [];

	/**
	 * @param ignored the reason that does not count as a failure, and the status that such a card has instead
	 * @param addressKey what an address by which a user was found is called: email, mobile
	 */
	constructor(
		private readonly output: Settings['output'],
		private readonly words: Words,
		private readonly ignored: { reason: Reason; status: string } | undefined,
		private readonly addressKey = '',
	) {}

	/** How many cards are really done so far: not those that were there already, or were not there. */
	get done(): number {
		return this.words.statuses.reduce((sum, status) => sum + (this.counts.get(status) ?? 0), 0);
	}

	succeed(card: Card, status: string): void {
		if (card.result === 'presumed') this.presumed++;
		this.counts.set(status, (this.counts.get(status) ?? 0) + 1);
		if (this.output === 'cards') this.succeeded.push({ card, status });
	}

	fail(card: Card, failure: CardFailure): void {
		if (failure.reason === this.ignored?.reason) this.succeed(card, this.ignored.status);
		else this.addFailed(card, failure);
	}

	addFailed(card: Omit<Mistake, 'problems'>, failure: CardFailure): void {
		this.failures.push({ card, failure });
	}

	/** How many cards ended how, by `status` in the order of the operation's, without those that failed. */
	get ended(): ReadonlyMap<string, number> {
		const statuses = [...this.words.statuses, ...(this.ignored ? [this.ignored.status] : [])];
		return new Map(statuses.map((status) => [status, this.counts.get(status) ?? 0]));
	}

	get failed(): number {
		return this.failures.length;
	}

	/** How many cards have ended, whichever way. */
	get cards(): number {
		return [...this.counts.values()].reduce((sum, count) => sum + count, this.failed);
	}

	/** How many failed for which reason. */
	get reasons(): ReadonlyMap<string, number> {
		const reasons = new Map<string, number>();
		for (const { failure } of this.failures) {
			reasons.set(failure.reason, (reasons.get(failure.reason) ?? 0) + 1);
		}
		return reasons;
	}

	/** An item for each card that did not fail, in the order of the input; none unless Output is Cards. */
	cardItems(): INodeExecutionData[] {
		return itemsOf(this.succeeded, ({ card, status }) => ({
			status,
			biz_id: card.bizId,
			user_id: card.userId,
			...(card.given === undefined ? {} : { [this.addressKey]: card.given }),
		}));
	}

	/** An item for each failed card, in the order of the input. */
	failedItems(): INodeExecutionData[] {
		return itemsOf(this.failures, toJson);
	}

	/**
	 * One item with the numbers and the failed cards, linked to all input items.
	 *
	 * @param inputCount how many input items there were
	 * @param stopped what stopped the run and what to do about it; only a tool says it here
	 */
	summaryItem(inputCount: number, stopped?: string): INodeExecutionData {
		const { cards, ended, failed, requests, notes } = this;
		return {
			json: {
				cards,
				...Object.fromEntries(ended),
				failed,
				requests,
				...(notes.repeated > 0 && { repeated: notes.repeated }),
				...(stopped !== undefined && { stopped }),
				failed_cards: inOrder(this.failures).map(toJson),
			},
			pairedItem: pairedWith([...Array(inputCount).keys()]),
		};
	}
}

/**
 * In this order: n8n's table shows the first columns, and why a card failed must be among them.
 *
 * Without a key `error`: n8n's "Retry On Fail" would run the whole node again because of it.
 */
function toJson({ card, failure }: Results['failures'][number]): IDataObject {
	return {
		biz_id: card.bizId,
		reason: failure.reason,
		message: failure.message,
		user_id: card.userId,
		reason_code: reasonCodeOf(failure.reason),
		code: failure.code,
	};
}

/**
 * Cards of one input item share the link to it: n8n saves what is the same object once, which is a quarter of
 * the time for which it answers nobody while it saves 100,000 failed cards of one list.
 */
function itemsOf<T extends { card: { order: number; inputs: number[] } }>(
	entries: readonly T[],
	json: (entry: T) => IDataObject,
): INodeExecutionData[] {
	const links = new Map<number, IPairedItemData>();
	const linkTo = (item: number) => {
		const link = links.get(item) ?? { item };
		links.set(item, link);
		return link;
	};
	return inOrder(entries).map((entry) => ({
		json: json(entry),
		pairedItem: pairedWith(entry.card.inputs, linkTo),
	}));
}

function inOrder<T extends { card: { order: number } }>(entries: readonly T[]): T[] {
	return [...entries].sort((a, b) => a.card.order - b.card.order);
}

function pairedWith(
	inputs: number[],
	linkTo: (item: number) => IPairedItemData = (item) => ({ item }),
): IPairedItemData | IPairedItemData[] {
	const links = inputs.map(linkTo);
	return links.length === 1 ? links[0] : links;
}
