import { readText } from './app';
import { storedSession } from './session';

/** Fields of a credential, of a request's body or of an address whose values nobody may read. */
const SECRET_FIELD = /(secret|ticket|token|encryptKey|access_key)$/i;

/** Of a secret that is hidden. A shorter one may be a part of ordinary words. */
const SHORTEST = 8;

/**
 * What looks like a token: one that a gateway put in is in no credential. Feishu's have at least 22 characters
 * behind t-, u- or a-; a part of a link or of an e-mail address is none.
 */
const TOKEN = /(?<=\b[Bb]earer )[\w.~+/=-]{16,}|(?<![\w./@-])[tua]-[\w.-]{20,}(?![\w.@-])/g;

/** The secrets in a credential, in a request's body or in an address, the longest first: one may begin another. */
export function secretsIn(fields: Record<string, unknown>): string[] {
	const values = Object.keys(fields).filter((name) => SECRET_FIELD.test(name));
	return [...values.map((name) => readText(fields[name])), storedSession(fields)?.token ?? '']
		.filter(({ length }) => length >= SHORTEST)
		.sort((one, other) => other.length - one.length);
}

/** A text from outside without secrets: whoever sent it may repeat what it was sent. */
export function redacted(text: string, secrets: readonly string[]): string {
	const rest = secrets.reduce((before, secret) => before.replaceAll(secret, '***'), text);
	return rest.replace(TOKEN, '***');
}
