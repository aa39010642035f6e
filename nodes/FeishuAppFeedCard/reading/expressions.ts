import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { isExpression, isRecord } from '../../shared/values';
import { BEYOND, joined, readerOf, type Read } from './jsonPath';

/** What a parameter gives for one input item; n8n's own words if its expression fails. */
export type Value = { failed: false; value: unknown } | { failed: true; words: string };

/** How many input items are evaluated at once: nothing else in n8n runs meanwhile. */
const ITEMS_AT_ONCE = 100;

/** How large they may be together, in characters of JSON: the isolate of n8n 2 ends for good at 128 MB. */
const LARGEST_AT_ONCE = 4_000_000;

/** Under this name they are in the data of the node meanwhile, with the number of the first of them. */
const GIVEN = 'given';

/** The item of another node from which an item comes, as in `$('Webhook').item`; or a string, which is left as it is. */
const ITEM_OF = /(\$\((?:'[^'\\]*'|"[^"\\]*")\))\.item\b|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g;

/** What expressions of several items may reach of other nodes. */
const OF_OTHERS =
	/\$\((?:'[^'\\]*'|"[^"\\]*")\)\.(?:first\(\)|last\(\)|itemMatching\(\$given\.start \+ \$n\))/g;

/** What else an expression reaches besides the `$json` of its item, or what must not stand in parentheses. */
const REACHES_MORE =
	/\$(?!json\b|now\b|today\b|vars\b|workflow\b|execution\b|runIndex\b|\{)|\b(?:this|arguments)\b/;

/**
 * What changes its data, which the expressions of other fields look at as well: n8n 2 gives each expression data of
 * its own.
 */
const CHANGES_DATA =
	/\.\s*(?:pop|shift|unshift|push|splice|sort|reverse|fill|copyWithin|assign|define\w+)\b|\bReflect\b|\]\s*\(|(?:\.\s*[\w$]+|\])\s*(?:<<|>>>?|[-+*/%&|^?]{0,2})=(?![=>])|\+\+|--|\bdelete\b/;

/** Only in code without regular expressions, comments and templates is it clear what is a string. */
const OBSCURES_STRINGS = /[`/]/;

const STRINGS = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g;

/**
 * The values of parameters, item by item.
 *
 * n8n builds everything that an expression can reach anew for each expression of each item: on 2.41.1 a
 * hundred times what the expression itself takes. If all are only paths (`$json.body.biz_id`), they are read
 * without n8n; otherwise all are put into one, which n8n evaluates for a hundred items at once if it reaches
 * nothing of an item but its `$json` and the items of other nodes from which it comes, else for each item. If that
 * gives no value, n8n evaluates each expression by itself, so that the user sees n8n's own error.
 */
export class ParameterValues {
	private readonly templates = new Map<string, Template>();
	private readonly items: readonly INodeExecutionData[];
	/** If all expressions are paths. */
	private readonly readers: readonly Read[] | undefined;
	/** All expressions of the parameters as one JavaScript array. */
	private readonly together: string;
	/** The same for the item with the number `$given.start + $n`; undefined if n8n must evaluate them item by item. */
	private readonly forMany: string | undefined;
	private readonly count: number;
	/** The values of all expressions, for the items from `start`. */
	private values: { start: number; list: unknown[] } = { start: 0, list: [] };

	constructor(
		private readonly context: IExecuteFunctions,
		stored: Record<string, unknown>,
		names: readonly string[],
	) {
		this.items = context.getInputData();
		const sources: Source[] = [];
		for (const name of names) {
			const template = Object.hasOwn(stored, name) ? templateOf(stored[name], sources) : undefined;
			if (template) this.templates.set(name, template);
		}
		this.count = sources.length;
		const readers = sources.flatMap(({ read }) => read ?? []);
		this.readers = readers.length === sources.length ? readers : undefined;
		const many = sources.flatMap((source) => source.many ?? []);
		this.forMany = many.length === sources.length ? `[${many.join(', ')}]` : undefined;
		this.together = `[${sources.map(({ code }) => code).join(', ')}]`;
	}

	get(name: string, input: number): Value {
		const template = this.templates.get(name);
		if (template?.isConstant) return { failed: false, value: template.fill([]) };
		const values = template && this.valuesOf(input);
		if (values) return { failed: false, value: template.fill(values) };
		try {
			return { failed: false, value: this.context.getNodeParameter(name, input) };
		} catch (error) {
			return { failed: true, words: error instanceof Error ? error.message : String(error) };
		}
	}

	/** The values of all expressions for an item; undefined if they cannot be evaluated together. */
	private valuesOf(input: number): unknown[] | undefined {
		const read = this.readers?.map((reader) => reader(this.items[input].json));
		if (read && !read.includes(BEYOND)) return withoutFunctions(read);
		const { start, list } = this.values;
		if (input < start || input >= start + list.length) this.evaluateFrom(input);
		const values = this.values.list[input - this.values.start];
		if (!Array.isArray(values) || values.length !== this.count) return undefined;
		return withoutFunctions(values);
	}

	private evaluateFrom(start: number): void {
		const list =
			this.forMany === undefined
				? [this.evaluate(this.together, start)]
				: this.evaluateMany(this.forMany, start);
		this.values = { start, list: Array.isArray(list) && list.length > 0 ? list : [undefined] };
	}

	/**
	 * Evaluates the expressions of the items from `start` on. The items lie in the data of this node for that
	 * time, because `$input.all()` copies the whole input into the isolate (seen on 2.41.1).
	 */
	private evaluateMany(forMany: string, start: number): unknown {
		const { context } = this;
		const store = context.getContext('node');
		const given = `$node[${JSON.stringify(context.getNode().name)}].context.${GIVEN}`;
		const value = `($json, $n) => { try { return ${forMany} } catch (e) { return null } }`;
		store[GIVEN] = { start, items: this.atOnce(start) };
		const list = this.evaluate(`(($given) => $given.items.map(${value}))(${given})`, start);
		delete store[GIVEN];
		return list;
	}

	/** The data of the items from `start` on that are evaluated together: at least one. */
	private atOnce(start: number): IDataObject[] {
		const list: IDataObject[] = [];
		let size = 0;
		for (const { json } of this.items.slice(start, start + ITEMS_AT_ONCE)) {
			size += sizeOf(json);
			if (list.length > 0 && size > LARGEST_AT_ONCE) break;
			list.push(json);
		}
		return list;
	}

	private evaluate(source: string, input: number): unknown {
		try {
			return this.context.evaluateExpression(`{{ ${source} }}`, input);
		} catch {
			return undefined;
		}
	}
}

/** In characters of JSON. What cannot be JSON is evaluated by itself. */
function sizeOf(json: IDataObject): number {
	try {
		return JSON.stringify(json).length;
	} catch {
		return LARGEST_AT_ONCE;
	}
}

/** If a value is a function, n8n itself says which parentheses are missing. */
const withoutFunctions = (values: unknown[]) =>
	values.some((value) => typeof value === 'function') ? undefined : values;

/** An expression of a parameter. */
interface Source {
	/** As JavaScript. */
	readonly code: string;
	/** The same for the item with the number `$given.start + $n`, if it can be evaluated together with those of others. */
	readonly many: string | undefined;
	/** How to read it without n8n, if it is only a path. */
	readonly read: Read | undefined;
}

/** A stored parameter whose expressions have been taken out. */
interface Template {
	readonly isConstant: boolean;
	/** @param values of all expressions of the node */
	fill(values: readonly unknown[]): unknown;
}

/**
 * @param sources gets the expressions
 * @returns undefined if n8n must evaluate the parameter itself
 */
function templateOf(stored: unknown, sources: Source[]): Template | undefined {
	if (isExpression(stored)) {
		const source = sourceOf(stored.slice(1));
		if (source === undefined) return undefined;
		const index = sources.push(source) - 1;
		return { isConstant: false, fill: (values) => values[index] };
	}
	if (!isRecord(stored) && !Array.isArray(stored)) return { isConstant: true, fill: () => stored };
	const members: Array<[string, Template]> = [];
	for (const [key, member] of Object.entries(stored)) {
		const template = templateOf(member, sources);
		if (!template) return undefined;
		members.push([key, template]);
	}
	if (members.every(([, { isConstant }]) => isConstant)) {
		return { isConstant: true, fill: () => stored };
	}
	const filled = (values: readonly unknown[]) =>
		members.map(([key, { fill }]): [string, unknown] => [key, fill(values)]);
	return {
		isConstant: false,
		fill: Array.isArray(stored)
			? (values) => filled(values).map(([, value]) => value)
			: (values) => Object.fromEntries(filled(values)),
	};
}

/** A text with expressions in braces as one expression; undefined if its braces are not that simple. */
function sourceOf(text: string): Source | undefined {
	const parts: Source[] = [];
	for (const [index, part] of text.split('{{').entries()) {
		const [code, after, ...more] = index === 0 ? ['', part] : part.split('}}');
		if (after === undefined || more.length > 0) return undefined;
		// Of two backslashes before braces n8n shows one, and one right before them makes them text.
		if (/\\(?:\\|$)/.test(after)) return undefined;
		if (index > 0) {
			if (CHANGES_DATA.test(withoutStrings(code))) return undefined;
			const many = manyOf(code);
			parts.push({ code: guarded(code), many: many && guarded(many), read: readerOf(code) });
		}
		const fixed = JSON.stringify(after);
		if (after !== '') parts.push({ code: fixed, many: fixed, read: () => after });
	}
	if (parts.length === 1 && text.startsWith('{{')) return parts[0];
	const many = parts.flatMap((part) => part.many ?? []);
	return {
		code: joinOf(parts.map(({ code }) => code)),
		many: many.length === parts.length ? joinOf(many) : undefined,
		read: joined(parts.map(({ read }) => read)),
	};
}

/** Code that makes one text of parts. Within text n8n shows NaN as nothing. */
const joinOf = (parts: readonly string[]) =>
	`[${parts.join(', ')}].map((v) => v !== v ? '' : v).join('')`;

/** The code with empty strings; as it is where what looks like a string may be none. */
function withoutStrings(code: string): string {
	const bare = code.replace(STRINGS, "''");
	return OBSCURES_STRINGS.test(bare) ? code : bare;
}

/** Code for the item with the number `$given.start + $n`; undefined if it reaches what it cannot reach there. */
function manyOf(code: string): string | undefined {
	const many = OBSCURES_STRINGS.test(code)
		? code
		: code.replace(ITEM_OF, (found: string, other?: string) =>
				other === undefined ? found : `${other}.itemMatching($given.start + $n)`,
			);
	return REACHES_MORE.test(many.replace(OF_OTHERS, '')) ? undefined : many;
}

/** n8n too takes a TypeError for nothing found. A line break ends a comment at the end of the code. */
const guarded = (code: string) =>
	`(() => { try { return (${code}\n) } catch (e) { if (e.name === 'TypeError') return undefined; throw e } })()`;
