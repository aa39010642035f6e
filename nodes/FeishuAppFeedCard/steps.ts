import type { IExecuteFunctions } from 'n8n-workflow';

import type { FeishuClient } from '../shared/client';
import { concernsUser } from '../shared/errorCodes';
import type { FeishuError } from '../shared/feishuError';
import { newCard, type Card, type UserIdType } from './card/card';
import { failure, type CardFailure, type Reason } from './card/failure';
import type { Operation, Step } from './operations/operation';
import type { Results } from './output/results';
import { joinLimiter } from './pacing/limiter';
import type { FoundCards } from './people/foundCards';
import type { CardsOfRun } from './reading/cards';
import type { RequestOptions } from './reading/settings';
import { causeOf, withAddress, withDoubt, withRefusal } from './sending/causes';
import { messageOf } from './sending/failedCards';
import { FeedCardApi, type CardRequest } from './sending/feedCardApi';
import { sendCards, type SentCards } from './sending/sendCards';

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
export async function takeSteps(cards: Card[], run: Run): Promise<Sent> {
	const { operation, found } = run;
	const history = new History(run);
	let waiting = found ? [] : cards;
	for (const step of operation.steps) {
		if (waiting.length === 0 && !found?.left.length) break;
		const sent = await sendStep(step, history.cardsFor(step, waiting), run);
		const unfinished = sent.cards.filter(({ result }) => result === undefined);
		const goOn = sent.cards.filter((card) => history.settle(card, step));
		const { stoppedBy } = sent;
		if (stoppedBy) {
			const allGoOn = sent.allRefused && goesOn(step, 'REJECTED', stoppedBy.details.code);
			if (!allGoOn) {
				const error = sent.allRefused ? history.errorOf(stoppedBy, step, unfinished) : stoppedBy;
				return { unfinished: [...unfinished, ...goOn, ...(found?.left ?? [])], error };
			}
			history.noteRefused(unfinished, stoppedBy);
		}
		waiting = [...unfinished, ...goOn].sort((a, b) => a.order - b.order);
	}
	return { unfinished: [] };
}

async function sendStep(
	{ request }: Step,
	cards: Card[],
	{ results, client, options, userIdType, found, signal }: Run,
): Promise<SentCards> {
	const { maxRetries, requestsPerSecond, timeout } = options;
	const limiter = joinLimiter(client.rateLimitKey(request.method, request.path), requestsPerSecond);
	try {
		const sent = await sendCards(cards, request, {
			api: new FeedCardApi(client, userIdType, timeout),
			limiter,
			maxRetries,
			signal,
			more: found,
			accepted: results.done > 0,
		});
		results.requests += sent.requests;
		return sent;
	} finally {
		limiter.leave();
	}
}

/** What the steps so far have told of the cards that go on. */
class History {
	/** The `order` of those that an earlier request may have done. */
	private readonly doubts = new Set<number>();
	/** Why the step before failed, by `order`. */
	private readonly failures = new Map<number, CardFailure>();

	constructor(private readonly run: Run) {}

	cardsFor(step: Step, cards: Card[]): Card[] {
		const [first] = this.run.operation.steps;
		return step === first ? cards : cards.map((card) => anew(card, step.request, this.doubts));
	}

	/**
	 * Reports what became of a card in a step.
	 *
	 * @returns whether it goes on to the next step instead
	 */
	settle(card: Card, step: Step): boolean {
		const { results, operation } = this.run;
		const { mayBeDone, isGuess } = card;
		const before = this.failures.get(card.order);
		if (step !== operation.steps[0]) card.result = provenResult(card, before);
		const { result } = card;
		if (mayBeDone || isGuess) this.doubts.add(card.order);
		if (result === undefined) return false;
		if (result === 'done' || result === 'presumed') {
			results.succeed(card, step.done);
			if (mayBeDone && step.request.notifiesOnce?.(card)) results.silent++;
			return false;
		}
		if (goesOn(step, result.reason, result.code)) {
			this.failures.set(card.order, result);
			return true;
		}
		const cause = this.isLast(step) ? causeOf(result, before) : result;
		results.fail(card, withAddress(withDoubt(cause, card, operation.words.past), card));
		return false;
	}

	/** The error of a step in which Feishu refused whatever was tried, with what the step before told. */
	errorOf(error: FeishuError, step: Step, unfinished: readonly Card[]): FeishuError {
		const [before] = unfinished.flatMap(({ order }) => this.failures.get(order) ?? []);
		return this.isLast(step) ? withRefusal(error, before) : error;
	}

	/** The cards that were not tried go on like those that were refused. */
	noteRefused(cards: readonly Card[], { message, details }: FeishuError): void {
		const refused = failure('REJECTED', message, details.code);
		for (const { order } of cards) this.failures.set(order, refused);
	}

	private isLast(step: Step): boolean {
		return step === this.run.operation.steps.at(-1);
	}
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
	return goesOnAfter.includes(reason) && !concernsUser(code);
}

/**
 * A card for a further step. Its earlier requests may have notified people. It starts without doubt only in a
 * step with a `doneReason`: that step's requests do something else.
 */
function anew(card: Card, { doneReason }: CardRequest, doubts: ReadonlySet<number>): Card {
	const isInDoubt = doneReason === undefined && doubts.has(card.order);
	return newCard({ ...card, mayBeDone: isInDoubt || undefined });
}
