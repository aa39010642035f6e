import { clock } from '../shared/clock';
import type { FeishuClient } from '../shared/client';
import { asFeishuError, FeishuError } from '../shared/feishuError';
import { intoBatches, newBatch } from './sending/batch';
import type { Permission } from './sending/patience';
import { decide } from './sending/retryPolicy';
import type { Card } from './card/card';
import type { Results } from './output/results';
import type { FoundCards } from './people/foundCards';
import type { RequestOptions } from './reading/settings';
import { requireScopes } from './sending/grantedScopes';
import type { Operation } from './operations/operation';
import type { SendSettings, Sent } from './send';

/** What becomes of a card in a dry run. */
export const PLANNED = 'planned';

/** The span that Feishu's limits count over, in milliseconds. */
const LIMIT_MS = 1_000;

/**
 * Does what a run does before it changes anything: asks Feishu whether it takes the credential, and whether
 * the app may change cards.
 *
 * @throws the signal's reason when the execution is stopped
 */
export async function plan(
	cards: Card[],
	{ steps }: Operation,
	results: Results,
	{ client, options, needs, found, signal }: SendSettings,
): Promise<Sent> {
	let planned = cards;
	try {
		const error = await whatStopsIt(client, options, needs, signal);
		if (error !== undefined) return { unfinished: cards, error };
		if (found) planned = await allOf(found);
	} catch (error) {
		return { unfinished: cards, error: asFeishuError(error) };
	}
	for (const card of planned) results.succeed(card, PLANNED);
	results.requests = intoBatches(planned, steps[0].request).length;
	return { unfinished: [] };
}

async function allOf(found: FoundCards): Promise<Card[]> {
	const all: Card[] = [];
	while (await found.next()) all.push(...found.take());
	return all;
}

/** The error that a real run would stop with: it is tried again as often as one there. */
async function whatStopsIt(
	client: FeishuClient,
	{ timeout, maxRetries }: RequestOptions,
	needs: readonly Permission[],
	signal: AbortSignal | undefined,
): Promise<unknown> {
	const alone = { batch: newBatch([]), progress: {}, others: [], hasMore: false, maxRetries };
	for (;;) {
		const sentAt = clock.elapsed();
		try {
			await requireScopes(client, timeout, needs);
			return undefined;
		} catch (error) {
			if (!(error instanceof FeishuError)) return error;
			const now = clock.elapsed();
			const decision = decide({ ...alone, error, sentAt, now });
			if (decision.what !== 'sendAgain') return decision.what === 'stop' ? decision.error : error;
			const { kind, details } = error;
			const pauseMs = kind === 'rateLimited' ? (details.resetAfterMs ?? LIMIT_MS) : 0;
			await clock.sleep(Math.max(decision.at - now, pauseMs), signal);
			signal?.throwIfAborted();
		}
	}
}
