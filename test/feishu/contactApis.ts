import { fieldRefusal, refusal, success, type Answer } from './answers';
import { EMPLOYEE_ID_SCOPE } from './apps';
import type { Department } from './departments';
import { ROOT } from './departments';
import { documents, type Document } from './documents';
import { beginning, pageData, pageKeys } from './pages';
import * as rule from './rules';
import type { Api, Call, Rule } from './rules';
import { boolean, list, object, oneOf, optional, text } from './shapes';
import type { User } from './users';

/** 权限要求 of 通过手机号或邮箱获取用户 ID */
export const USER_ID_SCOPES = ['contact:user.id:readonly'];

/** 权限要求 of 获取部门直属用户列表 and 获取子部门列表 */
export const DEPARTMENT_SCOPES = [
	'contact:contact.base:readonly',
	'contact:department.organize:readonly',
	'contact:contact:access_as_app',
	'contact:contact:readonly',
	'contact:contact:readonly_as_app',
];

/** 字段权限要求: user_id is left out unless the app may read it. */
const visibleId = (call: Call, { openId, unionId, userId }: User): string | undefined => {
	const type = rule.userIdTypeOf(call);
	if (type === 'open_id') return openId;
	if (type === 'union_id') return unionId;
	return rule.appOf(call).scopes.has(EMPLOYEE_ID_SCOPE) ? userId : undefined;
};

interface Asked {
	emails?: string[];
	mobiles?: string[];
	include_resigned?: boolean;
}

/** Whom an address names, as far as the app may see and the request wants them. */
function found(call: Call, user: User | undefined, withResigned = false): User | undefined {
	if (!user || (user.resigned && !withResigned)) return undefined;
	const { range } = rule.appOf(call);
	return call.state.departments.seesPerson(user.openId, range) ? user : undefined;
}

const everybodyIsInRange: Rule = {
	name: 'each address belongs to somebody in the range of data of the app (a setting)',
	document: documents.contactQuestions,
	check(call) {
		const { state } = call;
		const { outOfRange } = state.settings;
		if (outOfRange === 'asUnknown') return undefined;
		const { emails = [], mobiles = [] } = call.request.body as Asked;
		const { range } = rule.appOf(call);
		const hidden = [
			...emails.filter((email) => isHidden(state.users.withEmail(email))),
			...mobiles.filter((mobile) => isHidden(state.users.withMobile(mobile))),
		];
		function isHidden(user: User | undefined): boolean {
			return user !== undefined && !state.departments.seesPerson(user.openId, range);
		}
		if (hidden.length === 0) return undefined;
		const names = outOfRange.namesThem ? `: ${hidden.join(', ')}` : '';
		return refusal(outOfRange.code, `${outOfRange.msg}${names}`);
	},
};

/** https://open.feishu.cn/document/uAjLw4CM/ukTMukTMukTM/reference/contact-v3/user/batch_get_id */
export const batchGetIds: Api = {
	method: 'POST',
	path: '/open-apis/contact/v3/users/batch_get_id',
	rules: [
		...rule.lookUpRules(documents.batchGetIds, USER_ID_SCOPES),
		rule.hasTheContentType(documents.batchGetIds),
		rule.hasTheQuery(documents.batchGetIds, rule.USER_ID_TYPE),
		rule.hasAJsonBody,
		rule.hasTheBody(
			documents.batchGetIds,
			object({
				emails: optional(list(0, 50, text(0))),
				mobiles: optional(list(0, 50, text(0))),
				include_resigned: optional(boolean),
			}),
		),
		everybodyIsInRange,
	],
	act(call) {
		const { users, settings } = call.state;
		const { emails = [], mobiles = [], include_resigned } = call.request.body as Asked;
		const { unknownAddress, echo, alsoAnswers, answerOrder } = settings;
		const entry = (user: User | undefined, said: Record<string, string>) => {
			const id = user && visibleId(call, user);
			if (id !== undefined) return [{ user_id: id, ...said }];
			// 接口不会报错，而是只返回手机号或者邮箱 (通讯录常见问题); elsewhere: 不会返回
			if (unknownAddress === 'leftOut') return [];
			return [unknownAddress === 'emptyId' ? { user_id: '', ...said } : said];
		};
		const entries = [
			...emails.flatMap((email) =>
				entry(found(call, users.withEmail(email), include_resigned), {
					email: echo === 'asStored' ? (users.withEmail(email)?.email ?? email) : email,
				}),
			),
			...mobiles.flatMap((mobile) =>
				entry(found(call, users.withMobile(mobile), include_resigned), {
					mobile: echo === 'asStored' ? (users.withMobile(mobile)?.mobile ?? mobile) : mobile,
				}),
			),
			...(alsoAnswers ?? []),
		];
		return success({ user_list: answerOrder === 'reversed' ? entries.reverse() : entries });
	},
};

