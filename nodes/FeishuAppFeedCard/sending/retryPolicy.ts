import type { FeishuError } from '../../shared/feishuError';
import type { Batch } from './batch';

/*
 * Every decision after a request that was not carried out, over values alone: what becomes of the request,
 * and when. How fast requests go is the pace's affair. All times are in milliseconds of one clock.
 */

/** A rate limit costs patience, never a card: so long without one request that got through ends the run. */
const LIMITED_AT_MOST_MS = 5 * 60_000;

/** A run that has got through before bears so long an outage. */
const OUTAGE_AT_MOST_MS = 60_000;

/** A token that Feishu refuses is renewed; one that it goes on refusing is no use. */
export const MAX_TOKEN_REFUSALS = 3;

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

/** What is left beside a batch. */
export type Left =
	/** Something that will show whether Feishu is there. */
	| 'others'
	/** Nothing but what fails each time as well. */
	| 'failing'
	| 'nothing';

export type Decision =
	/** Send it again, not before `at`. */
	| { what: 'sendAgain'; at: number }
	/** Search it for the cards at fault. */
	| { what: 'search' }
	/** End the run. */
	| { what: 'stop'; error: FeishuError };

/** Whether Feishu seems to fail on this very batch. */
export function seemsToFail(
	{ search, faults }: Pick<Batch, 'search' | 'faults'>,
	maxRetries: number,
): boolean {
	return faults > (search.failingSince === undefined ? maxRetries : 0);
}

/**
 * What becomes of a batch whose request was not carried out.
 *
 * @param batch with this failure counted
 * @param sentAt when it was sent
 * @param progress with this failure noted
 * @param maxRetries how often one request is tried again without progress
 */
export function decide(
	batch: Pick<Batch, 'cards' | 'search' | 'faults' | 'firstFaultAt' | 'tokenRefusals'>,
	error: FeishuError,
	sentAt: number,
	progress: Progress,
	left: Left,
	maxRetries: number,
	now: number,
): Decision {
	switch (error.kind) {
		case 'rateLimited':
			return sentAt - (progress.limitedSince ?? sentAt) < LIMITED_AT_MOST_MS
				? { what: 'sendAgain', at: now }
				: { what: 'stop', error: withAdvice(error, 'No request got through for five minutes.') };
		case 'tokenRefused':
			return batch.tokenRefusals <= MAX_TOKEN_REFUSALS
				? { what: 'sendAgain', at: now }
				: { what: 'stop', error };
		case 'unavailable':
			return afterFault(batch, error, sentAt, progress, left, maxRetries, now);
		case 'refused':
			return { what: 'search' };
		case 'fatal':
			return { what: 'stop', error };
	}
}

function afterFault(
	batch: Parameters<typeof decide>[0],
	error: FeishuError,
	sentAt: number,
	{ lastThrough, faultySince = sentAt }: Progress,
	left: Left,
	maxRetries: number,
	now: number,
): Decision {
	const { cards, search, faults, firstFaultAt = now } = batch;
	const again: Decision = { what: 'sendAgain', at: now + waitAfterFault(faults) };
	const tries = faults === 1 ? 'once' : `${faults} times`;
	const stop: Decision = { what: 'stop', error: withAdvice(error, `Tried ${tries}.`) };
	// A part of a request that fails each time needs no further tries; the verdict on a single card does.
	if (search.failingSince !== undefined && cards.length > 1) return { what: 'search' };
	if (faults <= maxRetries) return again;
	if (lastThrough === undefined) return stop;
	// What was sent after the first fault got through, so that it is this request on which Feishu fails. Where
	// nothing is left that will, what was tried together with it before must do.
	const since = left === 'others' ? firstFaultAt : (search.failingSince ?? firstFaultAt);
	if (lastThrough > since) return { what: 'search' };
	// Nothing else is left that could show whether it is this request: its parts may.
	if (left === 'nothing' && cards.length > 1) return { what: 'search' };
	if (sentAt - faultySince < OUTAGE_AT_MOST_MS) return again;
	// All that is left has failed for as long as an outage is borne: so it fails.
	return left === 'others' ? stop : { what: 'search' };
}

const withAdvice = (error: FeishuError, words: string) =>
	error.asFatal(`${words} ${error.details.advice}`);

/**
 * The wait after a fault of the network or of Feishu's servers, in milliseconds: half a second, doubled for
 * each further try. The jitter keeps requests that failed together from coming back together.
 *
 * @param tries how often the request has been tried so far, from 1
 */
export function waitAfterFault(tries: number): number {
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
