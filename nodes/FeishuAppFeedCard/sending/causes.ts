import type { FeishuError } from '../../shared/feishuError';
import type { Card } from '../card/card';
import { tellsState, type CardFailure } from '../card/failure';

/** Feishu's pages do not say whether the business ID of a deleted card is free again. */
const NEITHER =
	'Feishu says that this card does not exist, and that its business ID is taken. If the card was deleted before, give it another ID.';

/**
 * Why a card failed in the last step. If it is not there to be updated, why it was not created tells more.
 *
 * @param before why the step before failed for it, if there was one
 */
export function causeOf(failed: CardFailure, before: CardFailure | undefined): CardFailure {
	if (failed.reason === 'NOT_CREATED') {
		return before?.reason === 'DUPLICATE' ? { ...failed, message: NEITHER } : (before ?? failed);
	}
	if (failed.reason !== 'REJECTED' || !saysMore(before, failed.message)) return failed;
	return {
		...failed,
		message: `${failed.message} It could not be created either: ${before.message}`,
	};
}

/** The error of a last step in which Feishu refused everything, with how it refused the cards in the step before. */
export function withRefusal(error: FeishuError, before: CardFailure | undefined): FeishuError {
	if (!saysMore(before, error.said)) return error;
	return error.asFatal(
		`${error.details.advice} They could not be created either: ${before.message}`,
	);
}

/** Whether a refusal says anything that a later one does not. */
function saysMore(before: CardFailure | undefined, later: string): before is CardFailure {
	const [said = ''] = /"[^]*"/.exec(before?.message ?? '') ?? [];
	return before?.reason === 'REJECTED' && !later.includes(said);
}

/**
 * A failure, with what is not known of the card: its answer was lost, and no later one told.
 *
 * @param past what may have been done to it: "deleted"
 */
export function withDoubt(failed: CardFailure, card: Card, past: string): CardFailure {
	if (tellsState(failed.reason) || !card.mayBeDone) return failed;
	return {
		...failed,
		message: `${failed.message} This card may have been ${past} even so.`,
	};
}

/** A failure with the address by which the user was found: the card has only the ID. */
export function withAddress(failed: CardFailure, { given }: Card): CardFailure {
	if (given === undefined) return failed;
	return { ...failed, message: `${failed.message} The address was ${given}.` };
}
