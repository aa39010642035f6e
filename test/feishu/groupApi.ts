import { refusal, success } from './answers';
import { documents } from './documents';
import { pageOf, type Group } from './groups';
import { beginning, pageData, pageKeys } from './pages';
import * as rule from './rules';
import type { Api, Call, Rule } from './rules';
import { oneOf, optional } from './shapes';

const document = documents.groupMembers;

/** 权限要求 of 获取群成员列表 */
export const GROUP_SCOPES = [
	'im:chat',
	'im:chat:readonly',
	'im:chat.members:read',
	'im:chat.group_info:readonly',
];

const groupOf = (call: Call) =>
	call.state.groups.get(rule.pathParameter(groupMembers, call.request, 'chat_id'));

const CLOSED: Record<NonNullable<Group['closedBy']>, [code: number, msg: string]> = {
	dissolved: [232009, 'Your request specifies a chat which has already been dissolved.'],
	otherTenant: [232010, 'Operator and chat can NOT be in different tenants.'],
	botIsOutside: [232011, 'Operator can NOT be out of the chat.'],
	external: [
		232033,
		'The operator or invited bots does NOT have the authority to manage external chats without the scope.',
	],
};

const appIsABot: Rule = {
	name: 'the app has the bot ability (232025)',
	document,
	check: (call) =>
		rule.appOf(call).bot ? undefined : refusal(232025, 'Bot ability is not activated.'),
};

const groupIsOpen: Rule = {
	name: 'the group exists, and the bot is in it (232006, 232009, 232010, 232011, 232033)',
	document,
	check(call) {
		const group = groupOf(call);
		if (!group) return refusal(232006, 'Your request specifies a chat_id which is invalid.');
		return group.closedBy && refusal(...CLOSED[group.closedBy]);
	},
};

const hasAGoodPageToken: Rule = {
	name: 'page_token is one that an earlier answer gave (232001)',
	document,
	check: ({ request }) =>
		beginning(request.query.page_token) === undefined
			? refusal(232001, 'Your request contains an invalid request parameter.')
			: undefined,
};

/** https://open.feishu.cn/document/uAjLw4CM/ukTMukTMukTM/reference/im-v1/chat-members/get */
export const groupMembers: Api = {
	method: 'GET',
	path: '/open-apis/im/v1/chats/:chat_id/members',
	rules: [
		...rule.lookUpRules(document, GROUP_SCOPES),
		rule.hasTheQuery(document, {
			member_id_type: optional(oneOf('open_id', 'union_id', 'user_id')),
			...pageKeys(100),
		}),
		appIsABot,
		groupIsOpen,
		hasAGoodPageToken,
	],
	act(call) {
		const { request, state } = call;
		const group = groupOf(call);
		if (!group) throw new Error('The rules let a group through that is not there');
		const { member_id_type: type = 'open_id', page_size: size = '20', page_token } = request.query;
		const page = pageOf(group, beginning(page_token) ?? 0, Number(size));
		const items = page.openIds.map((openId) => {
			const { unionId, userId } = state.users.find(openId) ?? {};
			const id = { open_id: openId, union_id: unionId, user_id: userId }[type];
			return {
				member_id_type: type,
				member_id: id,
				name: openId,
				tenant_key: call.owner?.tenantKey,
			};
		});
		return success({
			...pageData(items, page.next),
			member_total: group.members.filter(({ openId }) => openId !== undefined).length,
		});
	},
};
