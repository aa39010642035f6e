import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

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
export function storedSession(credential: ICredentialDataDecryptedObject): Session | undefined {
	if (typeof credential.sessionToken !== 'string' || credential.sessionToken === '') {
		return undefined;
	}
	try {
		const { token, owner, expiresAt } = JSON.parse(credential.sessionToken) as Partial<Session>;
		if (typeof token === 'string' && typeof owner === 'string' && typeof expiresAt === 'number') {
			return { token, owner, expiresAt };
		}
	} catch {
		// Not ours: as good as none.
	}
	return undefined;
}

/** The text for the credential's hidden field. */
export function storable(session: Session): string {
	return JSON.stringify(session);
}

/** Whether the token was issued to this app and has not expired. */
export function isUsable(session: Session | undefined, owner: string): session is Session {
	return session !== undefined && session.owner === owner && clock.now() < session.expiresAt;
}
