import type { IDataObject } from 'n8n-workflow';

import { readAnswer } from './answer';
import { credentialMistake, ownerOf, type SelfBuiltApp, type StoreApp } from './app';
import { dropTicket, claimAsking, takeBackAsking, ticketsToTry } from './appTicket';
import { clock } from './clock';
import { OTHER_PLATFORM, TICKET_REFUSED } from './errorCodes';
import { FeishuError, incompleteAnswer } from './feishuError';
import { answerTo, JSON_TYPE, type Http } from './http';
import { secretsIn } from './secrets';
import { isUsable, type Session } from './session';
import { filledText } from './values';

/** For this long after a fetch, a request that holds an older token or none gets the one just fetched. */
const SHARED_FOR_MS = 3_000;

/** The last fetch of each owner, for a store app with each ticket, in this process. */
const fetches = new Map<string, { session: Promise<Session>; endedAt: number }>();

/**
 * A new tenant access token for the app.
 *
 * Requests that need one at the same time share one fetch: n8n asks once for each request, and those
 * that read the credential before the new token was stored come a little late.
 *
 * @param refused the token that the caller holds and cannot use, if any
 * @throws FeishuError saying what is wrong with the app, or that Feishu is out of reach
 */
export async function fetchSession(
	app: SelfBuiltApp | StoreApp,
	refused: string | undefined,
	http: Http,
): Promise<Session> {
	const owner = ownerOf(app);
	const key = app.appType === 'store' ? `${owner} ${app.appTicket}` : owner;
	const last = fetches.get(key);
	if (last && clock.now() - last.endedAt < SHARED_FOR_MS) {
		const session = await last.session;
		if (session.token !== refused && isUsable(session, owner)) return session;
		// Somebody else who waited here may have begun the next fetch already.
		if (fetches.get(key) !== last) return await fetchSession(app, refused, http);
	}
	for (const [old, { endedAt }] of fetches) {
		if (clock.now() - endedAt >= SHARED_FOR_MS) fetches.delete(old);
	}
	const fetch = { session: newSession(app, owner, http), endedAt: Number.POSITIVE_INFINITY };
	fetches.set(key, fetch);
	const ended = () => (fetch.endedAt = clock.now());
	// A failure is shared with those who wait for it now, and kept for nobody.
	fetch.session.then(ended, () => fetches.delete(key));
	return await fetch.session;
}

async function newSession(
	app: SelfBuiltApp | StoreApp,
	owner: string,
	http: Http,
): Promise<Session> {
	// Counted from before the request: what the answer took is lost from the token's life.
	const askedAt = clock.now();
	const { token, lifetimeMs } =
		app.appType === 'selfBuilt'
			? await askForToken(app, http, 'tenant_access_token/internal', secretOf(app))
			: await tokenOfStoreApp(app, http);
	// A tenth of its life, five minutes at most, before Feishu's end: long enough for a request under
	// way. But a token just issued must be usable at once, however short it lives and slow the answer was.
	const margin = Math.min(lifetimeMs / 10, 300_000);
	return {
		token,
		owner,
		expiresAt: Math.max(askedAt + lifetimeMs - margin, clock.now() + 1_000),
	};
}

const secretOf = ({ appId, appSecret }: SelfBuiltApp | StoreApp) => ({
	app_id: appId,
	app_secret: appSecret,
});

async function tokenOfStoreApp(app: StoreApp, http: Http) {
	return await askForToken(app, http, 'tenant_access_token', {
		app_access_token: await appAccessToken(app, http),
		tenant_key: app.tenantKey,
	});
}

async function appAccessToken(app: StoreApp, http: Http): Promise<string> {
	let refusal = credentialMistake('App Ticket is empty', '');
	const refused = new Set<string>();
	for (;;) {
		// Looked up each time: one may have come meanwhile.
		const ticket = ticketsToTry(app).find((one) => !refused.has(one));
		if (ticket === undefined) break;
		try {
			const body = { ...secretOf(app), app_ticket: ticket };
			return (await askForToken(app, http, 'app_access_token', body)).token;
		} catch (error) {
			refusal = error as FeishuError;
			if (refusal.details.code !== TICKET_REFUSED) throw refusal;
			refused.add(ticket);
			dropTicket(app, ticket);
		}
	}
	throw refusal.asFatal(`${await askForTicket(app, http)} ${WHERE_TICKETS_ARRIVE}`);
}

const WHERE_TICKETS_ARRIVE =
	"A ticket comes within two minutes if a workflow with the Feishu App Feed Card Trigger and this credential is active, and its Production URL is the request address (请求地址) under Events & Callbacks > Event Configuration (事件与回调 > 事件配置) in Feishu's developer console. Then try again.";

async function askForTicket(app: StoreApp, http: Http): Promise<string> {
	if (!claimAsking(app)) return 'Feishu was asked for a new one less than five minutes ago.';
	try {
		await ask(app, http, 'app_ticket/resend', secretOf(app));
		return 'Feishu has just been asked for a new one.';
	} catch (error) {
		const { kind, headline } = error as FeishuError;
		if (kind === 'fatal') takeBackAsking(app);
		return `Feishu could not be asked for a new one: ${headline}.`;
	}
}

async function askForToken(
	app: SelfBuiltApp | StoreApp,
	http: Http,
	endpoint: 'tenant_access_token/internal' | 'app_access_token' | 'tenant_access_token',
	body: IDataObject,
) {
	const fields = await ask(app, http, endpoint, body);
	const token = filledText(
		endpoint === 'app_access_token' ? fields.app_access_token : fields.tenant_access_token,
	);
	if (token === undefined) {
		const advice = 'Check Platform and Base URL in the credential.';
		throw incompleteAnswer('what the access token is', { advice });
	}
	// `expire` is in seconds.
	const seconds = typeof fields.expire === 'number' && fields.expire > 0 ? fields.expire : 0;
	return { token, lifetimeMs: seconds * 1_000 };
}

/**
 * The answer of one of the token endpoints, each with a page of its own:
 * https://open.feishu.cn/document/server-docs/authentication-management/access-token/tenant_access_token_internal,
 * …/app_access_token, …/tenant_access_token, …/app_ticket_resend
 */
async function ask(
	{ baseUrl }: SelfBuiltApp | StoreApp,
	http: Http,
	endpoint: string,
	body: IDataObject,
): Promise<Record<string, unknown>> {
	const answer = await answerTo(http, {
		method: 'POST',
		url: `${baseUrl}/open-apis/auth/v3/${endpoint}`,
		headers: { 'Content-Type': JSON_TYPE },
		body,
		json: true,
	});
	try {
		return readAnswer(answer, [...http.secrets, ...secretsIn(body)]);
	} catch (error) {
		throw asTokenError(error as FeishuError);
	}
}

function asTokenError(error: FeishuError): FeishuError {
	if (error.kind !== 'refused' && error.kind !== 'tokenRefused') return error.asCertain();
	// What Feishu refuses here is the app itself, so it holds for every request of the app.
	return new FeishuError({
		...error.details,
		kind: 'fatal',
		summary: 'Feishu does not know this app, or does not accept a field of its credential',
		advice: `Check the App ID (it starts with cli_), every other field, and the Platform: ${OTHER_PLATFORM}`,
	});
}
