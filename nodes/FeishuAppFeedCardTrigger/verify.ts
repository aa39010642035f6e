import { createDecipheriv, createHash, timingSafeEqual } from 'crypto';
import { jsonParse, type ICredentialDataDecryptedObject, type JsonObject } from 'n8n-workflow';

import { fieldText, readApp, type SelfBuiltApp, type StoreApp } from '../shared/app';
import { clock } from '../shared/clock';
import { FeishuError } from '../shared/feishuError';
import { AHEAD_AT_MOST_MS, msOf } from '../shared/feishuTime';
import { REPEATS_END_AFTER_MS } from '../shared/clicks/deliveries';
import { appIdOf, challengeOf, isOldCallback, verificationTokenOf } from '../shared/clicks/event';
import { isRecord } from '../shared/values';

/** What a call is verified with. At least one of the two secrets is there; the other may be empty. */
export interface Origin {
	app: SelfBuiltApp | StoreApp;
	/** Feishu encrypts its calls with this key and signs them with it. */
	encryptKey: string;
	/** Feishu writes this token into its calls. */
	verificationToken: string;
}

type Headers = Record<string, string | string[] | undefined>;

/** A verified call with its signature, or why it was refused. */
type Verdict = { call: JsonObject; signature?: string } | { refusal: string };

/**
 * What the credential says about the origin of calls.
 *
 * @throws FeishuError (fatal) if a field is empty or wrong, or no call could be verified
 */
export function readOrigin(credential: ICredentialDataDecryptedObject): Origin {
	const app = readApp(credential);
	const encryptKey = fieldText(credential.encryptKey);
	const verificationToken = fieldText(credential.verificationToken);
	if (app.appType === 'token') {
		throw new FeishuError({
			kind: 'fatal',
			summary: 'The trigger cannot use a credential with only a tenant access token',
			advice: 'Choose Self-Built App or Store App as App Type in the credential.',
		});
	}
	if (encryptKey === '' && verificationToken === '') {
		throw new FeishuError({
			kind: 'fatal',
			summary: 'The credential has neither an Encrypt Key nor a Verification Token',
			advice:
				"Without one of them anybody could start this workflow. Copy both from Events & Callbacks > Encryption Strategy (事件与回调 > 加密策略) in Feishu's developer console into the credential.",
		});
	}
	return { app, encryptKey, verificationToken };
}

/**
 * Whether a call comes from Feishu and is for this app. Never throws, whatever the body is.
 *
 * https://open.feishu.cn/document/event-subscription-guide/callback-subscription/receive-and-handle-callbacks,
 * for events https://open.feishu.cn/document/server-docs/event-subscription-guide/event-subscription-configure-/encrypt-key-encryption-configuration-case
 *
 * @param rawBody the body as it came: the signature is over these bytes
 */
export function verifyCall(rawBody: Buffer, headers: Headers, origin: Origin): Verdict {
	const body = parseObject(rawBody.toString());
	if (!body) return { refusal: 'The body is not a JSON object' };

	const verdict = origin.encryptKey
		? verifyEncrypted(body, rawBody, headers, origin)
		: verifyPlain(body, rawBody, headers, origin);
	if ('refusal' in verdict) return verdict;
	const appId = appIdOf(verdict.call);
	if (appId !== undefined && appId !== origin.app.appId) {
		return { refusal: 'The call is for another app' };
	}
	return verdict;
}

function verifyEncrypted(
	body: JsonObject,
	rawBody: Buffer,
	headers: Headers,
	origin: Origin,
): Verdict {
	// The old flat callback is never encrypted (目前仅支持通过 Verification Token 判断).
	if (isOldCallback(body)) return verifyOldCallback(body, rawBody, headers, origin);
	// Nor is the challenge to an address for such callbacks (消息卡片请求网址): see verifyOldCallback.
	if (
		challengeOf(body) !== undefined &&
		isEqual(verificationTokenOf(body), origin.verificationToken)
	) {
		return { call: body };
	}
	const text =
		typeof body.encrypt === 'string' ? decrypt(body.encrypt, origin.encryptKey) : undefined;
	const call = text === undefined ? undefined : parseObject(text);
	if (!call) return { refusal: 'The call is not encrypted with the Encrypt Key of the credential' };

	// A challenge is not signed (不包括请求网址校验): its encryption verifies it, and its token if the credential has one.
	if (challengeOf(call) !== undefined) {
		return origin.verificationToken === '' ||
			isEqual(verificationTokenOf(call), origin.verificationToken)
			? { call }
			: { refusal: 'The Verification Token is not the one of the credential' };
	}
	const signature = sign('sha256', rawBody, headers, origin.encryptKey);
	return verifySigned(call, headers, signature, 'The signature is not right');
}

