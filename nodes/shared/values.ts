/** The problem of a value that is not there. */
export const EMPTY = 'is empty';

/** The problem of a text that n8n was meant to evaluate. */
export const TYPED_EXPRESSION =
	'is an expression typed as text: switch the field from Fixed to Expression';

/** What a value is, for a sentence about it: "a list". */
export function nameOf(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'a list';
	return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Without what objects inherit: a list from outside must not reach into prototypes. */
export function own(record: Record<string, unknown>, key: string): unknown {
	return Object.hasOwn(record, key) ? record[key] : undefined;
}

/**
 * A boolean as people have it: databases without booleans give 1 and 0, tables and expressions text.
 *
 * @returns undefined where it is none
 */
export function asBoolean(value: unknown): boolean | undefined {
	const word = typeof value === 'object' ? '' : String(value).trim().toLowerCase();
	if (word === 'true' || word === '1') return true;
	return word === 'false' || word === '0' ? false : undefined;
}

/** Nothing, or text without a visible character. */
export function isBlank(value: unknown): boolean {
	return (
		value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
	);
}

/**
 * Feishu's pages do not say in which unit they count. Code points are the fewest of those that are usual,
 * so that no text is held back that Feishu would take.
 */
export function lengthOf(text: string): number {
	return [...text].length;
}

/** Half of a character cannot be sent as UTF-8: Feishu would get another text. */
export function isBroken(text: string): boolean {
	return /\p{Surrogate}/u.test(text);
}
