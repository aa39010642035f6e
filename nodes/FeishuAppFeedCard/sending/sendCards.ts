import { clock } from '../../shared/clock';
import { FeishuError } from '../../shared/feishuError';
import type { Card } from '../card/card';
import type { Limiter } from '../pacing/limiter';
import type { Reservation } from '../pacing/reservation';
import type { Batch } from './batch';
import type { CardRequest, FeedCardApi } from './feedCardApi';
import { Outcomes } from './outcomes';
import { Queue } from './queue';
import { FAULTY_AT_MOST } from './retryPolicy';

interface SendingSettings {
	api: Pick<FeedCardApi, 'send' | 'hasToken'>;
	limiter: Limiter;
	/** How often one request is tried again without progress. */
	maxRetries: number;
	/** Aborted when the execution is stopped. */
	signal: AbortSignal | undefined;
	/** Cards that are still to be found while the first are sent. */
	more?: MoreCards;
	/** Feishu has taken cards of the run before: then what it refuses is no reason to give up the rest. */
	accepted: boolean;
}

/** Cards that come while others are sent, as many at a time as fill a request. */
interface MoreCards {
	/**
	 * The next cards; undefined when there are no more.
	 *
	 * @throws FeishuError if no more can be found, which ends the run
	 */
	next(): Promise<Card[] | undefined>;
	/** Says that what `next` gave will be sent. */
	take(): void;
}

/** What came of sending. */
export interface SentCards {
	/** All cards in their order, each with its result unless the run did not finish it. */
	readonly cards: Card[];
	/** How many were sent, all tries. */
	readonly requests: number;
	/** What stopped the run before its end. */
	readonly stoppedBy?: FeishuError;
	/** It was stopped because Feishu refused whatever was tried. */
	readonly allRefused: boolean;
}

/** More requests under way at once than this gain nothing: at 10 in a second they allow for answers after 10 s. */
const MAX_REQUESTS_UNDER_WAY = 100;

/**
 * Sends cards, in requests of up to 20 at the pace of the limiter, whatever the latency.
 *
 * @param cards distinct cards, of which nothing has been sent
 * @throws the signal's reason, at once, when the execution is stopped
 */
export async function sendCards(
	cards: readonly Card[],
	request: CardRequest,
	settings: SendingSettings,
): Promise<SentCards> {
	return await new Sending(cards, request, settings).toEnd();
}

class Sending {
	private readonly cards: Card[] = [];
	private readonly queue: Queue;
	private readonly outcomes: Outcomes;
	private requests = 0;
	private stoppedBy: FeishuError | undefined;
	/** Aborted when nothing more is to be sent. */
	private readonly ending = new AbortController();
	/** Ends the present wait of the loop. */
	private waiting = new AbortController();
	private readonly underWay = new Set<Batch>();
	/** The request under way for which n8n fetches a token first. */
	private fetchingToken: Reservation | undefined;
	/** More cards may come. */
	private awaitsMore = false;
	/** An error that is none of Feishu's: a fault of this package. */
	private defect: { error: unknown } | undefined;

	constructor(
		cards: readonly Card[],
		private readonly request: CardRequest,
		private readonly settings: SendingSettings,
	) {
		this.queue = new Queue(request);
		this.outcomes = new Outcomes(request, this.queue, settings.maxRetries, settings.accepted);
		this.add(cards);
	}

	private add(cards: readonly Card[]): void {
		for (const card of cards) this.cards.push(card);
		this.queue.add(cards.filter((card) => this.outcomes.failUnlessRepeatable(card)));
	}

	async toEnd(): Promise<SentCards> {
		const { signal } = this.settings;
		const onAbort = () => this.end();
		signal?.addEventListener('abort', onAbort, { once: true });
		void this.addMore();
		try {
			await this.sendWhatComes();
		} finally {
			signal?.removeEventListener('abort', onAbort);
			this.awaitsMore = false;
		}
		const { cards, requests, outcomes } = this;
		outcomes.end(cards);
		const stoppedBy = this.stoppedBy ?? outcomes.giveUp.verdict;
		return { cards, requests, stoppedBy, allRefused: !this.stoppedBy && !!stoppedBy };
	}