function verifyPlain(call: JsonObject, rawBody: Buffer, headers: Headers, origin: Origin): Verdict {
	if (typeof call.encrypt === 'string') {
		return { refusal: 'The call is encrypted, but the credential has no Encrypt Key' };
	}
	if (isEqual(verificationTokenOf(call), origin.verificationToken)) return { call };
	return verifyOldCallback(call, rawBody, headers, origin);
}

/**
 * The old flat callback has another token in the place of the Verification Token, and a signature of its own:
 * https://open.feishu.cn/document/common-capabilities/message-card/add-card-interaction/message-card-security-verification
 */
function verifyOldCallback(
	call: JsonObject,
	rawBody: Buffer,
	headers: Headers,
	origin: Origin,
): Verdict {
	if (origin.verificationToken === '') {
		return {
			refusal:
				'It is signed as old callbacks are, with the Verification Token, and the credential has none',
		};
	}
	const refusal = 'The Verification Token is not the one of the credential';
	const valid = sign('sha1', rawBody, headers, origin.verificationToken);
	return verifySigned(call, headers, valid, refusal);
}

/** @param valid the signature that the call must carry */
function verifySigned(call: JsonObject, headers: Headers, valid: string, refusal: string): Verdict {
	const signature = headerOf(headers, 'x-lark-signature');
	if (!isEqual(signature, valid)) return { refusal };
	const ageMs = clock.now() - msOf(headerOf(headers, 'x-lark-request-timestamp'));
	// Nobody can start the workflow again with an old call.
	if (ageMs <= REPEATS_END_AFTER_MS && ageMs >= -AHEAD_AT_MOST_MS) return { call, signature };
	return {
		refusal: Number.isNaN(ageMs)
			? 'The call is signed, but does not say when it was sent'
			: `The call was signed ${ageMs > 0 ? `more than ${REPEATS_END_AFTER_MS / 3_600_000} hours ago` : `more than ${AHEAD_AT_MOST_MS / 60_000} minutes in the future`}. If Feishu sent it just now, the clock of this n8n is wrong`,
	};
}

/** The signature (签名校验) is over timestamp, nonce, secret and the raw body in turn. Not an HMAC. */
function sign(
	algorithm: 'sha256' | 'sha1',
	rawBody: Buffer,
	headers: Headers,
	secret: string,
): string {
	const timestamp = headerOf(headers, 'x-lark-request-timestamp') ?? '';
	const nonce = headerOf(headers, 'x-lark-request-nonce') ?? '';
	return createHash(algorithm)
		.update(timestamp + nonce + secret)
		.update(rawBody)
		.digest('hex');
}

/**
 * Feishu encrypts with AES-256-CBC (加密原理): base64 of 16 bytes IV and the encrypted text; the key is the SHA-256
 * of the Encrypt Key. undefined if it was encrypted with another key, or not at all.
 */
export function decrypt(encrypted: string, encryptKey: string): string | undefined {
	const bytes = Buffer.from(encrypted, 'base64');
	try {
		const decipher = createDecipheriv('aes-256-cbc', sha256(encryptKey), bytes.subarray(0, 16));
		return Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]).toString();
	} catch {
		return undefined;
	}
}

/** In constant time, which hashes of one length allow: the time of an answer must not tell how much was right. */
function isEqual(given: string | undefined, secret: string): boolean {
	return given !== undefined && timingSafeEqual(sha256(given), sha256(secret));
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/** A header that came once. */
export function headerOf(headers: Headers, name: string): string | undefined {
	const value = headers[name];
	return typeof value === 'string' ? value : undefined;
}

function parseObject(text: string): JsonObject | undefined {
	const value = jsonParse<unknown>(text, { fallbackValue: null });
	return isRecord(value) ? (value as JsonObject) : undefined;
}
