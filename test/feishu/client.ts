import { DEFAULT_APP } from './apps';
import { DEPARTMENT_SCOPES, USER_ID_SCOPES } from './contactApis';
import { GROUP_SCOPES } from './groupApi';
import { IMAGE_SCOPES } from './imageApi';
import type { Clock } from './settings';
import type { FeishuStandIn } from './standIn';

/** The plainest client there can be, for the stand-in's own tests. */
export interface Said {
	status: number;
	body: Record<string, unknown>;
	headers: Headers;
}

export const DELETE_PATH = '/open-apis/im/v2/app_feed_card/batch';
export const UPDATE_PATH = DELETE_PATH;
export const CREATE_PATH = '/open-apis/im/v2/app_feed_card';
export const SELF_BUILT_API = '/open-apis/auth/v3/tenant_access_token/internal';
export const STORE_APP_API = '/open-apis/auth/v3/app_access_token';
export const STORE_TENANT_API = '/open-apis/auth/v3/tenant_access_token';
export const RESEND_TICKET_API = '/open-apis/auth/v3/app_ticket/resend';
export const SCOPES_PATH = '/open-apis/application/v6/scopes';

export interface Sent {
	method?: string;
	path?: string;
	headers?: Record<string, string>;
	token?: string;
	body?: unknown;
}

export async function send(feishu: FeishuStandIn, sent: Sent): Promise<Said> {
	const { method = 'POST', path = DELETE_PATH, token, body } = sent;
	const response = await fetch(feishu.url + path, {
		method,
		redirect: 'manual',
		headers: {
			'content-type': 'application/json; charset=utf-8',
			...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
			...sent.headers,
		},
		body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
	});
	const said = (await response.json()) as Record<string, unknown>;
	return { status: response.status, body: said, headers: response.headers };
}

export const card = (biz_id: string, user_id = 'ou_1') => ({ biz_id, user_id });

/** A delete that is right in all respects but those that are given. */
export const sendDelete = async (feishu: FeishuStandIn, cards: unknown, sent: Sent = {}) =>
	await send(feishu, {
		method: 'DELETE',
		token: feishu.issueToken(),
		body: { feed_cards: cards },
		...sent,
	});

export const failedCards = (said: Said) =>
	(said.body.data as { failed_cards?: Array<Record<string, unknown>> }).failed_cards;

export const fetchToken = async (feishu: FeishuStandIn, fields: Record<string, unknown> = {}) =>
	await send(feishu, {
		path: SELF_BUILT_API,
		body: { app_id: DEFAULT_APP.appId, app_secret: DEFAULT_APP.appSecret, ...fields },
	});

/** Time that moves only when it is told to. */
export class StoppedClock implements Clock {
	private time = 1_700_000_000_000;
	now = () => this.time;
	sleep = async (ms: number) => this.pass(ms);
	pass(ms: number) {
		this.time += ms;
	}
}

export const LINK = { link: 'https://www.feishu.cn/' };

/** A create that is right in all respects but those that are given. */
export const sendCreate = async (
	feishu: FeishuStandIn,
	fields: object = {},
	user_ids: unknown = ['ou_1'],
	sent: Sent = {},
) =>
	await send(feishu, {
		path: CREATE_PATH,
		token: feishu.issueToken(),
		body: { app_feed_card: { biz_id: 'c', link: LINK, ...fields }, user_ids },
		...sent,
	});

/** An entry of an update: fields of the card, and the numbers of those to update. */
export const change = (biz_id: string, fields: object, ...update_fields: string[]) => ({
	app_feed_card: { biz_id, ...fields },
	user_id: 'ou_1',
	update_fields,
});

/** An update that is right in all respects but those that are given. */
export const sendUpdate = async (feishu: FeishuStandIn, entries: unknown, sent: Sent = {}) =>
	await send(feishu, {
		method: 'PUT',
		path: UPDATE_PATH,
		token: feishu.issueToken(),
		body: { feed_cards: entries },
		...sent,
	});

export const BATCH_GET_ID = '/open-apis/contact/v3/users/batch_get_id';
export const BY_DEPARTMENT = '/open-apis/contact/v3/users/find_by_department';
export const IMAGES = '/open-apis/im/v1/images';

/** The default app as one that may look people up and take pictures. */
export function openContacts({ app }: FeishuStandIn): void {
	for (const [scope] of [USER_ID_SCOPES, DEPARTMENT_SCOPES, GROUP_SCOPES, IMAGE_SCOPES]) {
		app.scopes.add(scope);
	}
	app.bot = true;
}

export const get = async (feishu: FeishuStandIn, path: string, sent: Sent = {}) =>
	await send(feishu, { method: 'GET', path, token: feishu.issueToken(), ...sent });

export const lookUp = async (feishu: FeishuStandIn, body: unknown, sent: Sent = {}) =>
	await send(feishu, { path: BATCH_GET_ID, token: feishu.issueToken(), body, ...sent });

export const membersPath = (chatId: string, query = '') =>
	`/open-apis/im/v1/chats/${chatId}/members${query}`;

export const childrenPath = (id: string, query = '') =>
	`/open-apis/contact/v3/departments/${id}/children${query}`;

/** A picture as a form, with boundary "b". */
export function upload(picture: Buffer, fields: Record<string, string> = { image_type: 'avatar' }) {
	const field = ([name, value]: [string, string]) =>
		`--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
	const head = `--b\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n`;
	return Buffer.concat([
		Buffer.from(Object.entries(fields).map(field).join('') + head),
		picture,
		Buffer.from('\r\n--b--\r\n'),
	]);
}

/** The first bytes of a PNG of this size, and some more: enough for who looks at its head. */
export function png(width = 64, height = 64, more = ''): Buffer {
	const head = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
	const size = Buffer.alloc(8);
	size.writeUInt32BE(width, 0);
	size.writeUInt32BE(height, 4);
	return Buffer.concat([head, size, Buffer.from(more)]);
}

export const sendPicture = async (
	feishu: FeishuStandIn,
	body: Buffer,
	contentType = 'multipart/form-data; boundary=b',
): Promise<Said> => {
	const response = await fetch(feishu.url + IMAGES, {
		method: 'POST',
		headers: { authorization: `Bearer ${feishu.issueToken()}`, 'content-type': contentType },
		body: new Blob([body]),
	});
	const said = (await response.json()) as Record<string, unknown>;
	return { status: response.status, body: said, headers: response.headers };
};
