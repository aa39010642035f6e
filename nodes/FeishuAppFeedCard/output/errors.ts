import { NodeApiError, NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';

import { FeishuError } from '../../shared/feishuError';
import type { CardFailure } from '../card/card';
import type { ItemMistake } from '../parameters/readCards';
import type { SentCard } from '../transport/feedCardApi';
import type { Words } from './words';

const MISTAKES_SHOWN = 5;

/** The error for input that names no card properly: nothing was sent. Items are counted from 0, as n8n does. */
export function mistakeError(
	context: IExecuteFunctions,
	mistakes: ItemMistake[],
	words: Words,
): NodeOperationError {
	const [first, ...others] = mistakes;
	const shown = others.slice(0, MISTAKES_SHOWN).map(inWords).join('; ');
	const more = others.length > MISTAKES_SHOWN ? `; and ${others.length - MISTAKES_SHOWN} more` : '';
	return new NodeOperationError(context.getNode(), inWords(first), {
		itemIndex: first.input,
		description: [
			`No card was ${words.past}.`,
			adviceFor(context, first),
			others.length > 0 ? `Also: ${shown}${more}.` : '',
		]
			.filter(Boolean)
			.join(' '),
	});
}

export function mistakeFailure(mistake: ItemMistake): CardFailure {
	return { reason: 'REJECTED', reasonCode: null, code: null, message: inWords(mistake) };
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
	const { feishuMessage } = error.details;
	return new NodeApiError(
		context.getNode(),
		{ message: feishuMessage },
		{
			message: error.headline,
			description: `${error.explanation} ${done} of ${total} cards had been ${past} by then.`,
		},
	);
}

/** How a card ends that the run did not come to because it stopped before. */
export function stopFailure(error: unknown, card: SentCard, { past }: Words): CardFailure {
	const doubt = card.mayBeDone ? ` This card may have been ${past} all the same.` : '';
	return {
		reason: 'REQUEST_FAILED',
		reasonCode: null,
		code: error instanceof FeishuError ? error.details.code : null,
		message: `${error instanceof Error ? error.message : String(error)}${doubt}`,
	};
}

function inWords({ input, field, problem }: ItemMistake): string {
	return `Item ${input}: ${field} ${problem}`;
}

/** After a Webhook node the data stands one level deeper than the parameters look by default. */
function adviceFor(context: IExecuteFunctions, { input }: ItemMistake): string {
	const body = context.getInputData()[input].json.body;
	const inBody = ['cards', 'feed_cards', 'biz_id', 'user_id'].find(
		(name) => typeof body === 'object' && body !== null && Object.hasOwn(body, name),
	);
	return inBody
		? `This item looks like a webhook's: what it received is under body, so use an expression like {{ $json.body.${inBody} }}.`
		: '';
}
