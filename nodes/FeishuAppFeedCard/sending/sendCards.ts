import { clock } from '../../shared/clock';
import { FeishuError } from '../../shared/feishuError';
import type { Card } from '../card/card';
import type { Limiter, Reservation } from '../pacing/limiter';
import type { CardRequest, FeedCardApi, SentCard } from './feedCardApi';
import { AllRefused, DOUBTFUL_UNDER_WAY } from './allRefused';
import type { Batch } from './batch';
import { mayBeSent, NOT_AGAIN, Outcomes, type OutcomeSettings } from './outcomes';
import { Queue } from './queue';
import { seemsToFail, type Left } from './retryPolicy';

export interface RunSettings extends OutcomeSettings {
	api: Pick<FeedCardApi, 'send' | 'hasToken'>;
	limiter: Limiter;
	/** Aborted when the execution is stopped. */
	signal: AbortSignal | undefined;
	/** Cards that are still to be found while the first are sent. */
	more?: MoreCards;
}

/** Cards that come while others are sent, as many at a time as fill a request. */
export interface MoreCards {
	/**
	 * The next cards; undefined when there are no more.
	 *
	 * @throws FeishuError where no more can be found, which ends the run
	 */
	next(): Promise<Card[] | undefined>;
	/** Says that what `next` gave will be sent. */
	take(): void;
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
 * Sends cards, in requests of up to 20 at the pace of the limiter, whatever the latency, and reports each card
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
	private readonly allRefused = new AllRefused();
	private readonly outcomes: Outcomes;
	private readonly result: Omit<RunResult, 'presumed' | 'unfinished'> = { requests: 0 };
	/** Ends every wait when the run stops, for whatever cause. */
	private readonly ending = new AbortController();
	/** Ends the present wait of the loop. */
	private waiting = new AbortController();

	private readonly underWay = new Set<Batch>();
	/** Requests under way for which n8n fetches a token first. */
	private readonly fetchingToken = new Set<Reservation>();
	/** More cards may come. */
	private awaitsMore = false;
	/** An error that is none of Feishu's: a fault of this package. */
	private defect: { error: unknown } | undefined;

	constructor(
		cards: readonly Card[],
		private readonly request: CardRequest,
		private readonly settings: RunSettings,
	) {
		this.queue = new Queue([], request);
		this.outcomes = new Outcomes(request, this.queue, this.allRefused, settings);
		this.add(cards);
	}

	private add(cards: readonly Card[]): void {
		const { request, settings } = this;
		this.queue.add(cards.filter((card) => mayBeSent(card, request)));
		for (const card of cards) {
			if (!mayBeSent(card, request)) settings.report(card, NOT_AGAIN);
		}
	}

