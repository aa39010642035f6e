import { meaningOf } from '../../shared/errorCodes';
import type { FeishuError } from '../../shared/feishuError';
import type { CardId } from '../card/card';
import type { Batch, Whole } from './batch';

/**
 * One full request refused card by card to its last card, and so many that were refused for so many of
 * their cards and none that is fine: the cause is likely not in single cards.
 */
const ENOUGH_REQUESTS = 3;
const ENOUGH_CARDS = 5;

const IDS_SHOWN = 10;

/**
 * Keeps count of the cards that Feishu refused, to recognise what is wrong for all of them (a wrong
 * User ID Type, say) after a few requests instead of a thousand.
 */
export class Refused {
	/** Whether any request was refused. */
	any = false;
	private cards = 0;
	private readonly users = new Set<string>();
	private readonly wholes = new Set<Whole>();
	private toTheLastCard = false;
	private refusal: FeishuError | undefined;

	note({ whole }: Batch, atFault: readonly CardId[], error: FeishuError): void {
		this.any = true;
		this.cards += atFault.length;
		for (const { userId } of atFault) if (this.users.size < IDS_SHOWN) this.users.add(userId);
		this.refusal ??= error;
		if (!whole.refusal || atFault.length === 0) return;
		if (whole.atFault === whole.size) this.toTheLastCard = true;
		if (whole.atFault >= Math.min(whole.size, ENOUGH_CARDS)) this.wholes.add(whole);
	}

	/** Whether the cause seems not to be in single cards, as long as no request was accepted. */
	isEnough(): boolean {
		const code = this.refusal?.details.code ?? 0;
		// A code that Feishu's list does not tie to the contents needs less proof.
		const enough = meaningOf(code)?.kind === 'refused' ? ENOUGH_REQUESTS : 1;
		return this.toTheLastCard && this.wholes.size >= enough;
	}

	/** One error for all of them. */
	summary(): FeishuError {
		if (!this.refusal) throw new Error('Nothing was refused');
		const ids = [...this.users].join(', ');
		const more = this.cards > this.users.size ? ', …' : '';
		return this.refusal.asFatal(
			`All ${this.cards} cards tried so far were refused for this reason; their user IDs: ${ids}${more}. ${this.refusal.details.advice}`,
		);
	}
}
