import { NodeApiError, NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';

import { FeishuError } from '../../shared/feishuError';
import type { Problem } from '../card/card';
import { failure, type CardFailure } from '../card/failure';
import { adviceFor } from '../reading/advice';
import type { ItemMistake, ItemProblem } from '../reading/cards';
import type { SentCard } from '../sending/feedCardApi';
import { asHtml } from './html';
import type { Words } from './summaryLine';

const KINDS_SHOWN = 5;
const ITEMS_SHOWN = 5;

/** What stops a run: n8n's error for people, and the same in plain text for a model. */
export interface Stop {
	error: Error;
	text: string;
}

/** Input that names no card properly: nothing was sent. Items are counted from 0, as n8n does. */
export function mistakeStop(
	context: IExecuteFunctions,
	mistakes: ItemMistake[],
	words: Words,
): Stop {
	const problems = mistakes.flatMap((mistake) => mistake.problems);
	const [first] = problems;
	const [kind, ...others] = kindsOf(problems);
	const shown = others
		.slice(0, KINDS_SHOWN)
		.map((other) => `${inWords(other[0])} ${placesOf(other)}`);
	const more = others.length > KINDS_SHOWN ? `; and ${others.length - KINDS_SHOWN} more` : '';
	const lines = [
		`No card was ${words.past}.`,
		`Item ${first.input}: ${adviceFor(context, first) || adviceIn(first)}`,
		kind.length > 1 ? `The same is wrong ${placesOf(kind)}.` : '',
		others.length > 0 ? `Also: ${shown.join('; ')}${more}.` : '',
	];
	// n8n itself adds the number of the item to the headline.
	const error = new NodeOperationError(context.getNode(), inWords(first), {
		itemIndex: first.input,
		description: asHtml(lines),
	});
	return { error, text: asText(inWords(first), lines) };
}

/** How a card ends that the input does not name properly, where the node goes on after mistakes. */
export function mistakeFailure(context: IExecuteFunctions, { problems }: ItemMistake): CardFailure {
	const advice = adviceFor(context, problems[0]);
	const said = [...new Set(problems.map(inWords))].join('; ');
	const message = `Item ${problems[0].input}: ${said}. ${advice}`;
	return failure('REJECTED', message.trim());
}

/**
 * What stops a run on its way, or keeps it from its beginning.
 *
 * @param done how many of the cards were done by then
 */
export function stopOf(
	context: IExecuteFunctions,
	error: unknown,
	done: number,
	total: number,
	{ past }: Words,
): Stop {
	if (!(error instanceof FeishuError)) {
		const { message, description } = error as Partial<NodeOperationError>;
		return { error: error as Error, text: asText(String(message), [description ?? '']) };
	}
	const { advice, feishuMessage, hints, logId } = error.details;
	const lines = [
		advice,
		feishuMessage && `Feishu's message: "${feishuMessage}".`,
		...hints.split('\n'),
		logId && `Log ID: ${logId}.`,
		done === 0 ? `No card was ${past}.` : `${done} of ${total} cards had been ${past} by then.`,
	];
	const { headline: message } = error;
	return {
		error: new NodeApiError(
			context.getNode(),
			{ message: feishuMessage },
			{ message, description: asHtml(lines) },
		),
		text: asText(message, lines),
	};
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

/** Headline and lines as sentences. */
const asText = (headline: string, lines: readonly string[]) =>
	[`${headline}.`, ...lines.filter((line) => line !== '')].join(' ');

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
