import ts from 'typescript';

import { sourceFiles } from '../stability/sources';
import type { Mutation } from './mutation';

/** A word, or one other character. */
interface Token {
	text: string;
	start: number;
	end: number;
}

interface Declaration {
	/** `method` and `Class.method`. */
	names: string[];
	/** From the top of the project. */
	file: string;
	source: string;
	tokens: Token[];
}

interface Match {
	declaration: Declaration;
	start: number;
	end: number;
	/** What each `…` stood for. */
	captures: string[];
}

const WORD_OR_CHARACTER = /[\p{L}\p{N}_$]+|\S/gu;
const PAIRS: Record<string, string> = { '(': ')', '[': ']', '{': '}' };
const CLOSING = new Set(Object.values(PAIRS));
/** Says how to mend an entry, below the list of those that no longer fit. */
export const HOW_TO_MEND = `Mend these entries in test/mutations/list/: the name of the function, or the least text in it that
shows what to change. If the code that an entry changes is gone, delete the entry.`;

/** A change in a file of the shipped code. */
export interface Changed {
	file: string;
	text: string;
}

/** The shipped code, in which a change is found by the name of its function. */
export class ShippedCode {
	private readonly declarations = sourceFiles().flatMap(({ path, text }) =>
		declarationsOf(path, text),
	);

	/**
	 * The file that a mutation changes, as it is after the change.
	 *
	 * @throws {Error} if the entry no longer fits the code, with how to mend it
	 */
	change(mutation: Mutation): Changed {
		const named = this.declarations.filter(({ names }) => names.includes(mutation.in));
		const matches = named.flatMap((one) => matchesIn(one, mutation.from));
		if (matches.length !== 1) throw new Error(this.reason(mutation, named, matches));
		const [{ declaration, start, end, captures }] = matches;
		let next = 0;
		const to = mutation.to.replace(/…/g, () => captures[next++]);
		const { file, source } = declaration;
		const before = source.slice(0, start);
		const after = source.slice(end);
		// What is taken out of a list takes its comma along.
		const isMember = to === '' && /[([{,]\s*$/.test(before);
		return { file, text: before + to + (isMember ? after.replace(/^\s*,/, '') : after) };
	}

	private reason({ in: name, from }: Mutation, named: Declaration[], matches: Match[]): string {
		if (matches.length > 1) {
			return `it fits ${matches.length} times in ${name}: ${matches.map(placeOf).join(', ')}`;
		}
		const elsewhere = this.declarations.flatMap((one) => matchesIn(one, from)).map(placeOf);
		const hint =
			elsewhere.length > 0 && elsewhere.length < 4 ? `; it fits in ${elsewhere.join(', ')}` : '';
		return (
			(named.length === 0
				? `nothing in the shipped code is called ${name}`
				: `${name} (${named[0].file}) has no “${from}”`) + hint
		);
	}
}

const placeOf = ({ declaration: { names, file, source }, start }: Match) =>
	`${names.at(-1)} (${file}:${source.slice(0, start).split('\n').length})`;

/** Whatever has a name at the top of a file, and the members of classes there. */
function declarationsOf(file: string, source: string): Declaration[] {
	const parsed = ts.createSourceFile(file, source, ts.ScriptTarget.ES2022, true);
	const declarations: Declaration[] = [];
	const add = (node: ts.Node, ...names: string[]) =>
		declarations.push({ names, file, source, tokens: tokensOf(node) });
	for (const statement of parsed.statements) {
		if (ts.isVariableStatement(statement)) {
			for (const one of statement.declarationList.declarations) add(one, one.name.getText());
		} else if (ts.isClassDeclaration(statement)) {
			const className = statement.name?.text ?? '';
			for (const member of statement.members) {
				const name = ts.isConstructorDeclaration(member)
					? 'constructor'
					: (member.name?.getText() ?? '');
				add(member, name, `${className}.${name}`);
			}
		} else if (ts.isFunctionDeclaration(statement)) {
			add(statement, statement.name?.text ?? '');
		}
	}
	return declarations;
}

/** Without comments, and without commas before a closing bracket. */
function tokensOf(node: ts.Node): Token[] {
	const tokens: Token[] = [];
	const visit = (inner: ts.Node): void => {
		if (inner.kind >= ts.SyntaxKind.FirstJSDocNode && inner.kind <= ts.SyntaxKind.LastJSDocNode) {
			return;
		}
		const children = inner.getChildren();
		if (children.length > 0) return children.forEach(visit);
		const start = inner.getStart();
		for (const match of inner.getText().matchAll(WORD_OR_CHARACTER)) {
			tokens.push({
				text: match[0],
				start: start + match.index,
				end: start + match.index + match[0].length,
			});
		}
	};
	visit(node);
	return tokens.filter(({ text }, at) => text !== ',' || !CLOSING.has(tokens[at + 1]?.text));
}

function matchesIn(declaration: Declaration, from: string): Match[] {
	const { tokens, source } = declaration;
	const words = from.match(WORD_OR_CHARACTER) ?? [];
	const pattern = words.filter((word, at) => word !== ',' || !CLOSING.has(words[at + 1]));
	return tokens.flatMap(({ start }, first) => {
		const captures: string[] = [];
		let at = first;
		for (const [index, word] of pattern.entries()) {
			if (word === '…') {
				const from = at;
				at = skip(tokens, at, pattern[index + 1]);
				captures.push(at === from ? '' : source.slice(tokens[from].start, tokens[at - 1]?.end));
			} else if (tokens[at++]?.text !== word) return [];
		}
		return [{ declaration, start, end: tokens[at - 1].end, captures }];
	});
}

/** Where `until` is, outside all brackets that open on the way there. */
function skip(tokens: Token[], at: number, until: string): number {
	const open: string[] = [];
	for (; at < tokens.length; at++) {
		const { text } = tokens[at];
		if (open.length === 0 && (text === until || CLOSING.has(text))) return at;
		if (text === open.at(-1)) open.pop();
		else if (PAIRS[text]) open.push(PAIRS[text]);
	}
	return at;
}
