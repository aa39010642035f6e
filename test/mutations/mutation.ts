/**
 * A change of the shipped code that a user of the package would notice. It names no file and no line, so
 * code may move and be written anew around it.
 */
export interface Mutation {
	/** What would then be wrong. */
	what: string;
	/** The function, method (`Class.method`), constant or field to change, wherever it is. */
	in: string;
	/**
	 * What to change there. White space, comments and trailing commas do not count, `…` stands for anything
	 * with its brackets in pairs. It must fit once.
	 */
	from: string;
	/** What to put in its place. `…` is what the `…` of `from` stood for. */
	to: string;
	/** The tests that should notice it: the paths of test files, or the beginnings of such paths. */
	tests: string[];
}

type Change = [what: string, from: string, to: string, tests?: string[]];

/** The changes of some functions, each noticed by `tests` unless it names its own. */
export function mutationsOf(tests: string[], changes: Record<string, Change[]>): Mutation[] {
	return Object.entries(changes).flatMap(([name, list]) =>
		list.map(([what, from, to, own]) => ({ what, in: name, from, to, tests: own ?? tests })),
	);
}
