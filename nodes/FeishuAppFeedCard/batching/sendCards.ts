import { clock } from '../../shared/clock';
import { FeishuError } from '../../shared/feishuError';
import type { Card, CardFailure } from '../card/card';
import type { CardRequest, FeedCardApi, SentCard } from '../transport/feedCardApi';
import { refusalFailure, type FailedCard } from '../transport/failedCard';
import { waitAfterFault, waitAfterRateLimit } from './backoff';
import { laterBatch, restOf, type Batch, type QueuedCard } from './batch';
import { matchFailures } from './matchFailures';
import type { Lane, Start } from '../pacing/pace';
import { Queue } from './queue';
import { Refused } from './allRefused';
import { afterAcceptance, afterRefusal } from './search';

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
	report: (card: Card, result: CardResult) => void;
}

export interface RunResult {
	/** Requests sent, with those that were tried again. */
	requests: number;
	/** What stopped the run before its end. */
	stoppedBy?: FeishuError;
	/** It was stopped because Feishu refused whatever was tried. */
	allRefused?: boolean;
	/** The cards whose fate is not known because of that. */
	unfinished: SentCard[];
}

/** More requests under way at once than this gain nothing: at 10 in a second they allow for answers after 10 s. */
const MAX_REQUESTS_UNDER_WAY = 100;

/** A token that Feishu refuses is renewed; one that it goes on refusing is no use. */
const MAX_TOKEN_REFUSALS = 3;

/** As long as all is refused, it likely goes on like that: so many requests at once are enough to find out. */
const MAX_DOUBTFUL_UNDER_WAY = 3;

/** Before all cards are given up because of the first ones, these places of the rest are tried: 0 is the end. */
const SAMPLE_PLACES = [0, 0.5, 0.25];

