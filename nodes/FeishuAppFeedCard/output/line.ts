import { MAX_CARDS_PER_REQUEST } from '../sending/feedCardApi';
import type { Words } from './words';

/** How many cards ended how. */
export interface Tally {
	/** By `status`, without those that failed. */
	readonly ended: ReadonlyMap<string, number>;
	readonly failed: number;
	/** How many failed for which reason. */
	readonly reasons: ReadonlyMap<string, number>;
}

/** What else there is to say of a run. */
export interface RunFacts {
	/** Sent, or in a dry run needed. */
	readonly requests: number;
	/** Of the cards that are done, how many a lost answer leaves in doubt: they may have been so before. */
	readonly presumed: number;
	/** Of the cards that are done, how many were sent again without notifying people, who may not have been by then. */
	readonly silent: number;
	readonly isDryRun: boolean;
	/** The pace of the run; undefined where it could not begin. */
	readonly requestsPerSecond?: number;
	/** How the run goes may make more requests necessary. */
	readonly mayTakeMore: boolean;
	/** Fields that no card has because their expressions found nothing, by their names in the panel. */
	readonly foundNothing: readonly string[];
	/** The node gives out no item. */
	readonly noItem: boolean;
	/** n8n's Always Output Data is on: where there is no item it gives the next node an empty one. */
	readonly addsEmptyItem: boolean;
}

/** What some statuses are called, of one card and of several; the others are words already. */
const PHRASES: Record<string, [string, string]> = {
	exists: ['was there already', 'were there already'],
	not_created: ['was not there', 'were not there'],
};

/** So many requests more than one for 20 cards are worth a word. */
const MANY_REQUESTS = 10;

/** The run in one line, for the output panel. */
export function lineOf({ ended, failed, reasons }: Tally, facts: RunFacts, words: Words): string {
	const done = [...ended.values()].reduce((sum, count) => sum + count, 0);
	const { isDryRun } = facts;
	const sentences = [];
	if (done + failed === 0) {
		sentences.push(`There were no cards to ${words.verb}.`);
	} else {
		const failures = failed > 0 ? `${failed} failed (${listed(reasons)})` : '0 failed';
		sentences.push(
			isDryRun ? planned(done, failures, facts, words) : `${happened(ended, words)}, ${failures}.`,
		);
	}
	if (facts.presumed > 0) {
		const which = facts.presumed === 1 ? 'One of them' : `${facts.presumed} of them`;
		sentences.push(
			`${which} may have been so before: an answer was lost, and the repetition found nothing left to do.`,
		);
	}
	if (facts.silent > 0) {
		const which = facts.silent === 1 ? 'one of them' : `${facts.silent} of them`;
		sentences.push(
			`People may not have been notified of ${which}: a request left open whether they were, and its repetition is silent so that nobody is notified twice.`,
		);
	}
	const more = facts.requests - Math.ceil((done + failed) / MAX_CARDS_PER_REQUEST);
	if (more > MANY_REQUESTS && words.eachRequest) {
		const each = isDryRun ? 'Each request' : `It took ${facts.requests} requests; each`;
		sentences.push(`${each} ${words.eachRequest}.`);
	}
	for (const field of facts.foundNothing) {
		sentences.push(`No card has a ${field}: its expression found nothing.`);
	}
	if (facts.noItem && facts.addsEmptyItem) {
		sentences.push(
			"No item comes out, and n8n's Always Output Data gives the next node an empty one. Set Output to Summary instead.",
		);
	} else if (facts.noItem) {
		sentences.push(
			'No item comes out, so the workflow ends here. To go on, or to answer a webhook, set Output to Summary.',
		);
	}
	return sentences.join(' ');
}

/** "3 cards created, 2 updated": what the operation is for is said even of none, the rest is not. */
function happened(ended: Tally['ended'], { statuses }: Words): string {
	const told = [...ended].filter(([status, count]) => count > 0 || statuses.includes(status));
	return told
		.map(([status, count], index) => {
			const cards = index === 0 ? cardsOf(count) : String(count);
			return `${cards} ${PHRASES[status]?.[count === 1 ? 0 : 1] ?? status}`;
		})
		.join(', ');
}

function planned(
	cards: number,
	failures: string,
	{ requests, requestsPerSecond = 1, mayTakeMore }: RunFacts,
	{ past }: Words,
): string {
	const least = mayTakeMore ? 'at least ' : '';
	const inRequests = `in ${least}${requests === 1 ? '1 request' : `${requests} requests`}`;
	const seconds = Math.ceil(requests / requestsPerSecond);
	const time = seconds > 1 ? ` (${seconds} seconds)` : '';
	return `Dry run: ${cardsOf(cards)} would be ${past} ${inRequests}${time}, ${failures}. Nothing was changed, and whether the cards exist is not known.`;
}

/** "REJECTED 2, NOT_CREATED 1" */
function listed(reasons: Tally['reasons']): string {
	return [...reasons].map(([reason, count]) => `${reason} ${count}`).join(', ');
}

function cardsOf(count: number): string {
	return count === 1 ? '1 card' : `${count} cards`;
}
