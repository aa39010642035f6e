import { clock } from '../../shared/clock';
import { FeishuError } from '../../shared/feishuError';
import type { Card, CardFailure } from '../card/card';
import type { Lane, Start } from '../pacing/pace';
import { refusalFailure, type FailedCard } from '../transport/failedCard';
import type { CardRequest, FeedCardApi, SentCard } from '../transport/feedCardApi';
import { AllRefused, DOUBTFUL_UNDER_WAY } from './allRefused';
import { partOf, type Batch, type QueuedCard } from './batch';
import { matchFailures } from './matchFailures';
import { Queue } from './queue';
import { decide, waitAfterLimitedCard, type Progress } from './retryPolicy';
import { afterAcceptance, afterFailure } from './search';

/** How the sending ended for a card. */
export type CardResult = 'done' | CardFailure;

export interface RunSettings {
	api: Pick<FeedCardApi, 'send' | 'hasToken'>;
	lane: Lane;
	/** How often one request is tried again without progress. */
	maxRetries: number;
	/** Aborted when the execution is stopped. */
	signal: AbortSignal | undefined;
	/** Called once for each card whose fate is known. */
	report: (card: SentCard, result: CardResult) => void;
}

export interface RunResult {
	/** Requests sent, with those that were tried again. */
	requests: number;
	/** Cards counted as done because a request of unknown outcome carried them, and the next found them as they should be. */
	presumed: number;
	/** What stopped the run before its end. */
	stoppedBy?: FeishuError;
	/** It was stopped because Feishu refused whatever was tried. */
	allRefused?: boolean;
	/** The cards whose fate is not known because of that. */
	unfinished: SentCard[];
}

/** More requests under way at once than this gain nothing: at 10 in a second they allow for answers after 10 s. */
const MAX_REQUESTS_UNDER_WAY = 100;

/** While nothing gets through, nothing that was never sent goes, but for what it takes to tell an outage from one bad request. */
const FAULTY_AT_MOST = 3;

/** How soon a token that another request fetches is noticed, in milliseconds. */
const TOKEN_NOTICED_MS = 50;

/**
 * Sends cards, in requests of up to 20 at the pace of the lane, whatever the latency, and reports each card
 * exactly once, unless it is among `unfinished`.
 *
 * @param cards distinct cards
 * @throws the signal's reason, at once, when the execution is stopped
 */
export async function sendCards(
	cards: readonly Card[],
	request: CardRequest,
	settings: RunSettings,
): Promise<RunResult> {
	return await new Run(cards, request, settings).toEnd();
}

class Run {
	private readonly queue: Queue;
	private readonly result: RunResult = { requests: 0, presumed: 0, unfinished: [] };
	private readonly allRefused = new AllRefused();
	private progress: Progress = {};
	/** Ends every wait when the run stops, for whatever cause. */
	private readonly ending = new AbortController();
	/** Ends the present wait of the loop. */
	private waiting = new AbortController();

	private underWay = 0;
	/** Requests under way for which n8n fetches a token first. */
	private readonly fetchingToken = new Set<Start>();
	/** An error that is none of Feishu's: a fault of this package. */
	private defect: { error: unknown } | undefined;

	constructor(
		cards: readonly Card[],
		private readonly request: CardRequest,
		private readonly settings: RunSettings,
	) {
		const sendable = cards.filter((card) => this.mayBeSent(card));
		this.queue = new Queue(sendable, request);
		for (const card of cards) {
			if (!this.mayBeSent(card)) settings.report(card, { ...NOT_AGAIN, code: null });
		}
	}

	async toEnd(): Promise<RunResult> {
		const { signal } = this.settings;
		const onAbort = () => this.end();
		signal?.addEventListener('abort', onAbort, { once: true });
		try {
			await this.sendAll();
		} finally {
			signal?.removeEventListener('abort', onAbort);
		}
		this.result.unfinished.push(...this.queue.takeAll());
		return this.result;
	}

	private async sendAll(): Promise<void> {
		while (!this.isOver()) {
			const waitMs = this.timeToNext();
			if (waitMs > 0) {
				await this.wait(waitMs);
				continue;
			}
			const start = await this.permission();
			const batch = start && this.timeToNext() === 0 ? this.nextBatch() : undefined;
			if (start && batch) void this.send(batch, start);
		}
	}

