import { refusal } from './answers';
import { documents } from './documents';
import { hasAJsonBody, hasTheBody, hasTheQuery, type Api } from './rules';
import { object, text } from './shapes';

/** Where a client is to connect to. No page describes it: it is read off the official SDKs. */
export const longConnectionEndpoint: Api = {
	method: 'POST',
	path: '/callback/ws/endpoint',
	rules: [
		hasTheQuery(documents.longConnection, {}),
		hasAJsonBody,
		hasTheBody(documents.longConnection, object({ AppID: text(1), AppSecret: text(1) })),
	],
	act({ request, state }) {
		const { longConnections } = state.settings;
		const connections = state.longConnections;
		const refused = longConnections.refuse?.(++connections.endpointCalls);
		if (refused) return refusal(refused.code, refused.msg, refused.status ?? 200);
		const { AppID, AppSecret } = request.body as Record<string, string>;
		const app = state.apps.get(AppID);
		// 长连接模式仅支持企业自建应用
		if (app?.type !== 'selfBuilt' || app.appSecret !== AppSecret) {
			return refusal(514, 'auth failed', 200);
		}
		const URL = connections.addressFor(app, `http://${String(request.headers.host)}`);
		return {
			status: 200,
			body: { code: 0, msg: '', data: { URL, ClientConfig: longConnections.timing } },
		};
	},
};
