/**
 * Feishu's error codes that this package acts on, each with what the user can do.
 * Source: "服务端错误码说明", https://open.feishu.cn/document/server-docs/api-call-guide/generic-error-code,
 * and the error table of each API's own page.
 */

export interface CodeMeaning {
	/**
	 * What it means for the request that met it:
	 * - `rateLimited`: too fast; send it again, later and more slowly.
	 * - `tokenRefused`: send it again with a new token.
	 * - `unavailable`: Feishu or the way to it failed; send it again after a while.
	 * - `refused`: refused for what is in the request; other contents may pass.
	 * - `fatal`: fails for every request alike; sending it again cannot help.
	 */
	kind: 'rateLimited' | 'tokenRefused' | 'unavailable' | 'refused' | 'fatal';
	/** What is wrong, in a few words. */
	summary: string;
	/** What to do about it. */
	advice: string;
	/** The same for a user whom the node has looked up: nobody gave an ID that could be wrong. */
	adviceIfFound?: string;
	/** The user of a card is the cause, not what the card shows. */
	concernsUser?: true;
}

export const RATE_LIMITED: CodeMeaning = {
	kind: 'rateLimited',
	summary: 'Feishu allows no more requests for the moment',
	advice:
		'Another workflow or program may be using the same app. Lower Requests per Second, or try again later.',
};

export const TOKEN_REFUSED: CodeMeaning = {
	kind: 'tokenRefused',
	summary: 'Feishu does not accept the access token',
	advice:
		'The token has expired or belongs to another platform. A token that was pasted into the credential must be replaced; otherwise check Platform and App ID there.',
};

/** The code with which Feishu refuses an app that lacks a permission. */
export const MISSING_SCOPE = 99991672;

/** The code with which Feishu refuses an app ticket: "get app access token fail". */
export const TICKET_REFUSED = 10012;

/** Feishu does not list very large departments ("超大部门不允许进行查询"): those below it are asked for level by level. */
export const TOO_LARGE_FOR_ALL_LEVELS = 43010;

/** The summary of a wrong secret, wherever it is refused. */
export const WRONG_SECRET = 'The App Secret does not belong to this App ID';

/** A common reason why an app is not known, after a colon. */
export const OTHER_PLATFORM =
	'an app made in Feishu does not exist in Lark, and the other way round.';

/** What the app needs for its cards, and what Feishu's console calls it. */
export const CARDS_SCOPE = {
	scope: 'im:app_feed_card:write',
	name: '创建、更新、删除应用消息流卡片',
};

/** https://open.feishu.cn/document/server-docs/im-v1/image/create */
export const PICTURES_ACCEPTED = 'Feishu accepts PNG, JPEG, WEBP, GIF, BMP, ICO, TIFF and HEIC.';

export const COPY_SECRET =
	"Copy App ID and App Secret again from Credentials & Basic Info (凭证与基础信息) in Feishu's developer console into the credential.";

const ENABLE_APP =
	'Ask a Feishu administrator to enable the app (启用) in the admin console under Workplace > App Management (工作台 > 应用管理), and check in the developer console that a version of it is published.';

const CHECK_CHAT_ID =
	"Check the chat ID: it starts with oc_ and is shown at the bottom of the group's settings.";

