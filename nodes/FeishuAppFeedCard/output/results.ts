import {
	NodeOperationError,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type IPairedItemData,
} from 'n8n-workflow';

import type { Card } from '../card/card';
import { reasonCodeOf, type CardFailure, type Reason } from '../card/failure';
import type { Output } from '../panel/output';
import type { Tally } from './line';
import type { Words } from './words';

/** Any failed card: one that was sent, or one that could not be read from the input. */
interface Failed {
	order: number;
	bizId: string | null;
	userId: string | null;
	inputs: number[];
	failure: CardFailure;
}

/** Collects how the cards ended, as far as the output asks for it, and makes the node's items of it. */
export class Results {
	private readonly counts = new Map<string, number>();
	private readonly failed: Failed[] = [];
	/** Kept for `all` alone. */
	private readonly succeeded: Array<{ card: Card; status: string }> = [];

	/** @param ignored the reason that is no failure, and the status that it is instead */
	constructor(
		private readonly output: Output,
		private readonly words: Words,
		private readonly ignored: { reason: Reason; status: string } | undefined,
	) {}

	/** How many cards have not failed so far. */
	get done(): number {
		return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
	}

	succeed(card: Card, status: string): void {
		this.counts.set(status, (this.counts.get(status) ?? 0) + 1);
		if (this.output === 'all') this.succeeded.push({ card, status });
	}

	fail(card: Card, failure: CardFailure): void {
		if (failure.reason === this.ignored?.reason) this.succeed(card, this.ignored.status);
		else this.addFailed(card, failure);
	}

	addFailed(card: Omit<Failed, 'failure'>, failure: CardFailure): void {
		const { order, bizId, userId, inputs } = card;
		this.failed.push({ order, bizId, userId, inputs, failure });
	}

	/** How many cards ended how, in the order of the operation's statuses. */
	get tally(): Tally {
		const statuses = [...this.words.statuses, ...(this.ignored ? [this.ignored.status] : [])];
		const reasons = new Map<string, number>();
		for (const { failure } of this.failed) {
			reasons.set(failure.reason, (reasons.get(failure.reason) ?? 0) + 1);
		}
		return {
			ended: new Map(statuses.map((status) => [status, this.counts.get(status) ?? 0])),
			failed: this.failed.length,
			reasons,
		};
	}

	/**
	 * The node's output.
	 *
	 * @param requests how many were sent
	 * @param inputCount how many input items there were
	 * @param errorOutputOf the node, if failed cards go to its error output
	 */
	toItems(
		requests: number,
		inputCount: number,
		errorOutputOf: INode | undefined,
	): INodeExecutionData[] {
		this.failed.sort((a, b) => a.order - b.order);
		if (this.output === 'summary') return [this.summary(requests, inputCount)];

		const markFailed = errorOutputOf ? errorMarker(errorOutputOf, this.words) : undefined;
		const failed = this.failed.map((entry) => {
			const item: INodeExecutionData = {
				json: this.output === 'all' ? { status: 'failed', ...toJson(entry) } : toJson(entry),
				pairedItem: pairedWith(entry.inputs),
			};
			markFailed?.(item, entry.failure);
			return { order: entry.order, item };
		});
		const succeeded = this.succeeded.map(({ card, status }) => ({
			order: card.order,
			item: {
				json: { status, biz_id: card.bizId, user_id: card.userId },
				pairedItem: pairedWith(card.inputs),
			},
		}));
		return [...failed, ...succeeded].sort((a, b) => a.order - b.order).map(({ item }) => item);
	}

	private summary(requests: number, inputCount: number): INodeExecutionData {
		const { ended, failed } = this.tally;
		return {
			json: {
				cards: this.done + failed,
				...Object.fromEntries(ended),
				failed,
				requests,
				failed_cards: this.failed.map(toJson),
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
function toJson({ bizId, userId, failure }: Failed): IDataObject {
	return {
		biz_id: bizId,
		reason: failure.reason,
		message: failure.message,
		user_id: userId,
		reason_code: reasonCodeOf(failure.reason),
		code: failure.code,
	};
}

function pairedWith(inputs: number[]): IPairedItemData | IPairedItemData[] {
	const links = inputs.map((item) => ({ item }));
	return links.length === 1 ? links[0] : links;
}

/**
 * n8n moves an item to the error output where the item itself, beside its json, has an `error`: it puts a
 * copy of the item there. Where the copy has the `error` too, n8n then replaces its whole json by that
 * error's message (normalizeNodeErrors in n8n-core), and the card is lost from it. So the `error` is not
 * enumerable, and stays behind. It is writable, because n8n before 1.104 sets it to undefined on the way;
 * where it cannot, it gives up all that the node has done and lets the input out instead.
 */
function errorMarker(
	node: INode,
	{ past }: Words,
): (item: INodeExecutionData, failure: CardFailure) => void {
	const errors = new Map<string, NodeOperationError>();
	return (item, { reason, message }) => {
		const key = `${reason} ${message}`;
		const error =
			errors.get(key) ??
			new NodeOperationError(node, `The card could not be ${past}: ${reason}`, {
				description: message,
			});
		errors.set(key, error);
		Object.defineProperty(item, 'error', { value: error, enumerable: false, writable: true });
	};
}
