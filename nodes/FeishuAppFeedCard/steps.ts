import type { IExecuteFunctions } from 'n8n-workflow';

import type { FeishuClient } from '../shared/client';
import { MEANINGS } from '../shared/errorCodes';
import { sendCards } from './sending/sendCards';
import { newCard, type Card, type UserIdType } from './card/card';
import { failure, type CardFailure, type Reason } from './card/failure';
import { causeOf, withAddress, withDoubt, withRefusal } from './output/errors';
import type { Results } from './output/results';
import { joinLimiter } from './pacing/limiter';
import type { FoundCards } from './people/foundCards';
import type { CardsOfRun } from './reading/cards';
import type { RequestOptions } from './reading/settings';
import { messageOf } from './sending/failedCards';
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
 * step. If a step is given up because Feishu refuses whatever is tried, all that is left may wait for the next
 * one too. All other cards are reported, each once.
 */
export async function takeSteps(
	cards: Card[],
	{ operation, results, client, options, userIdType, found, signal }: Run,
): Promise<Sent> {
	const { steps, words } = operation;
	const { maxRetries, requestsPerSecond, timeout } = options;
	const api = new FeedCardApi(client, userIdType, timeout);
	const doubts = new Set<number>();
	/** What the step before said of cards that went on. */
	const before = new Map<number, CardFailure>();
	let waiting = found ? [] : cards;
	for (const step of steps) {
		const { request, done } = step;
		const [isFirst, isLast] = [step === steps[0], step === steps.at(-1)];
		if (waiting.length === 0 && !found?.left.length) break;
		const limiter = joinLimiter(
			client.rateLimitKey(request.method, request.path),
			requestsPerSecond,
		);
		try {
			const begun = isFirst ? waiting : waiting.map((card) => anew(card, request, doubts));
			const sent = await sendCards(begun, request, {
				api,
				limiter,
				maxRetries,
				signal,
				more: found,
				accepted: results.done > 0,
			});
			results.requests += sent.requests;
			const unfinished = sent.cards.filter(({ result }) => result === undefined);
			const goOn: Card[] = [];
			for (const card of sent.cards) {
				const { mayBeDone, isGuess } = card;
				const earlier = before.get(card.order);
				if (!isFirst) card.result = provenResult(card, earlier);
				const { result } = card;
				if (mayBeDone || isGuess) doubts.add(card.order);
				if (result === 'done' || result === 'presumed') {
					results.succeed(card, done);
					if (mayBeDone && request.notifiesOnce?.(card)) results.silent++;
				} else if (result && goesOn(step, result.reason, result.code)) {
					before.set(card.order, result);
					goOn.push(card);
				} else if (result) {
					const cause = isLast ? causeOf(result, earlier) : result;
					results.fail(card, withAddress(withDoubt(cause, card, words), card));
				}
			}
			const { stoppedBy } = sent;
			const allGoOn = sent.allRefused && goesOn(step, 'REJECTED', stoppedBy?.details.code);
			if (stoppedBy && !allGoOn) {
				const left = [...unfinished, ...goOn, ...(found?.left ?? [])];
				const [earlier] = unfinished.flatMap(({ order }) => before.get(order) ?? []);
				const error = isLast && sent.allRefused ? withRefusal(stoppedBy, earlier) : stoppedBy;
				return { unfinished: left, error };
			}
			if (stoppedBy) {
				const refused = failure('REJECTED', stoppedBy.message, stoppedBy.details.code);
				for (const card of unfinished) before.set(card.order, refused);
			}
			waiting = [...unfinished, ...goOn].sort((a, b) => a.order - b.order);
		} finally {
			limiter.leave();
		}
	}
	return { unfinished: [] };
}

/**
 * The result of a card in a further step. That it is there when its creation is repeated after a lost answer
 * proves that it was created only if the step before found that it was not there.
 */
function provenResult({ result }: Card, before: CardFailure | undefined): Card['result'] {
	if (result !== 'presumed') return result;
	const wasMissing = before?.reason === 'NOT_CREATED';
	return wasMissing ? 'done' : failure('DUPLICATE', messageOf('DUPLICATE', ''));
}

/** Whether a card that fails so waits for the next step. If Feishu does not know the user, no further step can help. */
function goesOn({ goesOnAfter = [] }: Step, reason: Reason, code?: number | null): boolean {
	return goesOnAfter.includes(reason) && !MEANINGS.get(code ?? 0)?.concernsUser;
}

/**
 * A card for a further step. Its earlier requests may have notified people. It starts without doubt only in a
 * step with a `doneReason`: that step's requests do something else.
 */
function anew(card: Card, { doneReason }: CardRequest, doubts: ReadonlySet<number>): Card {
	const isInDoubt = doneReason === undefined && doubts.has(card.order);
	return newCard({ ...card, mayBeDone: isInDoubt || undefined });
}