	private isOver(): boolean {
		this.settings.signal?.throwIfAborted();
		if (this.defect) throw this.defect.error;
		if (this.underWay > 0) return false;
		if (this.allRefused.isCertain) {
			this.result.allRefused = true;
			this.stop(this.allRefused.summary());
		}
		return this.result.stoppedBy !== undefined || this.queue.isEmpty;
	}

	/** Milliseconds until something may be sent; Infinity until an answer comes. */
	private timeToNext(): number {
		const isFull =
			this.underWay >= (this.allRefused.isPossible ? DOUBTFUL_UNDER_WAY : MAX_REQUESTS_UNDER_WAY);
		if (this.result.stoppedBy || isFull || this.allRefused.isCertain) return Infinity;
		// One request fetches the token for all: the others would wait for it with their starts counted.
		if (this.fetchingToken.size > 0) {
			if (!this.settings.api.hasToken()) return TOKEN_NOTICED_MS;
			for (const start of this.fetchingToken) this.noteSent(start);
		}
		if (this.mayStartFresh()) return 0;
		return Math.max(0, this.queue.nextDueAt - clock.elapsed());
	}

	private mayStartFresh(): boolean {
		if (!this.queue.hasFresh) return false;
		const isFaulty = this.progress.faultySince !== undefined;
		return !isFaulty || (this.underWay === 0 && this.queue.faulty < FAULTY_AT_MOST);
	}

	private nextBatch(): Batch | undefined {
		const due = () => this.queue.takeDue(clock.elapsed());
		if (this.allRefused.isPossible) {
			const sample = () => this.queue.takeSample(this.allRefused.nextPlace());
			return this.allRefused.isSampleNext() ? (sample() ?? due()) : (due() ?? sample());
		}
		return due() ?? (this.mayStartFresh() ? this.queue.takeFresh() : undefined);
	}

	/** A start from the lane; undefined where the run ended meanwhile. */
	private async permission(): Promise<Start | undefined> {
		try {
			return await this.settings.lane.start(this.ending.signal);
		} catch {
			return undefined;
		}
	}

	/** Waits for so many milliseconds, a minute at most, or until a request was answered or the run ends. */
	private async wait(ms: number): Promise<void> {
		if (this.ending.signal.aborted && this.underWay === 0) return;
		const { signal } = (this.waiting = new AbortController());
		await clock.sleep(Math.min(Math.ceil(ms), 60_000), signal);
	}

	private async send(batch: Batch, start: Start): Promise<void> {
		const { api, lane } = this.settings;
		this.underWay++;
		this.result.requests++;
		if (!api.hasToken()) this.fetchingToken.add(start);
		try {
			const entries = await api.send(this.request, batch.cards);
			this.noteSent(start);
			lane.answered(start);
			this.onAnswer(batch, start, entries);
		} catch (error) {
			if (error instanceof FeishuError) this.onError(batch, start, error);
			else this.defect = { error };
		} finally {
			this.fetchingToken.delete(start);
			this.underWay--;
			this.waiting.abort();
		}
	}

	/** What waited for a token may have been sent at any time until now: to Feishu it is as new as that. */
	private noteSent(start: Start): void {
		if (this.fetchingToken.delete(start)) start.startedAt = clock.elapsed();
	}

	private onAnswer(batch: Batch, start: Start, entries: FailedCard[]): void {
		this.noteThrough(start);
		this.allRefused.noteAccepted();
		const { failed, guessed, done, unclear } = matchFailures(batch.cards, entries, this.request);
		for (const card of guessed) card.mayBeDone = true;
		for (const card of done) this.settings.report(card, 'done');
		for (const { card, failure } of failed) this.onFailedCard(card, failure);
		for (const card of unclear) card.mayBeDone = true;
		this.queue.sendParts([
			...afterAcceptance(batch),
			...unclear.map((card) => partOf(batch.search, [card])),
		]);
	}

	private onFailedCard(card: QueuedCard, failure: CardFailure): void {
		if (failure.reason === 'RATE_LIMITED' && this.mayBeSent(card)) {
			card.timesLimited = (card.timesLimited ?? 0) + 1;
			if (card.timesLimited <= this.settings.maxRetries) {
				const readyAt = clock.elapsed() + waitAfterLimitedCard(card.timesLimited);
				return this.queue.sendLater(card, readyAt);
			}
		}
		this.settle(card, failure);
	}

