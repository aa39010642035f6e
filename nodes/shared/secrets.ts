import { fieldText } from './app';
import { storedSession } from './session';

/**
 * Fields of a credential, of a request's body or of an address whose values are sent, and that nobody may read.
 * (Encrypt Key and Verification Token are never sent, and may be ordinary words.)
 */
const SECRET_FIELD = /(secret|ticket|access_?token|access_key)$/i;

/** Of a secret that is hidden. A shorter one may be a part of ordinary words. */
const SHORTEST = 8;

/** The secrets in a credential, in a request's body or in an address, the longest first: one may begin another. */
export function secretsIn(fields: Record<string, unknown>): string[] {
	const values = Object.keys(fields).filter((name) => SECRET_FIELD.test(name));
	return [...values.map((name) => fieldText(fields[name])), storedSession(fields)?.token ?? '']
		.filter(({ length }) => length >= SHORTEST)
		.sort((one, other) => other.length - one.length);
}

/**
 * A text from outside without secrets: whoever sent it may repeat what it was sent. What only looks like a token
 * stays: an ID may, and what Feishu says of a card is understood by its ID.
 */
export const redacted = (text: string, secrets: readonly string[]): string =>
	secrets.reduce((before, secret) => before.replaceAll(secret, '***'), text);
