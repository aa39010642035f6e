import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Words } from '../output/words';
import type { CardRequest } from '../transport/feedCardApi';

/** One kind of request, for all cards that wait for it. */
export interface Step {
	readonly request: CardRequest;
	/** What a card is afterwards: its `status` in the output. */
	readonly done: string;
	/** A card that fails for this reason waits for the next step instead. */
	readonly goesOnAfter?: string;
}

/** All that sets an operation apart. */
export interface Operation {
	/** Its entry in the list of operations; saved workflows hold the `value`. */
	readonly choice: INodePropertyOptions;
	readonly words: Words;
	/** Its own entries under Options. */
	readonly options: readonly INodeProperties[];
	/** The reason that is no failure while this option, a switch, is on, and the status that it is then. */
	readonly mayIgnore?: {
		readonly option: string;
		readonly reason: string;
		readonly status: string;
	};
	readonly steps: readonly Step[];
}
