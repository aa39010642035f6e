import type { FeishuError } from '../../shared/feishuError';
import type { CardId } from '../card/card';

/**
 * So many cards refused and not one accepted end the run. Of random lists in which nine of ten cards are
 * bad, that gives up one in 1,600 (0.9 to the power of 70); 400 wrong IDs cost under 100 requests.
 */
const ENOUGH_CARDS = 70;

/** As long as nothing was accepted, so many requests under way are enough to find out. */
export const DOUBTFUL_UNDER_WAY = 3;

/** So many refused and none accepted: the next is likely refused as well, and need not be searched by halves. */
const LIKELY_FROM = 5;

const IDS_SHOWN = 10;

/** The golden ratio: its multiples spread over the list however many are taken. */
const STEP = (Math.sqrt(5) - 1) / 2;

/**
 * Recognises that Feishu accepts nothing at all (a wrong User ID Type, say), after a few requests instead of
 * a thousand. As long as nothing was accepted, every second request is a single card from somewhere else in
 * the list: good cards may stand further on.
 */
export class AllRefused {
	private accepted = false;
	private cards = 0;
	private readonly users = new Set<string>();
	private refusal: FeishuError | undefined;
	private samples = 0;
	private sampleIsNext = false;

	/** Feishu accepted something. */
	noteAccepted(): void {
		this.accepted = true;
	}

	/** Feishu refused a request, and these cards of it for certain. */
	noteRefused(atFault: readonly CardId[], error: FeishuError): void {
		this.refusal ??= error;
		this.cards += atFault.length;
		for (const { userId } of atFault) if (this.users.size < IDS_SHOWN) this.users.add(userId);
	}

	/** Something was refused, and nothing accepted so far. */
	get isPossible(): boolean {
		return this.refusal !== undefined && !this.accepted;
	}

	/** The next card is likely refused as well. */
	get isLikely(): boolean {
		return this.isPossible && this.cards >= LIKELY_FROM;
	}

	/** There is enough proof. */
	get isCertain(): boolean {
		return this.isPossible && this.cards >= ENOUGH_CARDS;
	}

	/** Whether it is a sample's turn; every second time. */
	isSampleNext(): boolean {
		this.sampleIsNext = !this.sampleIsNext;
		return this.sampleIsNext;
	}

	/** Where to take the next sample from: a share of the list from 0 to 1. */
	nextPlace(): number {
		return (++this.samples * STEP) % 1;
	}

	/** One error for all of them. */
	summary(): FeishuError {
		if (!this.refusal) throw new Error('Nothing was refused');
		const ids = [...this.users].join(', ');
		const more = this.cards > this.users.size ? ', …' : '';
		return this.refusal.asFatal(
			`All ${this.cards} cards tried so far were refused; their user IDs: ${ids}${more}. ${this.refusal.details.advice}`,
		);
	}
}
