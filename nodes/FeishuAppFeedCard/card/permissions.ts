import type { FeishuClient } from '../../shared/client';
import { CARDS_SCOPE } from '../../shared/errorCodes';

/** A permission of the app at Feishu. */
export interface Permission {
	/** One that is enough: "im:chat:readonly". */
	readonly scope: string;
	/** Others that are enough too. */
	readonly or?: readonly string[];
	/** What Feishu's console calls it. */
	readonly name: string;
	/** What it is needed for, after "To". */
	readonly purpose: string;
}

const ADDRESSES: Permission = {
	scope: 'contact:user.id:readonly',
	name: '通过手机号或邮箱获取用户 ID',
	purpose: 'look people up by e-mail address or phone number',
};

/** What the app needs for its cards, for their pictures, and to look people up by each User ID Type. */
export const PERMISSIONS = {
	/** One for all of Feishu's APIs for cards. */
	cards: {
		...CARDS_SCOPE,
		purpose: 'change cards',
	},
	pictures: {
		scope: 'im:resource:upload',
		or: ['im:resource'],
		name: '上传文件V2',
		purpose: 'upload a picture from a binary field',
	},
	email: ADDRESSES,
	mobile: ADDRESSES,
	chat_id: {
		scope: 'im:chat.members:read',
		name: '查看群成员',
		purpose: 'read who is in a group',
	},
	department_id: {
		scope: 'contact:contact.base:readonly',
		name: '获取通讯录基本信息',
		purpose: 'read who is in a department',
	},
} as const satisfies Record<string, Permission>;

/** What to do about a missing permission. */
export function permissionAdvice(permission: Permission, client: FeishuClient): string {
	const { scope, name, purpose } = permission;
	const link = client.permissionLink(scope);
	const place = link === undefined ? 'in the developer console (开发者后台)' : `at ${link}`;
	return `To ${purpose}, the app needs the permission ${scope} (${name}). Grant it ${place} and publish a new version of the app (版本管理与发布).`;
}
