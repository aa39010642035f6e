import { FeishuError } from './feishuError';
import { redacted } from './secrets';
import { filledText } from './values';

/** Axios' words for an answer that was cut off. */
const CUT_OFF = 'stream has been aborted';

/** https-proxy-agent's words for a proxy that hangs up; it gives them no code. */
const PROXY_HUNG_UP = 'Proxy connection ended before receiving CONNECT response';

/** n8n 2's message for a host that is not among the credential's Allowed HTTP Request Domains. */
const HOST_NOT_ALLOWED = /^(Domain not allowed|No allowed domains specified)\b/;

interface NetworkFailure {
	/** Node's code (ECONNRESET, …); empty if it is n8n's own, such as a database that is busy. */
	code: string;
	words: string;
}

/** A request that was ended by its timeout; n8n reports that in several ways. */
export const OUT_OF_TIME: NetworkFailure = { code: 'ECONNABORTED', words: 'no answer in time' };

/**
 * What a failed request of n8n's helpers says. n8n wraps the failure in an error with a message of its own.
 * In n8n 2 the failure is that error's cause; n8n 1 drops it, and what is left is the code in `httpCode`,
 * unless an answer had begun, and the words in `messages`.
 */
export function failureIn(error: unknown): NetworkFailure {
	const outer = (error ?? {}) as {
		code?: unknown;
		httpCode?: unknown;
		message?: unknown;
		messages?: unknown;
		cause?: unknown;
	};
	const inner = (outer.cause ?? {}) as { code?: unknown; message?: unknown };
	const messages: unknown[] = Array.isArray(outer.messages) ? outer.messages : [];
	const words =
		[inner.message, ...messages, outer.message].map(filledText).find(Boolean) ?? 'unknown cause';
	const code = [inner.code, outer.code, outer.httpCode].find(isNodeCode);
	return { code: code ?? (words === CUT_OFF ? 'ERR_BAD_RESPONSE' : ''), words };
}

/** Of the network, of TLS or of unpacking: no HTTP status, and no code of n8n's database such as SQLITE_BUSY. */
const isNodeCode = (value: unknown): value is string =>
	typeof value === 'string' &&
	/^(E(?!R_)[A-Z0-9_]+|(HPE|Z|UND|CERT|DEPTH|SELF|UNABLE)_\w+)$/.test(value);

/** Temporary network errors after which the request has certainly not arrived. */
const NEVER_ARRIVED: Record<string, string> = {
	ECONNREFUSED: 'it refused the connection',
	ENOTFOUND: 'its name could not be resolved',
	EAI_AGAIN: 'its name could not be resolved at the moment',
	EHOSTUNREACH: 'there is no route to it',
	ENETUNREACH: 'the network is unreachable',
	ENETDOWN: 'the network is down',
};
/** Those after which it may have arrived. */
const MAY_HAVE_ARRIVED: Record<string, string> = {
	ECONNRESET: 'it closed the connection',
	ECONNABORTED: 'it did not answer in time',
	ETIMEDOUT: 'it did not answer in time',
	EPIPE: 'it closed the connection',
	ERR_BAD_RESPONSE: 'its answer was cut off',
	ERR_STREAM_PREMATURE_CLOSE: 'its answer was cut off',
	Z_BUF_ERROR: 'its answer was cut off',
	Z_DATA_ERROR: 'its answer could not be unpacked',
};

const UNKNOWN_ISSUER = {
	said: 'this n8n does not know who issued its certificate',
	advice:
		"If the certificate is your company's own, of a private deployment or of a proxy that inspects https, give n8n the certificate of the company's CA: set NODE_EXTRA_CA_CERTS to its file where n8n is started, and restart n8n.",
};
/** OpenSSL's verdicts on a certificate (https://nodejs.org/api/tls.html#x509-certificate-error-codes): no further try helps. */
const BAD_CERTIFICATE: Record<string, { said: string; advice: string }> = {
	DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_ISSUER,
	SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_ISSUER,
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_ISSUER,
	UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_ISSUER,
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_ISSUER,
	CERT_HAS_EXPIRED: {
		said: 'its certificate has expired',
		advice:
			'Have the certificate of that host renewed, and check the clock of the machine that n8n runs on.',
	},
	CERT_NOT_YET_VALID: {
		said: 'its certificate is not valid yet',
		advice: 'Check the clock of the machine that n8n runs on, and the certificate of that host.',
	},
	ERR_TLS_CERT_ALTNAME_INVALID: {
		said: 'its certificate is for another host name',
		advice:
			'Write the Base URL in the credential with the host name that the certificate has, or have the certificate issued for this one.',
	},
};

/**
 * The error for a request of n8n's helpers that got no answer.
 *
 * @param host where it was sent, for the message
 * @param wasSent false if the request proper cannot have been under way by then
 * @param secrets what it must not show, though the words repeat it
 */
export function noAnswer(
	{ code, words }: NetworkFailure,
	host: string,
	wasSent: boolean,
	secrets: readonly string[] = [],
): FeishuError {
	if (HOST_NOT_ALLOWED.test(words)) {
		const { hostname } = new URL(`https://${host}`);
		return new FeishuError({
			kind: 'fatal',
			summary: `This credential does not allow requests to ${hostname}`,
			advice: `Open the credential and add ${hostname} to its Allowed Domains, or set Allowed HTTP Request Domains to All.`,
		});
	}
	if (words === PROXY_HUNG_UP) {
		return unreachable(host, 'the proxy of this n8n closed the connection', false);
	}
	if (code === '') {
		return new FeishuError({
			kind: 'unavailable',
			summary: `n8n itself failed: ${redacted(words, secrets)}`,
			advice: "Try again later. If it keeps happening, check n8n's log.",
			outcomeUnknown: wasSent,
		});
	}
	const final = BAD_CERTIFICATE[code] ?? (isPlainPort(words) ? PLAIN_PORT : undefined);
	if (final) {
		const { said, advice } = final;
		return new FeishuError({ kind: 'fatal', summary: `Could not reach ${host}: ${said}`, advice });
	}
	// HPE_*: what came back was not HTTP (Node's parser). Unknown codes are retried as well: they may be
	// temporary. Their words come without the bare code, in which n8n would find a sentence of its own.
	const said =
		NEVER_ARRIVED[code] ??
		MAY_HAVE_ARRIVED[code] ??
		(code.startsWith('HPE_') ? 'its answer was not valid HTTP' : redacted(words, secrets));
	return unreachable(host, said, wasSent && !(code in NEVER_ARRIVED));
}

function unreachable(host: string, said: string, outcomeUnknown: boolean): FeishuError {
	return new FeishuError({
		kind: 'unavailable',
		summary: `Could not reach ${host}: ${said}`,
		advice:
			'Check Platform and Base URL in the credential, and that this n8n may reach the internet, through its proxy if it has one (HTTPS_PROXY).',
		outcomeUnknown,
	});
}

const PLAIN_PORT = {
	said: 'it does not use HTTPS on this port',
	advice:
		'Check the port of the Base URL in the credential: it must be one for HTTPS. If this n8n uses a proxy (HTTPS_PROXY), check its address too: most proxies are reached with http://.',
};

/** OpenSSL's reason, in the middle of its words, when the other side answers in plain text. */
const isPlainPort = (words: string) => /wrong version number|packet length too long/.test(words);
