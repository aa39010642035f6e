import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Card } from '../card/card';
import { deleteCards } from '../batching/sendCards';
import { joinPace } from '../pacing/pace';
import { FeishuClient } from '../../shared/client';
import { FeedCardApi, type UserIdType } from '../transport/feedCardApi';
import {
	readIgnoreNotCreated,
	readOutput,
	readRequestOptions,
	readUserIdType,
} from '../parameters/options';
import { readCards } from '../parameters/cards';
import { mistakeError, mistakeFailure, stopError, stopFailure } from '../output/errors';
import { Results } from '../output/results';

/** Delete: takes the cards of all input items, and gives back what the Output parameter asks for. */
export async function executeDelete(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const userIdType = readUserIdType(context);
	const results = new Results(readOutput(context), readIgnoreNotCreated(context));

	const { cards, mistakes } = readCards(context, userIdType);
	if (mistakes.length > 0 && !context.continueOnFail()) throw mistakeError(context, mistakes);
	for (const mistake of mistakes) {
		results.addFailed({ ...mistake, inputs: [mistake.input], failure: mistakeFailure(mistake) });
	}

	const total = cards.length;
	const run = total > 0 ? await sendAll(context, cards, userIdType, results) : NOTHING_SENT;
	if (run.error !== undefined) {
		if (!context.continueOnFail()) throw stopError(context, run.error, results.deleted, total);
		for (const card of run.unfinished) results.add(card, stopFailure(run.error, card));
	}

	context.addExecutionHints({ message: results.inWords(), location: 'outputPane' });
	const node = context.getNode();
	return [
		results.toItems(
			run.requests,
			context.getInputData().length,
			node.onError === 'continueErrorOutput' ? node : undefined,
		),
	];
}

interface Run {
	requests: number;
	unfinished: Card[];
	/** What kept the run from its end, or from its beginning. */
	error?: unknown;
}

const NOTHING_SENT: Run = { requests: 0, unfinished: [] };

async function sendAll(
	context: IExecuteFunctions,
	cards: Card[],
	userIdType: UserIdType,
	results: Results,
): Promise<Run> {
	let options;
	let client;
	try {
		options = readRequestOptions(context);
		client = await FeishuClient.open(context);
	} catch (error) {
		return { requests: 0, unfinished: cards, error };
	}
	const lane = joinPace(client.rateLimitKey, options.requestsPerSecond);
	try {
		const { requests, unfinished, stoppedBy } = await deleteCards(cards, {
			api: new FeedCardApi(client, userIdType, options.timeout),
			lane,
			maxRetries: options.maxRetries,
			signal: context.getExecutionCancelSignal(),
			report: (card, result) => results.add(card, result),
		});
		return { requests, unfinished, error: stoppedBy };
	} finally {
		lane.leave();
	}
}
