/** What a value is, for a sentence about it: "a list". */
export function kindOf(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'a list';
	if (value === undefined) return 'nothing';
	if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
	return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** Whether this is an object and not a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a parameter, as n8n stores it, is an expression. */
export const isExpression = (stored: unknown): stored is `=${string}` =>
	typeof stored === 'string' && stored.startsWith('=');

/** Whether a fixed text was meant as an expression: its field was not switched. Mere braces may be meant. */
export function isExpressionTyped(text: string): boolean {
	if (isExpression(text)) return false;
	const [start, end] = [text.indexOf('{{'), text.lastIndexOf('}}')];
	return start >= 0 && end > start && /\$[A-Za-z(]/.test(text.slice(start, end));
}

/** Text that is not empty; undefined for anything else. */
export const filledText = (value: unknown): string | undefined =>
	typeof value === 'string' && value !== '' ? value : undefined;

/** An ID of Feishu's: one of digits may come as a number. */
export const idOf = (value: unknown): string | undefined =>
	filledText(typeof value === 'number' ? String(value) : value);

/** Without what objects inherit: a list from outside must not reach into prototypes. */
export function own(record: Record<string, unknown>, key: string): unknown {
	return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** A boolean as people have it: true and false, or 1 and 0, also as text; undefined for anything else. */
export function asBoolean(value: unknown): boolean | undefined {
	const word = typeof value === 'object' ? '' : String(value).trim().toLowerCase();
	if (word === 'true' || word === '1') return true;
	return word === 'false' || word === '0' ? false : undefined;
}

/** Nothing, or only white space. */
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
	return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
}

/** The start of a text, so that a message about it does not grow with it. */
export function shortened(text: string, max: number): string {
	// No character is longer than two units.
	const characters = [...text.slice(0, 2 * max + 2)];
	return characters.length <= max ? text : `${characters.slice(0, max).join('')}…`;
}

/** Characters that change what a text is and that nobody sees: https://www.unicode.org/reports/tr44/ (Cf, Cc). */
const INVISIBLE = /[\p{Cf}\p{Cc}\u2028\u2029]/gu;

/** The text with what cannot be seen written as an escape: "biz_id\ufeff". */
export function visible(text: string): string {
	return text.replace(INVISIBLE, (character) =>
		character.replace(
			/[\s\S]/g,
			(unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
		),
	);
}

/** The text without what cannot be seen, nor white space around it. */
export function withoutInvisible(text: string): string {
	return text.replace(INVISIBLE, '').trim();
}

/** The first of some texts, as a message lists them. */
export const listed = (texts: readonly string[], max: number) =>
	texts.slice(0, max).join(', ') + (texts.length > max ? ', …' : '');
