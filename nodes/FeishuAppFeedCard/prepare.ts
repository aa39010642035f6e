import { isPeopleType, type Card } from './card/card';
import { failure, reasonOf } from './card/failure';
import { finderOf } from './people/finder';
import { FoundCards } from './people/foundCards';
import { uploadPictures } from './pictures/upload';
import { markOf, withAvatarKey, type Picture } from './reading/pictures';
import type { Run, Sent } from './steps';
import { PatientClient } from './sending/patience';

/**
 * Uploads the cards' pictures and puts their keys into the cards. A card whose picture Feishu does not take fails.
 *
 * @throws FeishuError for what keeps all of them from being uploaded
 */
export async function withPictures(cards: Card[], run: Run): Promise<Card[]> {
	const wanted = new Map<string, Picture>();
	for (const { contents } of cards) {
		const mark = markOf(contents);
		const picture = run.pictures.get(mark);
		if (picture) wanted.set(mark, picture);
	}
	if (wanted.size === 0) return cards;
	const read = async ({ input, field }: Picture) =>
		await run.context.helpers.getBinaryDataBuffer(input, field);
	const keys = await withPatience(
		run,
		async (client) => await uploadPictures(read, client, run.client.owner, wanted),
	);
	const ready: Card[] = [];
	for (const card of cards) {
		const key = keys.get(markOf(card.contents));
		if (key === undefined) ready.push(card);
		else if (typeof key === 'string') {
			ready.push({ ...card, contents: card.contents && withAvatarKey(card.contents, key) });
		} else run.results.fail(card, failure(reasonOf(key), key.message, key.details.code));
	}
	return ready;
}

/** Goes on with the cards; users who must be looked up are found while the first cards are sent. */
export async function withPeople(
	cards: Card[],
	run: Run,
	goOn: (cards: Card[], run: Run) => Promise<Sent>,
): Promise<Sent> {
	const { operation, results, userIdType, client } = run;
	if (!isPeopleType(userIdType)) return await goOn(cards, run);
	return await withPatience(run, async (lookUps) => {
		const found = new FoundCards(cards, {
			finder: finderOf(userIdType, lookUps, client.owner),
			areNew: operation.needs.areNew,
			request: operation.steps[0].request,
			fail: (entry, failed) => results.fail(entry, failed),
		});
		try {
			return await goOn(cards, { ...run, found });
		} finally {
			results.notes.repeated += found.repeated;
		}
	});
}

/** Does some work with a client of its own, which begins no request and tries none again once the work has ended. */
export async function withPatience<T>(
	{ client, options, signal }: Run,
	work: (client: PatientClient) => Promise<T>,
): Promise<T> {
	const ending = new AbortController();
	const signals = signal ? [signal, ending.signal] : [ending.signal];
	const patient = new PatientClient({ client, ...options, signal: AbortSignal.any(signals) });
	try {
		return await work(patient);
	} finally {
		ending.abort();
		patient.leave();
	}
}
