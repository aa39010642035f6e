/** What an operation calls what it does to a card. */
export interface Words {
	/** "delete" */
	readonly verb: string;
	/** "deleted" */
	readonly past: string;
	/** What becomes of a card, as `status` says it, in the order in which the summary gives the numbers. */
	readonly statuses: readonly string[];
}

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
	/** How many entries named a card that another entry had named. */
	readonly repeated: number;
	/** Output is Cards, and nothing comes out of Done because every card failed. */
	readonly givesNothing: boolean;
}

/** What some statuses are called, of one card and of several; the others are words already. */
const PHRASES: Record<string, [string, string]> = {
	exists: ['was there already', 'were there already'],
	not_created: ['was not there', 'were not there'],
};

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
	if (facts.repeated > 0) {
		sentences.push(
			facts.repeated === 1
				? '1 entry named a card that another entry had named.'
				: `${facts.repeated} entries named a card that another entry had named.`,
		);
	}
	if (facts.givesNothing) {
		sentences.push(
			'Nothing comes out of Done because no card succeeded. To go on all the same, set Output to Summary.',
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
