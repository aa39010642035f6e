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
	selfBuiltToken: tokenPage('自建应用获取 tenant_access_token', 'tenant_access_token_internal'),
	appToken: tokenPage('商店应用获取 app_access_token', 'app_access_token'),
	storeToken: tokenPage('商店应用获取 tenant_access_token', 'tenant_access_token'),
};
