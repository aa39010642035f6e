import type { IDataObject } from 'n8n-workflow';

import { inputsOf } from '../engine/setUp';
import type { RecordedRequest } from '../feishu/settings';
import { FAULTS } from './faultList';
import { BEFORE, cardsOf, inputOf, keyOf, type Card, type Played, type Scene } from './play';

/** How a card ended, as the node says: "deleted", or the reason why not. */
export type Ends = Map<string, { end: string; message: string }>;

/**
 * Compares what the node said with what the stand-in remembers.
 *
 * @returns every contradiction, in words; none is what a test wants
 */
export function contradictions(played: Played): string[] {
	const { scene, ran } = played;
	const isDelete = (scene.operation ?? 'delete') === 'delete';
	const wrong = [...malformedRequests(played.requests), ...doneTwice(played)];
	const distinct = new Map(scene.cards.map((card) => [keyOf(card), card]));
	if (isDelete) wrong.push(...needlessStop(played));
	else if (ran.error) wrong.push(`the run stopped: ${ran.error.message}`);
	if (ran.error) return [...wrong, ...contradictionsOfError(played, distinct.size)];

	const { ends, twice } = endsOf(played, distinct);
	for (const key of twice) wrong.push(`${key} is reported twice`);
	for (const key of ends.keys()) if (!distinct.has(key)) wrong.push(`${key} was never asked for`);
	for (const [key, card] of distinct) {
		const end = ends.get(key);
		if (!end) wrong.push(`${key} is not accounted for`);
		else if (isDelete) wrong.push(...contradictionsOf(card, end, played));
		else wrong.push(...contradictionsOfContents(card, end, played));
	}
	if (isDelete) wrong.push(...contradictionsOfHidden(played, ends));
	return [...wrong, ...wrongLinks(played)];
}

/** Nobody gets a card or a notification twice, and nobody one that was not asked for. */
function doneTwice({ scene, feishu }: Played): string[] {
	const asked = new Set([...scene.cards, ...scene.held].map(keyOf));
	const keys = feishu.cards.map(({ bizId, userId }) => ({ biz_id: bizId, user_id: userId }));
	return [
		...keys.filter((card) => !asked.has(keyOf(card))).map((card) => `${keyOf(card)} was made`),
		...keys
			.filter(({ biz_id, user_id }) => feishu.timesCreated(biz_id, user_id) > 1)
			.map((card) => `${keyOf(card)} was made twice`),
		...feishu.repeatedNotifications.map(({ bizId, userId }) => `${userId}: ${bizId} again`),
	];
}

/** Each item is linked to the input items that named its card, and has no key that makes n8n run it again. */
function wrongLinks({ scene, ran }: Played): string[] {
	const items = inputOf(scene);
	return ran.outputs.flat().flatMap((item) => {
		if ('error' in item.json) return ['an item has a key "error"'];
		if (item.json.biz_id === undefined) return [];
		const named = items.flatMap((input, index) => {
			const cards = (input.cards ?? [input]) as Card[];
			return cards.some((card) => keyOf(card) === keyOf(item.json as unknown as Card))
				? [index]
				: [];
		});
		const linked = inputsOf(item);
		return String(linked) === String(named)
			? []
			: [`${keyOf(item.json as unknown as Card)} is linked to ${linked}, not to ${named}`];
	});
}

/** Where no answer tells which user's card was not there, at least the number of them is right. */
function contradictionsOfHidden({ scene, feishu }: Played, ends: Ends): string[] {
	if (feishu.settings.omitUserId !== true) return [];
	const held = new Set(scene.held.map(keyOf));
	const missing = new Map<string, number>();
	for (const card of new Map(scene.cards.map((one) => [keyOf(one), one])).values()) {
		const said = ends.get(keyOf(card))?.end === 'NOT_CREATED' ? 1 : 0;
		const truly = held.has(keyOf(card)) ? 0 : 1;
		missing.set(card.biz_id, (missing.get(card.biz_id) ?? 0) + said - truly);
	}
	return [...missing]
		.filter(([, tooMany]) => tooMany > 0)
		.map(([bizId, tooMany]) => `${tooMany} cards ${bizId} too many are said to be NOT_CREATED`);
}

const DEFAULT_RETRIES = 5;

/**
 * A card, or a run, is given up for a cause: faults on one card beyond the retries, a request whose token is
 * refused again and again, or an error that is fatal.
 */
function needlessStop(played: Played): string[] {
	const { ran, scene } = played;
	const failed = ran.outputs.flat().some(({ json }) => json.reason === 'REQUEST_FAILED');
	if ((!ran.error && !failed) || hasFatalError(played)) return [];
	const isExhausted = scene.cards.some((card) => faultsOf(card, played) > retriesOf(scene));
	return isExhausted || hasRefusedTokens(played)
		? []
		: ['the run stopped, or gave a card up, without a cause'];
}

const retriesOf = ({ options }: Scene) => Number(options?.maxRetries ?? DEFAULT_RETRIES);

