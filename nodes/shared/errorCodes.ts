/**
 * Feishu's error codes that this package acts on, each with what the user can do.
 * Source: "服务端错误码说明", https://open.feishu.cn/document/server-docs/api-call-guide/generic-error-code,
 * and the error table of each API's own page.
 */

/**
 * What an error means for the request that met it:
 * - `rateLimited`: too fast; send it again, later and more slowly.
 * - `tokenRefused`: send it again with a new token.
 * - `unavailable`: Feishu or the way to it failed; send it again after a while.
 * - `refused`: refused for what is in the request; other contents may pass.
 * - `fatal`: fails for every request alike; sending it again cannot help.
 */
export type ErrorKind = 'rateLimited' | 'tokenRefused' | 'unavailable' | 'refused' | 'fatal';

export interface CodeMeaning {
	kind: ErrorKind;
	/** What is wrong, in a few words. */
	summary: string;
	/** What to do about it. */
	advice: string;
	/** The user of a card is the cause, not what the card shows. */
	concernsUser?: true;
}

export const TOKEN_REFUSED: CodeMeaning = {
	kind: 'tokenRefused',
	summary: 'Feishu does not accept the access token',
	advice:
		'The token has expired or belongs to another platform. Open the credential, check Platform and App ID, and save it again: n8n tests it then.',
};

const WRONG_SECRET: CodeMeaning = {
	kind: 'fatal',
	summary: 'The App Secret does not belong to this App ID',
	advice:
		"Copy App ID and App Secret again from Credentials & Basic Info (凭证与基础信息) in Feishu's developer console into the credential.",
};

const UNKNOWN_APP: CodeMeaning = {
	kind: 'fatal',
	summary: 'Feishu does not know this app',
	advice:
		'Check the App ID (it starts with cli_) and the Platform in the credential: an app made in Feishu does not exist in Lark, and the other way round.',
};

const APP_DISABLED: CodeMeaning = {
	kind: 'fatal',
	summary: 'The app is disabled or not installed for this tenant',
	advice:
		'Ask a Feishu administrator to enable the app (启用) in the admin console under Workplace > App Management (工作台 > 应用管理), and check in the developer console that a version of it is published.',
};

const MISSING_SCOPE: CodeMeaning = {
	kind: 'fatal',
	summary: 'The app lacks a permission (权限)',
	advice:
		"Open the link in Feishu's message and grant the permission; for feed cards it is im:app_feed_card:write (创建、更新、删除应用消息流卡片). Then publish a new version of the app (版本管理与发布) in the developer console.",
};

const NO_QUOTA: CodeMeaning = {
	kind: 'fatal',
	summary: "This month's quota of API calls is used up",
	advice: 'Ask a Feishu administrator to upgrade the plan, or wait for next month.',
};

const WRONG_ADDRESS: CodeMeaning = {
	kind: 'fatal',
	summary: 'This address does not offer the feed card API',
	advice: 'Check Platform and Base URL in the credential.',
};

const UNKNOWN_USER: CodeMeaning = {
	kind: 'refused',
	concernsUser: true,
	summary: 'Feishu does not know this user ID',
	advice:
		'Check the user ID, and that User ID Type names its kind: an open_id starts with ou_, a union_id with on_, a user_id is the employee ID.',
};

const OTHER_APPS_USER: CodeMeaning = {
	kind: 'refused',
	concernsUser: true,
	summary: 'This open_id belongs to another app',
	advice:
		'The same person has a different open_id in every app. Take the open_id that this app sees, or use union_id.',
};

const OTHER_TENANTS_USER: CodeMeaning = {
	kind: 'refused',
	concernsUser: true,
	summary: 'This user belongs to another tenant (企业)',
	advice: 'Use the credential of an app in the tenant of that user.',
};

const BAD_FIELD: CodeMeaning = {
	kind: 'refused',
	summary: 'Feishu does not accept a value in this request',
	advice:
		"Feishu's message tells the field. Check the business ID, the user ID and the User ID Type.",
};

const UNREADABLE_GROUP: CodeMeaning = {
	kind: 'refused',
	summary: 'Feishu does not know this group',
	advice: 'Check the chat ID: it starts with oc_ and stands at the end of the group settings.',
};

const UNREADABLE_DEPARTMENT: CodeMeaning = {
	kind: 'refused',
	summary: 'The app may not see this department, or there is none with this ID',
	advice:
		"Put the department into the app's range of data (通讯录权限范围) under Permissions > Data (权限管理 > 数据权限) in the developer console, and publish a new version of the app. For the whole company (0) that range must be all members (全部成员).",
};

