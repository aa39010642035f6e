import { PERMISSIONS } from '../card/permissions';
import type { PatientClient } from '../sending/patience';
import { pagesOf } from './pages';

/**
 * The open IDs of everybody in a group, page by page; Feishu leaves bots out.
 *
 * https://open.feishu.cn/document/uAjLw4CM/ukTMukTMukTM/reference/im-v1/chat-members/get
 *
 * @throws FeishuError if Feishu refuses to tell them
 */
export function groupMembers(client: PatientClient, chatId: string): AsyncGenerator<string[]> {
	return pagesOf(client, 'member_id', {
		path: `/open-apis/im/v1/chats/${encodeURIComponent(chatId)}/members`,
		api: '/open-apis/im/v1/chats/:chat_id/members',
		qs: { member_id_type: 'open_id', page_size: 100 },
		needs: PERMISSIONS.chat_id,
	});
}
