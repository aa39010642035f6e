import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	IHttpRequestMethods,
	IHttpRequestOptions,
	IWebhookFunctions,
} from 'n8n-workflow';

import { readAnswer, type HttpAnswer } from './answer';
import { ownerOf, rateLimitKeyOf, readApp, refuseDifference, type FeishuApp } from './app';
import { clock } from './clock';
import { FeishuError } from './feishuError';
import { JSON_TYPE } from './http';
import { failureIn, noAnswer, OUT_OF_TIME } from './networkFailure';
import { secretsIn } from './secrets';
import { isUsable, storable, storedSession } from './session';
import { noteTimeout, TOKEN_IS_THERE, TOKEN_ONLY, tokenFailureOf } from './tokenFetch';
import { isRecord } from './values';

/** The name of this package's credential type. */
export const CREDENTIAL = 'feishuAppApi';

/**
 * For how many of the first items n8n is asked for the credential if nothing else shows that its fields differ. Each
 * time may be a question to the database, before the first request.
 */
const ITEMS_ASKED = 5;

/** A request to one of Feishu's APIs. */
export interface FeishuRequest {
	method: IHttpRequestMethods;
	path: string;
	qs?: IDataObject;
	/** Sent as JSON, or as it is. */
	body?: IDataObject | Buffer;
	/** What a body is that is sent as it is. */
	contentType?: string;
	/** For the whole of it, to the end of the answer. */
	timeoutMs: number;
	/** Called when the request itself is sent: a token may have to be fetched first. */
	onSending?: () => void;
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

	/** @throws FeishuError if a field of the credential is empty or wrong, or differs from item to item */
	static async open(context: IExecuteFunctions): Promise<FeishuClient> {
		const credential = await context.getCredentials(CREDENTIAL);
		const app = readApp(credential);
		await refuseChangingFields(context, credential);
		return new FeishuClient(context, credential, app);
	}

	/** Identifies the app and tenant whose data this client sees. */
	get owner(): string {
		return ownerOf(this.app);
	}

	/** Identifies all who share Feishu's rate limit with this client. */
	rateLimitKey(method: string, path: string): string {
		return JSON.stringify([rateLimitKeyOf(this.app), method, path]);
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
		return isUsable(session, this.owner) && session.token !== this.refusedToken;
	}

	/**
	 * The `data` of Feishu's answer; empty if there is none.
	 *
	 * @throws FeishuError for an answer that reports no success, and if there is no answer
	 */
	async request(request: FeishuRequest): Promise<Record<string, unknown>> {
		if (!this.hasToken()) {
			await this.reload();
			if (!this.hasToken()) await this.fetchToken(request.timeoutMs);
		}
		request.onSending?.();
		const { token } = this;
		try {
			const { data } = readAnswer(await this.send(request), this.secrets, request.path);
			if (this.refusedToken === token) this.refusedToken = undefined;
			return isRecord(data) ? data : {};
		} catch (error) {
			throw this.noteRefusedToken(error as FeishuError, token);
		}
	}

	private get token(): string | undefined {
		return storedSession(this.credential)?.token;
	}

	private get secrets(): string[] {
		return secretsIn(this.credential);
	}

	private get host(): string {
		return new URL(this.app.baseUrl).host;
	}

	/**
	 * Reads the credential again before its token is renewed: another execution may have done that already,
	 * and what the user changed meanwhile must not be overwritten with older fields (n8n 1 stores the
	 * whole credential together with the new token).
	 *
	 * @throws FeishuError (unavailable) if n8n cannot read it, (fatal) if it is now one of another app
	 */
	private async reload(): Promise<void> {
		let credential: ICredentialDataDecryptedObject;
		try {
			credential = await this.context.getCredentials(CREDENTIAL);
		} catch (error) {
			// n8n's database may be busy for a moment, or its own network down.
			throw noAnswer({ ...failureIn(error), code: '' }, this.host, false, this.secrets);
		}
		const app = readApp(credential);
		if (rateLimitKeyOf(app) !== rateLimitKeyOf(this.app)) {
			throw new FeishuError({
				kind: 'fatal',
				summary: 'The credential was changed to another app during the run',
				advice: 'Run the workflow again for the cards that are left.',
			});
		}
		this.credential = credential;
		this.app = app;
		const session = storedSession(credential);
		// Makes the credential's `authenticate` ask n8n for a new token: by itself n8n asks for one after
		// HTTP 401 only, and Feishu answers an expired token with 400 or 200 as well.
		if (session && session.token === this.refusedToken) {
			credential.sessionToken = storable({ ...session, expiresAt: 0 });
		}
	}

