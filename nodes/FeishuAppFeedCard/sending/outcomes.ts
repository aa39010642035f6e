import { clock } from '../../shared/clock';
import type { FeishuError } from '../../shared/feishuError';
import { doubt, type Card } from '../card/card';
import { failure, type CardFailure } from '../card/failure';
import { newBatch, partOf, type Batch } from './batch';
import type { FailedCard } from './failedCards';
import type { CardRequest } from './feedCardApi';
import { GiveUp } from './giveUp';
import { matchFailures } from './matchFailures';
import type { Queue } from './queue';
import { readRefusal } from './refusal';
import {
	decide,
	noteThrough,
	waitAfterLimitedCard,
	type Failure,
	type Progress,
} from './retryPolicy';
import { afterAcceptance, afterFailure } from './search';

/** What is said of a card that may have been processed and must not be processed twice. */
const NOT_AGAIN = 'This card is not sent again, so that nobody is notified twice.';

/** What becomes of the cards of each request: they get their result, or go back into the queue. */
export class Outcomes {
	readonly giveUp: GiveUp;
	/** When a batch that was never sent may be; in `clock.elapsed()`. */
	nextNewBatchAt = 0;
	private readonly progress: Progress = {};
	/** Counts the faults of requests in a row of which no card may be sent again. */
	private lostInARow = newBatch([]);

	constructor(
		private readonly request: CardRequest,
		private readonly queue: Queue,
		private readonly maxRetries: number,
		accepted: boolean,
	) {
		this.giveUp = new GiveUp(accepted);
	}

	/** From a fault until Feishu answers anything else. */
	get inOutage(): boolean {
		return this.progress.faultySince !== undefined;
	}

	/** No request has got through so far. */
	get nothingThrough(): boolean {
		return this.progress.lastThrough === undefined;
	}

	/** Fails a card that may be done and must not be done twice. @returns whether it may be sent */
	failUnlessRepeatable(card: Card, error?: FeishuError): boolean {
		if (this.mayRepeat(card)) return true;
		const message = error ? `${error.message} ${NOT_AGAIN}` : NOT_AGAIN;
		card.result = failure('REQUEST_FAILED', message, error?.details.code);
		return false;
	}

	private mayRepeat(card: Card): boolean {
		return !card.mayBeDone || (this.request.mayRepeat?.(card) ?? true);
	}

	/** Feishu carried a request out, but for these cards. */
	onAnswer(batch: Batch, sentAt: number, entries: FailedCard[]): void {
		this.noteThrough(sentAt);
		this.giveUp.noteAccepted();
		const { failed, done, unclear } = matchFailures(batch.cards, entries, this.request);
		for (const card of done) card.result = 'done';
		for (const [card, failedFor] of failed) this.onFailedCard(card, failedFor);
		this.queue.sendParts([
			...afterAcceptance(batch),
			...unclear.map((card) => partOf(batch.search, [card])),
		]);
	}

	private onFailedCard(card: Card, failedFor: CardFailure): void {
		const { timesLimited = 0 } = card;
		const mayWait = timesLimited < this.maxRetries && this.mayRepeat(card);
		if (failedFor.reason === 'RATE_LIMITED' && mayWait) {
			card.timesLimited = timesLimited + 1;
			this.queue.sendLater(card, clock.elapsed() + waitAfterLimitedCard(card.timesLimited));
		} else {
			this.settle(card, failedFor);
		}
	}

	/** The result of a card that Feishu did not do, unless an earlier request did it whose outcome is not known. */
	private settle(card: Card, failedFor: CardFailure): void {
		const { counted } = card;
		if (failedFor.reason !== this.request.doneReason || !card.mayBeDone) {
			card.result = failedFor;
		} else if (counted) {
			// If an answer told how many failed, the others were done for certain.
			card.result = counted.failures.shift() ?? 'done';
			if (card.result === 'done') counted.done--;
		} else {
			card.result = 'presumed';
		}
	}

	/** Takes the doubt from cards of which it is certain by now that no request has done them. */
	end(cards: readonly Card[]): void {
		for (const card of cards) if (card.counted?.done === 0) card.mayBeDone = undefined;
	}

	/**
	 * A request was not carried out.
	 *
	 * @returns the error that ends the run, if this is one
	 */
	onError(
		batch: Batch,
		failed: Pick<Failure, 'error' | 'sentAt' | 'others' | 'hasMore'>,
	): FeishuError | undefined {
		const { error, sentAt } = failed;
		if (error.details.outcomeUnknown) {
			for (const card of batch.cards) doubt(card);
			batch.cards.splice(
				0,
				Infinity,
				...batch.cards.filter((card) => this.failUnlessRepeatable(card, error)),
			);
		}
		const isLost = batch.cards.length === 0;
		const { progress, maxRetries } = this;
		const decision = decide({
			...failed,
			batch: isLost ? this.lostInARow : batch,
			now: clock.elapsed(),
			progress,
			maxRetries,
		});
		if (error.kind === 'refused') this.noteThrough(sentAt);

		if (isLost) {
			if (batch.rest.length > 0) this.queue.sendParts([partOf(batch.search, batch.rest)]);
			// What comes next waits in its place: during an outage it would be lost as well.
			if (decision.what === 'sendAgain') this.nextNewBatchAt = decision.at;
		} else if (decision.what === 'search') {
			this.searchIn(batch, error);
		} else if (decision.what === 'sendAgain') {
			this.queue.sendAgain(batch, decision.at);
		}
		return decision.what === 'stop' ? decision.error : undefined;
	}

	private searchIn(batch: Batch, error: FeishuError): void {
		const refusal =
			error.kind === 'refused' ? readRefusal(error, this.request, batch.cards) : undefined;
		if (!refusal) batch.search.failingSince ??= batch.firstFaultAt;
		const isSingle = batch.cards.length === 1;
		const { atFault, next } = afterFailure(batch, refusal?.named ?? [], this.nothingThrough);
		const failedFor =
			refusal?.failure ?? failure('REQUEST_FAILED', error.message, error.details.code);
		for (const card of atFault) this.settle(card, failedFor);
		// A card that was there, or was not, is no proof: Feishu looked at it.
		if (failedFor.reason === 'REJECTED') this.giveUp.noteRefused(atFault, isSingle, error);
		else if (refusal) this.giveUp.noteAccepted();
		this.queue.sendParts(next);
	}

	private noteThrough(sentAt: number): void {
		noteThrough(this.progress, sentAt);
		this.lostInARow = newBatch([]);
		this.nextNewBatchAt = 0;
	}
}
