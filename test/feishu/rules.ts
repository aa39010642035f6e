import { fieldRefusal, refusal, type Answer } from './answers';
import { WRITE_SCOPE, type App, type Owner } from './apps';
import { documents, type Document } from './documents';
import type { RateLimit, RecordedRequest, UserIdType } from './settings';
import { object, oneOf, optional, violations, type Shape } from './shapes';
import type { State } from './state';
import { crossing, notExisted } from './users';

/** A request on its way through the rules of its API. */
export interface Call {
	api: Api;
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
	/** With a name and a colon for what differs: /open-apis/im/v1/chats/:chat_id/members. */
	path: string;
	rules: Rule[];
	/** What is done and answered once every rule is kept. */
	act(call: Call): Answer;
}

/** The parameters of a path that is one of the API's; undefined where it is not. */
export function pathParameters(
	{ path }: Pick<Api, 'path'>,
	given: string,
): Record<string, string> | undefined {
	const pattern = path.replace(/:(\w+)/g, '(?<$1>[^/]+)');
	const match = new RegExp(`^${pattern}$`).exec(given);
	return match ? { ...match.groups } : undefined;
}

export const pathParameter = (api: Api, { path }: RecordedRequest, name: string): string =>
	decodeURIComponent(pathParameters(api, path)?.[name] ?? '');

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
	4001: 'Invalid token, please refresh',
	20005: 'invalid access_token',
	20013: 'The tenant access token passed is invalid. Please check the value.',
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
		const { rateLimit, rateLimits } = call.state.settings;
		const limit = rateLimits[`${call.api.method} ${call.api.path}`] ?? rateLimit;
		return limit && refuseTooFast(call, [limit]);
	},
};

/** 1000 次/分钟、50 次/秒: 请求速率达到任意上限（QPS 或 QPM）都会触发限流 */
const keepsTheLookUpRates: Rule = {
	name: 'no more requests than 50 in a second and 1000 in a minute, for each app, tenant and API',
	document: documents.rateLimits,
	check: (call) => refuseTooFast(call, call.state.settings.lookUpRates),
};

function refuseTooFast(call: Call, limits: RateLimit[]): Answer | undefined {
	const { appId, tenantKey } = ownerOf(call);
	const key = `${appId} ${tenantKey} ${call.api.method} ${call.api.path}`;
	const broken = call.state.rateWindow.check(key, call.request.arrivedAt, limits);
	if (!broken) return undefined;

	const { limit, seconds } = broken;
	const answer = refusal(99991400, 'request trigger frequency limit', limit.status ?? 429);
	if (limit.resetHeader === null) return answer;
	const places = Math.floor((limit.perSecond * (limit.windowMs ?? 1000)) / 1000);
	return {
		...answer,
		headers: {
			'x-ogw-ratelimit-limit': String(places),
			'x-ogw-ratelimit-reset': limit.resetHeader ?? String(seconds),
		},
	};
}
/** 开启任一权限即可 */
const hasOneOf = (document: Document, wanted: string[]): Rule => ({
	name: `the app has the scope ${wanted.join(' or ')}`,
	document,
	check(call) {
		const { appId, scopes } = appOf(call);
		if (wanted.some((scope) => scopes.has(scope))) return undefined;
		const link = `https://open.feishu.cn/app/${appId}/auth?q=${wanted.join(',')}&op_from=openapi&token_type=tenant`;
		const names = wanted.join(', ');
		return refusal(
			99991672,
			`Access denied. One of the following scopes is required: [${names}].应用尚未开通所需的应用身份权限：[${names}]，点击链接申请并开通任一权限即可：${link}`,
		);
	},
});

export const mayWriteCards = (document: Document): Rule => hasOneOf(document, [WRITE_SCOPE]);

/** What the APIs that look people up, or take pictures, have in common. */
export const lookUpRules = (document: Document, scopes: string[]): Rule[] => [
	carriesAToken,
	appIsInUse,
	nothingStopsIt,
	keepsTheLookUpRates,
	hasOneOf(document, scopes),
];

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
