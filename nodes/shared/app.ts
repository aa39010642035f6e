import { createHash } from 'crypto';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { FeishuError } from './feishuError';

/** A Feishu app as the credential describes it, checked. */
export type FeishuApp = {
	/** Where its requests go: scheme, host, and for a gateway a path; no slash at the end. */
	baseUrl: string;
} & (
	| { appType: 'selfBuilt'; appId: string; appSecret: string }
	| {
			appType: 'store';
			appId: string;
			appSecret: string;
			/** Empty until the first one has come. */
			appTicket: string;
			tenantKey: string;
	  }
	| { appType: 'token'; tenantAccessToken: string }
);

const PLATFORMS: Record<string, string> = {
	feishu: 'https://open.feishu.cn',
	lark: 'https://open.larksuite.com',
};

/**
 * The app of a credential.
 *
 * @throws FeishuError (fatal) naming the field that is empty or wrong
 */
export function readApp(credential: ICredentialDataDecryptedObject): FeishuApp {
	const baseUrl = readBaseUrl(credential);
	const field = (name: string, label: string) => readField(credential[name], label);
	switch (credential.appType) {
		case 'token':
			return { baseUrl, appType: 'token', tenantAccessToken: readToken(credential) };
		case 'store':
			return {
				baseUrl,
				appType: 'store',
				appId: field('appId', 'App ID'),
				appSecret: field('appSecret', 'App Secret'),
				appTicket: readText(credential.appTicket),
				tenantKey: field('tenantKey', 'Tenant Key'),
			};
		default:
			return {
				baseUrl,
				appType: 'selfBuilt',
				appId: field('appId', 'App ID'),
				appSecret: field('appSecret', 'App Secret'),
			};
	}
}

/**
 * A fingerprint of everything that decides whose token a token is: not the App Ticket, which changes every
 * hour. It goes where the token goes, so it must not give the secret away: it is a hash.
 */
export function ownerOf(app: FeishuApp): string {
	const text = JSON.stringify({ ...app, appTicket: undefined });
	return createHash('sha256').update(text).digest('hex');
}

/** Who shares a rate limit at Feishu: one app in one tenant, on one host ("频控策略"). */
export function rateLimitKeyOf(app: FeishuApp): string {
	switch (app.appType) {
		case 'selfBuilt':
			return JSON.stringify([app.baseUrl, app.appId]);
		case 'store':
			return JSON.stringify([app.baseUrl, app.appId, app.tenantKey]);
		case 'token':
			return ownerOf(app);
	}
}

function readBaseUrl(credential: ICredentialDataDecryptedObject): string {
	const { platform } = credential;
	if (platform !== 'custom') return PLATFORMS[String(platform)] ?? PLATFORMS.feishu;

	const text = readField(credential.baseUrl, 'Base URL');
	let url: URL;
	try {
		url = new URL(text);
	} catch {
		throw mistake('The Base URL is not a URL', 'Write it like https://open.example.com.');
	}
	if (url.username || url.password) {
		throw mistake(
			'The Base URL contains a user name or password',
			'Remove what stands before the @ sign.',
		);
	}
	if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
		throw mistake(
			'The Base URL does not start with https://',
			'Anything else would send the app secret unprotected. Plain http:// is accepted for this computer alone (localhost).',
		);
	}
	if (url.search || url.hash) {
		throw mistake('The Base URL contains a ? or #', 'Remove it and everything after it.');
	}
	return url.origin + url.pathname.replace(/\/+$/, '');
}

function isLoopback(hostname: string): boolean {
	return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

function readToken(credential: ICredentialDataDecryptedObject): string {
	const token = readField(credential.tenantAccessToken, 'Tenant Access Token');
	// Anything else would break the header that it goes into, or be cut there.
	if (!/^[\x21-\x7e]+$/.test(token)) {
		throw mistake(
			'The Tenant Access Token contains characters that no token has',
			'Copy the token again, without the word Bearer and without line breaks.',
		);
	}
	return token;
}

function readField(value: unknown, label: string): string {
	const text = readText(value);
	if (text === '') throw mistake(`${label} is empty`, 'Open the credential and fill it in.');
	return text;
}

/** What a field of the credential holds; empty where it holds no text. */
export const readText = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

function mistake(summary: string, advice: string): FeishuError {
	return new FeishuError({
		kind: 'fatal',
		summary: `Feishu App API credential: ${summary}`,
		advice,
	});
}