	/** Whether it does no harm if the card is done by now. */
	private mayBeSent(card: SentCard): boolean {
		return !card.mayBeDone || (this.request.mayRepeat?.(card) ?? true);
	}

	/** Reports a card that Feishu did not do, unless an earlier request did it whose outcome is not known. */
	private settle(card: QueuedCard, failure: CardFailure): void {
		const doneByNow = card.mayBeDone && failure.reason === this.request.doneReason;
		if (doneByNow) this.result.presumed++;
		this.settings.report(card, doneByNow ? 'done' : failure);
	}

	private onError(batch: Batch, start: Start, error: FeishuError): void {
		const now = clock.elapsed();
		if (error.details.outcomeUnknown) {
			for (const card of batch.cards) card.mayBeDone = true;
			this.reportUnrepeatable(batch, error);
		}
		if (error.kind === 'rateLimited') this.settings.lane.refused(start, error.details.resetAfterMs);
		else this.settings.lane.answered(start);
		if (error.kind === 'tokenRefused') batch.tokenRefusals++;
		if (error.kind === 'unavailable') {
			batch.faults++;
			batch.firstFaultAt ??= now;
		}
		this.noteFailure(error, start);

		if (batch.cards.length === 0) return this.queue.sendParts(afterAcceptance(batch));
		const isLast = this.queue.isEmpty && this.underWay === 1;
		const { maxRetries } = this.settings;
		const decision = decide(batch, error, start.startedAt, this.progress, isLast, maxRetries, now);
		if (decision.what === 'sendAgain') return this.queue.sendAgain(batch, decision.at);
		if (decision.what === 'search') return this.searchIn(batch, error);
		this.queue.sendAgain(batch, now);
		this.stop(decision.error);
	}

	private searchIn(batch: Batch, error: FeishuError): void {
		const isRefused = error.kind === 'refused';
		if (!isRefused) batch.search.failingSince ??= batch.firstFaultAt;
		const { atFault, next } = afterFailure(batch, error, this.allRefused.isLikely);
		const failure = isRefused ? refusalFailure(error) : requestFailure(error);
		for (const card of atFault) this.settle(card, failure);
		if (isRefused) {
			// What was not in this request is no proof.
			this.allRefused.noteRefused(
				atFault.filter((card) => batch.cards.includes(card)),
				error,
			);
		}
		this.queue.sendParts(next);
	}

	/** Takes the cards out of a batch that may be done and must not be done twice. */
	private reportUnrepeatable({ cards }: Batch, error: FeishuError): void {
		for (const card of cards.filter((one) => !this.mayBeSent(one))) {
			cards.splice(cards.indexOf(card), 1);
			const { code } = error.details;
			this.settings.report(card, {
				...NOT_AGAIN,
				code,
				message: `${error.message} ${NOT_AGAIN.message}`,
			});
		}
	}

	private noteThrough({ startedAt }: Start): void {
		this.progress = { lastThrough: Math.max(startedAt, this.progress.lastThrough ?? 0) };
	}

	private noteFailure({ kind }: FeishuError, start: Start): void {
		if (kind === 'refused') this.noteThrough(start);
		if (kind === 'unavailable') this.progress.faultySince ??= start.startedAt;
		if (kind !== 'rateLimited') return;
		this.progress.limitedSince ??= start.startedAt;
		// Feishu is there.
		this.progress.faultySince = undefined;
	}

	private stop(error: FeishuError): void {
		this.result.stoppedBy ??= error;
		this.end();
	}

	private end(): void {
		this.ending.abort();
		this.waiting.abort();
	}
}

/** How a card ends that may be done, and would be done a second time if it were sent again. */
const NOT_AGAIN = {
	reason: 'REQUEST_FAILED',
	reasonCode: null,
	message: 'It is not sent again, because it must not be done twice.',
};

/** How a card ends on which Feishu fails whenever it is sent. */
function requestFailure(error: FeishuError): CardFailure {
	return {
		reason: 'REQUEST_FAILED',
		reasonCode: null,
		code: error.details.code,
		message: error.message,
	};
}
