import type { Complaint, Settings, UserIdType } from './settings';

export interface User {
	openId: string;
	unionId: string;
	userId: string;
	/** 用户的邮箱: what 通过手机号或邮箱获取用户 ID looks at. */
	email?: string;
	/** 企业邮箱: what it does not. */
	enterpriseEmail?: string;
	/** With + and the country's code, or without where it is one of mainland China. */
	mobile?: string;
	resigned?: boolean;
}

/** Knows which IDs exist, which of them are the same person, and who has which address. */
export class Users {
	private readonly people = new Map<string, User>();
	private readonly byEmail = new Map<string, User>();
	private readonly byMobile = new Map<string, User>();

	constructor(private readonly settings: Settings) {}

	add(user: User): void {
		for (const id of [user.openId, user.unionId, user.userId]) this.people.set(id, user);
		if (user.email) this.byEmail.set(user.email.toLowerCase(), user);
		if (user.mobile) this.byMobile.set(fullNumber(user.mobile), user);
	}

	find(id: string): User | undefined {
		return this.people.get(id);
	}

	withEmail(email: string): User | undefined {
		return this.byEmail.get(email.toLowerCase());
	}

	withMobile(mobile: string): User | undefined {
		return this.byMobile.get(fullNumber(mobile));
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

/** 非中国大陆地区的手机号需要添加以 “+” 开头的国家或地区代码: without one it is a number of mainland China. */
const fullNumber = (mobile: string) => (mobile.startsWith('+') ? mobile : `+86${mobile}`);

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
