import {
	NodeOperationError,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type IPairedItemData,
} from 'n8n-workflow';

import type { Card, CardResult } from '../card/card';
import type { CardFailure } from '../transport/failedCard';
import type { Output } from '../parameters/options';

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
	private deletedCount = 0;
	private readonly failed: Failed[] = [];
	/** Kept for `all` alone. */
	private readonly deletedCards: Card[] = [];

	constructor(
		private readonly output: Output,
		private readonly ignoreNotCreated: boolean,
	) {}

	get deleted(): number {
		return this.deletedCount;
	}

	add(card: Card, result: CardResult): void {
		if (result === 'deleted' || (this.ignoreNotCreated && result.reason === 'NOT_CREATED')) {
			this.deletedCount++;
			if (this.output === 'all') this.deletedCards.push(card);
		} else {
			this.addFailed({ ...card, failure: result });
		}
	}

	addFailed({ order, bizId, userId, inputs, failure }: Failed): void {
		this.failed.push({ order, bizId, userId, inputs, failure });
	}

	/** The run in one line, for the output panel. */
	inWords(): string {
		const count = (cards: number) => (cards === 1 ? '1 card' : `${cards} cards`);
		if (this.deletedCount + this.failed.length === 0) return 'There were no cards to delete.';
		return `${count(this.deletedCount)} deleted, ${this.failed.length} failed.`;
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

		const markFailed = errorOutputOf ? errorMarker(errorOutputOf) : undefined;
		const failed = this.failed.map((entry) => {
			const item: INodeExecutionData = {
				json: this.output === 'all' ? { ...toJson(entry), status: 'failed' } : toJson(entry),
				pairedItem: pairedWith(entry.inputs),
			};
			markFailed?.(item, entry.failure);
			return { order: entry.order, item };
		});
		const deleted = this.deletedCards.map(({ order, bizId, userId, inputs }) => ({
			order,
			item: {
				json: { biz_id: bizId, user_id: userId, status: 'deleted' },
				pairedItem: pairedWith(inputs),
			},
		}));
		return [...failed, ...deleted].sort((a, b) => a.order - b.order).map(({ item }) => item);
	}

	private summary(requests: number, inputCount: number): INodeExecutionData {
		return {
			json: {
				cards: this.deletedCount + this.failed.length,
				deleted: this.deletedCount,
				failed: this.failed.length,
				requests,
				failed_cards: this.failed.map(toJson),
			},
			pairedItem: pairedWith([...Array(inputCount).keys()]),
		};
	}
}

/** Without a key `error`: n8n's "Retry On Fail" would run the whole node again because of it. */
function toJson({ bizId, userId, failure }: Failed): IDataObject {
	return {
		biz_id: bizId,
		user_id: userId,
		reason: failure.reason,
		reason_code: failure.reasonCode,
		code: failure.code,
		message: failure.message,
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
 * enumerable, and stays behind.
 */
function errorMarker(node: INode): (item: INodeExecutionData, failure: CardFailure) => void {
	const errors = new Map<string, NodeOperationError>();
	return (item, { reason, message }) => {
		const key = `${reason} ${message}`;
		const error =
			errors.get(key) ??
			new NodeOperationError(node, `The card could not be deleted: ${reason}`, {
				description: message,
			});
		errors.set(key, error);
		Object.defineProperty(item, 'error', { value: error, enumerable: false });
	};
}
