import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	IHttpRequestMethods,
	IHttpRequestOptions,
} from 'n8n-workflow';

import { ownerOf, rateLimitKeyOf, readApp, type FeishuApp } from '../../../credentials/feishuApp';
import { isUsable, storable, storedSession } from '../../../credentials/session';
import { noAnswer, readAnswer, type HttpAnswer } from '../../shared/answer';
import { FeishuError } from '../../shared/feishuError';
import { networkFailureOf } from '../../shared/networkFailure';

const CREDENTIAL = 'feishuAppApi';

export interface FeishuRequest {
	method: IHttpRequestMethods;
	path: string;
	qs: IDataObject;
	body: IDataObject;
	timeoutMs: number;
}

/** Sends requests with the node's credential, through n8n's helper, for one run. */
export class FeishuClient {
	private constructor(
		private readonly context: IExecuteFunctions,
		private readonly credential: ICredentialDataDecryptedObject,
		private readonly app: FeishuApp,
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

	/** Whether a request can go at once; if not, n8n fetches a token first. */
	hasToken(): boolean {
		return (
			this.app.appType === 'token' || isUsable(storedSession(this.credential), ownerOf(this.app))
		);
	}

	/**
	 * The body of Feishu's answer.
	 *
	 * @throws FeishuError for an answer that reports no success, and where there is no answer
	 */
	async request(request: FeishuRequest): Promise<Record<string, unknown>> {
		const before = this.credential.sessionToken;
		try {
			return readAnswer(await this.send(request));
		} catch (error) {
			throw this.noteRefusedToken(error as FeishuError, before);
		}
	}

	private async send({ timeoutMs, ...request }: FeishuRequest): Promise<HttpAnswer> {
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
						data: this.credential,
					},
				},
			);
		} catch (error) {
			const { cause } = error as { cause?: unknown };
			if (cause instanceof FeishuError) throw cause;
			const { code, words } = networkFailureOf(error);
			throw noAnswer(new URL(this.app.baseUrl).host, code, words);
		}
	}

	/**
	 * Makes the credential's `authenticate` ask n8n for a new token with the next request, where Feishu
	 * refused this one: n8n does so by itself after HTTP 401 alone, and Feishu answers an expired token
	 * with 400 or 200 as well.
	 */
	private noteRefusedToken(error: FeishuError, before: unknown): FeishuError {
		if (error.kind !== 'tokenRefused') return error;
		if (this.app.appType === 'token') {
			return error.asFatal(
				'A pasted tenant access token is valid for two hours at most and is not renewed. Paste a new one into the credential, or choose another App Type there.',
			);
		}
		const session = storedSession(this.credential);
		// Only the token that was refused: another request may have renewed it meanwhile.
		if (session && this.credential.sessionToken === before) {
			this.credential.sessionToken = storable({ ...session, expiresAt: 0 });
		}
		return error;
	}
}