/** How many requests with this card met a fault; a rate limit is none. */
function faultsOf(card: Card, { requests }: Played): number {
	const isFault = ({ fault }: RecordedRequest) =>
		fault !== undefined && !(fault.kind === 'status' && fault.status === 429);
	const carries = (request: RecordedRequest) =>
		cardsOf(request).some((one) => keyOf(one) === keyOf(card));
	return requests.filter((request) => isFault(request) && carries(request)).length;
}

/** Tokens may die often enough to meet one request each time that it is sent. */
const TOKEN_REFUSALS = 3;

function hasRefusedTokens({ requests }: Played): boolean {
	const times = new Map<string, number>();
	for (const request of requests) {
		if (request.fault || codeOf(request) !== 99991663) continue;
		times.set(request.rawBody, (times.get(request.rawBody) ?? 0) + 1);
	}
	return [...times.values()].some((refusals) => refusals > TOKEN_REFUSALS);
}

const codeOf = ({ answer }: RecordedRequest) => (answer as { code?: number } | undefined)?.code;

/** An error for every request alike; or one of which the run could not know, as nothing was accepted. */
function hasFatalError({ requests }: Played): boolean {
	const isFatal = ({ fault }: RecordedRequest) =>
		fault?.kind === 'code' && !PASSING.includes(fault.code);
	return requests.some(isFatal) || !requests.map(codeOf).includes(0);
}

/** The codes of faults that pass. */
const PASSING = FAULTS.flatMap(([, fault]) => (fault.kind === 'code' ? [fault.code] : []));

/** What the documents forbid is refused by the stand-in with one of these codes. */
function malformedRequests(requests: RecordedRequest[]): string[] {
	const isMalformed = (request: RecordedRequest) =>
		[9499, 99992402, 99991301].includes(codeOf(request) ?? 0);
	return requests.filter(isMalformed).map(({ rawBody }) => `the request is malformed: ${rawBody}`);
}

/** The ends of all cards, whatever the Output parameter. */
export function endsOf({ scene, ran }: Played, distinct: Map<string, Card>) {
	const ends: Ends = new Map();
	const twice: string[] = [];
	const note = (item: IDataObject, end: string) => {
		const key = keyOf(item as unknown as Card);
		if (ends.has(key)) twice.push(key);
		ends.set(key, { end, message: String(item.message) });
	};
	const isSummary = scene.parameters?.output === 'summary';
	const { done, failed } = ran;
	const items = isSummary ? failed : [...done, ...failed];
	for (const item of items) note(item, endOf(item));
	if (isSummary) {
		// Cards that are not named as failed were deleted.
		for (const [key, card] of distinct) if (!ends.has(key)) note({ ...card }, 'deleted');
		const { cards, deleted, failed_cards } = done[0];
		const numbers = [cards, deleted, (failed_cards as unknown[]).length];
		const right = [distinct.size, distinct.size - failed.length, failed.length];
		if (String(numbers) !== String(right)) twice.push(`the summary says ${numbers}; so a card`);
	}
	return { ends, twice };
}

const endOf = ({ status, reason }: IDataObject) => String(reason ?? status);

/** What a card is to be in the end; undefined if what the input says of it is a mistake. */
function wantedOf({ cards, operation }: Scene, key: string): Card | undefined {
	const wishes = cards.filter((card) => keyOf(card) === key);
	const differ = new Set(wishes.map((wish) => JSON.stringify(wish))).size > 1;
	const isWrong = wishes.some(({ status_label }) => status_label !== undefined);
	return isWrong || (differ && operation === 'create') ? undefined : wishes.at(-1);
}

function contradictionsOfContents(
	card: Card,
	{ end, message }: { end: string; message: string },
	{ scene, feishu }: Played,
): string[] {
	const key = keyOf(card);
	const says = (condition: boolean, words: string) =>
		condition ? [] : [`${key} is said to be ${end}, but ${words} (${message})`];
	const wish = wantedOf(scene, key);
	const isMade = feishu.timesCreated(card.biz_id, card.user_id) > 0;
	if (!wish) {
		return [...says(end === 'REJECTED', 'it is a mistake'), ...says(!isMade, 'it was made')];
	}
	// If no answer tells which user it was, the node cannot know it either.
	if (feishu.settings.omitUserId === true) return [];
	const there = feishu.cardOf(card.biz_id, card.user_id);
	const hasTitle = there?.contents.title === wish.title;
	switch (end) {
		case 'created':
			// One that was there before counts as made by a request whose outcome is not known.
			if (scene.held.some((one) => keyOf(one) === key) && !isMade) {
				return says(scene.settings.fault !== undefined, 'it was there before');
			}
			return [...says(isMade, 'it was not made'), ...says(hasTitle, 'its title is another')];
		case 'updated': {
			const changesTitle = !wish.update_fields || wish.update_fields.includes('1');
			return [
				...says(there !== undefined, 'it is not there'),
				...says(!changesTitle || hasTitle, 'its title is another'),
			];
		}
		case 'REQUEST_FAILED':
			return says(scene.settings.fault !== undefined, 'there was no fault');
		default:
			return [
				...says(/^[A-Z_]+$/.test(end), 'that is no reason'),
				...says(!isMade && (!there || there.contents.title === BEFORE), 'it was done'),
			];
	}
}