	async toEnd(): Promise<RunResult> {
		const { signal } = this.settings;
		const onAbort = () => this.end();
		signal?.addEventListener('abort', onAbort, { once: true });
		void this.addMore();
		try {
			await this.sendAll();
		} finally {
			signal?.removeEventListener('abort', onAbort);
			this.awaitsMore = false;
		}
		const { presumed } = this.outcomes;
		return { ...this.result, presumed, unfinished: this.queue.takeAll() };
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

	/** Takes cards as they come, as long as the run goes on. */
	private async addMore(): Promise<void> {
		const { more } = this.settings;
		if (!more) return;
		this.awaitsMore = true;
		try {
			for (let cards = await more.next(); cards; cards = await more.next()) {
				if (!this.awaitsMore || this.ending.signal.aborted) break;
				more.take();
				this.add(cards);
				this.waiting.abort();
			}
		} catch (error) {
			if (this.awaitsMore && error instanceof FeishuError) this.stop(error);
			else if (this.awaitsMore) this.defect ??= { error };
		}
		this.awaitsMore = false;
		this.waiting.abort();
	}

	private isOver(): boolean {
		this.settings.signal?.throwIfAborted();
		if (this.defect) throw this.defect.error;
		if (this.underWay.size > 0) return false;
		if (this.allRefused.isCertain) {
			this.result.allRefused = true;
			this.stop(this.allRefused.summary());
		}
		return this.result.stoppedBy !== undefined || (this.queue.isEmpty && !this.awaitsMore);
	}

	/** Milliseconds until something may be sent; Infinity until an answer comes. */
	private timeToNext(): number {
		const isFull =
			this.underWay.size >=
			(this.allRefused.isPossible ? DOUBTFUL_UNDER_WAY : MAX_REQUESTS_UNDER_WAY);
		if (this.result.stoppedBy || isFull || this.allRefused.isCertain) return Infinity;
		// One request fetches the token for all: the others would wait for it with their starts counted.
		if (this.fetchingToken.size > 0) {
			if (!this.settings.api.hasToken()) return TOKEN_NOTICED_MS;
			for (const start of this.fetchingToken) this.noteSent(start);
		}
		return Math.max(0, Math.min(this.freshDueAt, this.queue.nextDueAt) - clock.elapsed());
	}

	/** When something that was never sent may be; Infinity if nothing may. */
	private get freshDueAt(): number {
		if (!this.queue.hasFresh) return Infinity;
		const mayStart =
			!this.outcomes.isFaulty || (this.underWay.size === 0 && this.queue.faulty < FAULTY_AT_MOST);
		return mayStart ? this.outcomes.freshAt : Infinity;
	}

	private nextBatch(): Batch | undefined {
		const due = () => this.queue.takeDue(clock.elapsed());
		if (this.allRefused.isPossible) {
			const sample = () => this.queue.takeSample(this.allRefused.nextPlace());
			return this.allRefused.isSampleNext() ? (sample() ?? due()) : (due() ?? sample());
		}
		return due() ?? (this.freshDueAt <= clock.elapsed() ? this.queue.takeFresh() : undefined);
	}

	/** A start from the limiter; undefined where the run ended meanwhile. */
	private async permission(): Promise<Reservation | undefined> {
		try {
			return await this.settings.limiter.reserve(this.ending.signal);
		} catch (error) {
			if (!this.ending.signal.aborted) this.defect = { error };
			return undefined;
		}
	}

	/** Waits for so many milliseconds, a minute at most, or until a request was answered or the run ends. */
	private async wait(ms: number): Promise<void> {
		if (this.ending.signal.aborted && this.underWay.size === 0) return;
		const { signal } = (this.waiting = new AbortController());
		await clock.sleep(Math.min(Math.ceil(ms), 60_000), signal);
	}

	private async send(batch: Batch, start: Reservation): Promise<void> {
		const { api, limiter } = this.settings;
		this.underWay.add(batch);
		this.result.requests++;
		if (!api.hasToken()) this.fetchingToken.add(start);
		try {
			const entries = await api.send(this.request, batch.cards);
			this.noteSent(start);
			limiter.answered(start);
			this.outcomes.onAnswer(batch, start, entries);
		} catch (error) {
			if (error instanceof FeishuError) this.onError(batch, start, error);
			else this.defect = { error };
		} finally {
			this.fetchingToken.delete(start);
			this.underWay.delete(batch);
			this.waiting.abort();
		}
	}

	/** What waited for a token may have been sent at any time until now: to Feishu it is as new as that. */
	private noteSent(start: Reservation): void {
		if (this.fetchingToken.delete(start)) start.startedAt = clock.elapsed();
	}

	private onError(batch: Batch, start: Reservation, error: FeishuError): void {
		const { limiter } = this.settings;
		if (error.kind === 'rateLimited') limiter.refused(start, error.details.resetAfterMs);
		else limiter.answered(start);
		const stopsRun = this.outcomes.onError(batch, start, error, this.leftBeside(batch));
		if (stopsRun) this.stop(stopsRun);
	}

	private leftBeside(batch: Batch): Left {
		const { queue, settings } = this;
		if (queue.hasFresh || queue.hasLimited || this.awaitsMore) return 'others';
		const others = [...this.underWay, ...queue.begun].filter((other) => other !== batch);
		if (others.some((other) => !seemsToFail(other, settings.maxRetries))) return 'others';
		return others.length > 0 ? 'failing' : 'nothing';
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
