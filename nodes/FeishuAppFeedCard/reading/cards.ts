import type { IExecuteFunctions, INode } from 'n8n-workflow';

import { Turns } from '../../shared/turns';
import {
	cardKey,
	isPeopleType,
	newCard,
	type Card,
	type Mistake,
	type Problem,
	type UserIdType,
} from '../card/card';
import { comparable } from './addresses';
import type { Purpose } from './contents';
import type { ParsedCard } from './entry';
import { GeneratedIds } from './generatedIds';
import { ItemReader } from './items';
import { isPath } from './jsonPath';
import { Pictures, type Picture } from './pictures';
import type { Settings } from './settings';

/** What an operation must know of its cards. */
export interface CardNeeds {
	/** What a card is to be like; undefined if the IDs are enough. */
	readonly contents?: Purpose;
	/**
	 * The cards are new: one without a business ID gets one, and if two entries want different contents for one
	 * card, neither of them counts. Else the later one does.
	 */
	readonly areNew?: boolean;
}

/** What the line after the run says of the input. */
export interface InputNotes {
	/** How many entries named a card that another entry had named. */
	repeated: number;
	/** How many cards got a business ID because what should give one found nothing. */
	unnamed: number;
	/** Whether there are cards and none has a title, although a field of the items should give it. */
	untitled: boolean;
}

/** What the input items name. */
export interface CardsOfRun {
	/**
	 * Each card once, in the order in which the input first names it; if users are looked up, in which it last
	 * names it. Two of those may turn out to be one card: then too the later entry counts.
	 */
	cards: Card[];
	mistakes: Mistake[];
	/** What must be uploaded for them, by the marks that they have in place of avatar keys. */
	pictures: ReadonlyMap<string, Picture>;
	notes: InputNotes;
}

/**
 * Reads the cards from all input items; n8n's own error for an expression that fails becomes a mistake.
 *
 * @throws the reason of the execution's cancel signal when it is stopped
 */
export async function readCards(
	context: IExecuteFunctions,
	node: INode,
	{ cardSource, userIdType }: Pick<Settings, 'cardSource' | 'userIdType'>,
	needs: CardNeeds,
): Promise<CardsOfRun> {
	const turns = new Turns(context.getExecutionCancelSignal());
	const itemCount = context.getInputData().length;
	const ids = needs.areNew ? new GeneratedIds(context, node) : undefined;
	const pictures = new Pictures(context);
	const repetition = new Repetition();
	const readings = new Readings(needs, userIdType);

	const reader = new ItemReader(context, node, cardSource, {
		userIdType,
		contents: needs.contents,
		pictureIn: (item, field) => pictures.name(item, field),
		makeBizId:
			ids &&
			((input, name, contents) => {
				repetition.note(contents && `${name} ${JSON.stringify(contents)}`);
				return ids.make(`${input} ${name}`);
			}),
	});
	for (let input = 0; input < itemCount; input++) {
		let cards = 0;
		for (const parsed of reader.read(input)) {
			cards++;
			readings.add(pictures.isNamedBy(parsed) ? await pictures.look(parsed, input) : parsed);
			if (turns.isOver) await turns.next();
		}
		repetition.endItem(cards);
		if (turns.isOver) await turns.next();
	}

	const list = readings.end();
	const sameInAll = itemCount > 1 ? repetition.faultIn(itemCount) : undefined;
	const result: CardsOfRun = {
		cards: [],
		mistakes: [],
		pictures: pictures.byMark,
		notes: { repeated: readings.repeated, unnamed: 0, untitled: false },
	};
	const isLeftEmpty = cardSource === 'list' || !node.parameters.bizId;
	for (const [order, { bizId, userId, contents, problems, inputs }] of list.entries()) {
		if (sameInAll) problems.push({ input: inputs[0], ...sameInAll });
		if (problems.length > 0 || bizId === null || userId === null) {
			// An ID that the node made for a card that is not sent names nothing.
			const namedId = sameInAll ? null : bizId;
			result.mistakes.push({ problems, bizId: namedId, userId, inputs, order });
		} else {
			const isMade = ids?.isMade(bizId);
			if (isMade && !isLeftEmpty) result.notes.unnamed++;
			const mayBeDone = ids?.madeBefore && isMade ? true : undefined;
			result.cards.push(newCard({ bizId, userId, contents, inputs, order, mayBeDone }));
		}
		if (turns.isOver) await turns.next();
	}
	// Some may lack one on purpose; an expression that does more than name a field provides for it.
	if (cardSource === 'items' && needs.contents?.whole) {
		result.notes.untitled =
			isPath(String(node.parameters.title)) &&
			result.cards.length > 0 &&
			result.cards.every(({ contents }) => !contents?.appFeedCard.title);
	}
	if (isPeopleType(userIdType)) {
		const { lastEntry } = readings;
		result.cards.sort((one, other) => lastEntry[one.order] - lastEntry[other.order]);
	}
	return result;
}