	private async sendWhatComes(): Promise<void> {
		while (!this.isOver()) {
			const waitMs = this.timeToNext();
			if (waitMs > 0) {
				await this.wait(waitMs);
				continue;
			}
			const reservation = await this.reserve();
			const batch = reservation && this.timeToNext() === 0 ? this.nextBatch() : undefined;
			if (reservation && batch) void this.send(batch, reservation);
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
				this.lookAgain();
			}
		} catch (error) {
			if (this.awaitsMore && error instanceof FeishuError) this.stop(error);
			else if (this.awaitsMore) this.defect ??= { error };
		}
		this.awaitsMore = false;
		this.lookAgain();
	}

	private isOver(): boolean {
		this.settings.signal?.throwIfAborted();
		if (this.defect) throw this.defect.error;
		if (this.underWay.size > 0) return false;
		return (
			this.stoppedBy !== undefined ||
			this.outcomes.giveUp.missing === 0 ||
			(this.queue.isEmpty && !this.awaitsMore)
		);
	}

	/** Milliseconds until something may be sent; Infinity until an answer or a token comes. */
	private timeToNext(): number {
		const most = Math.min(MAX_REQUESTS_UNDER_WAY, this.outcomes.giveUp.missing);
		if (this.stoppedBy || this.underWay.size >= most) return Infinity;
		// Let one request fetch the token. The others would use up rate-limit slots while they wait.
		if (this.fetchingToken) return Infinity;
		const dueAt = Math.min(this.newBatchDueAt, this.queue.nextDueAt);
		return Math.max(0, dueAt - clock.elapsed());
	}

	/** When a batch that was never sent may be; Infinity if none may. */
	private get newBatchDueAt(): number {
		const { inOutage, nextNewBatchAt } = this.outcomes;
		if (!this.queue.hasUnsent) return Infinity;
		const mayStart = !inOutage || (this.underWay.size === 0 && this.queue.faulty < FAULTY_AT_MOST);
		return mayStart ? nextNewBatchAt : Infinity;
	}

	private nextBatch(): Batch | undefined {
		const now = clock.elapsed();
		const { giveUp } = this.outcomes;
		const mayStart = this.newBatchDueAt <= now;
		if (giveUp.isPossible && (mayStart || !this.queue.hasUnsent)) {
			return this.queue.takeAgain(now) ?? this.queue.takeSample(giveUp.nextPlace());
		}
		return (
			this.queue.takeDue(now, this.outcomes.nothingThrough) ??
			(mayStart ? this.queue.takeUnsent() : undefined)
		);
	}

	/** A reservation from the limiter; undefined if the run ended meanwhile. */
	private async reserve(): Promise<Reservation | undefined> {
		try {
			return await this.settings.limiter.reserve(this.ending.signal);
		} catch (error) {
			if (!this.ending.signal.aborted) this.defect = { error };
			return undefined;
		}
	}

	/** Waits for this many milliseconds, or until a request was answered or the run ends. */
	private async wait(ms: number): Promise<void> {
		const { signal } = (this.waiting = new AbortController());
		await clock.sleep(Math.ceil(ms), signal);
	}

	private async send(batch: Batch, reservation: Reservation): Promise<void> {
		const { api, limiter } = this.settings;
		this.underWay.add(batch);
		if (!api.hasToken()) this.fetchingToken = reservation;
		try {
			const entries = await api.send(this.request, batch.cards, () => this.onSending(reservation));
			limiter.answered(reservation);
			this.outcomes.onAnswer(batch, reservation.startedAt, entries);
		} catch (error) {
			if (error instanceof FeishuError) this.onError(batch, reservation, error);
			else this.defect = { error };
		} finally {
			if (this.fetchingToken === reservation) this.fetchingToken = undefined;
			this.underWay.delete(batch);
			this.lookAgain();
		}
	}

	/** If the request waited for a token, it counts from now, and the others may go. */
	private onSending(reservation: Reservation): void {
		this.requests++;
		if (this.fetchingToken !== reservation) return;
		this.fetchingToken = undefined;
		reservation.startedAt = clock.elapsed();
		this.lookAgain();
	}

	private onError(batch: Batch, reservation: Reservation, error: FeishuError): void {
		const { queue, underWay } = this;
		const { limiter } = this.settings;
		if (error.kind === 'rateLimited') limiter.refused(reservation, error.details.resetAfterMs);
		else limiter.answered(reservation);
		const stoppedBy = this.outcomes.onError(batch, {
			error,
			sentAt: reservation.startedAt,
			others: [...underWay, ...queue.retried].filter((other) => other !== batch),
			hasMore: queue.hasUnsent || queue.hasLimited || this.awaitsMore,
		});
		if (stoppedBy) this.stop(stoppedBy);
	}

	private stop(error: FeishuError): void {
		this.stoppedBy ??= error;
		this.end();
	}

	private end(): void {
		this.ending.abort();
		this.lookAgain();
	}

	/** Ends the present wait. With a reason: without one Node.js makes an exception, with its stack. */
	private lookAgain(): void {
		this.waiting.abort('look again');
	}
}