function contradictionsOf(
	card: Card,
	{ end, message }: { end: string; message: string },
	played: Played,
) {
	const { feishu, scene, requests } = played;
	const key = keyOf(card);
	const isThere = feishu.hasCard(card.biz_id, card.user_id);
	const wasThere = scene.held.some((held) => keyOf(held) === key);
	const asked = requests.filter((request) => cardsOf(request).some((one) => keyOf(one) === key));
	const inDoubt = asked.some(({ fault }) => fault !== undefined);
	const says = (condition: boolean, words: string) =>
		condition ? [] : [`${key} is said to be ${end}, but ${words} (${message})`];

	switch (end) {
		case 'deleted':
			return [
				...says(!isThere, 'it is there'),
				...says(wasThere || inDoubt || hidesUsers(played, card), 'it was never there'),
			];
		case 'NOT_CREATED':
			if (hidesUsers(played, card)) return [];
			return [...says(!isThere, 'it is there'), ...says(!wasThere, 'it was there')];
		case 'REQUEST_FAILED': {
			const doubted = message.includes('may have been deleted');
			return [
				...says(isThere === wasThere || doubted, 'it is gone'),
				...says(!doubted || inDoubt || hidesUsers(played, card), 'no request leaves a doubt'),
			];
		}
		case 'REJECTED':
			return [
				...says(isBad(card, played), 'nothing is wrong with it'),
				...says(isThere === wasThere, 'it is gone'),
			];
		case 'RATE_LIMITED':
			return [
				// A limit of requests is no reason: only Feishu's own word for this card is.
				...says(isCalledLimited(card, played), 'Feishu did not say so'),
				...says(isThere === wasThere || message.includes('may have been deleted'), 'it is gone'),
			];
		default:
			return [
				...says(asked.length > 0, 'it was never asked for'),
				...says(isThere === wasThere, 'it is gone'),
			];
	}
}

/** Whether an answer called this card rate-limited, as far as it said which. */
function isCalledLimited({ biz_id, user_id }: Card, { requests }: Played): boolean {
	interface Entry {
		biz_id?: string;
		user_id?: string;
		reason: unknown;
	}
	return requests.some(({ answer }) => {
		const { data } = (answer ?? {}) as { data?: { failed_cards?: Entry[] } };
		return data?.failed_cards?.some(
			(entry) =>
				entry.biz_id === biz_id &&
				(entry.user_id === undefined || entry.user_id === user_id) &&
				['RATE_LIMITED', '3'].includes(String(entry.reason).toUpperCase()),
		);
	});
}

/** Whether Feishu leaves out the user where several cards have this business ID: then no answer tells which. */
function hidesUsers({ feishu, scene }: Played, { biz_id }: Card): boolean {
	const alike = new Set(scene.cards.filter((one) => one.biz_id === biz_id).map(keyOf));
	return feishu.settings.omitUserId === true && alike.size > 1;
}

export function isBad(card: Card, { feishu: { settings } }: Played): boolean {
	return settings.unknownUsers.has(card.user_id) || settings.refuseCards?.(card) !== undefined;
}

/** An error that stops the workflow says how many cards were deleted by then. */
function contradictionsOfError({ ran, scene, feishu, requests }: Played, total: number): string[] {
	const words = `${ran.error?.message} ${ran.error?.description}`;
	const numbers = words.includes('No card was deleted.')
		? ['', '0', String(total)]
		: (/(\d+) of (\d+) cards had been deleted by then/.exec(words) ??
			/(?<!\d)()(?:\d+) of (\d+) cards may have been deleted/.exec(words));
	const said = /(\d+) (?:more|of \d+ cards) may have been deleted/.exec(words)?.[1] ?? 0;
	if (!numbers) return [`the error does not say how many cards were deleted: ${words}`];
	const wrong: string[] = [];
	if (Number(numbers[2]) !== total) wrong.push(`there were ${total} cards: ${words}`);
	const isGone = (card: Card) => !feishu.hasCard(card.biz_id, card.user_id);
	const gone = scene.held.filter(isGone).length;
	const doubtful = new Set(
		requests.filter(({ fault }) => fault !== undefined).flatMap((one) => cardsOf(one).map(keyOf)),
	).size;
	const hidden = feishu.settings.omitUserId === true ? total : 0;
	if (Math.abs(Number(numbers[1]) - gone) > doubtful + hidden) {
		wrong.push(`${gone} cards are gone, ${doubtful} of them in doubt: ${words}`);
	}
	if (gone > Number(numbers[1]) + Number(said) + hidden) {
		wrong.push(`${gone} cards are gone, more than it says: ${words}`);
	}
	return wrong;
}