/** So many requests that stay rate-limited one after another end the run. */
const MAX_EXHAUSTED = 3;

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
	private readonly result: RunResult = { requests: 0, unfinished: [] };
	/** Ends every wait when the run stops, for whatever cause. */
	private readonly ending = new AbortController();

	private underWay = 0;
	/** Requests that Feishu carried out. */
	private answers = 0;
	/** True from a fault until the next answer: cards never sent wait meanwhile. */
	private faulty = false;
	private fetchingToken = false;
	private rateLimitsInARow = 0;
	private exhausted = { inARow: 0, lastAt: 0 };
	private readonly refused = new Refused();
	private samples = 0;
	private wakeUp: () => void = () => {};
	private alarmAt = Infinity;
	/** An error that is none of Feishu's: a fault of this package. */
	private defect: { error: unknown } | undefined;

	constructor(
		cards: readonly Card[],
		private readonly request: CardRequest,
		private readonly settings: RunSettings,
	) {
		this.queue = new Queue(cards, request);
		this.ending.signal.addEventListener('abort', () => this.wakeUp());
	}

	async toEnd(): Promise<RunResult> {
		const { signal } = this.settings;
		const onAbort = () => this.ending.abort(signal?.reason);
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
			const now = clock.elapsed();
			if (!this.canSend(now)) {
				await this.nextEvent(now);
				continue;
			}
			const start = await this.permission();
			const batch = start && this.canSend() ? this.nextBatch() : undefined;
			if (start && batch) void this.send(batch, start);
		}
	}

	private isOver(): boolean {
		this.settings.signal?.throwIfAborted();
		if (this.defect) throw this.defect.error;
		if (this.underWay > 0) return false;
		if (this.seemsPointless()) {
			this.result.allRefused = true;
			this.stop(this.refused.summary());
		}
		return this.result.stoppedBy !== undefined || this.queue.isEmpty;
	}

	private canSend(now = clock.elapsed()): boolean {
		if (this.result.stoppedBy || this.underWay >= MAX_REQUESTS_UNDER_WAY) return false;
		if (this.underWay > 0) {
			// One request fetches the token for all: the others would wait for it with their starts counted.
			if (this.fetchingToken || !this.settings.api.hasToken()) return false;
			if (this.seemsPointless()) return false;
			if (this.allRefused && this.underWay >= MAX_DOUBTFUL_UNDER_WAY) return false;
		}
		return (
			this.wantsSample() ||
			this.queue.nextReadyAt <= now ||
			(this.queue.hasFresh && this.mayStartFresh())
		);
	}

	/** After a fault, what failed is tried again first, before more is sent into the dark. */
	private mayStartFresh(): boolean {
		return !this.faulty || (this.underWay === 0 && this.queue.nextReadyAt === Infinity);
	}

	private nextBatch(): Batch | undefined {
		if (this.wantsSample()) return this.queue.takeSample(SAMPLE_PLACES[this.samples++]);
		return this.queue.take(this.mayStartFresh());
	}

	private get allRefused(): boolean {
		return this.answers === 0 && this.refused.any;
	}

	/** Whether the first cards look as if nothing would be accepted, but the rest may still be different. */
	private wantsSample(): boolean {
		return (
			this.allRefused &&
			this.refused.isEnough() &&
			this.samples < SAMPLE_PLACES.length &&
			this.queue.hasFresh
		);
	}

	/** Whether all that was refused looks as if nothing would be accepted. */
	private seemsPointless(): boolean {
		return this.allRefused && this.refused.isEnough() && !this.wantsSample();
	}

	/** A start from the lane; undefined where the run ended meanwhile. */
	private async permission(): Promise<Start | undefined> {
		try {
			return await this.settings.lane.start(this.ending.signal);
		} catch {
			return undefined;
		}
	}

	/**
	 * Waits until a request was answered, something is due to be sent, or the run ends.
	 *
	 * @param now the time for which `canSend` said no: something may have become due since
	 */
	private async nextEvent(now: number): Promise<void> {
		await new Promise<void>((resolve) => {
			this.wakeUp = resolve;
			// What is due already waits for the answer to a request under way, not for a time.
			const { nextReadyAt } = this.queue;
			if (nextReadyAt > now) this.setAlarm(nextReadyAt);
		});
	}

	private setAlarm(time: number): void {
		if (time >= this.alarmAt || time === Infinity) return;
		this.alarmAt = time;
		void clock.sleep(Math.max(0, Math.ceil(time - clock.elapsed()))).then(() => {
			this.alarmAt = Infinity;
			this.wakeUp();
		});
	}

	private async send(batch: Batch, start: Start): Promise<void> {
		this.underWay++;
		this.result.requests++;
		const fetchesToken = !this.settings.api.hasToken();
		this.fetchingToken ||= fetchesToken;
		try {
			const entries = await this.settings.api.send(this.request, batch.cards);
			this.settings.lane.answered(start, { late: fetchesToken, carriedOut: true });
			this.onAnswer(batch, entries);
		} catch (error) {
			this.settings.lane.answered(start, { late: fetchesToken, carriedOut: false });
			if (error instanceof FeishuError) this.onError(batch, start, error);
			else this.defect = { error };
		} finally {
			if (fetchesToken) this.fetchingToken = false;
			this.underWay--;
			this.wakeUp();
		}
	}

	private onAnswer(batch: Batch, entries: FailedCard[]): void {
		this.answers++;
		this.faulty = false;
		this.rateLimitsInARow = 0;
		this.exhausted.inARow = 0;
		const { failed, done, unclear } = matchFailures(batch.cards, entries, this.request);
		for (const card of done) this.settings.report(card, 'done');
		for (const { card, failure } of failed) {
			if (failure.reason === 'RATE_LIMITED' && this.mayRetryCard(card)) {
				const wait = waitAfterRateLimit(undefined, card.timesLimited ?? 1);
				this.queue.sendLater(card, clock.elapsed() + wait);
			} else {
				this.settle(card, failure);
			}
		}
		for (const card of unclear) card.mayBeDone = true;
		this.queue.sendAgain(
			...unclear.map((card) => laterBatch([card], batch.whole)),
			...afterAcceptance(batch),
		);
	}

	/** Reports a card that Feishu did not do, unless an earlier request did it whose outcome is not known. */
	private settle(card: QueuedCard, failure: CardFailure): void {
		const doneByNow = failure.reason === this.request.doneReason && card.mayBeDone;
		this.settings.report(card, doneByNow ? 'done' : failure);
	}

	private mayRetryCard(card: QueuedCard): boolean {
		card.timesLimited = (card.timesLimited ?? 0) + 1;
		return card.timesLimited <= this.settings.maxRetries;
	}

	/** What to do about a request that Feishu did not carry out: the whole policy. */
	private onError(batch: Batch, start: Start, error: FeishuError): void {
		if (error.details.outcomeUnknown) {
			for (const card of batch.cards) card.mayBeDone = true;
			batch.cards.splice(0, Infinity, ...this.repeatable(batch.cards, error));
		}
		switch (error.kind) {
			case 'rateLimited':
				return this.onRateLimit(batch, start, error);
			case 'tokenRefused':
				if (++batch.tokenRefusals > MAX_TOKEN_REFUSALS) return this.stop(error, batch);
				return this.queue.sendAgain(batch);
			case 'unavailable':
				this.faulty = true;
				if (++batch.faults > this.settings.maxRetries) {
					const tries = batch.faults === 1 ? 'once' : `${batch.faults} times`;
					return this.stop(error.asFatal(`Tried ${tries}. ${error.details.advice}`), batch);
				}
				batch.readyAt = clock.elapsed() + waitAfterFault(batch.faults);
				if (batch.cards.length > 0) return this.queue.sendAgain(batch);
				return this.queue.sendAgain(...restOf(batch));
			case 'refused':
				return this.onRefusal(batch, error);
			case 'fatal':
				return this.stop(error, batch);
		}
	}

	/** Of cards that may be done, those that can be sent again. The others are reported. */
	private repeatable(cards: readonly QueuedCard[], error: FeishuError): QueuedCard[] {
		const mayRepeat = (card: Card) => this.request.mayRepeat?.(card) ?? true;
		for (const card of cards) {
			if (mayRepeat(card)) continue;
			this.settings.report(card, {
				reason: 'REQUEST_FAILED',
				reasonCode: null,
				code: error.details.code,
				message: `${error.message} Whether it was done is not known; it is not sent again, because it must not be done twice.`,
			});
		}
		return cards.filter(mayRepeat);
	}

	private onRateLimit(batch: Batch, start: Start, error: FeishuError): void {
		const wait = waitAfterRateLimit(error.details.resetAfter, ++this.rateLimitsInARow);
		this.settings.lane.refused(start, wait);
		// As long as others get through, this request is only unlucky.
		if (batch.answersSeen < this.answers) batch.rateLimits = 0;
		batch.answersSeen = this.answers;
		if (++batch.rateLimits <= this.settings.maxRetries) return this.queue.sendAgain(batch);

		this.queue.sendAgain(...restOf(batch));
		// Requests that started together say the same; one that started later says more.
		if (start.startedAt > this.exhausted.lastAt) this.exhausted.inARow++;
		this.exhausted.lastAt = clock.elapsed();
		const hopeless = this.exhausted.inARow >= MAX_EXHAUSTED ? this.queue.takeAll() : [];
		for (const card of [...batch.cards, ...hopeless]) {
			this.settings.report(card, {
				reason: 'RATE_LIMITED',
				reasonCode: 3,
				code: error.details.code,
				message: error.message,
			});
		}
	}

	private onRefusal(batch: Batch, error: FeishuError): void {
		const { atFault, next } = afterRefusal(batch, error);
		for (const card of atFault) this.settle(card, refusalFailure(error));
		this.refused.note(batch, atFault, error);
		this.queue.sendAgain(...next);
	}

	private stop(error: FeishuError, batch?: Batch): void {
		this.result.stoppedBy ??= error;
		if (batch) this.queue.sendAgain(batch);
		this.ending.abort();
	}
}
