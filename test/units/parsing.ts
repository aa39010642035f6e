/** Reading IDs alone, as Delete does. */
import {
	isMistake,
	type CardId,
	type Mistake,
	type NamedCard,
	type Parsed,
	type Problem,
	type UserIdType,
} from '../../nodes/FeishuAppFeedCard/card/card';
import { parseEntry } from '../../nodes/FeishuAppFeedCard/reading/entry';
import { parseList } from '../../nodes/FeishuAppFeedCard/reading/list';

export interface ParsedCards {
	cards: NamedCard[];
	mistakes: Mistake[];
}

const apart = (parsed: Parsed[]): ParsedCards => ({
	cards: parsed.filter((one): one is NamedCard => !isMistake(one)),
	mistakes: parsed.filter(isMistake),
});

export function parsePair(bizId: unknown, userIds: unknown, userIdType: UserIdType): ParsedCards {
	const contents = { shape: 'flat' as const, fields: {} };
	const names = { bizId: 'Business ID', userId: 'User ID', contents: (path: string) => path };
	return apart(parseEntry({ bizId, userIds, contents, place: '', names }, { userIdType }));
}

export const parseIdList = (value: unknown): ParsedCards =>
	apart(parseList(value, { userIdType: 'open_id' }, 'cards'));

export const idsOf = ({ cards }: ParsedCards): CardId[] =>
	cards.map(({ bizId, userId }) => ({ bizId, userId }));

export const problemsIn = ({ mistakes }: ParsedCards): Problem[] =>
	mistakes.flatMap(({ problems }) => problems);
