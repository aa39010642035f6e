import { NodeApiError, NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';

import { FeishuError } from '../../shared/feishuError';
import type { Problem } from '../card/card';
import { failure, type CardFailure } from '../card/failure';
import { adviceFor } from '../reading/advice';
import type { ItemMistake, ItemProblem } from '../reading/cards';
import type { SentCard } from '../sending/feedCardApi';
import { escaped, escapedWithLinks, lines } from './html';
import type { Words } from './words';

const KINDS_SHOWN = 5;
const ITEMS_SHOWN = 5;

/** The error for input that names no card properly: nothing was sent. Items are counted from 0, as n8n does. */
export function mistakeError(
	context: IExecuteFunctions,
	mistakes: ItemMistake[],
	words: Words,
): NodeOperationError {
	const problems = mistakes.flatMap((mistake) => mistake.problems);
	const [first] = problems;
	const [kind, ...others] = kindsOf(problems);
	const shown = others
		.slice(0, KINDS_SHOWN)
		.map((other) => `${inWords(other[0])} ${placesOf(other)}`);
	const more = others.length > KINDS_SHOWN ? `; and ${others.length - KINDS_SHOWN} more` : '';
	// n8n itself adds the number of the item to the headline.
	return new NodeOperationError(context.getNode(), inWords(first), {
		itemIndex: first.input,
		description: lines(
			`No card was ${words.past}.`,
			escaped(`Item ${first.input}: ${adviceFor(context, first) || adviceIn(first)}`),
			kind.length > 1 ? `The same is wrong ${placesOf(kind)}.` : '',
			others.length > 0 ? escaped(`Also: ${shown.join('; ')}${more}.`) : '',
		),
	});
}

/** How a card ends that the input does not name properly, where the node goes on after mistakes. */
export function mistakeFailure(context: IExecuteFunctions, { problems }: ItemMistake): CardFailure {
	const advice = adviceFor(context, problems[0]);
	const said = [...new Set(problems.map(inWords))].join('; ');
	const message = `Item ${problems[0].input}: ${said}. ${advice}`;
	return failure('REJECTED', message.trim());
}

/**
 * The error that stops the workflow.
 *
 * @param done how many of the cards were done by then
 */
export function stopError(
	context: IExecuteFunctions,
	error: unknown,
	done: number,
	total: number,
	{ past }: Words,
): Error {
	if (!(error instanceof FeishuError)) return error as Error;
	const { advice, feishuMessage, logId } = error.details;
	return new NodeApiError(
		context.getNode(),
		{ message: feishuMessage },
		{
			message: error.headline,
			description: lines(
				escapedWithLinks(advice),
				feishuMessage && `Feishu's message: "${escapedWithLinks(feishuMessage)}".`,
				logId && `Log ID: ${escaped(logId)}.`,
				done === 0 ? `No card was ${past}.` : `${done} of ${total} cards had been ${past} by then.`,
			),
		},
	);
}

/** How a card ends that the run did not come to because it stopped before. */
export function stopFailure(error: unknown, card: SentCard, words: Words): CardFailure {
	const message = error instanceof Error ? error.message : String(error);
	const code = error instanceof FeishuError ? error.details.code : null;
	return withDoubt(failure('REQUEST_FAILED', message, code), card, words);
}

/** A failure, with what is not known of the card: its answer was lost, and no later one told. */
export function withDoubt(failed: CardFailure, card: SentCard, { past }: Words): CardFailure {
	const isTold = !['REQUEST_FAILED', 'RATE_LIMITED'].includes(failed.reason);
	if (isTold || !card.mayBeDone) return failed;
	return {
		...failed,
		message: `${failed.message} This card may have been ${past} all the same.`,
	};
}

/** "is a Union ID …: change it to Union ID": what to do stands in the headline already. */
const adviceIn = ({ problem }: Problem) =>
	/[:;] [a-z]/.test(problem) ? 'do what the line above says.' : 'correct this value.';

/** "Business ID is empty" */
const inWords = ({ field, problem }: Problem) => `${field} ${problem}`;

/**
 * Equal problems together, in the order of the first of each: the entries of a list count as equal, and so
 * do IDs of the same wrong kind.
 */
function kindsOf(problems: ItemProblem[]): ItemProblem[][] {
	const kinds = new Map<string, ItemProblem[]>();
	for (const problem of problems) {
		const kind = inWords(problem).replace(/\[\d+\]|\([^)]*\)/g, '[]');
		const alike = kinds.get(kind);
		if (alike) alike.push(problem);
		else kinds.set(kind, [problem]);
	}
	return [...kinds.values()];
}

/** "in item 3", "in item 3, 12 times", "in 500 items (0, 1, 2, 3, 4, …)". */
function placesOf(alike: ItemProblem[]): string {
	const items = [...new Set(alike.map(({ input }) => input))];
	const times = alike.length > 1 ? `, ${alike.length} times` : '';
	if (items.length === 1) return `in item ${items[0]}${times}`;
	const shown = items.slice(0, ITEMS_SHOWN).join(', ') + (items.length > ITEMS_SHOWN ? ', …' : '');
	return `in ${items.length} items (${shown})`;
}
