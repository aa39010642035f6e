import type { IDataObject } from 'n8n-workflow';

import type { Ran } from '../engine/engine';
import type { FeishuStandIn } from '../feishu/standIn';
import { wishKey, type LifeScene, type Wish } from './lifeScene';

/** Of the cards that the input names, what each is to be in the end; undefined where that is a mistake. */
function wantedOf({ operation, wishes }: LifeScene): Map<string, Wish | undefined> {
	const wanted = new Map<string, Wish | undefined>();
	for (const wish of wishes) {
		const key = wishKey(wish);
		const first = wanted.get(key);
		const differs = wanted.has(key) && JSON.stringify(first) !== JSON.stringify(wish);
		const isMistake = (differs && operation === 'create') || wish.status_label !== undefined;
		wanted.set(key, isMistake || (wanted.has(key) && !first) ? undefined : wish);
	}
	return wanted;
}

/**
 * Compares what the node said with what the stand-in remembers.
 *
 * @returns every contradiction, in words; none is what a test wants
 */
export function lifeContradictions(scene: LifeScene, ran: Ran, feishu: FeishuStandIn): string[] {
	if (ran.error) return [`the run stopped: ${ran.error.message} ${ran.error.description ?? ''}`];
	const wrong: string[] = [];
	const wanted = wantedOf(scene);
	const said = new Map<string, IDataObject>();
	for (const json of ran.cards) {
		const key = wishKey(json as unknown as Wish);
		if (said.has(key)) wrong.push(`${key} is reported twice`);
		said.set(key, json);
	}
	for (const key of said.keys()) if (!wanted.has(key)) wrong.push(`${key} was never asked for`);
	for (const [key, wish] of wanted) {
		const json = said.get(key);
		if (json) wrong.push(...contradictionsOf(key, wish, json, scene, feishu));
		else wrong.push(`${key} is not accounted for`);
	}
	for (const { bizId, userId } of feishu.cards) {
		const key = wishKey({ biz_id: bizId, user_id: userId });
		if (!wanted.has(key)) wrong.push(`${key} was made, and nobody asked for it`);
		if (feishu.timesCreated(bizId, userId) > 1) wrong.push(`${key} was made twice`);
	}
	for (const { bizId, userId } of feishu.repeatedNotifications) {
		wrong.push(`${userId} was notified of ${bizId} again`);
	}
	for (const { rawBody, answer } of feishu.cardRequests) {
		const code = (answer as { code?: number } | undefined)?.code;
		if (code === 9499 || code === 99992402) wrong.push(`the request is malformed: ${rawBody}`);
	}
	return wrong;
}

function contradictionsOf(
	key: string,
	wish: Wish | undefined,
	{ status, reason, message }: IDataObject,
	scene: LifeScene,
	feishu: FeishuStandIn,
): string[] {
	const says = (condition: boolean, words: string) =>
		condition
			? []
			: [
					`${key} is said to be ${String(status)} ${String(reason ?? '')}, but ${words} (${String(message ?? '')})`,
				];
	const [bizId, userId] = key.split(' for ');
	const isMade = feishu.timesCreated(bizId, userId) > 0;
	if (!wish) {
		return [
			...says(status === 'failed' && reason === 'REJECTED', 'it is a mistake'),
			...says(!isMade, 'it was made'),
		];
	}
	// Where no answer tells which user it was, the node cannot know it either.
	if (feishu.settings.omitUserId === true) return [];
	const card = feishu.cardOf(bizId, userId);
	const changesTitle = !wish.update_fields || wish.update_fields.includes('1');
	switch (status) {
		case 'created': {
			// One that was there before counts as made by a request whose outcome is not known.
			const wasThere = scene.held.some((held) => held.bizId === bizId && held.userId === userId);
			if (wasThere && !isMade)
				return says(scene.settings.fault !== undefined, 'it was there before');
			return [
				...says(isMade, 'it was not made'),
				...says(card?.contents.title === wish.title, 'its title is another'),
			];
		}
		case 'updated':
			return [
				...says(card !== undefined, 'it is not there'),
				...says(!changesTitle || card?.contents.title === wish.title, 'its title is another'),
			];
		default: {
			const isInDoubt = reason === 'REQUEST_FAILED';
			const isAsBefore = !isMade && (!card || card.contents.title === 'before');
			return [
				...says(status === 'failed', 'that is no status'),
				...says(isInDoubt || isAsBefore, 'it was done'),
				...says(!isInDoubt || scene.settings.fault !== undefined, 'there was no fault'),
			];
		}
	}
}
