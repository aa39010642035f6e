import { NodeApiError, type INode } from 'n8n-workflow';

import { networkFailureOf, noAnswer } from '../../nodes/shared/networkFailure';
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
		'an answer that is no HTTP',
		{ code: 'HPE_INVALID_CONSTANT', message: 'Parse Error: Expected HTTP/, RTSP/ or ICE/' },
		'HPE_INVALID_CONSTANT',
		'its answer was no valid HTTP',
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
];

describe.each<[string, (error: Error & { code: string }) => unknown]>([
	["n8n's helper", (error) => error],
	['n8n 2, wrapped', (error) => new NodeApiError(node, error as never)],
	['n8n 1, which drops the cause', asN8n1HandsItOn],
])('of an error as it comes from %s,', (_, asHandedOn) => {
	test.each(failures)('%s is recognised', (_name, failure, code, said) => {
		const error = Object.assign(new Error(failure.message), { code: failure.code });
		const found = networkFailureOf(asHandedOn(error));
		expect(found).toEqual({ code, words: failure.message });
		expect(noAnswer('host', found.code, found.words).details.summary).toContain(said);
	});
});

test.each<[unknown]>([[undefined], [null], ['broken'], [{}], [new Error('')]])(
	'%p, which is no failure of the network, gives no code',
	(error) => {
		expect(networkFailureOf(error)).toEqual({ code: '', words: 'unknown failure' });
	},
);

test('an HTTP status is not taken for a code', () => {
	expect(networkFailureOf({ httpCode: '400', message: 'words' })).toEqual({
		code: '',
		words: 'words',
	});
});

describe('without an answer', () => {
	test.each([
		['ECONNREFUSED', 'unavailable', false, 'it refused the connection'],
		['ENOTFOUND', 'unavailable', false, 'its name could not be resolved'],
		['EAI_AGAIN', 'unavailable', false, 'its name could not be resolved at the moment'],
		['EHOSTUNREACH', 'unavailable', false, 'there is no route to it'],
		['ENETUNREACH', 'unavailable', false, 'the network is unreachable'],
		['ENETDOWN', 'unavailable', false, 'the network is down'],
		['ECONNRESET', 'unavailable', true, 'it closed the connection'],
		['EPIPE', 'unavailable', true, 'it closed the connection'],
		['ETIMEDOUT', 'unavailable', true, 'it did not answer in time'],
		['ECONNABORTED', 'unavailable', true, 'it did not answer in time'],
		['ERR_BAD_RESPONSE', 'unavailable', true, 'its answer was cut off'],
		['ERR_STREAM_PREMATURE_CLOSE', 'unavailable', true, 'its answer was cut off'],
		['HPE_INVALID_CONSTANT', 'unavailable', true, 'its answer was no valid HTTP'],
		// On no list: it may pass like the others.
		['CERT_HAS_EXPIRED', 'unavailable', true, 'certificate has expired'],
		['EMFILE', 'unavailable', true, 'certificate has expired'],
	])('%s is %s; the outcome unknown: %s', (code, kind, outcomeUnknown, said) => {
		const { details } = noAnswer('open.feishu.cn', code, 'certificate has expired');
		expect(details).toMatchObject({ kind, outcomeUnknown, code: null });
		expect(details.summary).toBe(`Could not reach open.feishu.cn: ${said}`);
	});
});
