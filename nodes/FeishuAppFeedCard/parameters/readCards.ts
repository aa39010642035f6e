import type { IExecuteFunctions } from 'n8n-workflow';

import type { Card, Mistake } from '../card/card';
import type { UserIdType } from '../card/ids';
import { itemReader } from './cards';
import { ParameterValues } from './parameterValues';

/** A mistake, with the input item that it is in and its place among the results. */
export interface ItemMistake extends Mistake {
	input: number;
	order: number;
}

export interface CardsOfRun {
	/** Each card once, in the order in which the input first names it. */
	cards: Card[];
	mistakes: ItemMistake[];
}

/** Reads the cards from all input items; n8n's own error for an expression that fails becomes a mistake. */
export function readCards(context: IExecuteFunctions, userIdType: UserIdType): CardsOfRun {
	const items = context.getInputData();
	const read = itemReader(context);
	const values = new ParameterValues(context, items);

	const distinct = new Map<string, Card>();
	const mistakes: ItemMistake[] = [];
	for (let input = 0; input < items.length; input++) {
		const parsed = read(values, input, userIdType);
		for (const { bizId, userId } of parsed.cards) {
			// User IDs contain no white space, so this names a pair.
			const key = `${userId}\n${bizId}`;
			const known = distinct.get(key);
			if (!known) {
				const order = distinct.size + mistakes.length;
				distinct.set(key, { bizId, userId, inputs: [input], order });
			} else if (known.inputs.at(-1) !== input) {
				known.inputs.push(input);
			}
		}
		for (const mistake of parsed.mistakes) {
			mistakes.push({ ...mistake, input, order: distinct.size + mistakes.length });
		}
	}
	return { cards: [...distinct.values()], mistakes };
}