/** What is wrong if entries want different contents for one new card: none of them counts. */
export const differing = (
	{ bizId, userId }: Pick<Mistake, 'bizId' | 'userId'>,
	places: readonly string[],
) => ({
	field: `The card ${bizId} for ${userId}`,
	problem: `has different contents in ${places.join(' and ')}`,
	advice: 'Give each its own Business ID, or choose Create or Update, which uses the later one.',
});

/** The cards of all entries, each once. */
class Readings {
	private readonly list: ParsedCard[] = [];
	repeated = 0;
	/** The number of the last entry that names each card. */
	readonly lastEntry: number[] = [];
	private entries = 0;
	private readonly known = new Map<string, number>();

	constructor(
		private readonly needs: CardNeeds,
		private readonly userIdType: UserIdType,
	) {}

	add(parsed: ParsedCard): void {
		const { bizId, userId } = parsed;
		const key =
			bizId !== null && userId !== null
				? cardKey({ bizId, userId: comparable(userId, this.userIdType) })
				: undefined;
		const former = key === undefined ? undefined : this.known.get(key);
		this.lastEntry[former ?? this.list.length] = this.entries++;
		if (former !== undefined) return this.addAgain(former, parsed);
		if (key !== undefined) this.known.set(key, this.list.length);
		this.list.push(parsed);
	}

	/** The cards of all entries. Their index is cleared: it is a third of a card's memory. */
	end(): ParsedCard[] {
		this.known.clear();
		return this.list;
	}

	/** A later entry may ask for different contents. If something is wrong with any entry, none of them counts. */
	private addAgain(index: number, { contents, place, problems, inputs }: ParsedCard): void {
		this.repeated++;
		const former = this.list[index];
		const [input] = inputs;
		if (former.inputs.at(-1) !== input) former.inputs.push(input);
		former.problems.push(...problems);
		const isSame = JSON.stringify(former.contents) === JSON.stringify(contents);
		if (isSame || problems.length > 0 || former.contents === undefined) {
			former.contents ??= contents;
		} else if (this.needs.areNew) {
			// The first one is what a third is compared with.
			const both = [`item ${former.inputs[0]} ${former.place}`, `item ${input} ${place}`];
			const places = both.map((text) => text.trim());
			former.problems.push({ input: former.inputs[0], ...differing(former, places) });
		} else former.contents = contents;
	}
}

/**
 * Notices that every input item gives the same cards, and none of them a business ID: then a field holds the
 * data of all items, and people would get each card as many times as there are items.
 */
class Repetition {
	private first: string | undefined;
	private seeds: string[] = [];
	private isSame = true;
	private cards = 0;

	/** @param seed all that the entry of a card without a business ID says; undefined if something in it is wrong */
	note(seed: string | undefined): void {
		if (seed === undefined) this.isSame = false;
		else if (this.isSame) this.seeds.push(seed);
	}

	endItem(cards: number): void {
		const seeds = this.seeds.join('\n');
		this.seeds = [];
		this.isSame &&= seeds !== '' && seeds === (this.first ??= seeds);
		this.cards = cards;
	}

	faultIn(itemCount: number): Omit<Problem, 'input'> | undefined {
		if (!this.isSame) return undefined;
		const same = this.cards === 1 ? 'the same card' : `the same ${this.cards} cards`;
		return {
			field: `Each of ${itemCount} input items`,
			problem: `gives ${same}`,
			advice: `If you mean ${itemCount * this.cards} cards, give each its own Business ID.`,
			setting: "Switch on Execute Once in the node's Settings to create them once.",
		};
	}
}
