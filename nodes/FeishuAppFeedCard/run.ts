import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { FeishuClient } from '../shared/client';
import { mistakeError, mistakeFailure, stopError, stopFailure } from './output/errors';
import { lineOf, type RunFacts } from './output/line';
import { Results } from './output/results';
import { readRequestOptions, readSwitch, readUserIdType } from './reading/settings';
import { readOutput } from './panel/output';
import { readCards } from './reading/cards';
import { PLANNED, plan } from './dryRun';
import type { Operation } from './operations/operation';
import { NOTHING_SENT, sendAll, type SendSettings, type Sent } from './send';

/** Runs an operation on the cards of all input items, and gives back what the Output parameter asks for. */
export async function runOperation(
	context: IExecuteFunctions,
	operation: Operation,
): Promise<INodeExecutionData[][]> {
	const { words, needs } = operation;
	const userIdType = readUserIdType(context);
	const isDryRun = readSwitch(context, 'dryRun');
	const results = resultsOf(context, operation, isDryRun);

	const { cards, mistakes, foundNothing } = readCards(context, userIdType, needs);
	if (mistakes.length > 0 && !context.continueOnFail()) {
		throw mistakeError(context, mistakes, words);
	}
	for (const mistake of mistakes) results.addFailed(mistake, mistakeFailure(context, mistake));

	const opened = cards.length > 0 ? await open(context) : undefined;
	let run: Sent = { ...NOTHING_SENT, unfinished: cards };
	if (opened && 'error' in opened) {
		run.error = opened.error;
	} else if (opened) {
		const settings = { ...opened, userIdType, signal: context.getExecutionCancelSignal() };
		run = await (isDryRun ? plan : sendAll)(cards, operation, results, settings);
	}
	if (run.error !== undefined) {
		if (!context.continueOnFail()) {
			throw stopError(context, run.error, results.done, cards.length, words);
		}
		for (const card of run.unfinished) results.fail(card, stopFailure(run.error, card, words));
	}
	const requestsPerSecond =
		opened && 'options' in opened ? opened.options.requestsPerSecond : undefined;
	const { requests, presumed, silent } = run;
	const facts = { requests, presumed, silent, isDryRun, requestsPerSecond, foundNothing };
	return [giveOut(context, operation, results, facts)];
}

function resultsOf(
	context: IExecuteFunctions,
	{ words, mayIgnore }: Operation,
	isDryRun: boolean,
): Results {
	const output = readOutput(context);
	if (isDryRun) return new Results(output, { ...words, statuses: [PLANNED] }, undefined);
	const ignored = mayIgnore && readSwitch(context, mayIgnore.option) ? mayIgnore : undefined;
	return new Results(output, words, ignored);
}

type Opened = Pick<SendSettings, 'client' | 'options'> | { error: unknown };

/** What is wrong with the credential or an option stops the run as an error of Feishu's does. */
async function open(context: IExecuteFunctions): Promise<Opened> {
	try {
		const options = readRequestOptions(context);
		return { options, client: await FeishuClient.open(context) };
	} catch (error) {
		return { error };
	}
}

function giveOut(
	context: IExecuteFunctions,
	{ words, steps }: Operation,
	results: Results,
	run: Omit<RunFacts, 'mayTakeMore' | 'noItem' | 'addsEmptyItem'>,
): INodeExecutionData[] {
	const node = context.getNode();
	const items = results.toItems(
		run.requests,
		context.getInputData().length,
		node.onError === 'continueErrorOutput' ? node : undefined,
	);
	const { tally } = results;
	const facts = {
		...run,
		mayTakeMore: steps.length > 1,
		noItem: items.length === 0,
		addsEmptyItem: node.alwaysOutputData === true,
	};
	// A tool has no output panel before n8n 1.119, and nothing that takes its hints.
	context.addExecutionHints?.({
		message: lineOf(tally, facts, words),
		type: tally.failed > 0 || run.foundNothing.length > 0 ? 'warning' : 'info',
		location: 'outputPane',
	});
	return items;
}
