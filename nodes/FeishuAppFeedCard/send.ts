import type { IExecuteFunctions } from 'n8n-workflow';

import type { FeishuClient } from '../shared/client';
import { meaningOf } from '../shared/errorCodes';
import { sendCards } from './sending/sendCards';
import { newCard, type Card, type UserIdType } from './card/card';
import { failure, type CardFailure } from './card/failure';
import { withDoubt } from './output/errors';
import type { Results } from './output/results';
import { joinLimiter } from './pacing/limiter';
import type { FoundCards } from './people/foundCards';
import type { CardsOfRun } from './reading/cards';
import type { RequestOptions } from './reading/settings';
import { FeedCardApi, type CardRequest } from './sending/feedCardApi';
import type { Operation, Step } from './operations/operation';

/** A run whose cards are read: all that it takes to send them. */
export interface Run {
	readonly context: IExecuteFunctions;
	readonly operation: Operation;
	readonly results: Results;
	readonly client: FeishuClient;
	readonly options: RequestOptions;
	readonly userIdType: UserIdType;
	/** By the marks that cards have in place of their avatar keys. */
	readonly pictures: CardsOfRun['pictures'];
	/** The cards, if their users are looked up. */
	readonly found?: FoundCards;
	/** Aborted when the execution is stopped. */
	readonly signal: AbortSignal | undefined;
}

/** What a run left undone. */
export interface Sent {
	/** The cards whose fate is not known. */
	unfinished: readonly Card[];
	/** What kept the run from its end, or from its beginning. */
	error?: unknown;
}

/**
 * Takes the cards through the steps of an operation. A card that goes on after a failure waits for the next
 * step, and so do all if a step is given up because Feishu refuses whatever is tried; all others are
 * reported, each once.
 */
export async function sendAll(
	cards: Card[],
	{ operation, results, client, options, userIdType, found, signal }: Run,
): Promise<Sent> {
	const { steps, words } = operation;
	const { maxRetries, requestsPerSecond, timeout } = options;
	const api = new FeedCardApi(client, userIdType, timeout);
	const doubts = new Set<number>();
	let waiting = found ? [] : cards;
	for (const step of steps) {
		const { request, done } = step;
		if (waiting.length === 0 && !found?.left.length) break;
		const limiter = joinLimiter(
			JSON.stringify([client.rateLimitKey, request.method, request.path]),
			requestsPerSecond,
		);
		try {
			const run = await sendCards(inDoubt(waiting, request, doubts), request, {
				api,
				limiter,
				maxRetries,
				signal,
				more: found,
			});
			results.requests += run.requests;
			const unfinished = run.cards.filter(({ result }) => result === undefined);
			const goOn: Card[] = [];
			for (const card of run.cards) {
				const { result, mayBeDone } = card;
				if (mayBeDone) doubts.add(card.order);
				if (result === 'done' || result === 'presumed') {
					results.succeed(card, done);
					if (result === 'presumed') results.presumed++;
					if (mayBeDone && request.notifiesOnce?.(card)) results.silent++;
				} else if (result && goesOn(step, result)) {
					goOn.push(card);
				} else if (result) {
					results.fail(card, withDoubt(result, card, words));
				}
			}
			const { stoppedBy } = run;
			const allGoOn =
				run.allRefused && goesOn(step, failure('REJECTED', '', stoppedBy?.details.code));
			if (stoppedBy && !allGoOn) {
				const left = [...unfinished, ...goOn, ...(found?.left ?? [])];
				return { unfinished: left, error: stoppedBy };
			}
			waiting = [...unfinished, ...goOn]
				.sort((a, b) => a.order - b.order)
				.map((card) => newCard({ ...card, mayBeDone: undefined }));
		} finally {
			limiter.leave();
		}
	}
	return { unfinished: [] };
}

/** Whether a card that failed waits for the next step. A user whom Feishu does not know, no step knows. */
function goesOn({ goesOnAfter = [] }: Step, { reason, code }: CardFailure): boolean {
	return goesOnAfter.includes(reason) && !meaningOf(code ?? 0)?.concernsUser;
}

/**
 * Cards for a step, of which an earlier one may have notified people. Only a step that says by a reason of
 * its own that a card was done already begins without doubt: what its requests do is another thing.
 */
function inDoubt(
	cards: readonly Card[],
	{ doneReason }: CardRequest,
	doubts: ReadonlySet<number>,
): Card[] {
	return cards.map((card) =>
		doneReason === undefined && doubts.has(card.order)
			? newCard({ ...card, mayBeDone: true })
			: card,
	);
}
