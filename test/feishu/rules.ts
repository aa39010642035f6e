import { fieldRefusal, refusal, type Answer } from './answers';
import { WRITE_SCOPE, type App, type Owner } from './apps';
import { documents, type Document } from './documents';
import type { RecordedRequest, UserIdType } from './settings';
import { object, oneOf, optional, violations, type Shape } from './shapes';
import type { State } from './state';
import { crossing, notExisted } from './users';

/** A request on its way through the rules of its API. */
export interface Call {
	request: RecordedRequest;
	state: State;
	/** The app and tenant of its token: set by the rule that reads the token. */
	owner?: Owner;
}

/** What a request must be like, and the document that says so. */
export interface Rule {
	name: string;
	document: Document;
	check(call: Call): Answer | undefined;
}

export interface Api {
	method: string;
	path: string;
	rules: Rule[];
	/** What is done and answered once every rule is kept. */
	act(call: Call): Answer;
}

export const ownerOf = ({ owner }: Call): Owner => {
	if (!owner) throw new Error('This API has no token rule');
	return owner;
};
export const appOf = (call: Call): App => {
	const app = call.state.apps.get(ownerOf(call).appId);
	if (!app) throw new Error('A token of an app that was never added');
	return app;
};
export const userIdTypeOf = ({ request }: Call) =>
	(request.query.user_id_type ?? 'open_id') as UserIdType;

const TOKEN_MESSAGES: Record<number, string> = {
	99991661: 'Need a token',
	99991664: 'invalid app token',
	99991665: 'invalid tenant code',
	99991668: 'user access token not support',
	99991671: 'Invalid token: must start with t-/u-',
	99991677: 'token expire',
};
const INVALID_TOKEN =
	'Invalid access token for authorization. Please make a request with token attached';

export const carriesAToken: Rule = {
	name: 'Authorization is "Bearer " and a valid tenant_access_token',
	document: documents.errorCodes,
	check(call) {
		const { settings, tokens } = call.state;
		const refuse = (code: number) =>
			refusal(code, TOKEN_MESSAGES[code] ?? INVALID_TOKEN, settings.tokenErrorStatus);

		const token = /^Bearer (\S+)$/.exec(String(call.request.headers.authorization ?? ''))?.[1];
		if (token === undefined) return refuse(99991661);
		if (!/^[tu]-/.test(token)) return refuse(99991671);
		if (token.startsWith('u-')) return refuse(99991668);

		call.owner = tokens.ownerOf('tenant', token);
		if (!call.owner || settings.refuseEveryToken) return refuse(settings.tokenErrorCode);
		call.request.appId = call.owner.appId;
		call.request.tenantKey = call.owner.tenantKey;
		return undefined;
	},
};

export const appIsInUse: Rule = {
	name: 'the app is neither disabled nor removed from the tenant',
	document: documents.errorCodes,
	check(call) {
		const { disabled, installed } = appOf(call);
		if (disabled) return refusal(99991662, 'app not in use');
		return installed ? undefined : refusal(99991673, 'unauthorized app');
	},
};

export const nothingStopsIt: Rule = {
	name: 'neither quota nor allowed addresses nor the like stop every call (a setting)',
	document: documents.errorCodes,
	check({ state }) {
		const stop = state.settings.stopWith;
		return stop && refusal(stop.code, stop.msg, stop.status);
	},
};

export const keepsTheRate: Rule = {
	name: 'no more requests in a second than the limit, for each app, tenant and API',
	document: documents.rateLimits,
	check(call) {
		const { method, path, arrivedAt } = call.request;
		const { rateLimit, rateLimits } = call.state.settings;
		const limit = rateLimits[`${method} ${path}`] ?? rateLimit;
		if (!limit) return undefined;
		const { appId, tenantKey } = ownerOf(call);
		const key = `${appId} ${tenantKey} ${method} ${path}`;
		const seconds = call.state.rateWindow.secondsToWait(key, arrivedAt, limit);
		if (seconds === undefined) return undefined;

		const answer = refusal(99991400, 'request trigger frequency limit', limit.status ?? 429);
		if (limit.resetHeader === null) return answer;
		return {
			...answer,
			headers: {
				'x-ogw-ratelimit-limit': String(limit.perSecond),
				'x-ogw-ratelimit-reset': limit.resetHeader ?? String(seconds),
			},
		};
	},
};

