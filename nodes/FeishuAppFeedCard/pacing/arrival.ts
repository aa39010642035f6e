import { clock } from '../../shared/clock';

/*
 * A server counts a request from its arrival, and that is not known here. Two requests that are sent a
 * second apart arrive less than a second apart where the first takes longer on its way than the second,
 * and that breaks the limit. So each request counts from somewhat later than it was sent: by as much as it
 * may have been slower than the quickest one. All times are in milliseconds.
 */

/** Added to that: the quickest one has lost some time on its way as well. */
const MARGIN_MS = 8;

/**
 * Added for the very first requests: here and there, code is loaded and compiled for them, so that even
 * the quickest of them is slow.
 */
const FIRST_MARGIN_MS = 50;
const FIRST_REQUESTS = 10;

/** At the least, as long as the answer is not there. */
const UNANSWERED_DELAY_MS = 30;

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
	/** How much later than the quickest one it may have arrived, beside what its answer tells. */
	readonly margin: number;
	answeredAt?: number;
	/** It was not sent right away: a token was fetched first. */
	isLate?: boolean;
}

/** Judges when the requests of one pace arrived. */
export class Arrivals {
	private begun = 0;
	private quickest = Infinity;
	/** By how much answers come later than the quickest: the average, with more weight on the newest. */
	private usuallyLater = 0;

	begin(): Start {
		const margin = ++this.begun > FIRST_REQUESTS ? MARGIN_MS : FIRST_MARGIN_MS;
		return { startedAt: clock.elapsed(), margin };
	}

	/** @param tells whether it went the whole way: a refused connection is no quick answer */
	answered(start: Start, isLate: boolean, tells: boolean): void {
		start.answeredAt = clock.elapsed();
		start.isLate = isLate;
		if (isLate || !tells) return;
		const took = start.answeredAt - start.startedAt;
		this.quickest = Math.min(took, this.quickest + FORGOTTEN_WITH_EACH_ANSWER_MS);
		this.usuallyLater += (took - this.quickest - this.usuallyLater) / 40;
	}

	/** From when on a request counts, as far as is known by now. */
	countedAt({ startedAt, margin, answeredAt, isLate }: Start): number {
		if (answeredAt === undefined) {
			// It is late already, if it has been out for longer than the quickest.
			const delay = this.delay(clock.elapsed() - startedAt, margin);
			return startedAt + Math.max(delay, UNANSWERED_DELAY_MS);
		}
		// The answer proves that the request had arrived.
		return isLate
			? answeredAt
			: Math.min(answeredAt, startedAt + this.delay(answeredAt - startedAt, margin));
	}

	private delay(took: number, margin: number): number {
		const longest =
			this.usuallyLater < USUAL_FROM_MS ? LONGEST_RARE_DELAY_MS : LONGEST_USUAL_DELAY_MS;
		return Math.min(Math.max(took - this.quickest, 0), longest) + margin;
	}
}
