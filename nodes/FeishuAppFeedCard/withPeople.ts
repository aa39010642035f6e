import type { Card, PeopleType } from './card/card';
import type { Operation } from './operations/operation';
import type { Results } from './output/results';
import { finderOf } from './people/finder';
import { FoundCards } from './people/foundCards';
import type { sendAll, SendSettings, Sent } from './send';
import { PatientClient } from './sending/patience';

/**
 * Runs an operation on cards whose users are looked up while the first cards are sent.
 *
 * @param cards with an address, a group or a department in place of the user's ID
 */
export async function withPeople(
	cards: Card[],
	operation: Operation,
	results: Results,
	type: PeopleType,
	settings: SendSettings,
	run: typeof sendAll,
): Promise<Sent> {
	const { client, options, signal } = settings;
	const ending = new AbortController();
	const signals = signal ? [signal, ending.signal] : [ending.signal];
	const lookUps = new PatientClient({ client, ...options, signal: AbortSignal.any(signals) });
	const found = new FoundCards(cards, {
		finder: finderOf(type, lookUps, client.owner),
		eachCardOnce: operation.needs.eachCardOnce,
		request: operation.steps[0].request,
		fail: (entry, failure) => results.fail(entry, failure),
	});
	try {
		return await run(cards, operation, results, { ...settings, found });
	} finally {
		results.repeated += found.repeated;
		ending.abort();
		lookUps.leave();
	}
}