export const mayWriteCards = (document: Document): Rule => ({
	name: `the app has the scope ${WRITE_SCOPE}`,
	document,
	check(call) {
		const { appId, scopes } = appOf(call);
		if (scopes.has(WRITE_SCOPE)) return undefined;
		const link = `https://open.feishu.cn/app/${appId}/auth?q=${WRITE_SCOPE}&op_from=openapi&token_type=tenant`;
		return refusal(
			99991672,
			`Access denied. One of the following scopes is required: [${WRITE_SCOPE}].应用尚未开通所需的应用身份权限：[${WRITE_SCOPE}]，点击链接申请并开通任一权限即可：${link}`,
		);
	},
});

export const hasTheContentType = (document: Document): Rule => ({
	name: 'Content-Type is "application/json; charset=utf-8"',
	document,
	check({ request, state }) {
		const given = String(request.headers['content-type'] ?? '').toLowerCase();
		const accepted = [/^application\/json; ?charset=utf-8$/];
		if (state.settings.acceptPlainJson) accepted.push(/^application\/json$/);
		return accepted.some((type) => type.test(given))
			? undefined
			: refusal(9499, 'Bad Request: Content-Type must be application/json; charset=utf-8');
	},
});

export const hasAJsonBody: Rule = {
	name: 'the body is JSON',
	document: documents.errorCodes,
	check: ({ request }) =>
		request.body === undefined ? refusal(9499, 'Bad Request: the body is not JSON') : undefined,
};

export const hasTheQuery = (document: Document, keys: Record<string, Shape>): Rule => ({
	name: 'the query has no unknown key, and only the values that its document lists',
	document,
	check: ({ request }) => refuseAny(violations(request.query, object(keys))),
});

export const USER_ID_TYPE = { user_id_type: optional(oneOf('open_id', 'union_id', 'user_id')) };

export const hasTheBody = (document: Document, shape: Shape): Rule => ({
	name: 'each field of the body has the type and the length of its document; no other key',
	document,
	check: ({ request }) => refuseAny(violations(request.body, shape)),
});

const refuseAny = (found: ReturnType<typeof violations>) =>
	found.length > 0 ? fieldRefusal(found) : undefined;

/** The rules about users, given where an API's body names them. */
export const usersAreGood = (document: Document, usersOf: (call: Call) => string[]): Rule[] => [
	{
		name: 'a user_id has 1 to 64 bytes and no tab or line break (41012, 41043)',
		document: documents.errorCodes,
		check(call) {
			if (userIdTypeOf(call) !== 'user_id') return undefined;
			const bad = usersOf(call).filter((id) => Buffer.byteLength(id) > 64 || /[\t\n\r]/.test(id));
			return refuseAny(
				bad.map((value) => ({ field: 'user_id', description: 'the max len is 64', value })),
			);
		},
	},
	{
		name: 'a store app does not use user_id_type=user_id',
		document,
		check: (call) =>
			userIdTypeOf(call) === 'user_id' && appOf(call).type === 'store'
				? refusal(230001, 'param is invalid: a store app cannot use user_id')
				: undefined,
	},
	{
		name: 'each user belongs to this app and tenant',
		document: documents.errorCodes,
		check(call) {
			const { crossAppUsers, wrongUser } = call.state.settings;
			if (wrongUser !== 'refusesRequest') return undefined;
			const { code, msg } = crossing[userIdTypeOf(call)];
			return usersOf(call).some((id) => crossAppUsers.has(id)) ? refusal(code, msg) : undefined;
		},
	},
	{
		name: 'each user exists',
		document: documents.errorCodes,
		check(call) {
			const { settings, users } = call.state;
			if (settings.wrongUser !== 'refusesRequest') return undefined;
			const type = userIdTypeOf(call);
			const unknown = new Set(usersOf(call).filter((id) => !users.exists(id, type)));
			if (unknown.size === 0) return undefined;
			if (!settings.nameIdsInMessage) return refusal(230001, 'param is invalid');
			const { code, msg } = notExisted[type](`[${[...unknown].join(' ')}]`);
			return refusal(code, msg);
		},
	},
];
