import type { IExecuteFunctions } from 'n8n-workflow';

import { asFeishuError } from '../shared/feishuError';
import type { Card } from './card/card';
import { failure } from './card/failure';
import type { Results } from './output/results';
import { uploadPictures } from './pictures/upload';
import { keyOf, withAvatarKey, type Picture } from './reading/pictures';
import type { SendSettings, Sent } from './send';
import { PatientClient } from './sending/patience';

/**
 * Uploads the pictures of cards, and then goes on with the cards of those that Feishu takes.
 *
 * @param pictures by the marks that cards have in place of their avatar keys
 */
export async function withPictures(
	context: IExecuteFunctions,
	cards: Card[],
	pictures: ReadonlyMap<string, Picture>,
	results: Results,
	{ client, options, signal }: SendSettings,
	run: (cards: Card[]) => Promise<Sent>,
): Promise<Sent> {
	const wanted = picturesOf(cards, pictures);
	const ending = new AbortController();
	const signals = signal ? [signal, ending.signal] : [ending.signal];
	const uploads = new PatientClient({ client, ...options, signal: AbortSignal.any(signals) });
	let keys: Awaited<ReturnType<typeof uploadPictures>>;
	try {
		keys = await uploadPictures(context, uploads, client.owner, wanted);
	} catch (error) {
		return { unfinished: cards, error: asFeishuError(error) };
	} finally {
		ending.abort();
		uploads.leave();
	}
	const ready: Card[] = [];
	for (const card of cards) {
		const key = keys.get(keyOf(card.contents));
		if (key === undefined) ready.push(card);
		else if (typeof key === 'string') {
			ready.push({ ...card, contents: card.contents && withAvatarKey(card.contents, key) });
		} else results.fail(card, failure('REJECTED', key.message, key.details.code));
	}
	return await run(ready);
}

function picturesOf(cards: readonly Card[], all: ReadonlyMap<string, Picture>) {
	const wanted = new Map<string, Picture>();
	for (const { contents } of cards) {
		const mark = keyOf(contents);
		const picture = all.get(mark);
		if (picture) wanted.set(mark, picture);
	}
	return wanted;
}
