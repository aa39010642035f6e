/** Somebody in a group. */
export interface Member {
	/** Missing: a bot, which no list of members shows. */
	openId?: string;
	/** 同一时间加入群的群成员，会一次性返回: those with the same time come on one page. */
	joinedAt?: number;
}

export interface Group {
	chatId: string;
	members: Member[];
	/** Why its members cannot be read, by the code of the page 获取群成员列表. */
	closedBy?: 'dissolved' | 'otherTenant' | 'botIsOutside' | 'external';
}

/** A page of a group: its people, and where the next one begins, if there is more. */
export interface MemberPage {
	openIds: string[];
	next?: number;
}

/**
 * Pages as 获取群成员列表 describes them: fewer people than asked for, because bots are taken out, or more,
 * because those who came at the same time stay together.
 */
export function pageOf({ members }: Group, from: number, size: number): MemberPage {
	let end = Math.min(from + size, members.length);
	const sameTime = (index: number) =>
		members[index].joinedAt !== undefined &&
		members[index].joinedAt === members[index - 1].joinedAt;
	while (end > 0 && end < members.length && sameTime(end)) end++;
	const openIds = members.slice(from, end).flatMap(({ openId }) => openId ?? []);
	return { openIds, ...(end < members.length ? { next: end } : {}) };
}
