import type { Fault, Problem } from '../card/card';

/** The problem of a value that is not there. */
export const EMPTY = 'is empty';

/** Collects what is wrong with the values of one card. */
export class Problems {
	readonly list: Problem[] = [];

	/**
	 * @param input the input item, counted from 0
	 * @param nameOf what to call a value, by its path in Feishu's names: "buttons[1].text"; "" is the card
	 */
	constructor(
		readonly input: number,
		private readonly nameOf: (path: string) => string,
	) {}

	/** @returns undefined, what is read of a wrong value */
	add(path: string, problem: string, advice?: string): undefined {
		this.addFault(path, { problem, advice });
	}

	addFault(path: string, fault: Fault): undefined {
		this.list.push({ input: this.input, field: this.nameOf(path), ...fault });
	}
}
