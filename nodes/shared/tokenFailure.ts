import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { FeishuError } from './feishuError';

/**
 * Why no token could be fetched for a credential: the last time, for as long as n8n holds the credential
 * in memory. The error goes through n8n on its way to the node, and n8n 1 hands on nothing but its words.
 */
const failures = new WeakMap<ICredentialDataDecryptedObject, FeishuError>();

export function noteTokenFailure(
	credential: ICredentialDataDecryptedObject,
	failure: FeishuError,
): void {
	failures.set(credential, failure);
}

/** The failure whose words these are; undefined where they are of another one. */
export function tokenFailureOf(
	credential: ICredentialDataDecryptedObject,
	words: string,
): FeishuError | undefined {
	const failure = failures.get(credential);
	return failure?.message === words ? failure : undefined;
}
