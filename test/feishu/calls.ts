/* eslint-disable @n8n/community-nodes/no-hardcoded-secrets -- as in the document, and of no app */
import { randomUUID } from 'node:crypto';

/** Whose calls they are. */
export interface CallOf {
	appId: string;
	tenantKey: string;
	verificationToken: string;
}

/** What a test may want to be different in a click. */
export interface Click {
	openId?: string;
	value?: Record<string, unknown> | string;
	eventId?: string;
}

type Body = Record<string, unknown>;

/** documents.cardCallback: 回调结构体示例 */
export const click = (of: CallOf, { openId, value, eventId }: Click = {}): Body => ({
	schema: '2.0',
	header: {
		event_id: eventId ?? randomUUID(),
		token: of.verificationToken,
		create_time: '1603977298000000',
		event_type: 'card.action.trigger',
		tenant_key: of.tenantKey,
		app_id: of.appId,
	},
	event: {
		operator: {
			tenant_key: of.tenantKey,
			user_id: '867',
			open_id: openId ?? 'ou_clicked',
			union_id: 'on_clicked',
		},
		token: 'c-295ee57216a5dc9de90fefd0aadb4b1d7d',
		action: { value: value ?? { biz_id: 'a' }, tag: 'button', timezone: 'Asia/Shanghai' },
		host: 'im_message',
		context: { open_message_id: 'om_574d639e4a44e4dd646eaf628e2' },
	},
});

/** documents.oldCardCallback: 回调结构体示例. Its token is not the Verification Token. */
export const oldClick = (of: CallOf, { openId, value }: Click = {}): Body => ({
	open_id: openId ?? 'ou_clicked',
	user_id: 'eu_sd923r0sdf5',
	open_message_id: 'om_abcdefg1234567890',
	tenant_key: of.tenantKey,
	token: 'c-295ee57216a5dc9de90fefd0aadb4b1d7d',
	action: { value: value ?? { biz_id: 'a' }, tag: 'button', timezone: 'Asia/Shanghai' },
});

/** documents.ticketEvent: 回调示例 */
export const ticketEvent = (
	of: CallOf,
	ticket: string,
	{ sentAt = Date.now(), uuid = randomUUID() }: { sentAt?: number; uuid?: string } = {},
): Body => ({
	ts: (sentAt / 1000).toFixed(7),
	uuid,
	token: of.verificationToken,
	type: 'event_callback',
	event: { app_id: of.appId, app_ticket: ticket, type: 'app_ticket' },
});

/** documents.events: v2.0 版本事件结构 */
export const otherEvent = (of: CallOf, event: Body = {}): Body => ({
	schema: '2.0',
	header: {
		event_id: randomUUID(),
		token: of.verificationToken,
		create_time: '1603977298000000',
		event_type: 'contact.user_group.created_v3',
		tenant_key: of.tenantKey,
		app_id: of.appId,
	},
	event,
});

/** documents.callbackAddress: 响应 POST 校验请求 */
export const challenge = (of: CallOf, text: string = randomUUID()): Body => ({
	challenge: text,
	token: of.verificationToken,
	type: 'url_verification',
});
