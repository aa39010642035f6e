import type { Settings } from '../reading/settings';
import type { Results, Words } from './results';

/** What some statuses are called, of one card and of several; the others are words already. */
const PHRASES: Record<string, [string, string]> = {
	exists: ['was there already', 'were there already'],
	not_created: ['was not there', 'were not there'],
};

/**
 * The run in one line, for the output panel.
 *
 * @param mayTakeMore whether the operation has further steps, so that more requests may follow
 * @param givesNothing whether nothing comes out of Done, because Output is Cards and every card failed
 */
export function lineOf(
	results: Results,
	words: Words,
	{ isOn, options }: Settings,
	mayTakeMore: boolean,
	givesNothing: boolean,
): string {
	const { cards, ended, failed, presumed, silent } = results;
	const { repeated, unnamed, untitled } = results.notes;
	const failures = failed > 0 ? `${failed} failed (${reasonsListed(results.reasons)})` : '0 failed';
	const sentences = [];
	if (cards === 0) {
		sentences.push(`There were no cards to ${words.verb}.`);
	} else if (isOn.has('dryRun')) {
		const perSecond = options instanceof Error ? 1 : options.requestsPerSecond;
		const needed = requestsNeeded(results.requests, perSecond, mayTakeMore);
		sentences.push(
			`Dry run: ${counted(cards - failed, 'card')} would be ${words.past} in ${needed}, ${failures}.`,
			'Nothing was changed, so it is not known whether the cards exist.',
		);
	} else {
		sentences.push(`${happened(ended, words)}, ${failures}.`);
	}
	if (presumed > 0) {
		const which = presumed === 1 ? 'One of them' : `${presumed} of them`;
		sentences.push(
			`${which} may have been ${words.past} before this run: Feishu gave no clear answer, and the repeated request found nothing left to do.`,
		);
	}
	if (silent > 0) {
		const which = silent === 1 ? 'one of them' : `${silent} of them`;
		sentences.push(
			`People may not have been notified of ${which}: Feishu gave no clear answer, and the repeated request is silent so that nobody is notified twice.`,
		);
	}
	if (repeated > 0) {
		sentences.push(
			repeated === 1
				? '1 entry named the same card as another one.'
				: `${repeated} entries named the same card as another one.`,
		);
	}
	if (unnamed > 0) {
		const made = unnamed === 1 ? 'an ID' : 'IDs';
		sentences.push(
			`Business ID is empty for ${counted(unnamed, 'card')}, so the node made ${made}.`,
		);
	}
	if (untitled) sentences.push('Title is empty for every card: check its expression.');
	if (givesNothing) {
		sentences.push(
			'Nothing comes out of Done because no card succeeded. To continue in this case too, set Output to Summary.',
		);
	}
	return sentences.join(' ');
}

/** "3 cards created, 2 updated": what the operation is for is said even of none, the rest is not. */
function happened(ended: ReadonlyMap<string, number>, { statuses }: Words): string {
	const counts = [...ended].filter(([status, count]) => count > 0 || statuses.includes(status));
	return counts
		.map(([status, count], index) => {
			const cards = index === 0 ? counted(count, 'card') : count;
			return `${cards} ${PHRASES[status]?.[count === 1 ? 0 : 1] ?? status}`;
		})
		.join(', ');
}

/** "at least 3 requests (3 seconds)" */
function requestsNeeded(count: number, perSecond: number, mayTakeMore: boolean): string {
	const least = mayTakeMore ? 'at least ' : '';
	const seconds = Math.ceil(count / perSecond);
	return `${least}${counted(count, 'request')}${seconds > 1 ? ` (${seconds} seconds)` : ''}`;
}

/** "REJECTED 2, NOT_CREATED 1" */
function reasonsListed(reasons: ReadonlyMap<string, number>): string {
	return [...reasons].map(([reason, count]) => `${reason} ${count}`).join(', ');
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
