/** The official pages the stand-in follows. Every rule names one of them. */
export interface Document {
	title: string;
	url: string;
}

const page = (title: string, path: string): Document => ({
	title,
	url: `https://open.feishu.cn/document/${path}`,
});
const tokenPage = (title: string, name: string) =>
	page(title, `server-docs/authentication-management/access-token/${name}`);

export const documents = {
	deleteCards: page('删除应用消息流卡片', 'im-v2/app_feed_card/delete'),
	updateCards: page('更新应用消息流卡片', 'im-v2/app_feed_card/update'),
	createCard: page('创建应用消息流卡片', 'im-v2/app_feed_card/create'),
	rateLimits: page('频控策略', 'server-docs/api-call-guide/frequency-control'),
	errorCodes: page('通用错误码', 'server-docs/api-call-guide/generic-error-code'),
	grantedScopes: page('查询租户授权状态', 'application-v6/scope/list'),
	batchGetIds: page(
		'通过手机号或邮箱获取用户 ID',
		'uAjLw4CM/ukTMukTMukTM/reference/contact-v3/user/batch_get_id',
	),
	contactQuestions: page('通讯录常见问题', 'ugTN1YjL4UTN24CO1UjN/uQzN1YjL0cTN24CN3UjN'),
	groupMembers: page('获取群成员列表', 'uAjLw4CM/ukTMukTMukTM/reference/im-v1/chat-members/get'),
	departmentMembers: page(
		'获取部门直属用户列表',
		'uAjLw4CM/ukTMukTMukTM/reference/contact-v3/user/find_by_department',
	),
	subDepartments: page(
		'获取子部门列表',
		'uAjLw4CM/ukTMukTMukTM/reference/contact-v3/department/children',
	),
	uploadImage: page('上传图片', 'server-docs/im-v1/image/create'),
	selfBuiltToken: tokenPage('自建应用获取 tenant_access_token', 'tenant_access_token_internal'),
	appToken: tokenPage('商店应用获取 app_access_token', 'app_access_token'),
	storeToken: tokenPage('商店应用获取 tenant_access_token', 'tenant_access_token'),
	resendTicket: tokenPage('重新获取 app_ticket', 'app_ticket_resend'),
	storeAppQuestions: page('ISV 相关', 'faq/questions-related-to-isv'),
	ticketEvent: page('app_ticket 事件', 'server-docs/application-v6/event/app_ticket-events'),
	events: page('事件概述', 'server-docs/event-subscription-guide/overview'),
	receiveEvents: page(
		'步骤三：接收事件',
		'server-docs/event-subscription-guide/event-subscription-configure-/encrypt-key-encryption-configuration-case',
	),
	longConnection: page(
		'使用长连接接收回调',
		'uAjLw4CM/ukTMukTMukTM/event-subscription-guide/callback-subscription/configure-callback-request-address',
	),
	callbackAddress: page(
		'将回调发送至开发者服务器',
		'event-subscription-guide/callback-subscription/step-1-choose-a-subscription-mode/send-callbacks-to-developers-server',
	),
	receiveCallbacks: page(
		'步骤三：接收回调',
		'event-subscription-guide/callback-subscription/receive-and-handle-callbacks',
	),
	cardCallback: page('卡片回传交互回调', 'feishu-cards/card-callback-communication'),
	oldCardCallback: page(
		'消息卡片回传交互（旧）',
		'deprecated-guide/message-card/configuring-card-callbacks/card-callback-structure',
	),
	oldCardSignature: page(
		'配置回调请求地址',
		'common-capabilities/message-card/add-card-interaction/message-card-security-verification',
	),
};
