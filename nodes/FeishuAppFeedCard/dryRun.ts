import { clock } from '../shared/clock';
import type { FeishuClient } from '../shared/client';
import { FeishuError } from '../shared/feishuError';
import { intoBatches } from './sending/batch';
import { MAX_TOKEN_REFUSALS, waitAfterFault, waitAfterLimitedCard } from './sending/retryPolicy';
import type { Card } from './card/card';
import type { Results } from './output/results';
import type { RequestOptions } from './reading/settings';
import { requireScope } from './sending/grantedScopes';
import type { Operation } from './operations/operation';
import { NOTHING_SENT, type SendSettings, type Sent } from './send';

/** What becomes of a card in a dry run. */
export const PLANNED = 'planned';

/**
 * Does what a run does before it changes anything: asks Feishu whether it takes the credential, and whether
 * the app may change cards.
 *
 * @returns the requests that the run would begin with
 * @throws the signal's reason when the execution is stopped
 */
export async function plan(
	cards: Card[],
	{ steps }: Operation,
	results: Results,
	{ client, options, signal }: SendSettings,
): Promise<Sent> {
	const error = await whatStopsIt(client, options, signal);
	if (error !== undefined) return { ...NOTHING_SENT, unfinished: cards, error };
	for (const card of cards) results.succeed(card, PLANNED);
	const requests = intoBatches(cards, steps[0].request).length;
	return { ...NOTHING_SENT, requests, unfinished: [] };
}

/** The error that a real run would stop with. */
async function whatStopsIt(
	client: FeishuClient,
	options: RequestOptions,
	signal: AbortSignal | undefined,
): Promise<unknown> {
	for (let tries = 1; ; tries++) {
		try {
			await requireScope(client, options.timeout);
			return undefined;
		} catch (error) {
			const wait =
				error instanceof FeishuError ? waitAfter(error, tries, options.maxRetries) : undefined;
			if (wait === undefined) return error;
			await clock.sleep(wait, signal);
			signal?.throwIfAborted();
		}
	}
}

/** How long to wait before the next try, in milliseconds; undefined where none can help. */
function waitAfter(error: FeishuError, tries: number, maxRetries: number): number | undefined {
	if (error.kind === 'tokenRefused') return tries <= MAX_TOKEN_REFUSALS ? 0 : undefined;
	if (tries > maxRetries) return undefined;
	if (error.kind === 'unavailable') return waitAfterFault(tries);
	return error.kind === 'rateLimited'
		? (error.details.resetAfterMs ?? waitAfterLimitedCard(tries))
		: undefined;
}
