import type { Fault, Problem } from '../card/card';

/** The problem of a value that is not there. */
export const EMPTY = 'is empty';

/** How the problem of an expression begins for which n8n gives an error. */
export const EXPRESSION_FAILS = 'has an expression that fails';

/** Collects what is wrong with a card, or with one of the values in it. */
export class Problems {
	/**
	 * @param input the input item, counted from 0
	 * @param nameOf what to call a value, by its path in Feishu's names: "buttons[1].text"; "" is the card
	 * @param list of the whole card
	 */
	constructor(
		readonly input: number,
		private readonly nameOf: (path: string) => string,
		readonly list: Problem[] = [],
		private readonly path = '',
	) {}

	/** For a value inside this one. */
	at(key: string | number): Problems {
		const inside = typeof key === 'number' ? `[${key}]` : this.path === '' ? key : `.${key}`;
		return new Problems(this.input, this.nameOf, this.list, this.path + inside);
	}

	/** @returns undefined, what is read of a wrong value */
	add(fault: string | Fault, advice?: string): undefined {
		const what = typeof fault === 'string' ? { problem: fault, advice } : fault;
		this.list.push({ input: this.input, field: this.nameOf(this.path), ...what });
	}
}
