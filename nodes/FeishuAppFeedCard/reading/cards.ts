import type { IExecuteFunctions } from 'n8n-workflow';

import { isMistake, type Card, type NamedCard, type Problem, type UserIdType } from '../card/card';
import type { Purpose } from './contents';
import { itemReader } from './items';
import { MadeIds } from './generatedIds';
import { ParameterValues } from './expressions';

/** What an operation must know of its cards. */
export interface CardNeeds {
	/** What a card is to be like; undefined where the IDs are enough. */
	readonly contents?: Purpose;
	/** A card without a business ID gets one. */
	readonly makesBizId?: boolean;
	/** Where two entries want different contents for one card, neither of them counts. Else the later one does. */
	readonly eachCardOnce?: boolean;
}

/** What is wrong, and in which input item: counted from 0. */
export interface ItemProblem extends Problem {
	input: number;
}

/** A card that cannot be sent, with the input items that name it and its place among the results. */
export interface ItemMistake {
	/** One at least. */
	problems: ItemProblem[];
	bizId: string | null;
	userId: string | null;
	inputs: number[];
	order: number;
}

export interface CardsOfRun {
	/** Each card once, in the order in which the input first names it. */
	cards: Card[];
	mistakes: ItemMistake[];
	/** How many entries named a card that another entry had named. */
	repeated: number;
}

/** What the items read so far say of one card, or of what names none. */
interface Reading {
	bizId: string | null;
	userId: string | null;
	/** What the last entry that can be read says. */
	card?: NamedCard;
	/** What is wrong with any entry; then none of them counts. */
	problems: ItemProblem[];
	inputs: number[];
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

	const readings: Reading[] = [];
	const known = new Map<string, Reading>();
	let repeated = 0;
	const readingOf = (bizId: string | null, userId: string | null, input: number): Reading => {
		// User IDs contain no white space, so this names a pair.
		const key = bizId !== null && userId !== null ? `${userId}\n${bizId}` : undefined;
		let reading = key === undefined ? undefined : known.get(key);
		if (!reading) {
			reading = { bizId, userId, problems: [], inputs: [] };
			readings.push(reading);
			if (key !== undefined) known.set(key, reading);
		} else {
			repeated++;
		}
		if (reading.inputs.at(-1) !== input) reading.inputs.push(input);
		return reading;
	};
	for (let input = 0; input < items.length; input++) {
		const named = read(values, input, {
			userIdType,
			contents: needs.contents,
			makeBizId: ids && ((seed) => ids.make(`${input} ${seed}`)),
		});
		for (const one of named.parsed) {
			const reading = readingOf(one.bizId, one.userId, input);
			if (!isMistake(one)) name(reading, one, input, needs);
			else for (const problem of one.problems) reading.problems.push({ input, ...problem });
		}
	}

	const cards: Card[] = [];
	const mistakes: ItemMistake[] = [];
	for (const [order, { bizId, userId, card, problems, inputs }] of readings.entries()) {
		if (problems.length > 0 || !card) {
			mistakes.push({ problems, bizId, userId, inputs, order });
		} else {
			const mayBeDone = ids?.madeBefore && ids.isMade(card.bizId) ? true : undefined;
			const { contents } = card;
			cards.push({ bizId: card.bizId, userId: card.userId, contents, inputs, order, mayBeDone });
		}
	}
	return { cards, mistakes, repeated };
}

/** Takes an entry for a card: one that names it again may want something else. */
function name(reading: Reading, card: NamedCard, input: number, needs: CardNeeds): void {
	const { card: former, inputs } = reading;
	const isSame = !former || JSON.stringify(former.contents) === JSON.stringify(card.contents);
	if (!isSame && needs.eachCardOnce) {
		const both = [`item ${inputs[0]} ${former.place}`, `item ${input} ${card.place}`];
		reading.problems.push({
			input: inputs[0],
			field: `The card ${card.bizId} for ${card.userId}`,
			problem: `is wanted with different contents by ${both.map((text) => text.trim()).join(' and ')}`,
		});
	}
	// Where both count, the first one is what a third is compared with.
	if (!former || !needs.eachCardOnce) reading.card = card;
}
