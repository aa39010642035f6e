import type { FeishuClient } from '../../shared/client';
import { sendCards } from '../batching/sendCards';
import type { Card } from '../card/card';
import type { UserIdType } from '../card/ids';
import { withDoubt } from '../output/errors';
import type { Results } from '../output/results';
import { joinPace } from '../pacing/pace';
import type { RequestOptions } from '../parameters/options';
import { FeedCardApi, type SentCard } from '../transport/feedCardApi';
import type { Operation } from './operation';

/** How a run goes about it. */
export interface SendSettings {
	client: FeishuClient;
	options: RequestOptions;
	userIdType: UserIdType;
	/** Aborted when the execution is stopped. */
	signal: AbortSignal | undefined;
}

/** How far a run came. */
export interface Sent {
	requests: number;
	/** How many cards count as done although no answer said so, see `RunResult`. */
	presumed: number;
	/** The cards whose fate is not known. */
	unfinished: readonly SentCard[];
	/** What kept the run from its end, or from its beginning. */
	error?: unknown;
}

/**
 * Takes the cards through the steps of an operation. A card that goes on after a failure waits for the next
 * step, and so do all where a step is given up because Feishu refuses whatever is tried; all others are
 * reported, each once.
 */
export async function sendAll(
	cards: Card[],
	{ steps, words }: Operation,
	results: Results,
	{ client, options, userIdType, signal }: SendSettings,
): Promise<Sent> {
	const { maxRetries, requestsPerSecond, timeout } = options;
	const api = new FeedCardApi(client, userIdType, timeout);
	let requests = 0;
	let presumed = 0;
	let waiting = cards;
	for (const { request, done, goesOnAfter } of steps) {
		if (waiting.length === 0) break;
		const next: Card[] = [];
		const lane = joinPace(
			JSON.stringify([client.rateLimitKey, request.method, request.path]),
			requestsPerSecond,
		);
		try {
			const run = await sendCards(waiting, request, {
				api,
				lane,
				maxRetries,
				signal,
				report: (card, result) => {
					if (result === 'done') results.succeed(card, done);
					else if (goesOnAfter?.includes(result.reason)) next.push(card);
					else results.fail(card, withDoubt(result, card, words));
				},
			});
			requests += run.requests;
			presumed += run.presumed;
			if (run.allRefused && goesOnAfter?.includes('REJECTED')) {
				next.push(...run.unfinished);
			} else if (run.stoppedBy) {
				const unfinished = [...run.unfinished, ...next];
				return { requests, presumed, unfinished, error: run.stoppedBy };
			}
		} finally {
			lane.leave();
		}
		// In the order of the input, whatever order they failed in.
		waiting = next.sort((a, b) => a.order - b.order);
	}
	return { requests, presumed, unfinished: [] };
}
