/** Reading IDs alone, as Delete does. */
import type { Card, Problem, UserIdType } from '../../nodes/FeishuAppFeedCard/card/card';
import { parseEntry, type ParsedCard } from '../../nodes/FeishuAppFeedCard/reading/entry';
import { parseList } from '../../nodes/FeishuAppFeedCard/reading/cardList';
import { Problems } from '../../nodes/FeishuAppFeedCard/reading/problems';

export interface ParsedCards {
	cards: Array<Pick<Card, 'bizId' | 'userId'>>;
	mistakes: ParsedCard[];
}

/** Of items without files. */
export const pictureIn = () => ({ problem: 'is not there' });

const apart = (parsed: ParsedCard[]): ParsedCards => ({
	cards: parsed
		.filter(({ problems }) => problems.length === 0)
		.map(({ bizId, userId }) => ({ bizId: bizId!, userId: userId! })),
	mistakes: parsed.filter(({ problems }) => problems.length > 0),
});

export function parsePair(bizId: unknown, userIds: unknown, userIdType: UserIdType): ParsedCards {
	const contents = { shape: 'flat' as const, fields: {} };
	const names = { bizId: 'Business ID', userId: 'User ID' };
	const problems = new Problems(0, (path) => path);
	return apart(
		parseEntry({ bizId, userIds, contents, place: '', names, problems }, { userIdType, pictureIn }),
	);
}

export const parseIdList = (value: unknown): ParsedCards =>
	apart([...parseList(value, { userIdType: 'open_id', pictureIn }, 0, 'cards', 'cards')]);

export const idsOf = ({ cards }: ParsedCards) => cards;

export const problemsIn = ({ mistakes }: ParsedCards): Problem[] =>
	mistakes.flatMap(({ problems }) => problems);
