import { refusalIn, type FeishuError } from '../../shared/feishuError';
import { cardKey, isOpenId, newCard, type Card } from '../card/card';
import { failure, type CardFailure } from '../card/failure';
import { differing } from '../reading/cards';
import type { CardRequest } from '../sending/feedCardApi';
import type { Finder } from './finder';
import { Packs } from './packs';

/**
 * The cards of a run whose users are looked up: they come as they are found, in the order of the input, and
 * as many at a time as fill a request. Each person gets a card once, by whatever name.
 */
export class FoundCards {
	/** How many entries named a card that another one had named. */
	repeated = 0;
	private readonly cards = new Map<string, Card>();
	/** Entries of which it is not known whom they name. */
	private readonly unknown: Set<Card>;
	private readonly packs: Packs;
	private readonly steps: AsyncGenerator<void>;
	/** Set when no more people can come. Whichever step of the operation asks for more hears of the error. */
	private ended: { error?: unknown } | undefined;

	constructor(
		private readonly entries: readonly Card[],
		private readonly settings: {
			finder: Finder;
			/** See `CardNeeds`. */
			areNew?: boolean;
			/** What the cards are packed for. */
			request: CardRequest;
			/** Called for each entry that leads to nobody, or must not be sent. */
			fail(entry: Card, failure: CardFailure): void;
		},
	) {
		this.unknown = new Set(entries);
		this.packs = new Packs(entries, settings.request);
		this.steps = this.find();
	}

	/** What was not taken so far: cards that are found, and entries that are not. */
	get left(): Card[] {
		return [...this.packs.left, ...this.unknown];
	}

	/**
	 * The next cards; they are `left` until they are taken. Undefined when there are no more.
	 *
	 * @throws FeishuError if people can no longer be looked up
	 */
	async next(): Promise<Card[] | undefined> {
		while (!this.packs.next && !this.ended) await this.findMore();
		if (!this.packs.next && this.ended?.error) throw this.ended.error;
		return this.packs.next;
	}

	/** Takes what `next` gave. */
	take(): Card[] {
		return this.packs.take();
	}

	private async findMore(): Promise<void> {
		try {
			if ((await this.steps.next()).done) this.ended ??= {};
		} catch (error) {
			this.ended = { error };
		}
	}

	private async *find(): AsyncGenerator<void> {
		const { finder } = this.settings;
		const names = new Set(this.entries.map(({ userId }) => userId));
		await finder.begin([...names].filter((name) => !isOpenId(name)));
		const disputed = disputedBizIds(this.entries);
		for (const entry of this.entries) {
			if (disputed.has(entry.bizId)) continue;
			for await (const page of this.pagesOf(entry)) {
				// From here on they are cards of their own; only of a group may more people come.
				if (finder.isByAddress) this.unknown.delete(entry);
				for (const card of page) this.add(card);
				yield;
			}
			this.unknown.delete(entry);
			this.packs.end(entry);
			// What this has closed does not wait for the next look-up.
			yield;
		}
		await this.settle(this.entries.filter(({ bizId }) => disputed.has(bizId)));
	}

	/** A card for each person whom an entry names. */
	private async *pagesOf(entry: Card): AsyncGenerator<Card[]> {
		const { finder, fail } = this.settings;
		const seen = new Set<string>();
		let refusal: FeishuError | undefined;
		try {
			const pages = isOpenId(entry.userId) ? [[entry.userId]] : finder.usersOf(entry.userId);
			for await (const page of pages) {
				const people = [...new Set(page)].filter((userId) => !seen.has(userId));
				const cards = people.map((userId, index) =>
					newCard({
						...entry,
						userId,
						given: finder.isByAddress && !isOpenId(entry.userId) ? entry.userId : undefined,
						inputs: [...entry.inputs],
						order: entry.order + (seen.size + index) / MOST_PEOPLE_OF_AN_ENTRY,
					}),
				);
				for (const userId of people) seen.add(userId);
				yield cards;
			}
		} catch (error) {
			refusal = refusalIn(error);
		}
		if (!refusal && seen.size > 0) return;
		this.unknown.delete(entry);
		fail(entry, finder.failure(entry.userId, refusal, seen.size));
	}

	/** One person may be named by an address, by an ID and as part of a group: what comes later is the same card. */
	private add(card: Card): void {
		const former = this.cards.get(cardKey(card));
		if (former) return this.merge(former, card);
		this.cards.set(cardKey(card), card);
		this.packs.put(card);
	}

	private merge({ inputs }: Card, again: Card): void {
		this.repeated++;
		for (const input of again.inputs) if (!inputs.includes(input)) inputs.push(input);
		inputs.sort((one, other) => one - other);
	}

	/** Entries that want different contents for one business ID: only when all people are known it shows for whom. */
	private async settle(entries: readonly Card[]): Promise<void> {
		const wanted = new Map<string, Card[]>();
		for (const entry of entries) {
			for await (const page of this.pagesOf(entry)) {
				for (const card of page) {
					const versions = wanted.get(cardKey(card)) ?? [];
					wanted.set(cardKey(card), [...versions, card]);
				}
			}
		}
		for (const versions of wanted.values()) this.settleCard(versions);
		for (const entry of entries) {
			this.unknown.delete(entry);
			this.packs.end(entry);
		}
	}

	private settleCard(versions: readonly Card[]): void {
		const isOne = new Set(versions.map(textOfContents)).size === 1;
		const counts = versions[isOne ? 0 : versions.length - 1];
		const order = Math.min(...versions.map((version) => version.order));
		const card = { ...counts, order, inputs: [...versions[0].inputs] };
		for (const other of versions.slice(1)) this.merge(card, other);
		if (isOne || !this.settings.areNew) return this.packs.put(card);
		const items = card.inputs.map((input) => `item ${input}`);
		const places = items.length > 1 ? items : [`two entries of ${items[0]}`];
		const { field, problem, advice } = differing(card, places);
		this.settings.fail(card, failure('REJECTED', `${field} ${problem}. ${advice}`));
	}
}

/** Cards of one entry come out in its place: no group or department has as many people. */
const MOST_PEOPLE_OF_AN_ENTRY = 1_000_000;

const textOfContents = ({ contents }: Card) => JSON.stringify(contents);

/** The business IDs for which entries want different contents. */
function disputedBizIds(entries: readonly Card[]): Set<string> {
	const versions = new Map<string, Set<string>>();
	for (const entry of entries) {
		const ofId = versions.get(entry.bizId) ?? new Set();
		versions.set(entry.bizId, ofId.add(textOfContents(entry)));
	}
	return new Set([...versions].filter(([, { size }]) => size > 1).map(([bizId]) => bizId));
}