const NO_BOT: CodeMeaning = {
	kind: 'fatal',
	summary: 'The app is no bot (机器人)',
	advice:
		'Feishu wants it for reading groups and taking pictures: add it under Add Features > Bot (添加应用能力 > 机器人) in the developer console, and publish a new version of the app (版本管理与发布).',
};

export const RATE_LIMITED: CodeMeaning = {
	kind: 'rateLimited',
	summary: 'Feishu allows no more requests for the moment',
	advice:
		'Another workflow or program uses the same app. Lower Requests per Second, or try again later.',
};

const UNAVAILABLE: CodeMeaning = {
	kind: 'unavailable',
	summary: 'Something went wrong inside Feishu',
	advice: 'Try again later. If it lasts, give the log ID to Feishu support.',
};

/** Codes that Feishu's list describes as internal, timed out, busy or "please try again". */
const INTERNAL_CODES = [
	1500, 1503, 1551, 1557, 1642, 1663, 1665, 1668, 2200, 4006, 5000, 10101, 10105, 10500, 40006,
	45500, 55001, 90203, 90399, 91201, 93006, 95001, 95003, 95005, 95010, 95011, 95201, 95202, 95203,
	95204, 95205, 95206, 95207, 95208, 95209, 96001, 96002, 96201, 96202, 96402, 96403, 105001,
	1000003, 1001901, 1001999, 1050002, 1050008, 1069399,
];

