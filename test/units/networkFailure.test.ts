import { NodeApiError, type INode } from 'n8n-workflow';

import { failureIn, noAnswer } from '../../nodes/shared/networkFailure';
import { asN8n1HandsItOn } from './n8n1Error';

const node = { name: 'Feishu', type: 'x', typeVersion: 1, position: [0, 0] } as unknown as INode;

/** What Node and axios say, and what of it the package must know. */
const failures: Array<[string, { code: string; message: string }, string, string]> = [
	[
		'a refused connection',
		{ code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 127.0.0.1:1' },
		'ECONNREFUSED',
		'it refused the connection',
	],
	[
		'a connection that is reset',
		{ code: 'ECONNRESET', message: 'read ECONNRESET' },
		'ECONNRESET',
		'it closed the connection',
	],
	[
		'no answer in time',
		{ code: 'ECONNABORTED', message: 'timeout of 200ms exceeded' },
		'ECONNABORTED',
		'it did not answer in time',
	],
	[
		'an answer that is cut off',
		{ code: 'ERR_BAD_RESPONSE', message: 'stream has been aborted' },
		'ERR_BAD_RESPONSE',
		'its answer was cut off',
	],
	[
		'an answer that cannot be unpacked',
		{ code: 'Z_DATA_ERROR', message: 'incorrect header check' },
		'Z_DATA_ERROR',
		'its answer could not be unpacked',
	],
	[
		'an answer that is no HTTP',
		{ code: 'HPE_INVALID_CONSTANT', message: 'Parse Error: Expected HTTP/, RTSP/ or ICE/' },
		'HPE_INVALID_CONSTANT',
		'its answer was not valid HTTP',
	],
	[
		'a name that does not exist',
		{ code: 'ENOTFOUND', message: 'getaddrinfo ENOTFOUND nowhere.invalid' },
		'ENOTFOUND',
		'its name could not be resolved',
	],
	[
		'a certificate that has expired',
		{ code: 'CERT_HAS_EXPIRED', message: 'certificate has expired' },
		'CERT_HAS_EXPIRED',
		'certificate has expired',
	],
	[
		'a certificate of a company',
		{ code: 'SELF_SIGNED_CERT_IN_CHAIN', message: 'self-signed certificate in certificate chain' },
		'SELF_SIGNED_CERT_IN_CHAIN',
		'who issued its certificate',
	],
	[
		'a certificate for another host',
		{
			code: 'ERR_TLS_CERT_ALTNAME_INVALID',
			message: "Hostname/IP does not match certificate's altnames",
		},
		'ERR_TLS_CERT_ALTNAME_INVALID',
		'for another host name',
	],
];

describe.each<[string, (error: Error & { code: string }) => unknown]>([
	["n8n's helper", (error) => error],
	['n8n 2, wrapped', (error) => new NodeApiError(node, error as never)],
	['n8n 1, which drops the cause', asN8n1HandsItOn],
])('of an error as it comes from %s,', (_, asHandedOn) => {
	test.each(failures)('%s is recognised', (_name, failure, code, said) => {
		const error = Object.assign(new Error(failure.message), { code: failure.code });
		const found = failureIn(asHandedOn(error));
		expect(found).toEqual({ code, words: failure.message });
		expect(noAnswer(found, 'host', true).details.summary).toContain(said);
	});
});

test.each<[unknown]>([[undefined], [null], ['broken'], [{}], [new Error('')]])(
	'%p, which is no failure of the network, gives no code',
	(error) => {
		expect(failureIn(error)).toEqual({ code: '', words: 'unknown cause' });
	},
);

test('an HTTP status is not taken for a code', () => {
	expect(failureIn({ httpCode: '400', message: 'words' })).toEqual({
		code: '',
		words: 'words',
	});
});

describe('without an answer', () => {
	test.each([
		['ECONNREFUSED', false, 'it refused the connection'],
		['ENOTFOUND', false, 'its name could not be resolved'],
		['EAI_AGAIN', false, 'its name could not be resolved at the moment'],
		['EHOSTUNREACH', false, 'there is no route to it'],
		['ENETUNREACH', false, 'the network is unreachable'],
		['ENETDOWN', false, 'the network is down'],
		['ECONNRESET', true, 'it closed the connection'],
		['EPIPE', true, 'it closed the connection'],
		['ETIMEDOUT', true, 'it did not answer in time'],
		['ECONNABORTED', true, 'it did not answer in time'],
		['ERR_BAD_RESPONSE', true, 'its answer was cut off'],
		['ERR_STREAM_PREMATURE_CLOSE', true, 'its answer was cut off'],
		['HPE_INVALID_CONSTANT', true, 'its answer was not valid HTTP'],
		// On no list: it may pass like the others.
		['EMFILE', true, 'words of its own'],
	])('%s may pass and is tried again; the outcome unknown: %s', (code, outcomeUnknown, said) => {
		const failure = { code, words: 'words of its own' };
		const { details } = noAnswer(failure, 'open.feishu.cn', true);
		expect(details).toMatchObject({ kind: 'unavailable', outcomeUnknown, code: null });
		expect(details.summary).toBe(`Could not reach open.feishu.cn: ${said}`);
		expect(details.advice).toContain('HTTPS_PROXY');
		expect(noAnswer(failure, 'open.feishu.cn', false).details.outcomeUnknown).toBe(false);
	});

	test.each([
		['DEPTH_ZERO_SELF_SIGNED_CERT', /who issued its certificate/, /NODE_EXTRA_CA_CERTS/],
		['SELF_SIGNED_CERT_IN_CHAIN', /who issued its certificate/, /NODE_EXTRA_CA_CERTS/],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /who issued its certificate/, /NODE_EXTRA_CA_CERTS/],
		['UNABLE_TO_GET_ISSUER_CERT', /who issued its certificate/, /NODE_EXTRA_CA_CERTS/],
		['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', /who issued its certificate/, /NODE_EXTRA_CA_CERTS/],
		['CERT_HAS_EXPIRED', /certificate has expired/, /clock/],
		['CERT_NOT_YET_VALID', /certificate is not valid yet/, /clock/],
		['ERR_TLS_CERT_ALTNAME_INVALID', /certificate is for another host name/, /Base URL/],
	])('%s, of a certificate, is fatal at the first try, and in no doubt', (code, said, advice) => {
		const { details } = noAnswer({ code, words: 'words' }, 'open.feishu.cn', true);
		expect(details).toMatchObject({ kind: 'fatal', outcomeUnknown: false });
		expect(details.summary).toMatch(said);
		expect(details.advice).toMatch(advice);
	});

	test.each([
		[
			'EPROTO',
			'write EPROTO 40:error:0A00010B:SSL routines:tls_validate:wrong version number:../x',
		],
		[
			'ERR_SSL_PACKET_LENGTH_TOO_LONG',
			'40:error:0A0000C6:SSL routines::packet length too long:../x',
		],
	])('%s of a port that speaks plain HTTP is fatal, in words', (code, words) => {
		const { kind, headline } = noAnswer({ code, words }, 'host:80', true);
		expect(kind).toBe('fatal');
		expect(headline).toBe('Could not reach host:80: it does not use HTTPS on this port');
	});

	test('a proxy that hangs up is the proxy, and may pass', () => {
		const words = 'Proxy connection ended before receiving CONNECT response';
		const { details } = noAnswer({ code: '', words }, 'open.feishu.cn', true);
		expect(details).toMatchObject({ kind: 'unavailable', outcomeUnknown: false });
		expect(details.summary).toContain('the proxy of this n8n closed the connection');
		expect(details.advice).toContain('HTTPS_PROXY');
	});

	test.each([
		'Domain not allowed: This credential is restricted from accessing open.feishu.cn. Only the following domains are allowed: example.com',
		'No allowed domains specified. Configure allowed domains or change restriction setting.',
	])('a host that Allowed HTTP Request Domains leaves out is fatal, and named: %s', (words) => {
		const { details } = noAnswer({ code: '', words }, 'open.feishu.cn:8443', true);
		expect(details).toMatchObject({ kind: 'fatal', outcomeUnknown: false });
		expect(details.summary).toBe('This credential does not allow requests to open.feishu.cn');
		expect(details.advice).toContain('add open.feishu.cn to its Allowed Domains');
	});

	test('what has no code is of n8n itself', () => {
		const { details } = noAnswer({ code: '', words: 'SQLITE_BUSY' }, 'open.feishu.cn', true);
		expect(details).toMatchObject({ kind: 'unavailable', outcomeUnknown: true });
		expect(details.summary).toBe('n8n itself failed: SQLITE_BUSY');
	});

	test.each(['', 'EPROTO'])('a secret in the words of a failure (%j) is not shown', (code) => {
		const failure = { code, words: 'write secret-1 failed' };
		const { message } = noAnswer(failure, 'open.feishu.cn', true, ['secret-1']);
		expect(message).toContain('write *** failed');
	});
});
