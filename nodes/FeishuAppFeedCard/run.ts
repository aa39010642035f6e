import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

import { FeishuClient } from '../shared/client';
import {
	mistakeFailure,
	mistakeStop,
	settingText,
	stopFailure,
	stopOf,
	type Stop,
} from './output/errors';
import { Results } from './output/results';
import { lineOf } from './output/summaryLine';
import { OUTPUTS, type Output } from './panel/output';
import { readCards } from './reading/cards';
import { isTool as isToolNode, readChoice, readSettings, type Settings } from './reading/settings';
import { isPeopleType } from './card/card';
import { withPeople } from './withPeople';
import { PLANNED, plan } from './dryRun';
import { readOperation } from './operations';
import type { Operation } from './operations/operation';
import { NOTHING_SENT, sendAll, type SendSettings, type Sent } from './send';

/** The items of Done and of Failed. */
type Outputs = [done: INodeExecutionData[], failed: INodeExecutionData[]];

/**
 * Runs the operation that the node is set to.
 *
 * As an agent's tool it does not throw for what stops the run: of a thrown error some agents hand nothing to
 * the model, others only the headline (seen on n8n 1.123 and 2.41). There the summary says what stopped it.
 *
 * @param continuesOnFail whether cards that cannot be done come out of Failed, and the workflow goes on
 * @throws NodeOperationError for a setting, and for input that names no card properly
 * @throws NodeApiError for what Feishu refuses for every card
 */
export async function runNode(
	context: IExecuteFunctions,
	continuesOnFail: boolean,
): Promise<Outputs> {
	const run = async () => await runOperation(context, readOperation(context), continuesOnFail);
	if (!isToolNode(context.getNode())) return await run();
	return await run().catch(async (error: unknown): Promise<Outputs> => {
		if (!(error instanceof NodeOperationError)) return await Promise.reject(error as Error);
		const json = {
			cards: 0,
			failed: 0,
			requests: 0,
			stopped: settingText(error),
			failed_cards: [],
		};
		return [[{ json, pairedItem: { item: 0 } }], []];
	});
}

/**
 * Runs an operation on the cards of all input items.
 *
 * @param continuesOnFail whether cards that cannot be done come out of Failed, and the workflow goes on
 */
export async function runOperation(
	context: IExecuteFunctions,
	operation: Operation,
	continuesOnFail: boolean,
): Promise<Outputs> {
	const { words, needs, steps } = operation;
	const node = context.getNode();
	const isTool = isToolNode(node);
	const settings = await readSettings(context, node);
	const { userIdType } = settings;
	const isDryRun = settings.isOn.has('dryRun');
	const output = readChoice(context, 'output', 'Output', OUTPUTS);
	const results = resultsOf(operation, output, settings);

	const read = await readCards(context, node, settings, needs);
	const { cards, mistakes } = read;
	for (const mistake of mistakes) {
		results.addFailed(mistake, mistakeFailure(context, node, mistake));
	}

	let run: Sent = { ...NOTHING_SENT, unfinished: cards };
	let stop: Stop | undefined;
	let requestsPerSecond: number | undefined;
	if (mistakes.length > 0 && !continuesOnFail) {
		stop = mistakeStop(context, node, mistakes, words);
		run.error = new Error(`Nothing was sent, because of another card: ${stop.error.message}.`);
	} else if (cards.length > 0) {
		const opened = await open(context, settings);
		if ('error' in opened) {
			run.error = opened.error;
		} else {
			requestsPerSecond = opened.options.requestsPerSecond;
			const sendSettings = { ...opened, userIdType, signal: context.getExecutionCancelSignal() };
			const doIt = isDryRun ? plan : sendAll;
			run = isPeopleType(userIdType)
				? await withPeople(cards, operation, results, userIdType, sendSettings, doIt)
				: await doIt(cards, operation, results, sendSettings);
		}
		if (run.error !== undefined) {
			const total = results.done + results.tally.failed + run.unfinished.length;
			stop = stopOf(context, run.error, results.done, total, words);
		}
	}
	if (stop) {
		if (!continuesOnFail && !isTool) throw stop.error;
		for (const card of run.unfinished) results.fail(card, stopFailure(run.error, card, words));
	}

	const { tally } = results;
	const repeated = read.repeated + (run.repeated ?? 0);
	const { requests, presumed, silent } = run;
	const cardItems = results.cardItems();
	const givesCards = output === 'cards' && (cardItems.length > 0 || !(isTool || isInLoop(context)));
	const facts = { requests, repeated, ...(stop && isTool && { stopped: stop.text }) };
	// A tool has no output panel before n8n 1.119, and nothing that takes its hints.
	context.addExecutionHints?.({
		message: lineOf(
			tally,
			{
				requests,
				presumed,
				silent,
				isDryRun,
				requestsPerSecond,
				mayTakeMore: steps.length > 1,
				repeated,
				givesNothing: givesCards && cardItems.length === 0 && tally.failed > 0,
			},
			words,
		),
		type: tally.failed > 0 || repeated > 0 ? 'warning' : 'info',
		location: 'outputPane',
	});
	const done = givesCards ? cardItems : [results.summaryItem(facts, context.getInputData().length)];
	return [done, results.failedItems()];
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
	output: Output,
	{ isOn, userIdType }: Settings,
): Results {
	if (isOn.has('dryRun'))
		return new Results(output, { ...words, statuses: [PLANNED] }, undefined, userIdType);
	const ignored = mayIgnore && isOn.has(mayIgnore.option) ? mayIgnore : undefined;
	return new Results(output, words, ignored, userIdType);
}

type Opened = Pick<SendSettings, 'client' | 'options'> | { error: unknown };

/** What is wrong with the credential or an option stops the run as an error of Feishu's does. */
async function open(context: IExecuteFunctions, { requests }: Settings): Promise<Opened> {
	if (requests instanceof Error) return { error: requests };
	try {
		return { options: requests, client: await FeishuClient.open(context) };
	} catch (error) {
		return { error };
	}
}
