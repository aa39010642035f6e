import { createHash, randomUUID } from 'crypto';

import type { IExecuteFunctions, INode } from 'n8n-workflow';

import { isTool } from './settings';

/**
 * Business IDs for cards that the user gives none.
 *
 * n8n's "Retry On Fail" runs the whole node again in the same execution. With new IDs people would then get
 * cards a second time; so the IDs are made from a random number that the execution keeps for each run of the
 * node (its context goes with the execution's data).
 */
export class GeneratedIds {
	/** The node makes these IDs a second time: what has them may exist already. */
	readonly madeBefore: boolean;
	private readonly salt: string;
	private readonly made = new Set<string>();

	constructor(context: IExecuteFunctions, node: INode) {
		// An agent may call its tool several times in a run, and mean it each time.
		const kept = isTool(node) ? {} : context.getContext('node');
		// A node in a loop runs several times in an execution; trying again is the same run.
		const run = `madeIds${String(context.getWorkflowDataProxy(0).$runIndex)}`;
		const { [run]: salt } = kept;
		this.madeBefore = typeof salt === 'string';
		this.salt = typeof salt === 'string' ? salt : randomUUID();
		kept[run] = this.salt;
	}

	/** @param seed what tells one card from the others of the run */
	make(seed: string): string {
		const hex = createHash('sha256').update(`${this.salt} ${seed}`).digest('hex');
		// The form of a random UUID (version 4).
		const variant = '89ab'[parseInt(hex[16], 16) % 4];
		const id = [
			hex.slice(0, 8),
			hex.slice(8, 12),
			`4${hex.slice(13, 16)}`,
			`${variant}${hex.slice(17, 20)}`,
			hex.slice(20, 32),
		].join('-');
		this.made.add(id);
		return id;
	}

	isMade(id: string): boolean {
		return this.made.has(id);
	}
}