const TABLE: ReadonlyArray<CodeMeaning & { codes: readonly number[] }> = [
	{
		// Those that Feishu's list describes as internal, timed out, busy or "please try again".
		codes: [
			1500, 1503, 1551, 1557, 1642, 1663, 1665, 1668, 2200, 4006, 5000, 10101, 10105, 10500, 40006,
			45500, 55001, 90203, 90399, 91201, 93006, 95001, 95003, 95005, 95010, 95011, 95201, 95202,
			95203, 95204, 95205, 95206, 95207, 95208, 95209, 96001, 96002, 96201, 96202, 96402, 96403,
			105001, 1000003, 1001901, 1001999, 1050002, 1050008, 1069399, 232096,
		],
		kind: 'unavailable',
		summary: 'Something went wrong inside Feishu',
		advice: 'Try again later. If it keeps happening, give the log ID to Feishu support.',
	},
	{
		codes: [99991400, 1000004, 1000005, 11232, 11233, 11247, 90217, 230020],
		...RATE_LIMITED,
	},
	{
		// The last three are of a user's token, which somebody pasted or a gateway put in.
		codes: [
			4001, 20005, 20013, 99991661, 99991663, 99991664, 99991665, 99991668, 99991671, 99991677,
		],
		...TOKEN_REFUSED,
	},
	{
		codes: [10015, 20002],
		kind: 'fatal',
		summary: WRONG_SECRET,
		advice: COPY_SECRET,
	},
	{
		codes: [10005, 11209, 50003, 99991543],
		kind: 'fatal',
		summary: 'Feishu does not know this app',
		advice: `Check the App ID (it starts with cli_) and the Platform in the credential: ${OTHER_PLATFORM}`,
	},
	{
		codes: [TICKET_REFUSED],
		kind: 'fatal',
		summary: 'Feishu gave no app access token: the App Ticket is wrong or out of date',
		advice:
			'Feishu sends a new app_ticket every hour. Put the newest one into the credential, or ask Feishu to send it again.',
	},
	{
		codes: [10013],
		kind: 'fatal',
		summary: 'Feishu gave no tenant access token',
		advice: 'Check App ID, App Secret, App Ticket and Tenant Key in the credential.',
	},
	{
		codes: [99992500, 99992501],
		kind: 'fatal',
		summary: 'Feishu does not know this Tenant Key',
		advice:
			'Check the Tenant Key in the credential: it identifies the company that installed the app.',
	},
	{
		// Feishu's list says "app unauthorized"; users report it with "app secret invalid" as well.
		codes: [10014],
		kind: 'fatal',
		summary: 'Feishu does not accept the App Secret, or the app is disabled',
		advice: `Feishu's message says which of the two. ${COPY_SECRET} ${ENABLE_APP}`,
	},
	{
		codes: [11207, 11210, 20009, 212100, 99991662, 99991673, 232034],
		kind: 'fatal',
		summary: 'The app is disabled or not installed for this tenant',
		advice: ENABLE_APP,
	},
	{
		codes: [MISSING_SCOPE, 99991676, 99991679],
		kind: 'fatal',
		summary: 'The app lacks a permission (权限)',
		advice: `Open the link in Feishu's message and grant the permission; for feed cards it is ${CARDS_SCOPE.scope} (${CARDS_SCOPE.name}). Then publish a new version of the app (版本管理与发布) in the developer console.`,
	},
	{
		codes: [99991403, 90003087, 90003088],
		kind: 'fatal',
		summary: "This month's quota of API calls is used up",
		advice: 'Ask a Feishu administrator to upgrade the plan, or wait for next month.',
	},
	{
		codes: [99991401],
		kind: 'fatal',
		summary: "This n8n's IP address is not on the app's IP allowlist (IP 白名单)",
		advice:
			"Add the IP address from Feishu's message under Security Settings > IP Allowlist (安全设置 > IP 白名单) in the developer console.",
	},
	{
		codes: [99991201, 99991301],
		kind: 'fatal',
		summary: 'This address does not offer the feed card API',
		advice: 'Check Platform and Base URL in the credential.',
	},
	{
		codes: [99991674],
		kind: 'fatal',
		summary: 'This API does not accept the kind of token that was used',
		advice: 'Use a tenant access token (it starts with t-).',
	},
	{
		codes: [232006],
		kind: 'refused',
		summary: 'Feishu does not know this group',
		advice: CHECK_CHAT_ID,
	},
	{
		codes: [232009],
		kind: 'refused',
		summary: 'This group has been dissolved (解散)',
		advice: CHECK_CHAT_ID,
	},
	{
		codes: [232010],
		kind: 'refused',
		summary: 'This group belongs to another tenant (企业)',
		advice: 'Use the credential of an app in the tenant of that group.',
	},
	{
		codes: [232011],
		kind: 'refused',
		summary: "The app's bot is not in this group",
		advice:
			"Add the bot to the group in Feishu: the group's settings > Bots (群机器人) > Add Bot (添加机器人).",
	},
	{
		codes: [232025, 234007],
		kind: 'fatal',
		summary: 'The app has no bot (机器人)',
		advice:
			'Feishu requires it for reading groups and uploading pictures: add it under Add Features > Bot (添加应用能力 > 机器人) in the developer console, and publish a new version of the app (版本管理与发布).',
	},
	{
		codes: [232033],
		kind: 'refused',
		summary: 'Feishu does not let apps read the members of an external group (外部群)',
		advice: 'Name the people themselves: by e-mail address, phone number or ID.',
	},
	{
		codes: [40004, 40014, 41050],
		kind: 'refused',
		summary: 'The app may not see this department, or there is none with this ID',
		advice:
			"Put the department into the app's range of data (通讯录权限范围) under Permissions > Data (权限管理 > 数据权限) in the developer console, and publish a new version of the app. For the whole company (0) that range must be all members (全部成员).",
	},
	{
		codes: [TOO_LARGE_FOR_ALL_LEVELS],
		kind: 'refused',
		summary: 'Feishu does not list a department as large as this one',
		advice: 'Use the smaller departments in it.',
	},
	{
		codes: [234006],
		kind: 'refused',
		summary: 'The picture is larger than 10 MB',
		advice: 'Make it smaller, for example with the Edit Image node.',
	},
	{
		codes: [234010],
		kind: 'refused',
		summary: 'The picture is empty',
		advice: 'Check the node that made it.',
	},
	{
		codes: [234011],
		kind: 'refused',
		summary: 'Feishu does not recognize this as a picture',
		advice: PICTURES_ACCEPTED,
	},
	{
		codes: [234039],
		kind: 'refused',
		summary: 'The picture has too many pixels',
		advice:
			'An avatar may have 4096 x 4096 pixels at most, a GIF 2000 x 2000. The Edit Image node can make it smaller.',
	},
	{
		codes: [234041],
		kind: 'fatal',
		summary: "The tenant's encryption key was deleted",
		advice: "Ask a Feishu administrator about the tenant's encryption key.",
	},
	{
		codes: [234042],
		kind: 'fatal',
		summary: "The tenant's storage does not accept the picture",
		advice: "Ask a Feishu administrator to check the tenant's storage: it may be full.",
	},
	{
		// The list gives 99992364 twice: the ID does not exist, or the user belongs to another tenant.
		codes: [
			99992351, 99992352, 99992353, 99992359, 99992360, 99992363, 99992364, 10004, 11101, 11102,
			11105, 11106, 20008, 40007, 40008, 40051, 99991675,
		],
		kind: 'refused',
		concernsUser: true,
		summary: 'Feishu does not know this user ID',
		advice:
			'Check the user ID, and that User ID Type names its kind: an open_id starts with ou_, a union_id with on_, a user_id is the employee ID.',
		adviceIfFound:
			"The person may have left the company, or be outside the app's availability range (可用范围).",
	},
	{
		codes: [99992361],
		kind: 'refused',
		concernsUser: true,
		summary: 'This open_id belongs to another app',
		advice:
			'The same person has a different open_id in every app. Use the open_id that this app sees, or union_id.',
	},
	{
		codes: [99992381, 41022],
		kind: 'refused',
		concernsUser: true,
		summary: 'This user belongs to another tenant (企业)',
		advice: 'Use the credential of an app in the tenant of that user.',
	},
	{
		codes: [230001, 99992402, 4000, 9499, 10001, 10003, 1000002],
		kind: 'refused',
		summary: 'Feishu does not accept a value in this request',
		advice:
			"Feishu's message names the field. Check the business ID, the user ID and the User ID Type.",
	},
];

/** Each code with what it means; docs/errors lists them. */
export const MEANINGS: ReadonlyMap<number, CodeMeaning> = new Map(
	TABLE.flatMap(({ codes, ...meaning }) => codes.map((code) => [code, meaning])),
);

const CONTACTS = '/open-apis/contact/v3/';

/**
 * Codes that mean something else than elsewhere where people and departments are looked up ("通讯录V3版本接口出现
 * 该错误码时取该含义"), each with the code whose meaning it has there: an internal error, and no such department.
 */
export const CONTACT_CODES: ReadonlyMap<number, number> = new Map([
	[40003, 40006],
	[40008, 40004],
]);

/**
 * What a code means.
 *
 * @param path of the API that answered with it
 */
export function meaningOf(code: number, path = ''): CodeMeaning | undefined {
	return MEANINGS.get((path.startsWith(CONTACTS) && CONTACT_CODES.get(code)) || code);
}

/** Whether a code says that the user of a card is the cause, not what the card shows. */
export const concernsUser = (code: number | null | undefined): boolean =>
	MEANINGS.get(code ?? 0)?.concernsUser ?? false;
