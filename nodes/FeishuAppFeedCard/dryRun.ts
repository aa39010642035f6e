import { clock } from '../shared/clock';
import type { FeishuClient } from '../shared/client';
import { asFeishuError, FeishuError } from '../shared/feishuError';
import { intoBatches } from './sending/batch';
import { MAX_TOKEN_REFUSALS, waitAfterFault, waitAfterLimitedCard } from './sending/retryPolicy';
import type { Card } from './card/card';
import type { Results } from './output/results';
import type { FoundCards } from './people/foundCards';
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
	{ client, options, found, signal }: SendSettings,
): Promise<Sent> {
	let planned = cards;
	try {
		const error = await whatStopsIt(client, options, signal);
		if (error !== undefined) return { ...NOTHING_SENT, unfinished: cards, error };
		if (found) planned = await allOf(found);
	} catch (error) {
		return { ...NOTHING_SENT, unfinished: cards, error: asFeishuError(error) };
	}
	for (const card of planned) results.succeed(card, PLANNED);
	const requests = intoBatches(planned, steps[0].request).length;
	return { ...NOTHING_SENT, requests, unfinished: [] };
}

async function allOf(found: FoundCards): Promise<Card[]> {
	const all: Card[] = [];
	while (await found.next()) all.push(...found.take());
	return all;
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
