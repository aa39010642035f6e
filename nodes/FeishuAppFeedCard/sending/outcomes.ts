import { clock } from '../../shared/clock';
import type { FeishuError } from '../../shared/feishuError';
import { failure, type CardFailure } from '../card/failure';
import type { Reservation } from '../pacing/limiter';
import type { FailedCard } from './failedCards';
import type { CardRequest, SentCard } from './feedCardApi';
import type { AllRefused } from './allRefused';
import { partOf, type Batch, type QueuedCard } from './batch';
import { matchFailures } from './matchFailures';
import type { Queue } from './queue';
import { readRefusal } from './refusal';
import { decide, waitAfterLimitedCard, type Left, type Progress } from './retryPolicy';
import { afterAcceptance, afterFailure } from './search';

/** How the sending ended for a card. */
export type CardResult = 'done' | CardFailure;

export interface OutcomeSettings {
	/** How often one request is tried again without progress. */
	maxRetries: number;
	/** Called once for each card whose fate is known. */
	report: (card: SentCard, result: CardResult) => void;
}

/** How a card ends that may be done, and would be done a second time if it were sent again. */
export const NOT_AGAIN = failure(
	'REQUEST_FAILED',
	'It is not sent again, because it must not be done twice.',
);

/** Whether it does no harm if the card is done by now. */
export function mayBeSent(card: SentCard, { mayRepeat }: CardRequest): boolean {
	return !card.mayBeDone || (mayRepeat?.(card) ?? true);
}

/** What becomes of the cards of each request: they are reported, or go back into the queue. */
export class Outcomes {
	/** See `RunResult`. */
	presumed = 0;
	private progress: Progress = {};
	/** Requests in a row that were lost with all their cards, which are not sent again. */
	private lost = 0;
	/** When something that was never sent may be, after such a request; in `clock.elapsed()`. */
	freshAt = 0;

	constructor(
		private readonly request: CardRequest,
		private readonly queue: Queue,
		private readonly allRefused: AllRefused,
		private readonly settings: OutcomeSettings,
	) {}

	/** From a fault until Feishu answers anything else. */
	get isFaulty(): boolean {
		return this.progress.faultySince !== undefined;
	}

	/** Feishu carried a request out, but for these cards. */
	onAnswer(batch: Batch, start: Reservation, entries: FailedCard[]): void {
		this.noteThrough(start);
		this.allRefused.noteAccepted();
		const matched = matchFailures(batch.cards, entries, this.request);
		const { failed, guessed, done, unclear, told } = matched;
		for (const card of guessed) card.mayBeDone = true;
		for (const card of done) this.settings.report(card, 'done');
		for (const one of failed) this.onFailedCard(one.card, one.failure);
		for (const card of unclear) {
			card.mayBeDone = true;
			card.told ??= told.get(card);
		}
		this.queue.sendParts([
			...afterAcceptance(batch),
			...unclear.map((card) => partOf(batch.search, [card])),
		]);
	}

	private onFailedCard(card: QueuedCard, failed: CardFailure): void {
		if (failed.reason === 'RATE_LIMITED' && mayBeSent(card, this.request)) {
			card.timesLimited = (card.timesLimited ?? 0) + 1;
			if (card.timesLimited <= this.settings.maxRetries) {
				const readyAt = clock.elapsed() + waitAfterLimitedCard(card.timesLimited);
				return this.queue.sendLater(card, readyAt);
			}
		}
		this.settle(card, failed);
	}

	/** Reports a card that Feishu did not do, unless an earlier request did it whose outcome is not known. */
	private settle(card: QueuedCard, failed: CardFailure): void {
		if (failed.reason !== this.request.doneReason || !card.mayBeDone) {
			return this.settings.report(card, failed);
		}
		const failedBefore = card.told?.shift();
		if (failedBefore) return this.settings.report(card, failedBefore);
		// Where an answer told how many failed, the others were done for certain.
		if (!card.told) this.presumed++;
		this.settings.report(card, 'done');
	}

	/**
	 * A request was not carried out.
	 *
	 * @returns the error that ends the run, if this is one
	 */
	onError(
		batch: Batch,
		start: Reservation,
		error: FeishuError,
		left: Left,
	): FeishuError | undefined {
		const now = clock.elapsed();
		if (error.details.outcomeUnknown) {
			for (const card of batch.cards) card.mayBeDone = true;
			this.reportUnrepeatable(batch, error);
		}
		if (error.kind === 'tokenRefused') batch.tokenRefusals++;
		if (error.kind === 'unavailable') {
			batch.faults++;
			batch.firstFaultAt ??= now;
		}
		this.noteFailure(error, start);

		const { maxRetries } = this.settings;
		if (batch.cards.length === 0) {
			if (batch.rest.length > 0) this.queue.sendParts([partOf(batch.search, batch.rest)]);
			// What comes next waits in its place: during an outage it would be lost as well.
			const tries = { ...batch, faults: ++this.lost, firstFaultAt: this.progress.faultySince };
			const decision = decide(tries, error, start.startedAt, this.progress, left, maxRetries, now);
			if (decision.what === 'sendAgain') this.freshAt = decision.at;
			return decision.what === 'stop' ? decision.error : undefined;
		}
		const decision = decide(batch, error, start.startedAt, this.progress, left, maxRetries, now);
		if (decision.what === 'search') this.searchIn(batch, error);
		else this.queue.sendAgain(batch, decision.what === 'sendAgain' ? decision.at : now);
		return decision.what === 'stop' ? decision.error : undefined;
	}

	private searchIn(batch: Batch, error: FeishuError): void {
		const refusal =
			error.kind === 'refused' ? readRefusal(error, this.request, batch.cards) : undefined;
		if (!refusal) batch.search.failingSince ??= batch.firstFaultAt;
		const { atFault, next } = afterFailure(batch, refusal?.named ?? [], this.allRefused.isLikely);
		const failed = refusal?.failure ?? failure('REQUEST_FAILED', error.message, error.details.code);
		for (const card of atFault) this.settle(card, failed);
		if (refusal?.failure.reason === 'REJECTED') this.allRefused.noteRefused(atFault, error);
		// Feishu looked at the cards: it knows which are there.
		else if (refusal) this.allRefused.noteAccepted();
		this.queue.sendParts(next);
	}

	/** Takes the cards out of a batch that may be done and must not be done twice. */
	private reportUnrepeatable({ cards }: Batch, error: FeishuError): void {
		for (const card of cards.filter((one) => !mayBeSent(one, this.request))) {
			cards.splice(cards.indexOf(card), 1);
			const message = `${error.message} ${NOT_AGAIN.message}`;
			this.settings.report(card, failure('REQUEST_FAILED', message, error.details.code));
		}
	}

	private noteThrough({ startedAt }: Reservation): void {
		this.lost = 0;
		this.freshAt = 0;
		this.progress = { lastThrough: Math.max(startedAt, this.progress.lastThrough ?? 0) };
	}

	private noteFailure({ kind }: FeishuError, start: Reservation): void {
		if (kind === 'refused') this.noteThrough(start);
		if (kind === 'unavailable') this.progress.faultySince ??= start.startedAt;
		if (kind !== 'rateLimited') return;
		this.progress.limitedSince ??= start.startedAt;
		// Feishu is there.
		this.progress.faultySince = undefined;
	}
}
