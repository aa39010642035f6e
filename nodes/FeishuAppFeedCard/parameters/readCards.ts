import type { IExecuteFunctions } from 'n8n-workflow';

import type { Card, Mistake, NamedCard } from '../card/card';
import type { Purpose } from '../card/contents';
import type { UserIdType } from '../card/ids';
import { itemReader } from './cards';
import { MadeIds } from './madeIds';
import { ParameterValues } from './parameterValues';

/** What an operation must know of its cards. */
export interface CardNeeds {
	/** What a card is to be like; undefined where the IDs are enough. */
	readonly contents?: Purpose;
	/** A card without a business ID gets one. */
	readonly makesBizId?: boolean;
	/** Where two entries want different contents for one card, neither of them counts. Else the later one does. */
	readonly eachCardOnce?: boolean;
}

/** A mistake, with the input items that it is in and its place among the results. */
export interface ItemMistake extends Mistake {
	inputs: number[];
	order: number;
}

export interface CardsOfRun {
	/** Each card once, in the order in which the input first names it. */
	cards: Card[];
	mistakes: ItemMistake[];
}

/** A card while the items are read. */
interface Reading {
	card: NamedCard;
	inputs: number[];
	order: number;
	/** Who asked for something else: the mistake that it is. */
	conflict?: string;
}

/** Reads the cards from all input items; n8n's own error for an expression that fails becomes a mistake. */
export function readCards(
	context: IExecuteFunctions,
	userIdType: UserIdType,
	needs: CardNeeds,
): CardsOfRun {
	const items = context.getInputData();
	const read = itemReader(context);
	const values = new ParameterValues(context, items);
	const ids = needs.makesBizId ? new MadeIds(context) : undefined;

	const distinct = new Map<string, Reading>();
	const mistakes: ItemMistake[] = [];
	for (let input = 0; input < items.length; input++) {
		const parsed = read(values, input, {
			userIdType,
			contents: needs.contents,
			makeBizId: ids && ((seed) => ids.make(`${input} ${seed}`)),
		});
		for (const card of parsed.cards) {
			// User IDs contain no white space, so this names a pair.
			const key = `${card.userId}\n${card.bizId}`;
			const known = distinct.get(key);
			if (!known) {
				distinct.set(key, { card, inputs: [input], order: distinct.size + mistakes.length });
			} else {
				nameAgain(known, card, input, needs);
			}
		}
		for (const mistake of parsed.mistakes) {
			mistakes.push({ ...mistake, inputs: [input], order: distinct.size + mistakes.length });
		}
	}

	const cards: Card[] = [];
	for (const { card, inputs, order, conflict } of distinct.values()) {
		const { bizId, userId, contents } = card;
		if (conflict === undefined) {
			const mayBeDone = ids?.madeBefore && ids.isMade(bizId) ? true : undefined;
			cards.push({ bizId, userId, contents, inputs, order, mayBeDone });
		} else {
			const problems = [{ field: `${bizId} for ${userId}`, problem: conflict }];
			mistakes.push({ problems, bizId, userId, inputs, order });
		}
	}
	mistakes.sort((a, b) => a.order - b.order);
	return { cards, mistakes };
}

function nameAgain(known: Reading, card: NamedCard, input: number, needs: CardNeeds): void {
	const { place } = known.card;
	const [first] = known.inputs;
	if (known.inputs.at(-1) !== input) known.inputs.push(input);
	if (JSON.stringify(known.card.contents) === JSON.stringify(card.contents)) return;
	if (needs.eachCardOnce) {
		const both = [`item ${first} ${place}`, `item ${input} ${card.place}`].map((text) =>
			text.trim(),
		);
		known.conflict ??= `is wanted with different contents by ${both.join(' and ')}`;
	}
	known.card = { ...card, place };
}
