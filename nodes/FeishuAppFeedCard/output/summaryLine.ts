import type { Results } from './results';
import type { Words } from './words';

/** What there is to say of a run beside its results. */
interface RunFacts {
	readonly isDryRun: boolean;
	/** The pace of the run; undefined if it could not begin. */
	readonly requestsPerSecond?: number;
	/** How the run goes may make more requests necessary. */
	readonly mayTakeMore: boolean;
	/** Output is Cards, and nothing comes out of Done because every card failed. */
	readonly givesNothing: boolean;
}

/** What some statuses are called, of one card and of several; the others are words already. */
const PHRASES: Record<string, [string, string]> = {
	exists: ['was there already', 'were there already'],
	not_created: ['was not there', 'were not there'],
};

/** The run in one line, for the output panel. */
export function lineOf(results: Results, facts: RunFacts, words: Words): string {
	const { ended, failed, presumed, silent, repeated } = results;
	const done = [...ended.values()].reduce((sum, count) => sum + count, 0);
	const sentences = [];
	if (done + failed === 0) {
		sentences.push(`There were no cards to ${words.verb}.`);
	} else {
		const failures = failed > 0 ? `${failed} failed (${listed(results.reasons)})` : '0 failed';
		sentences.push(
			facts.isDryRun
				? planned(done, results.requests, failures, facts, words)
				: `${happened(ended, words)}, ${failures}.`,
		);
	}
	if (presumed > 0) {
		const which = presumed === 1 ? 'One of them' : `${presumed} of them`;
		sentences.push(
			`${which} may have been so before: an answer was lost, and the repetition found nothing left to do.`,
		);
	}
	if (silent > 0) {
		const which = silent === 1 ? 'one of them' : `${silent} of them`;
		sentences.push(
			`People may not have been notified of ${which}: a request left open whether they were, and its repetition is silent so that nobody is notified twice.`,
		);
	}
	if (repeated > 0) {
		sentences.push(
			repeated === 1
				? '1 entry named a card that another entry had named.'
				: `${repeated} entries named a card that another entry had named.`,
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
function happened(ended: ReadonlyMap<string, number>, { statuses }: Words): string {
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
	requests: number,
	failures: string,
	{ requestsPerSecond = 1, mayTakeMore }: RunFacts,
	{ past }: Words,
): string {
	const least = mayTakeMore ? 'at least ' : '';
	const inRequests = `in ${least}${requests === 1 ? '1 request' : `${requests} requests`}`;
	const seconds = Math.ceil(requests / requestsPerSecond);
	const time = seconds > 1 ? ` (${seconds} seconds)` : '';
	return `Dry run: ${cardsOf(cards)} would be ${past} ${inRequests}${time}, ${failures}. Nothing was changed, and whether the cards exist is not known.`;
}

/** "REJECTED 2, NOT_CREATED 1" */
function listed(reasons: ReadonlyMap<string, number>): string {
	return [...reasons].map(([reason, count]) => `${reason} ${count}`).join(', ');
}

function cardsOf(count: number): string {
	return count === 1 ? '1 card' : `${count} cards`;
}