const typeOf = ({ request }: Call) => request.query.department_id_type ?? 'open_department_id';

const DEPARTMENT_KEYS = {
	...rule.USER_ID_TYPE,
	department_id_type: optional(oneOf('department_id', 'open_department_id')),
	...pageKeys(50),
};

const mayReadDepartment = (document: Document, idOf: (call: Call) => string): Rule => ({
	name: 'the department is in the range of data of the app; for the root that is everybody (40004)',
	document,
	check(call) {
		const { departments } = call.state;
		const { range } = rule.appOf(call);
		const department = departments.find(idOf(call), typeOf(call));
		const mayRead =
			department !== undefined &&
			(department.openId === ROOT ? range === 'all' : departments.isWithin(department, range));
		return mayRead ? undefined : refusal(40004, 'no dept authority error', 403);
	},
});

const hasAGoodPageToken = (document: Document): Rule => ({
	name: 'page_token is one that an earlier answer gave (40012)',
	document,
	check: ({ request }) =>
		beginning(request.query.page_token) === undefined
			? refusal(40012, 'page token is invalid error')
			: undefined,
});

function pageAnswer<T>(call: Call, all: T[], show: (one: T) => unknown): Answer {
	const from = beginning(call.request.query.page_token) ?? 0;
	const end = from + Number(call.request.query.page_size ?? '10');
	const items = all.slice(from, end).map(show);
	return success(pageData(items, end < all.length ? end : undefined));
}

/** https://open.feishu.cn/document/uAjLw4CM/ukTMukTMukTM/reference/contact-v3/user/find_by_department */
export const departmentMembers: Api = {
	method: 'GET',
	path: '/open-apis/contact/v3/users/find_by_department',
	rules: [
		...rule.lookUpRules(documents.departmentMembers, DEPARTMENT_SCOPES),
		rule.hasTheQuery(documents.departmentMembers, { ...DEPARTMENT_KEYS, department_id: text(1) }),
		hasAGoodPageToken(documents.departmentMembers),
		mayReadDepartment(documents.departmentMembers, ({ request }) => request.query.department_id),
	],
	act(call) {
		const { departments, users } = call.state;
		const department = departments.find(call.request.query.department_id, typeOf(call));
		return pageAnswer(call, department?.members ?? [], (openId) => ({
			open_id: openId,
			union_id: users.find(openId)?.unionId ?? openId.replace('ou_', 'on_'),
			department_ids: [department?.openId],
		}));
	},
};

const idInPath = ({ request }: Call) =>
	rule.pathParameter(subDepartments, request, 'department_id');

const isNotTooLarge: Rule = {
	name: 'a department that is too large is not listed at all depths (43010, a setting)',
	document: documents.subDepartments,
	check: (call) =>
		call.request.query.fetch_child === 'true' &&
		call.state.settings.hugeDepartments.has(idInPath(call))
			? refusal(43010, 'big dept forbid recursion error')
			: undefined,
};

const hasADepartmentId: Rule = {
	name: 'department_id is ^[a-zA-Z0-9][a-zA-Z0-9_\\-@.]{0,63}$',
	document: documents.subDepartments,
	check: (call) =>
		/^[a-zA-Z0-9][a-zA-Z0-9_\-@.]{0,63}$/.test(idInPath(call))
			? undefined
			: fieldRefusal([{ field: 'department_id', description: 'the format is invalid' }]),
};

/** https://open.feishu.cn/document/uAjLw4CM/ukTMukTMukTM/reference/contact-v3/department/children */
export const subDepartments: Api = {
	method: 'GET',
	path: '/open-apis/contact/v3/departments/:department_id/children',
	rules: [
		...rule.lookUpRules(documents.subDepartments, DEPARTMENT_SCOPES),
		rule.hasTheQuery(documents.subDepartments, {
			...DEPARTMENT_KEYS,
			fetch_child: optional(oneOf('true', 'false')),
		}),
		hasADepartmentId,
		hasAGoodPageToken(documents.subDepartments),
		mayReadDepartment(documents.subDepartments, idInPath),
		isNotTooLarge,
	],
	act(call) {
		const { departments } = call.state;
		const department = departments.find(idInPath(call), typeOf(call)) as Department;
		const all = departments.below(department, call.request.query.fetch_child === 'true');
		return pageAnswer(call, all, ({ openId, ownId, parent }) => ({
			open_department_id: openId,
			department_id: ownId,
			parent_department_id: parent,
		}));
	},
};
