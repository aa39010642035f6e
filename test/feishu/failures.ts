import { success, type Answer } from './answers';
import { EMPLOYEE_ID_SCOPE } from './apps';
import { appOf, userIdTypeOf, type Call } from './rules';
import { REASONS, type Card, type Reason, type Settings } from './settings';

export type Entry = ReturnType<typeof failure>;

/** An entry of failed_cards. 字段权限要求: user_id is a field that needs a permission to be seen. */
export function failure(call: Call, card: Card, reason: Reason | { raw: unknown }) {
	const { omitUserId, reasonStyle } = call.state.settings;
	const hidden =
		omitUserId === 'byDocument'
			? userIdTypeOf(call) === 'user_id' && !appOf(call).scopes.has(EMPLOYEE_ID_SCOPE)
			: omitUserId;
	return {
		biz_id: card.biz_id,
		...(hidden ? {} : { user_id: card.user_id }),
		reason: typeof reason === 'object' ? reason.raw : spell(reason, reasonStyle),
	};
}

/**
 * The documents list digits in a string field and show names in their examples; a client may meet
 * numbers too. The official Java SDK calls the last one DUPLICATED.
 */
function spell(reason: Reason, style: Settings['reasonStyle']): string | number {
	const number = REASONS.indexOf(reason);
	const sdkName = reason === 'DUPLICATE' ? 'DUPLICATED' : reason;
	return {
		name: reason,
		digit: String(number),
		number,
		sdkName,
		lowerCase: reason.toLowerCase(),
	}[style];
}

/** The answer of a card API: what failed of what it did, and what else it says. */
export function answerWith(
	call: Call,
	failed: Entry[],
	more: Record<string, unknown> = {},
): Answer {
	const { emptyFailedCards } = call.state.settings;
	if (failed.length > 0 || emptyFailedCards === true) {
		return success({ failed_cards: failed, ...more });
	}
	return success(emptyFailedCards === 'null' ? { failed_cards: null, ...more } : more);
}
