import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { isRecord } from '../../shared/values';
import { BEYOND, joined, readerOf, type Read } from './jsonPath';

/** What a parameter gives for one input item; n8n's own words if its expression fails. */
export type Value = { failed: false; value: unknown } | { failed: true; words: string };

/** So many input items are evaluated at once: nothing else in n8n runs meanwhile. */
const ITEMS_AT_ONCE = 100;

/** Under this name they lie in the data of the node meanwhile. */
const GIVEN = 'given';

/** What is the same for each item: `$('Settings').first()`. */
const SAME_FOR_ALL = /\$\((?:'[^'\\]*'|"[^"\\]*")\)\.(?:first|last)\(\)/g;

/** What else an expression reaches beside the `$json` of its item, or what must not stand in parentheses. */
const REACHES_MORE =
	/\$(?!json\b|now\b|today\b|vars\b|workflow\b|execution\b|runIndex\b|\{)|\b(?:this|arguments)\b/;

/**
 * The values of parameters, item by item.
 *
 * n8n builds everything that an expression can reach anew for each expression of each item: on 2.41.1 a
 * hundred times what the expression itself takes. So expressions that are but paths (`$json.body.biz_id`) are
 * read without n8n, and else all expressions of the node are put into one. If they reach nothing of an item but
 * its `$json`, n8n evaluates it for a hundred items at once, else for each item. What does not come out of that n8n
 * evaluates one by one, so that its errors are the user's.
 */
export class ParameterValues {
	private readonly templates = new Map<string, Template>();
	private readonly items: readonly INodeExecutionData[];
	/** If all expressions are paths. */
	private readonly readers: readonly Read[] | undefined;
	/** All expressions of the parameters as one JavaScript array. */
	private readonly together: string;
	private readonly count: number;
	private readonly ofItemAlone: boolean;
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
		this.ofItemAlone = !sources.some(({ code }) =>
			REACHES_MORE.test(code.replace(SAME_FOR_ALL, '')),
		);
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
		const read = this.readers?.map((reader) => reader(this.items[input]?.json));
		if (read && !read.includes(BEYOND)) return withoutFunctions(read);
		const { start, list } = this.values;
		if (input < start || input >= start + list.length) this.evaluateFrom(input);
		const values = this.values.list[input - this.values.start];
		if (!Array.isArray(values) || values.length !== this.count) return undefined;
		return withoutFunctions(values);
	}

	private evaluateFrom(start: number): void {
		const list = this.ofItemAlone
			? this.evaluateMany(start)
			: [this.evaluate(this.together, start)];
		this.values = { start, list: Array.isArray(list) && list.length > 0 ? list : [undefined] };
	}

	/**
	 * Evaluates the expressions of the items from `start` on. The items lie in the data of this node for that
	 * time, because `$input.all()` copies the whole input into the isolate (seen on 2.41.1).
	 */
	private evaluateMany(start: number): unknown {
		const { context, items } = this;
		const store = context.getContext('node');
		const given = `$node[${JSON.stringify(context.getNode().name)}].context.${GIVEN}`;
		const values = `($json) => { try { return ${this.together} } catch (e) { return null } }`;
		store[GIVEN] = items.slice(start, start + ITEMS_AT_ONCE).map(({ json }) => json);
		const list = this.evaluate(`${given}.map(${values})`, start);
		delete store[GIVEN];
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

/** Of a function n8n says itself which parentheses are missing. */
const withoutFunctions = (values: unknown[]) =>
	values.some((value) => typeof value === 'function') ? undefined : values;

/** An expression of a parameter, as JavaScript, and how to read it without n8n if it is but a path. */
interface Source {
	readonly code: string;
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
	if (typeof stored === 'string' && stored.startsWith('=')) {
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
	const parts: Array<{ code: string; read: string | Read | undefined }> = [];
	for (const [index, part] of text.split('{{').entries()) {
		const [code, after, ...more] = index === 0 ? ['', part] : part.split('}}');
		if (after === undefined || more.length > 0 || part.endsWith('\\')) return undefined;
		if (index > 0) parts.push({ code: guarded(code), read: readerOf(code) });
		if (after !== '') parts.push({ code: JSON.stringify(after), read: after });
	}
	if (parts.length === 1 && text.startsWith('{{')) return parts[0] as Source;
	return {
		code: `[${parts.map(({ code }) => code).join(', ')}].join('')`,
		read: joined(parts.map(({ read }) => read)),
	};
}

/** n8n too takes a TypeError for nothing found. A line break ends a comment at the end of the code. */
const guarded = (code: string) =>
	`(() => { try { return (${code}\n) } catch (e) { if (e.name === 'TypeError') return undefined; throw e } })()`;
