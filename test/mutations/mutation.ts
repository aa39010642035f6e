/** A change of the shipped code that somebody who uses the package would notice. */
export interface Mutation {
	/** What would then be wrong. */
	what: string;
	file: string;
	/** The text to change; it stands in the file exactly once. */
	from: string;
	to: string;
	/** Where a test should notice it: the paths of test files, or the beginnings of such paths. */
	tests: string[];
}

/** The mutations of one file. */
export function mutationsOf(
	file: string,
	tests: string[],
	changes: Array<[what: string, from: string, to: string, tests?: string[]]>,
): Mutation[] {
	return changes.map(([what, from, to, own]) => ({ what, file, from, to, tests: own ?? tests }));
}

/**
 * The text of the file with the change in it.
 *
 * @throws where `from` is not there, or not once: the list must follow the code
 */
export function mutated(source: string, { file, from, to, what }: Mutation): string {
	const parts = source.split(from);
	if (parts.length !== 2) {
		throw new Error(
			`${file}: the text of "${what}" stands there ${parts.length - 1} times, not once:\n${from}`,
		);
	}
	return parts.join(to);
}
