/**
 * What a node and the credential tell each other about the fetch of a token. n8n hands the credential's
 * functions nothing of the node but the data of the credential: so that object is where they meet.
 */
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { FeishuError } from './feishuError';

/**
 * How long one request of a fetch may take, and why the last fetch gave no token: the error goes through n8n,
 * and n8n 1 hands on only its words.
 */
const notes = new WeakMap<
	ICredentialDataDecryptedObject,
	{ timeoutMs: number; failure?: FeishuError }
>();

/** For a fetch that no node of this package asks for, such as one of n8n's HTTP Request node. */
const USUAL_TIMEOUT_MS = 30_000;

/** The URL of a request that is never sent: it only makes n8n fetch a token. */
export const TOKEN_ONLY = '/token-only';

/** Thrown by `authenticate` for such a request. */
export const TOKEN_IS_THERE = 'The token is there, and nothing is to be sent';

/** Called by the node before it makes n8n fetch a token. */
export function noteTimeout(credential: ICredentialDataDecryptedObject, timeoutMs: number): void {
	notes.set(credential, { timeoutMs });
}

/** How long one request of a fetch may take, in milliseconds. */
export const timeoutOf = (credential: ICredentialDataDecryptedObject): number =>
	notes.get(credential)?.timeoutMs ?? USUAL_TIMEOUT_MS;

/** Called by the credential if a fetch gave no token. */
export function noteTokenFailure(
	credential: ICredentialDataDecryptedObject,
	failure: FeishuError,
): void {
	notes.set(credential, { timeoutMs: timeoutOf(credential), failure });
}

/** The failed fetch that this message is about; undefined if it is about something else. */
export function tokenFailureOf(
	credential: ICredentialDataDecryptedObject,
	words: string,
): FeishuError | undefined {
	const failure = notes.get(credential)?.failure;
	return failure?.message === words ? failure : undefined;
}
