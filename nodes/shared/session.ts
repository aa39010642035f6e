import { jsonParse } from 'n8n-workflow';

import { clock } from './clock';

/**
 * A tenant access token with what it takes to trust it later. n8n keeps one hidden text field for it,
 * without an expiry, and goes on using it after the App ID in the form has changed: so owner and expiry
 * are kept with the token, inside that field.
 */
export interface Session {
	token: string;
	/** The fingerprint of the app that it was issued to. */
	owner: string;
	/** When it expires, in milliseconds since 1970. */
	expiresAt: number;
}

/** The session kept in a credential; undefined if there is none. */
export function storedSession({ sessionToken }: { sessionToken?: unknown }): Session | undefined {
	if (typeof sessionToken !== 'string') return undefined;
	// What is not ours is as good as none.
	const stored = jsonParse<Partial<Session> | null>(sessionToken, { fallbackValue: null });
	const { token, owner, expiresAt } = stored ?? {};
	const isOurs =
		typeof token === 'string' && typeof owner === 'string' && typeof expiresAt === 'number';
	return isOurs ? { token, owner, expiresAt } : undefined;
}

/** The text for the credential's hidden field. */
export function storable(session: Session): string {
	return JSON.stringify(session);
}

/** Whether the token was issued to this app and has not expired. */
export function isUsable(session: Session | undefined, owner: string): session is Session {
	return session !== undefined && session.owner === owner && clock.now() < session.expiresAt;
}
