import { NodeApiError, NodeOperationError, type IExecuteFunctions, type INode } from 'n8n-workflow';

import { FeishuError } from '../../shared/feishuError';
import { operationError, saying } from '../../shared/nodeError';
import type { Card, Mistake, Problem } from '../card/card';
import { failure, type CardFailure } from '../card/failure';
import { adviceFor } from '../reading/advice';
import { someOf } from '../reading/texts';
import { withDoubt } from '../sending/causes';
import { asHtml } from './html';
import type { Results, Words } from './results';

const KINDS_SHOWN = 5;

/** What stops a run: n8n's error for people, and the same in plain text for a model. */
export interface Stop {
	error: Error;
	text: string;
}

/** Input that names no card properly: nothing was sent. Items are counted from 0, as n8n does. */
export function mistakeStop(
	context: IExecuteFunctions,
	node: INode,
	mistakes: readonly Mistake[],
	words: Words,
): Stop {
	const [kind, ...others] = kindsOf(mistakes);
	const { first } = kind;
	const also = others.map((other) => `${said(other.first)} ${placesOf(other)}`);
	const lines = [
		`No card was ${words.past}.`,
		`[Item ${first.input}] ${adviceFor(context, node, first)}`,
		kind.places.size > 1 ? `The same occurs ${placesOf(kind)}.` : '',
		also.length > 0 ? `Also: ${firstOf(also)}.` : '',
	];
	// n8n itself adds the number of the item to the headline.
	const error = operationError(node, said(first), {
		itemIndex: first.input,
		description: asHtml(lines),
	});
	return { error, text: asText(said(first), lines) };
}

/** The failure of a card that the input does not name properly, if the node goes on after mistakes. */
export function mistakeFailure(
	context: IExecuteFunctions,
	node: INode,
	{ problems }: Mistake,
): CardFailure {
	const [first] = problems;
	const different = firstOf([...new Set(problems.map(said))]);
	const message = `[Item ${first.input}] ${different}. ${adviceFor(context, node, first)}`;
	return failure('REJECTED', message);
}

/** A wrong setting of the node in plain text. */
export const settingText = ({ message, description }: Partial<NodeOperationError>) =>
	asText(String(message), [description ?? '']);

/**
 * What stops a run on its way, or keeps it from its beginning.
 *
 * @param unfinished the cards that were not done by then, as far as Feishu's answers say
 * @param results what became of the others
 */
export function stopOf(
	context: IExecuteFunctions,
	error: unknown,
	unfinished: readonly Card[],
	results: Results,
	words: Words,
): Stop {
	if (!(error instanceof FeishuError)) {
		return { error: error as Error, text: settingText(error as Partial<NodeOperationError>) };
	}
	const { advice, feishuMessage } = error.details;
	const lines = [advice, ...error.saidLines, doneByThen(unfinished, results, words)];
	const { headline: message } = error;
	return {
		error: saying(
			message,
			new NodeApiError(
				context.getNode(),
				{ message: feishuMessage },
				{ message, description: asHtml(lines) },
			),
		),
		text: asText(message, lines),
	};
}

/** How many cards were done when the run stopped: one whose answer was lost may have been, in this try or before. */
function doneByThen(
	unfinished: readonly Card[],
	{ done, cards, triedBefore }: Results,
	{ past }: Words,
): string {
	const total = cards + unfinished.length;
	const inDoubt = unfinished.filter(({ mayBeDone }) => mayBeDone).length;
	const why = triedBefore ? 'n8n has tried this run before' : 'the answer was lost';
	const lost = `may have been ${past}: ${why}.`;
	if (done === 0)
		return inDoubt === 0 ? `No card was ${past}.` : `${inDoubt} of ${total} cards ${lost}`;
	const sure = `${done} of ${total} cards had been ${past} by then`;
	return inDoubt === 0 ? `${sure}.` : `${sure}, and ${inDoubt} more ${lost}`;
}

/** The failure of a card that was not done before the run stopped. */
export function stopFailure(error: unknown, card: Card, words: Words): CardFailure {
	const plain = error instanceof Error ? error.message : String(error);
	const message = error instanceof NodeOperationError ? settingText(error) : plain;
	const code = error instanceof FeishuError ? error.details.code : null;
	return withDoubt(failure('REQUEST_FAILED', message, code), card, words.past);
}

/** Headline and lines as sentences. */
const asText = (headline: string, lines: readonly string[]) =>
	[`${headline}.`, ...lines.filter((line) => line !== '')].join(' ');

/** "Business ID is empty" */
const said = ({ field, problem }: Problem) => `${field} ${problem}`;

function firstOf(texts: readonly string[]): string {
	const more = texts.length > KINDS_SHOWN ? `; and ${texts.length - KINDS_SHOWN} more` : '';
	return texts.slice(0, KINDS_SHOWN).join('; ') + more;
}

/** Problems that differ only in the entry of a list, or in the value that was found. */
interface Kind {
	readonly first: Problem;
	/** Each once: the number of the item with the field. */
	readonly places: Set<string>;
	readonly inputs: Set<number>;
}

/** In the order of the first of each. */
function kindsOf(mistakes: readonly Mistake[]): Kind[] {
	const kinds = new Map<string, Kind>();
	for (const { problems } of mistakes) {
		for (const problem of problems) {
			const name = `${problem.field.replace(/\[\d+\]/g, '[]')} ${problem.kind ?? problem.problem}`;
			const kind = kinds.get(name) ?? { first: problem, places: new Set(), inputs: new Set() };
			kinds.set(name, kind);
			// For each of its users a card has the same mistakes.
			kind.places.add(`${problem.input} ${problem.field}`);
			kind.inputs.add(problem.input);
		}
	}
	return [...kinds.values()];
}

/** "in item 3", "in item 3, 12 times", "in 500 items (0, 1, 2, 3, 4, …)". */
function placesOf({ places, inputs }: Kind): string {
	const items = [...inputs].map(String);
	const times = places.size > 1 ? `, ${places.size} times` : '';
	if (items.length === 1) return `in item ${items[0]}${times}`;
	return `in ${items.length} items (${someOf(items)})`;
}