	/**
	 * Makes n8n fetch and store a token. Done before the request, so that each has its own time, and a failure
	 * here leaves no doubt whether the request was carried out.
	 */
	private async fetchToken(timeoutMs: number): Promise<void> {
		const { credential } = this;
		noteTimeout(credential, timeoutMs);
		try {
			await requestWith(this.context, credential, { url: TOKEN_ONLY });
		} catch (error) {
			if (failureIn(error).words !== TOKEN_IS_THERE) throw this.errorIn(error, credential, false);
		}
	}

	private async send(request: FeishuRequest): Promise<HttpAnswer> {
		const { timeoutMs, method, path, qs, body, contentType } = request;
		// n8n's own timeout ends a silence only, so that an answer in small pieces would go on for ever. n8n
		// takes the signal that ends a request from the context.
		const timeIsUp = clock.timeout(timeoutMs);
		const stopped = this.context.getExecutionCancelSignal();
		const signal = stopped ? AbortSignal.any([stopped, timeIsUp]) : timeIsUp;
		const context = Object.create(this.context, {
			getExecutionCancelSignal: { value: () => signal },
		}) as IExecuteFunctions;
		const { credential } = this;
		try {
			return (await requestWith(context, credential, {
				method,
				// Without a host: the credential's `authenticate` puts its own in front.
				url: path,
				qs,
				body,
				headers: { 'Content-Type': contentType ?? JSON_TYPE },
				json: true,
				// For an n8n that does not ask the context for a signal.
				timeout: timeoutMs,
				returnFullResponse: true,
				// Feishu's code tells more than the status.
				ignoreHttpStatusErrors: true,
				disableFollowRedirect: true,
			})) as HttpAnswer;
		} catch (error) {
			if (timeIsUp.aborted) throw noAnswer(OUT_OF_TIME, this.host, true);
			throw this.errorIn(error, credential, true);
		}
	}

	/** What is behind an error of n8n's helper. */
	private errorIn(
		error: unknown,
		credential: ICredentialDataDecryptedObject,
		wasSent: boolean,
	): FeishuError {
		const { cause } = error as { cause?: unknown };
		if (cause instanceof FeishuError) return cause;
		const failure = failureIn(error);
		return (
			tokenFailureOf(credential, failure.words) ??
			noAnswer(failure, this.host, wasSent, this.secrets)
		);
	}

	private noteRefusedToken(error: FeishuError, token: string | undefined): FeishuError {
		if (error.kind !== 'tokenRefused') return error;
		if (this.app.appType === 'token') {
			return error.asFatal(
				'A pasted tenant access token (it starts with t-) is valid for two hours at most and is not renewed. Paste a new one into the credential, or choose another App Type there.',
			);
		}
		this.refusedToken = token;
		return error;
	}
}

/**
 * Has n8n send a request with this credential object. When n8n renews the token for it, n8n stores the new one and
 * puts it in there too: whoever uses the same object finds it.
 */
export async function requestWith(
	context: IExecuteFunctions | IWebhookFunctions,
	data: ICredentialDataDecryptedObject,
	options: IHttpRequestOptions,
): Promise<unknown> {
	const credentialsDecrypted = { id: '', name: CREDENTIAL, type: CREDENTIAL, data };
	return await context.helpers.httpRequestWithAuthentication.call(context, CREDENTIAL, options, {
		credentialsDecrypted,
	});
}

/**
 * Refuses a credential with a field that comes out differently for different items.
 *
 * n8n does not tell a node whether a field holds an expression, and asking for each item takes a millisecond
 * each. But nearly every expression that looks at the item throws, or gives something else, for an item that is
 * not there (both versions): only then each item is asked, else only the first ones and the last.
 */
async function refuseChangingFields(
	context: IExecuteFunctions,
	credential: ICredentialDataDecryptedObject,
): Promise<void> {
	const count = context.getInputData().length;
	const compare = async (itemIndex: number) =>
		refuseDifference(credential, await context.getCredentials(CREDENTIAL, itemIndex), itemIndex);
	if (count < 2) return;
	let first = Math.min(ITEMS_ASKED, count);
	try {
		await compare(count);
	} catch {
		first = count;
	}
	for (let itemIndex = 1; itemIndex < first; itemIndex++) await compare(itemIndex);
	if (first < count) await compare(count - 1);
}
