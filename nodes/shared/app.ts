import { createHash } from 'crypto';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { FeishuError } from './feishuError';

/** An app that a company made for itself (企业自建应用). */
export interface SelfBuiltApp {
	appType: 'selfBuilt';
	/** Where its requests go: scheme, host, and for a gateway a path; no slash at the end. */
	baseUrl: string;
	appId: string;
	appSecret: string;
}

/** An app from the App Directory (商店应用), as one tenant has installed it. */
export interface StoreApp extends Omit<SelfBuiltApp, 'appType'> {
	appType: 'store';
	/** Empty until the first one has come. */
	appTicket: string;
	tenantKey: string;
}

/** A Feishu app as the credential describes it, checked. */
export type FeishuApp =
	| SelfBuiltApp
	| StoreApp
	| { appType: 'token'; baseUrl: string; tenantAccessToken: string };

/** The fields that identify the app and its tenant. The App Ticket is not one of them: it changes every hour. */
const LABELS = {
	platform: 'Platform',
	baseUrl: 'Base URL',
	appType: 'App Type',
	appId: 'App ID',
	appSecret: 'App Secret',
	tenantKey: 'Tenant Key',
	tenantAccessToken: 'Tenant Access Token',
};

type Field = keyof typeof LABELS;

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
	const appType = readChoice(credential, 'appType', 'selfBuilt');
	if (appType === 'token') return { baseUrl, appType, tenantAccessToken: readToken(credential) };
	if (appType !== 'selfBuilt' && appType !== 'store') throw unknownChoice('appType');
	const appId = readField(credential, 'appId');
	const appSecret = readField(credential, 'appSecret');
	if (appType === 'selfBuilt') return { baseUrl, appType, appId, appSecret };
	const appTicket = fieldText(credential.appTicket);
	const tenantKey = readField(credential, 'tenantKey');
	return { baseUrl, appType, appId, appSecret, appTicket, tenantKey };
}

/**
 * Refuses a credential that an expression makes into another one for another item: a run works for one app,
 * and one app's token must not go with another app's cards.
 *
 * @param credential as it is for the first item
 * @param other as it is for the item number `itemIndex`
 * @throws FeishuError (fatal) naming the field
 */
export function refuseDifference(
	credential: ICredentialDataDecryptedObject,
	other: ICredentialDataDecryptedObject,
	itemIndex: number,
): void {
	const differs = (Object.keys(LABELS) as Field[]).find((name) => credential[name] !== other[name]);
	if (!differs) return;
	throw credentialMistake(
		`The expression in ${LABELS[differs]} gives a different value for item ${itemIndex} than for item 0`,
		'One run works for one app. Use a credential for each app, and send each its own items, as with a Switch node.',
	);
}

/**
 * A hash of everything that identifies the app and its tenant, without the App Ticket. It is stored beside
 * the token, so it must not give the secret away.
 */
export function ownerOf(app: FeishuApp): string {
	const text = JSON.stringify({ ...app, appTicket: undefined });
	return createHash('sha256').update(text).digest('hex');
}

/** Identifies an app at one host, whatever its secret and its tenant. */
export const appKeyOf = ({ baseUrl, appId }: SelfBuiltApp | StoreApp) =>
	JSON.stringify([baseUrl, appId]);

/** Who shares a rate limit at Feishu: one app in one tenant, on one host ("频控策略"). */
export function rateLimitKeyOf(app: FeishuApp): string {
	switch (app.appType) {
		case 'selfBuilt':
			return appKeyOf(app);
		case 'store':
			return JSON.stringify([app.baseUrl, app.appId, app.tenantKey]);
		case 'token':
			return ownerOf(app);
	}
}

function readBaseUrl(credential: ICredentialDataDecryptedObject): string {
	const platform = readChoice(credential, 'platform', 'feishu');
	if (Object.hasOwn(PLATFORMS, platform)) return PLATFORMS[platform];
	if (platform !== 'custom') throw unknownChoice('platform');

	const text = readField(credential, 'baseUrl');
	if (!URL.canParse(text)) {
		throw credentialMistake('The Base URL is not a URL', 'Write it like https://open.example.com.');
	}
	const url = new URL(text);
	if (url.username || url.password) {
		throw credentialMistake(
			'The Base URL contains a user name or password',
			'Remove everything before the @ sign.',
		);
	}
	if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
		throw credentialMistake(
			'The Base URL does not start with https://',
			'Anything else would send the app secret unprotected. Plain http:// is accepted only for this computer (localhost).',
		);
	}
	// Feishu's documents show addresses with /open-apis, which each request brings along.
	const [path, api] = url.pathname.split(/\/open-apis(?:\/|$)/);
	if (api === undefined && (url.search || url.hash)) {
		throw credentialMistake('The Base URL contains a ? or #', 'Remove it and everything after it.');
	}
	return url.origin + path.replace(/\/+$/, '');
}

function isLoopback(hostname: string): boolean {
	return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

function readToken(credential: ICredentialDataDecryptedObject): string {
	const token = readField(credential, 'tenantAccessToken');
	if (token.startsWith('u-')) {
		throw credentialMistake(
			'The Tenant Access Token is a user access token (it starts with u-)',
			'Feed cards need a tenant access token, which starts with t-. Paste one, or set App Type to Self-Built App: the node then fetches it by itself.',
		);
	}
	// Anything else would break the header that it goes into, be cut there, or was copied from JSON.
	if (!/^[\x21-\x7e]+$/.test(token) || /["']/.test(token)) {
		throw credentialMistake(
			'The Tenant Access Token contains characters that no token has',
			'Copy the token again, without quotes, line breaks and the word Bearer.',
		);
	}
	return token;
}

/** A credential that was made by n8n's API may lack what its form would preset. */
function readChoice(
	credential: ICredentialDataDecryptedObject,
	name: Field,
	preset: string,
): string {
	return Object.hasOwn(credential, name) ? readField(credential, name) : preset;
}

function readField(credential: ICredentialDataDecryptedObject, name: Field): string {
	const value = credential[name];
	const text = fieldText(value);
	if (text !== '') return text;
	// A field of the form holds text, if only an empty one; n8n gives anything else only for an expression.
	if (typeof value !== 'string') {
		throw credentialMistake(
			`The expression in ${LABELS[name]} gives nothing`,
			'Open the credential and check what the expression refers to: $json is the input item of the node, $vars are the variables of this n8n.',
		);
	}
	throw credentialMistake(`${LABELS[name]} is empty`, 'Open the credential and fill it in.');
}

/**
 * A field of the credential as text, without what was copied along and nobody sees. An expression may give a
 * number; any other value counts as empty.
 */
export const fieldText = (value: unknown): string =>
	typeof value === 'string' || typeof value === 'number'
		? String(value)
				.replace(/\p{Cf}/gu, '')
				.trim()
		: '';

const unknownChoice = (name: Field) =>
	credentialMistake(
		`${LABELS[name]} is not one of the choices in the form`,
		'Open the credential and choose it from the list.',
	);

/** A field of the credential is wrong. */
export function credentialMistake(summary: string, advice: string): FeishuError {
	return new FeishuError({
		kind: 'fatal',
		summary: `Credential: ${summary}`,
		advice,
	});
}