/** Each code with what it means; docs/errors lists them. */
export const MEANINGS: ReadonlyMap<number, CodeMeaning> = new Map([
	...INTERNAL_CODES.map((code): [number, CodeMeaning] => [code, UNAVAILABLE]),

	[99991400, RATE_LIMITED],
	[1000004, RATE_LIMITED],
	[1000005, RATE_LIMITED],
	[11232, RATE_LIMITED],
	[11233, RATE_LIMITED],
	[11247, RATE_LIMITED],
	[90217, RATE_LIMITED],
	[230020, RATE_LIMITED],

	[99991661, TOKEN_REFUSED],
	[99991663, TOKEN_REFUSED],
	[99991664, TOKEN_REFUSED],
	[99991665, TOKEN_REFUSED],
	// Of a user's token, which somebody pasted or a gateway put in.
	[99991668, TOKEN_REFUSED],
	[99991671, TOKEN_REFUSED],
	[99991677, TOKEN_REFUSED],

	[10015, WRONG_SECRET],
	[20002, WRONG_SECRET],
	[10005, UNKNOWN_APP],
	[11209, UNKNOWN_APP],
	[50003, UNKNOWN_APP],
	[99991543, UNKNOWN_APP],
	[
		10012,
		{
			kind: 'fatal',
			summary: 'Feishu gave no app access token: the App Ticket is wrong or out of date',
			advice:
				'Feishu sends a new app_ticket every hour. Put the newest one into the credential, or ask Feishu to send it again.',
		},
	],
	[
		10013,
		{
			kind: 'fatal',
			summary: 'Feishu gave no tenant access token',
			advice: 'Check App ID, App Secret, App Ticket and Tenant Key in the credential.',
		},
	],
	[
		99992500,
		{
			kind: 'fatal',
			summary: 'Feishu does not know this Tenant Key',
			advice:
				'Check the Tenant Key in the credential: it names the company that installed the app.',
		},
	],
	[
		99992501,
		{
			kind: 'fatal',
			summary: 'Feishu does not know this Tenant Key',
			advice:
				'Check the Tenant Key in the credential: it names the company that installed the app.',
		},
	],

	[
		// Feishu's list says "app unauthorized"; users report it with "app secret invalid" as well.
		10014,
		{
			kind: 'fatal',
			summary: 'Feishu does not accept the App Secret, or the app is disabled',
			advice: `Feishu's message tells which. ${WRONG_SECRET.advice} ${APP_DISABLED.advice}`,
		},
	],
	[11207, APP_DISABLED],
	[11210, APP_DISABLED],
	[20009, APP_DISABLED],
	[212100, APP_DISABLED],
	[99991662, APP_DISABLED],
	[99991673, APP_DISABLED],
	[99991672, MISSING_SCOPE],
	[99991676, MISSING_SCOPE],
	[99991679, MISSING_SCOPE],
	[99991403, NO_QUOTA],
	[90003087, NO_QUOTA],
	[90003088, NO_QUOTA],
	[
		99991401,
		{
			kind: 'fatal',
			summary: "This n8n's IP address is not on the app's IP allowlist (IP 白名单)",
			advice:
				"Add the IP address from Feishu's message under Security Settings > IP Allowlist (安全设置 > IP 白名单) in the developer console.",
		},
	],
	[99991201, WRONG_ADDRESS],
	[99991301, WRONG_ADDRESS],
	[
		99991674,
		{
			kind: 'fatal',
			summary: 'This API does not accept the kind of token that was used',
			advice: 'Use a tenant access token (it starts with t-).',
		},
	],

	[232006, UNREADABLE_GROUP],
	[232009, { ...UNREADABLE_GROUP, summary: 'This group has been dissolved (解散)' }],
	[
		232010,
		{
			kind: 'refused',
			summary: 'This group belongs to another tenant (企业)',
			advice: 'Use the credential of an app in the tenant of that group.',
		},
	],
	[
		232011,
		{
			kind: 'refused',
			summary: "The app's bot is not in this group",
			advice:
				"Add the bot to the group in Feishu: the group's settings > Bots (群机器人) > Add Bot (添加机器人).",
		},
	],
	[232025, NO_BOT],
	[234007, NO_BOT],
	[
		232033,
		{
			kind: 'refused',
			summary: 'Feishu does not let apps read the members of an external group (外部群)',
			advice: 'Name the people themselves: by e-mail address, phone number or ID.',
		},
	],
	[232034, APP_DISABLED],
	[40004, UNREADABLE_DEPARTMENT],
	[40014, UNREADABLE_DEPARTMENT],
	[41050, UNREADABLE_DEPARTMENT],
	[
		43010,
		{
			kind: 'refused',
			summary: 'Feishu does not list a department that is as large as this one',
			advice: 'Name smaller departments in it.',
		},
	],
	[
		234006,
		{
			kind: 'refused',
			summary: 'The picture is larger than 10 MB',
			advice: 'Take a smaller one, for example with the Edit Image node.',
		},
	],
	[
		234010,
		{ kind: 'refused', summary: 'The picture is empty', advice: 'Check the node that made it.' },
	],
	[
		234011,
		{
			kind: 'refused',
			summary: 'Feishu does not recognise this as a picture',
			advice: 'Take a PNG, JPEG, WEBP or GIF.',
		},
	],
	[
		234039,
		{
			kind: 'refused',
			summary: 'The picture has too many pixels',
			advice:
				'An avatar has 4096 x 4096 at most, a GIF 2000 x 2000. The Edit Image node can make it smaller.',
		},
	],
	[
		234041,
		{
			kind: 'fatal',
			summary: "The tenant's encryption key was deleted",
			advice: 'Ask a Feishu administrator.',
		},
	],
	[
		234042,
		{
			kind: 'fatal',
			summary: "The tenant's storage does not take the picture",
			advice: 'Ask a Feishu administrator.',
		},
	],
	[232096, UNAVAILABLE],

	[99992351, UNKNOWN_USER],
	[99992352, UNKNOWN_USER],
	[99992353, UNKNOWN_USER],
	[99992359, UNKNOWN_USER],
	[99992360, UNKNOWN_USER],
	[99992363, UNKNOWN_USER],
	// The list gives 99992364 twice: the ID does not exist, or the user belongs to another tenant.
	[99992364, UNKNOWN_USER],
	[10004, UNKNOWN_USER],
	[11101, UNKNOWN_USER],
	[11102, UNKNOWN_USER],
	[11105, UNKNOWN_USER],
	[11106, UNKNOWN_USER],
	[20008, UNKNOWN_USER],
	[40007, UNKNOWN_USER],
	[40008, UNKNOWN_USER],
	[40051, UNKNOWN_USER],
	[99991675, UNKNOWN_USER],
	[99992361, OTHER_APPS_USER],
	[99992381, OTHER_TENANTS_USER],
	[41022, OTHER_TENANTS_USER],
	[230001, BAD_FIELD],
	[99992402, BAD_FIELD],
	[4000, BAD_FIELD],
	[9499, BAD_FIELD],
	[10001, BAD_FIELD],
	[10003, BAD_FIELD],
	[1000002, BAD_FIELD],
]);

/** What a code of Feishu's means; undefined for a code that is not on the list above. */
export function meaningOf(code: number): CodeMeaning | undefined {
	return MEANINGS.get(code);
}
