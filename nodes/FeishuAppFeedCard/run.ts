import type { IExecuteFunctions, INodeExecutionData, NodeOperationError } from 'n8n-workflow';

import { FeishuClient } from '../shared/client';
import { asFeishuError } from '../shared/feishuError';
import type { Card } from './card/card';
import { failure } from './card/failure';
import { PLANNED, plan } from './dryRun';
import { readOperation } from './operations';
import type { Operation } from './operations/operation';
import {
	mistakeFailure,
	mistakeStop,
	settingText,
	stopFailure,
	stopOf,
	type Stop,
} from './output/errors';
import { Results, type Words } from './output/results';
import { lineOf } from './output/summaryLine';
import { withPeople, withPictures } from './prepare';
import { readCards, type CardsOfRun } from './reading/cards';
import { isTool as isToolNode, readSettings, type Settings } from './reading/settings';
import { takeSteps, type Run, type Sent } from './steps';

/**
 * Runs the operation that the node is set to.
 *
 * As an agent's tool it does not throw for what stops the run: of a thrown error some agents hand nothing to
 * the model, others only the headline (seen on n8n 1.123 and 2.41). There the summary says what stopped it. Nor
 * does it if the workflow is to go on: of a thrown error n8n would give out the input items as if all were done.
 *
 * @returns the items of Done and of Failed
 * @throws NodeOperationError for a setting, and for input that names no card properly
 * @throws NodeApiError for what Feishu refuses for every card
 */
export async function runNode(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	// Whether cards that cannot be done come out of Failed, and the workflow goes on.
	const continuesOnFail = context.continueOnFail();
	const isTool = isToolNode(context.getNode());
	if (!continuesOnFail && !isTool)
		return await runOperation(context, readOperation(context), false);
	let operation: Operation | undefined;
	try {
		operation = readOperation(context);
		return await runOperation(context, operation, continuesOnFail);
	} catch (error) {
		context.getExecutionCancelSignal()?.throwIfAborted();
		const text = settingText(error as Partial<NodeOperationError>);
		return neverBegun(context, text, isTool, operation?.words);
	}
}

/**
 * What comes out if a setting keeps the run from its beginning: no card is known, so that each input item
 * stands for one.
 */
function neverBegun(
	context: IExecuteFunctions,
	text: string,
	isTool: boolean,
	words: Words = { verb: '', past: '', statuses: [] },
): INodeExecutionData[][] {
	const { output } = context.getNode().parameters;
	const results = new Results('summary', words, undefined);
	const count = context.getInputData().length;
	for (let order = 0; order < count; order++) {
		const unknown = { order, bizId: null, userId: null, inputs: [order] };
		results.addFailed(unknown, failure('REQUEST_FAILED', text));
	}
	context.addExecutionHints?.({ message: text, type: 'warning', location: 'outputPane' });
	const summary = results.summaryItem(count, isTool ? text : undefined);
	return [givesCards(context, output, isTool, 0) ? [] : [summary], results.failedItems()];
}

async function runOperation(
	context: IExecuteFunctions,
	operation: Operation,
	continuesOnFail: boolean,
): Promise<INodeExecutionData[][]> {
	const { words, needs } = operation;
	const node = context.getNode();
	const isTool = isToolNode(node);
	const settings = await readSettings(context, node);
	const results = resultsOf(operation, settings);

	const read = await readCards(context, node, settings, needs);
	const { cards, mistakes } = read;
	results.notes = read.notes;
	results.triedBefore = cards.some(({ mayBeDone }) => mayBeDone);
	for (const mistake of mistakes) {
		results.addFailed(mistake, mistakeFailure(context, node, mistake));
	}

	let sent: Sent = { unfinished: cards };
	let stop: Stop | undefined;
	if (mistakes.length > 0 && !continuesOnFail) {
		stop = mistakeStop(context, node, mistakes, words);
		sent.error = new Error(`Nothing was sent, because of another card: ${stop.error.message}.`);
	} else if (cards.length > 0) {
		sent = await send(context, operation, settings, read, results);
		const { error, unfinished } = sent;
		if (error !== undefined) stop = stopOf(context, error, unfinished, results, words);
	}
	if (stop && !continuesOnFail && !isTool) throw stop.error;
	if (stop)
		for (const card of sent.unfinished) results.fail(card, stopFailure(sent.error, card, words));

	const cardItems = results.cardItems();
	// A model reads Done alone: the cards would tell it of successes only.
	const done =
		!(isTool && (stop || results.failed > 0)) &&
		givesCards(context, settings.output, isTool, cardItems.length)
			? cardItems
			: [results.summaryItem(context.getInputData().length, isTool ? stop?.text : undefined)];
	const givesNothing = done.length === 0 && results.failed > 0;
	// A tool has no output panel before n8n 1.119, and nothing that takes its hints.
	context.addExecutionHints?.({
		message: lineOf(results, words, settings, operation.steps.length > 1, givesNothing),
		type: results.failed > 0 ? 'warning' : 'info',
		location: 'outputPane',
	});
	return [done, results.failedItems()];
}

/** Whether Done gives an item for each card that did not fail, of which there are `count`, and not the summary. */
function givesCards(
	context: IExecuteFunctions,
	output: unknown,
	isTool: boolean,
	count: number,
): boolean {
	return output === 'cards' && (count > 0 || !(isTool || isInLoop(context)));
}

/**
 * Whether a node of the workflow is both before and behind this one. Loop Over Items ends, without a word,
 * when a node in the loop gives no item (n8n 1.123 and 2.41).
 */
function isInLoop(context: IExecuteFunctions): boolean {
	const { name } = context.getNode();
	const before = new Set(context.getParentNodes(name).map((node) => node.name));
	return context.getChildNodes(name).some((node) => before.has(node.name));
}

function resultsOf(
	{ words, mayIgnore }: Operation,
	{ isOn, output, userIdType }: Settings,
): Results {
	if (isOn.has('dryRun'))
		return new Results(output, { ...words, statuses: [PLANNED] }, undefined, userIdType);
	const ignored = mayIgnore && isOn.has(mayIgnore.option) ? mayIgnore : undefined;
	return new Results(output, words, ignored, userIdType);
}

/** Does what the operation does, or in a dry run what comes before it. */
async function send(
	context: IExecuteFunctions,
	operation: Operation,
	{ options, userIdType, isOn }: Settings,
	{ cards, pictures }: CardsOfRun,
	results: Results,
): Promise<Sent> {
	// What is wrong with the credential or an option stops the run as an error of Feishu's does.
	if (options instanceof Error) return { unfinished: cards, error: options };
	const signal = context.getExecutionCancelSignal();
	let client: FeishuClient;
	try {
		client = await FeishuClient.open(context);
	} catch (error) {
		return { unfinished: cards, error };
	}
	const run: Run = { context, operation, results, client, options, userIdType, pictures, signal };
	if (isOn.has('dryRun')) return await withPeople(cards, run, plan);
	let ready: Card[];
	try {
		ready = await withPictures(cards, run);
	} catch (error) {
		return { unfinished: cards, error: asFeishuError(error) };
	}
	return await withPeople(ready, run, takeSteps);
}
