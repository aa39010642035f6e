import type { Complaint, Settings, UserIdType } from './settings';

export interface User {
	openId: string;
	unionId: string;
	userId: string;
}

/** Knows which IDs exist, and which of them are the same person. */
export class Users {
	private readonly people = new Map<string, User>();

	constructor(private readonly settings: Settings) {}

	add(user: User): void {
		for (const id of [user.openId, user.unionId, user.userId]) this.people.set(id, user);
	}

	personOf(id: string): string {
		return this.people.get(id)?.openId ?? id;
	}

	exists(id: string, type: UserIdType): boolean {
		const { knownUsers, unknownUsers } = this.settings;
		if (unknownUsers.has(id) || typeByLook(id) !== type) return false;
		return knownUsers === 'any' || knownUsers.has(id) || this.people.has(id);
	}
}

/** 通用错误码, 99992351: an open_id begins with "ou_". A union_id begins with "on_". */
function typeByLook(id: string): UserIdType {
	if (id.startsWith('ou_')) return 'open_id';
	return id.startsWith('on_') ? 'union_id' : 'user_id';
}

/** 通用错误码: what is said of IDs that do not exist, and of those that belong elsewhere. */
export const notExisted: Record<UserIdType, (ids: string) => Complaint> = {
	open_id: (ids) => ({ code: 99992351, msg: `these open ids not existed: ${ids}` }),
	union_id: (ids) => ({ code: 99992363, msg: `these ids not existed: ${ids}` }),
	user_id: (ids) => ({ code: 99992360, msg: `these ids not existed: ${ids}` }),
};
export const crossing: Record<UserIdType, Complaint> = {
	open_id: { code: 99992361, msg: 'open_id cross app' },
	union_id: { code: 99992381, msg: 'union_id cross tenant' },
	user_id: { code: 99992364, msg: 'user id cross tenant' },
};
