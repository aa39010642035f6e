import { refusal, type Answer } from './answers';
import type { App, Owner } from './apps';
import { documents, type Document } from './documents';
import {
	hasAJsonBody,
	hasTheBody,
	hasTheContentType,
	hasTheQuery,
	type Api,
	type Call,
} from './rules';
import { object, text } from './shapes';

const rulesFor = (document: Document, ...fields: string[]) => [
	hasTheContentType(document),
	hasTheQuery(document, {}),
	hasAJsonBody,
	hasTheBody(document, object(Object.fromEntries(fields.map((name) => [name, text(1)])))),
];

const bodyOf = (call: Call) => call.request.body as Record<string, string>;

/** These APIs say what is wrong under a status of their own: HTTP 200, seen on the real ones. */
const refuse = (call: Call, code: number, msg: string) =>
	refusal(code, msg, call.state.settings.tokenEndpointErrorStatus);

const token = (call: Call, kind: 'tenant' | 'app', owner: Owner): Answer => {
	const { text: value, expire } = call.state.tokens.issue(kind, owner);
	return { status: 200, body: { code: 0, msg: 'ok', [`${kind}_access_token`]: value, expire } };
};

/** The app that an ID and a secret name, or why not. */
function appByIdAndSecret(call: Call, type: App['type']): App | Answer {
	const { wrongSecret, unknownApp } = call.state.settings;
	const app = call.state.apps.get(bodyOf(call).app_id);
	// 支持的应用类型: a self-built app is unknown to a store app's API, and the other way round.
	if (app?.type !== type) return refuse(call, unknownApp.code, unknownApp.msg);
	if (app.appSecret !== bodyOf(call).app_secret) {
		return refuse(call, wrongSecret.code, wrongSecret.msg);
	}
	return app.disabled ? refuse(call, 10014, 'app unauthorized') : app;
}

const selfBuiltToken: Api = {
	method: 'POST',
	path: '/open-apis/auth/v3/tenant_access_token/internal',
	rules: rulesFor(documents.selfBuiltToken, 'app_id', 'app_secret'),
	act(call) {
		const app = appByIdAndSecret(call, 'selfBuilt');
		if ('status' in app) return app;
		return token(call, 'tenant', { appId: app.appId, tenantKey: app.tenantKeys[0] });
	},
};

const appToken: Api = {
	method: 'POST',
	path: '/open-apis/auth/v3/app_access_token',
	rules: rulesFor(documents.appToken, 'app_id', 'app_secret', 'app_ticket'),
	act(call) {
		const app = appByIdAndSecret(call, 'store');
		if ('status' in app) return app;
		if (!call.state.tickets.isValid(app, bodyOf(call).app_ticket)) {
			return refuse(call, 10012, 'get app access token fail');
		}
		return token(call, 'app', { appId: app.appId, tenantKey: '' });
	},
};

const storeToken: Api = {
	method: 'POST',
	path: '/open-apis/auth/v3/tenant_access_token',
	rules: rulesFor(documents.storeToken, 'app_access_token', 'tenant_key'),
	act(call) {
		const { app_access_token: given, tenant_key: tenantKey } = bodyOf(call);
		const appId = call.state.tokens.ownerOf('app', given)?.appId ?? '';
		const app = call.state.apps.get(appId);
		if (!app) return refuse(call, 99991664, 'invalid app token');
		if (app.disabled) return refuse(call, 10014, 'app unauthorized');
		if (!app.tenantKeys.includes(tenantKey)) {
			return refuse(call, 10013, 'get tenant access token fail');
		}
		return token(call, 'tenant', { appId, tenantKey });
	},
};

/** 触发开放平台即时推送 app_ticket 事件: the answer is empty, and the ticket comes by event. */
const resendTicket: Api = {
	method: 'POST',
	path: '/open-apis/auth/v3/app_ticket/resend',
	rules: rulesFor(documents.resendTicket, 'app_id', 'app_secret'),
	act(call) {
		const app = appByIdAndSecret(call, 'store');
		if ('status' in app) return app;
		call.state.settings.sendTicket?.(app, call.state.tickets.issue(app));
		return { status: 200, body: { code: 0, msg: 'success' } };
	},
};

export const tokenApis = [selfBuiltToken, appToken, storeToken, resendTicket];
