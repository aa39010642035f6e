import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	IHttpRequestMethods,
	IHttpRequestOptions,
} from 'n8n-workflow';

import { ownerOf, rateLimitKeyOf, readApp, type FeishuApp } from './app';
import { isUsable, storable, storedSession } from './session';
import { tokenFailureOf } from './tokenFailure';
import { readAnswer, type HttpAnswer } from './answer';
import { FeishuError } from './feishuError';
import { failedInside, networkFailureOf, noAnswer } from './networkFailure';

export const CREDENTIAL = 'feishuAppApi';

export interface FeishuRequest {
	method: IHttpRequestMethods;
	path: string;
	qs?: IDataObject;
	body?: IDataObject;
	timeoutMs: number;
}

/** Sends requests with the node's credential, through n8n's helper, for one run. */
export class FeishuClient {
	/** The token that Feishu refused last. */
	private refusedToken: string | undefined;

	private constructor(
		private readonly context: IExecuteFunctions,
		private credential: ICredentialDataDecryptedObject,
		private app: FeishuApp,
	) {}

	/** @throws FeishuError where a field of the credential is empty or wrong */
	static async open(context: IExecuteFunctions): Promise<FeishuClient> {
		const credential = await context.getCredentials(CREDENTIAL);
		return new FeishuClient(context, credential, readApp(credential));
	}

	/** Names who shares Feishu's rate limit with this client. */
	get rateLimitKey(): string {
		return rateLimitKeyOf(this.app);
	}

	/** Where a permission is granted to the app, as Feishu links it; a pasted token does not tell its app. */
	permissionLink(scope: string): string | undefined {
		if (this.app.appType === 'token') return undefined;
		const { baseUrl, appId } = this.app;
		return `${baseUrl}/app/${appId}/auth?q=${scope}&op_from=openapi&token_type=tenant`;
	}

	/** Whether a request can go at once; if not, n8n fetches a token first. */
	hasToken(): boolean {
		if (this.app.appType === 'token') return true;
		const session = storedSession(this.credential);
		return isUsable(session, ownerOf(this.app)) && session.token !== this.refusedToken;
	}

	/**
	 * The body of Feishu's answer.
	 *
	 * @throws FeishuError for an answer that reports no success, and where there is no answer
	 */
	async request(request: FeishuRequest): Promise<Record<string, unknown>> {
		if (!this.hasToken()) await this.reload();
		const held = this.hasToken() ? this.token : undefined;
		try {
			const body = readAnswer(await this.send(request, held !== undefined));
			if (this.refusedToken === (held ?? this.token)) this.refusedToken = undefined;
			return body;
		} catch (error) {
			// Without one before, the request went with the token that n8n fetched for it.
			throw this.noteRefusedToken(error as FeishuError, held ?? this.token);
		}
	}

	private get token(): string | undefined {
		return storedSession(this.credential)?.token;
	}

	/**
	 * Reads the credential again before its token is renewed: another execution may have done that already,
	 * and what the user changed meanwhile must not be overwritten with older fields (n8n 1 stores the
	 * whole credential together with the new token).
	 *
	 * @throws FeishuError (unavailable) where n8n cannot read it
	 */
	private async reload(): Promise<void> {
		try {
			this.credential = await this.context.getCredentials(CREDENTIAL);
		} catch (error) {
			// n8n's database may be busy for a moment.
			throw failedInside(networkFailureOf(error).words, false);
		}
		this.app = readApp(this.credential);
		const session = storedSession(this.credential);
		// Makes the credential's `authenticate` ask n8n for a new token: by itself n8n asks for one after
		// HTTP 401 alone, and Feishu answers an expired token with 400 or 200 as well.
		if (session && session.token === this.refusedToken) {
			this.credential.sessionToken = storable({ ...session, expiresAt: 0 });
		}
	}

	/** @param hasToken whether it goes at once; if not, n8n fetches a token and stores it first */
	private async send(
		{ timeoutMs, ...request }: FeishuRequest,
		hasToken: boolean,
	): Promise<HttpAnswer> {
		const options: IHttpRequestOptions = {
			method: request.method,
			// Without a host: the credential's `authenticate` puts its own in front.
			url: request.path,
			qs: request.qs,
			body: request.body,
			// n8n sends plain `application/json` unless told otherwise; Feishu's documents ask for this.
			headers: { 'Content-Type': 'application/json; charset=utf-8' },
			json: true,
			timeout: timeoutMs,
			returnFullResponse: true,
			// Feishu's code tells more than the status.
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		};
		const { credential } = this;
		try {
			return await this.context.helpers.httpRequestWithAuthentication.call(
				this.context,
				CREDENTIAL,
				options,
				// One credential object for the whole run: when n8n renews the token for one request it puts the
				// new one in here and stores it, and all others find it.
				{
					credentialsDecrypted: {
						id: '',
						name: CREDENTIAL,
						type: CREDENTIAL,
						data: credential,
					},
				},
			);
		} catch (error) {
			const { cause } = error as { cause?: unknown };
			if (cause instanceof FeishuError) throw cause;
			const { code, words } = networkFailureOf(error);
			const tokenFailure = tokenFailureOf(credential, words);
			if (tokenFailure) throw tokenFailure;
			if (code === '') throw failedInside(words, hasToken);
			throw noAnswer(new URL(this.app.baseUrl).host, code, words);
		}
	}

	private noteRefusedToken(error: FeishuError, token: string | undefined): FeishuError {
		if (error.kind !== 'tokenRefused') return error;
		if (this.app.appType === 'token') {
			return error.asFatal(
				'A pasted tenant access token is valid for two hours at most and is not renewed. Paste a new one into the credential, or choose another App Type there.',
			);
		}
		this.refusedToken = token;
		return error;
	}
}
