import { clock } from '../../shared/clock';

/*
 * A server counts a request from its arrival, and that is not known here. Two requests that are sent a
 * second apart arrive less than a second apart where the first takes longer on its way than the second,
 * and that breaks the limit. So each request counts from somewhat later than it was sent: by as much as it
 * may have been slower than the quickest one. All times are in milliseconds.
 */

/**
 * Counted as long as too few answers tell what is quick. The very first requests are the slowest: here and
 * there, code is loaded and compiled for them.
 */
const FIRST_DELAY_MS = 50;
const ENOUGH_ANSWERS = 10;

/** Counted as long as the answer is not there. */
const UNANSWERED_DELAY_MS = 30;

/** Counted even where the answer came as quickly as any. */
const LEAST_DELAY_MS = 8;

/**
 * An answer that came late may also have been long in the making. Where that happens now and then, such
 * as in a busy moment of this computer, waiting is cheaper than a refusal; where answers always differ, it
 * would cost a part of the pace, and says nothing about the way.
 */
const LONGEST_RARE_DELAY_MS = 200;
const LONGEST_USUAL_DELAY_MS = 50;
const USUAL_FROM_MS = 40;

/** The quickest way is forgotten little by little, since the network may have become slower. */
const FORGOTTEN_WITH_EACH_ANSWER_MS = 0.1;

/** A request that was allowed to start; times are in `clock.elapsed()`. */
export interface Start {
	readonly startedAt: number;
	/** When it was handed to the network. */
	sentAt: number;
	answeredAt?: number;
	/** It was not sent right away: a token was fetched first. */
	isLate?: boolean;
}

/** Judges when the requests of one pace arrived. */
export class Arrivals {
	private answers = 0;
	private quickest = Infinity;
	/** By how much answers come later than the quickest: the average, with more weight on the newest. */
	private usuallyLater = 0;

	begin(): Start {
		const now = clock.elapsed();
		return { startedAt: now, sentAt: now };
	}

	/** The work of sending is done: in a busy process that takes a while. */
	sent(start: Start): void {
		start.sentAt = clock.elapsed();
	}

	answered(start: Start, isLate: boolean): void {
		start.answeredAt = clock.elapsed();
		start.isLate = isLate;
		if (isLate) return;
		const took = start.answeredAt - start.startedAt;
		this.quickest = Math.min(took, this.quickest + FORGOTTEN_WITH_EACH_ANSWER_MS);
		this.usuallyLater += (took - this.quickest - this.usuallyLater) / 40;
		this.answers++;
	}

	/** From when on a request counts, as far as is known by now. */
	countedAt(start: Start): number {
		const { startedAt, answeredAt } = start;
		if (answeredAt === undefined) {
			// It is late already, if it has been out for longer than the quickest.
			return startedAt + this.delay(start, clock.elapsed() - startedAt, UNANSWERED_DELAY_MS);
		}
		// The answer proves that the request had arrived.
		if (start.isLate) return answeredAt;
		const delay = this.delay(start, answeredAt - startedAt, LEAST_DELAY_MS);
		return Math.min(answeredAt, startedAt + delay);
	}

	private delay({ startedAt, sentAt }: Start, took: number, least: number): number {
		const first = this.answers < ENOUGH_ANSWERS ? sentAt - startedAt + FIRST_DELAY_MS : 0;
		const longest =
			this.usuallyLater < USUAL_FROM_MS ? LONGEST_RARE_DELAY_MS : LONGEST_USUAL_DELAY_MS;
		const later = Math.min(took - this.quickest + LEAST_DELAY_MS, longest);
		return Math.max(later, least, first);
	}
}
