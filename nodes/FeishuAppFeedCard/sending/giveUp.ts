import type { FeishuError } from '../../shared/feishuError';
import { listed } from '../../shared/values';
import type { Card } from '../card/card';

/**
 * This many cards refused, one by one, and none accepted end the run. Of random lists in which nine of ten cards
 * are bad, that gives up one in 1,600 (0.9 to the power of 70); 400 wrong IDs cost under 100 requests.
 */
const ENOUGH = 70;

const IDS_SHOWN = 10;

/** The golden ratio: its multiples spread evenly over the list, however many are taken. */
const STEP = (Math.sqrt(5) - 1) / 2;

/**
 * Gives up a list of which Feishu accepts nothing (a wrong User ID Type, say). From the first refusal on
 * single cards from all over the list are sent, until one is accepted, or enough were refused.
 */
export class GiveUp {
	private refusal: FeishuError | undefined;
	private cards = 0;
	private singles = 0;
	private samples = 0;
	private readonly users = new Set<string>();

	constructor(private accepted: boolean) {}

	/** Feishu looked at a card and accepted the request. */
	noteAccepted(): void {
		this.accepted = true;
	}

	/** Feishu refused a request, and these cards of it for certain. */
	noteRefused(atFault: readonly Card[], isSingle: boolean, error: FeishuError): void {
		this.refusal ??= error;
		this.cards += atFault.length;
		if (isSingle) this.singles++;
		// One more than is shown: it tells whether these are all.
		for (const { userId } of atFault) if (this.users.size <= IDS_SHOWN) this.users.add(userId);
	}

	/** Something was refused, and nothing accepted so far. */
	get isPossible(): boolean {
		return this.refusal !== undefined && !this.accepted;
	}

	/** How many single cards must still be refused to end the run; Infinity if nothing speaks for that. */
	get missing(): number {
		return this.isPossible ? Math.max(0, ENOUGH - this.singles) : Infinity;
	}

	/** Where to take the next card from: a share of the list from 0 to 1. */
	nextPlace(): number {
		return (++this.samples * STEP) % 1;
	}

	/** One error for all cards, if there is enough proof. */
	get verdict(): FeishuError | undefined {
		if (!this.refusal || this.accepted || this.cards < ENOUGH) return undefined;
		return this.refusal.asFatal(
			`All ${this.cards} cards tried so far were refused; their user IDs: ${listed([...this.users], IDS_SHOWN)}. ${this.refusal.details.advice}`,
		);
	}
}
