import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { FeishuClient } from '../../shared/client';
import { sendCards } from '../batching/sendCards';
import type { Card } from '../card/card';
import type { UserIdType } from '../card/ids';
import { mistakeError, mistakeFailure, stopError, stopFailure, withDoubt } from '../output/errors';
import { Results } from '../output/results';
import { joinPace } from '../pacing/pace';
import { readRequestOptions, readSwitch, readUserIdType } from '../parameters/options';
import { readOutput } from '../parameters/output';
import { readCards } from '../parameters/readCards';
import { FeedCardApi, type SentCard } from '../transport/feedCardApi';
import type { Operation } from './operation';

/** Runs an operation on the cards of all input items, and gives back what the Output parameter asks for. */
export async function runOperation(
	context: IExecuteFunctions,
	operation: Operation,
): Promise<INodeExecutionData[][]> {
	const { words, mayIgnore } = operation;
	const userIdType = readUserIdType(context);
	const output = readOutput(context);
	const ignored = mayIgnore && readSwitch(context, mayIgnore.option) ? mayIgnore : undefined;
	const results = new Results(output, words, ignored);

	const { cards, mistakes } = readCards(context, userIdType);
	if (mistakes.length > 0 && !context.continueOnFail())
		throw mistakeError(context, mistakes, words);
	for (const mistake of mistakes) {
		results.addFailed({
			...mistake,
			inputs: [mistake.input],
			failure: mistakeFailure(context, mistake),
		});
	}

	const total = cards.length;
	const run =
		total > 0 ? await sendAll(context, cards, operation, userIdType, results) : NOTHING_SENT;
	if (run.error !== undefined) {
		if (!context.continueOnFail()) throw stopError(context, run.error, results.done, total, words);
		for (const card of run.unfinished) results.fail(card, stopFailure(run.error, card, words));
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
	unfinished: readonly SentCard[];
	/** What kept the run from its end, or from its beginning. */
	error?: unknown;
}

const NOTHING_SENT: Run = { requests: 0, unfinished: [] };

async function sendAll(
	context: IExecuteFunctions,
	cards: Card[],
	{ steps, words }: Operation,
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
	const { maxRetries, requestsPerSecond, timeout } = options;
	const settings = {
		api: new FeedCardApi(client, userIdType, timeout),
		maxRetries,
		signal: context.getExecutionCancelSignal(),
	};

	let requests = 0;
	let waiting = cards;
	for (const { request, done, goesOnAfter } of steps) {
		const next: Card[] = [];
		const lane = joinPace(
			JSON.stringify([client.rateLimitKey, request.method, request.path]),
			requestsPerSecond,
		);
		try {
			const run = await sendCards(waiting, request, {
				...settings,
				lane,
				report: (card, result) => {
					if (result === 'done') results.succeed(card, done);
					else if (result.reason === goesOnAfter) next.push(card);
					else results.fail(card, withDoubt(result, card, words));
				},
			});
			requests += run.requests;
			if (run.stoppedBy) {
				return { requests, unfinished: [...run.unfinished, ...next], error: run.stoppedBy };
			}
		} finally {
			lane.leave();
		}
		waiting = next;
	}
	return { requests, unfinished: [] };
}
