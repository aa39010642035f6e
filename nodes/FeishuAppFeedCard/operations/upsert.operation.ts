import { createCard } from './create.operation';
import type { Operation } from './operation';
import { updateCards } from './update.operation';

/**
 * Updates cards, and creates those that do not exist.
 *
 * Feishu's pages do not say how it refuses to update a card that is not there, or to create one that is: by
 * a reason for the card (2, 4), or by refusing the request. So a card that is refused goes on as well; if
 * something else is wrong with it, the next step refuses it for that.
 */
export const upsertOperation: Operation = {
	choice: {
		name: 'Create or Update',
		value: 'upsert',
		action: 'Create or update cards',
		description: 'Create a new record, or update the current one if it already exists (upsert)',
	},
	words: {
		verb: 'create or update',
		past: 'created or updated',
		statuses: ['created', 'updated'],
	},
	needs: { contents: { whole: true, changes: true } },
	steps: [
		{ request: updateCards, done: 'updated', goesOnAfter: ['NOT_CREATED', 'REJECTED'] },
		{ request: createCard, done: 'created', goesOnAfter: ['DUPLICATE', 'REJECTED'] },
		// For a card that somebody else created in between.
		{ request: updateCards, done: 'updated' },
	],
};
