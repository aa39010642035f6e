import type { FeishuError } from '../../shared/feishuError';
import type { Batch } from './batch';

/*
 * Every decision after a request that was not carried out, over plain values: what becomes of the request,
 * and when. How fast requests go is decided in pacing/. All times are in milliseconds of one clock.
 */

/** Rate limiting never fails a card. The run stops only if no request succeeds for this long. */
const LIMITED_AT_MOST_MS = 5 * 60_000;

/** The longest outage that a run survives once it has had a success. */
const OUTAGE_AT_MOST_MS = 60_000;

/** While this many requests wait for another try after a fault, none is begun: enough to tell an outage from a bad request. */
export const FAULTY_AT_MOST = 3;

/** A token that Feishu refuses is renewed; one that it goes on refusing is no use. */
const MAX_TOKEN_REFUSALS = 3;

const FIRST_WAIT_MS = 500;
/** Short enough that the end of an outage is noticed soon. */
const LONGEST_WAIT_MS = 8_000;

const LIMITED_CARD_WAIT_MS = 1_000;
const LONGEST_LIMITED_CARD_WAIT_MS = 60_000;

/** What the run as a whole has seen. A request got through if Feishu looked at its contents. */
export interface Progress {
	/** When the last request was sent that got through; undefined if none ever did. */
	lastThrough?: number;
	/** When the first request was sent that was limited since then; undefined if none was. */
	limitedSince?: number;
	/** The same of one that met a fault, since Feishu last answered anything else. */
	faultySince?: number;
}

/** A request, by what it carries and what happened to it so far. */
export type Tried = Pick<Batch, 'faults' | 'firstFaultAt' | 'tokenRefusals'> & {
	readonly cards: ArrayLike<unknown>;
	readonly search: Pick<Batch['search'], 'failingSince'>;
};

/** A request that was not carried out, and what was going on. */
export interface Failure {
	/** This failure is counted in it, and in `progress`. */
	readonly batch: Tried;
	readonly error: FeishuError;
	readonly sentAt: number;
	readonly now: number;
	readonly progress: Progress;
	/** Batches that were sent before, or are under way, besides this one. */
	readonly others: readonly Tried[];
	/** Whether others wait that will show whether Feishu is there. */
	readonly hasMore: boolean;
	/** How often one request is tried again without progress. */
	readonly maxRetries: number;
}

type Decision =
	/** Send it again, not before `at`. */
	| { what: 'sendAgain'; at: number }
	/** Search it for the cards at fault. */
	| { what: 'search' }
	/** End the run. */
	| { what: 'stop'; error: FeishuError };

/** Notes a request that got through. */
export function noteThrough(progress: Progress, sentAt: number): void {
	progress.lastThrough = Math.max(sentAt, progress.lastThrough ?? 0);
	progress.limitedSince = undefined;
	progress.faultySince = undefined;
}

/** What becomes of a batch whose request was not carried out. Counts the failure. */
export function decide(failure: Failure): Decision {
	const { batch, error, sentAt, now, progress } = failure;
	switch (error.kind) {
		case 'rateLimited':
			progress.limitedSince ??= sentAt;
			// Feishu is there.
			progress.faultySince = undefined;
			return sentAt - progress.limitedSince < LIMITED_AT_MOST_MS
				? { what: 'sendAgain', at: now }
				: stop(error, 'No request got through for five minutes.');
		case 'tokenRefused':
			return ++batch.tokenRefusals <= MAX_TOKEN_REFUSALS
				? { what: 'sendAgain', at: now }
				: { what: 'stop', error };
		case 'unavailable':
			batch.faults++;
			batch.firstFaultAt ??= now;
			progress.faultySince ??= sentAt;
			return afterFault(failure);
		case 'refused':
			noteThrough(progress, sentAt);
			return { what: 'search' };
		case 'fatal':
			return { what: 'stop', error };
	}
}

function afterFault(failure: Failure): Decision {
	const { batch, error, sentAt, now, progress, others, hasMore, maxRetries } = failure;
	const { cards, search, faults, firstFaultAt = now } = batch;
	const { lastThrough, faultySince = sentAt } = progress;
	const again: Decision = { what: 'sendAgain', at: now + waitAfterFault(faults) };
	const isPart = search.failingSince !== undefined;
	// The cards of a part were tried before, in larger requests: its own count would mislead.
	const tries = `Tried ${faults === 1 ? 'once' : `${faults} times`}.`;
	const giveUp = stop(error, isPart ? '' : tries);

	if (lastThrough === undefined && isPart) {
		// Nothing ever got through. If Feishu fails on each of these parts, it is an outage.
		const siblings = others.filter((other) => other.search === search);
		return siblings.every((other) => other.faults > 0) ? giveUp : again;
	}
	// A part of a request that fails each time needs no further tries; the verdict on a single card does.
	if (isPart && cards.length > 1) return { what: 'search' };
	if (faults <= maxRetries) return again;

	const open = others.some((other) => !seemsToFail(other, maxRetries));
	if (lastThrough === undefined) {
		// Only if Feishu itself answers can the reason be these very cards.
		if (error.details.code === null || hasMore) return giveUp;
		if (cards.length > 1) return { what: 'search' };
		if (open) return again;
		return others.length === 0 ? { what: 'search' } : giveUp;
	}
	// A later request succeeded, so it is this request on which Feishu fails. If nothing else is left to
	// send, judge by earlier requests of the same search.
	const since = hasMore || open ? firstFaultAt : (search.failingSince ?? firstFaultAt);
	if (lastThrough > since) return { what: 'search' };
	// Nothing else is left that could show whether it is this request: its parts may.
	if (!hasMore && others.length === 0 && cards.length > 1) return { what: 'search' };
	if (sentAt - faultySince < OUTAGE_AT_MOST_MS) return again;
	// All that is left has failed for as long as the longest outage: so it fails.
	return hasMore || open ? giveUp : { what: 'search' };
}

/** Whether Feishu seems to fail on this very batch. */
function seemsToFail({ search, faults }: Tried, maxRetries: number): boolean {
	return faults > (search.failingSince === undefined ? maxRetries : 0);
}

function stop(error: FeishuError, words: string): Decision {
	return { what: 'stop', error: error.asFatal(`${words} ${error.details.advice}`.trim()) };
}

/**
 * The wait after a fault of the network or of Feishu's servers, in milliseconds: half a second, doubled for
 * each further try. The jitter keeps requests that failed together from coming back together.
 *
 * @param tries how often the request has been tried so far, from 1
 */
function waitAfterFault(tries: number): number {
	const wait = Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), LONGEST_WAIT_MS);
	return wait * (0.75 + Math.random() / 2);
}

/**
 * The wait before a card that Feishu itself called rate-limited is sent again, in milliseconds: a second,
 * the span that this API's limit counts over, doubled each time.
 *
 * @param times how often Feishu has said so, from 1
 */
export function waitAfterLimitedCard(times: number): number {
	const wait = Math.min(LIMITED_CARD_WAIT_MS * 2 ** (times - 1), LONGEST_LIMITED_CARD_WAIT_MS);
	return wait * (1 + Math.random() / 10);
}
