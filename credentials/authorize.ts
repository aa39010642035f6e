import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { ownerOf, readApp, type FeishuApp } from '../nodes/shared/app';
import { FeishuError } from '../nodes/shared/feishuError';
import { isUsable, storedSession } from '../nodes/shared/session';
import { endStoring } from '../nodes/shared/ticketStore';
import { TOKEN_IS_THERE, TOKEN_ONLY } from '../nodes/shared/tokenFetch';

/**
 * The request with its host and its token.
 *
 * @throws FeishuError if the credential is incomplete, or the request goes to another host
 * @throws SessionExpired if n8n must fetch a token first
 */
export function authorize(
	credential: ICredentialDataDecryptedObject,
	request: IHttpRequestOptions,
): IHttpRequestOptions {
	endStoring(credential);
	const app = readApp(credential);
	const token = tokenOf(credential, app);
	if (request.url === TOKEN_ONLY) throw new Error(TOKEN_IS_THERE);
	return {
		...request,
		...targetOf(request, app),
		headers: { ...request.headers, Authorization: `Bearer ${token}` },
		// n8n's HTTP Request node follows redirects, and before its version 4.4 the token went along.
		sendCredentialsOnCrossOriginRedirect: false,
	};
}

/**
 * Thrown by `authenticate` if the cached token is missing, out of date or somebody else's. n8n takes
 * an error with this response for a refused token: it calls `preAuthentication`, stores what that returns,
 * and calls `authenticate` again, all before the request is sent.
 */
class SessionExpired extends Error {
	readonly response = { status: 401 };

	constructor() {
		super('The cached Feishu access token must be renewed');
		this.name = 'SessionExpired';
	}
}

function tokenOf(credential: ICredentialDataDecryptedObject, app: FeishuApp): string {
	if (app.appType === 'token') return app.tenantAccessToken;
	const session = storedSession(credential);
	if (!isUsable(session, ownerOf(app))) throw new SessionExpired();
	return session.token;
}

/** A token goes to its own host and nowhere else; a request that names no host goes there. */
function targetOf(request: IHttpRequestOptions, app: FeishuApp): Partial<IHttpRequestOptions> {
	// n8n's HTTP Request node sends `uri` where the type has `url`.
	const { uri } = request as { uri?: string };
	const url = uri ?? request.url;
	if (url.startsWith('/') && !request.baseURL) return { url: app.baseUrl + url };

	const target = URL.canParse(url, request.baseURL) ? new URL(url, request.baseURL) : undefined;
	const { origin, host } = new URL(app.baseUrl);
	if (target?.origin !== origin) {
		throw new FeishuError({
			kind: 'fatal',
			summary: `This credential sends its token only to ${host}`,
			advice: `Use a URL that begins with ${origin}, or change Platform in the credential.`,
		});
	}
	return {};
}
