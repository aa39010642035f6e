import type { INodePropertyOptions } from 'n8n-workflow';

import type { Reason } from '../card/failure';
import type { Words } from '../output/results';
import type { CardNeeds } from '../reading/cards';
import type { SWITCHES } from '../reading/settings';
import type { CardRequest } from '../sending/feedCardApi';

/** One kind of request, for all cards that wait for it. */
export interface Step {
	readonly request: CardRequest;
	/** What a card is afterwards: its `status` in the output. */
	readonly done: string;
	/** A card that fails for one of these reasons waits for the next step instead. */
	readonly goesOnAfter?: readonly Reason[];
}

/** All that sets an operation apart. */
export interface Operation {
	/** Its entry in the list of operations; saved workflows hold the `value`. */
	readonly choice: INodePropertyOptions;
	readonly words: Words;
	readonly needs: CardNeeds;
	/** While this option, a switch, is on, this reason is not a failure; the status that such a card has then. */
	readonly mayIgnore?: {
		readonly option: keyof typeof SWITCHES;
		readonly reason: Reason;
		readonly status: string;
	};
	readonly steps: readonly Step[];
}
