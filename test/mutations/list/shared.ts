import { mutationsOf, type Mutation } from '../mutation';

const UNIT = 'test/units/';
const ENGINE = 'test/engine/';

/** What an answer of Feishu's means, or that none came, and the words for it. */
export const sharedMutations: Mutation[] = [
	...mutationsOf(
		'nodes/shared/answer.ts',
		[`${UNIT}answer`],
		[
			[
				'The HTTP status counts before the code of Feishu',
				'const known = code === null ? undefined : meaningOf(code);',
				'const known = code === null || status === 401 ? undefined : meaningOf(code);',
			],
			[
				'An answer of a failing server counts as success',
				'if (code === 0 && isSuccess(answer.statusCode))',
				'if (code === 0)',
			],
			['A 429 without a code stops the run', 'if (status === 429)', 'if (false)'],
			['A 401 without a code stops the run', 'if (status === 401)', 'if (false)'],
			[
				'A gateway that fails stops the run',
				'if (status >= 500 || status === 408)',
				'if (status === 408)',
			],
			['A 408 stops the run', ' || status === 408)', ')'],
			[
				'A server that failed leaves no doubt about the cards',
				"outcomeUnknown: meaning.kind === 'unavailable'",
				'outcomeUnknown: false',
			],
			[
				'Every refusal leaves the cards in doubt',
				"outcomeUnknown: meaning.kind === 'unavailable'",
				'outcomeUnknown: true',
			],
			["Feishu's message is lost", "typeof body.msg === 'string' ? body.msg : ''", "''"],
			[
				'The wait that Feishu asks for is not read',
				'resetAfterMs: resetAfterMs(',
				'resetAfterMs: undefined && resetAfterMs(',
			],
			['The log ID is not found in the header', "headers['x-tt-logid'] ?? inBody", 'inBody'],
			[
				'The log ID is not found in the body',
				'isObject(body.error) ? body.error.log_id : body.log_id',
				'undefined',
			],
			['A web page under HTTP 200 stops the run', 'if (isSuccess(status)) {', 'if (false) {'],
			[
				'A code that nobody knows stops the run',
				'if (code !== null && code !== 0) {',
				'if (false) {',
			],
		],
	),
	...mutationsOf(
		'nodes/shared/networkFailure.ts',
		[`${UNIT}networkFailure`],
		[
			['n8n 1: the code of a failure is not read', 'outer.code, outer.httpCode]', 'outer.code]'],
			[
				'n8n 1: an answer that was cut off is not recognised',
				"words === CUT_OFF ? 'ERR_BAD_RESPONSE' : ''",
				"''",
			],
			[
				'An HTTP status is taken for the code of a failure',
				"typeof value === 'string' &&\n",
				"typeof value === 'string' ||\n",
			],
			[
				"n8n's sentence is shown in place of what failed",
				'[inner.message, ...messages, outer.message]',
				'[outer.message]',
			],
			[
				'A name that cannot be resolved at the moment stops the run',
				"EAI_AGAIN: 'its name could not be resolved at the moment',",
				'',
			],
			['A host without a route stops the run', "EHOSTUNREACH: 'there is no route to it',", ''],
			[
				'A network that is unreachable stops the run',
				"ENETUNREACH: 'the network is unreachable',",
				'',
			],
			['A network that is down stops the run', "ENETDOWN: 'the network is down',", ''],
			['A broken pipe stops the run', "EPIPE: 'it closed the connection',", ''],
			[
				'An answer that ends early stops the run',
				"ERR_STREAM_PREMATURE_CLOSE: 'its answer was cut off',",
				'',
			],
			['An answer that is no HTTP stops the run', "networkCode.startsWith('HPE_')", 'false'],
			[
				'A refused connection leaves the cards in doubt',
				'outcomeUnknown: !(networkCode in NEVER_ARRIVED)',
				'outcomeUnknown: true',
			],
			[
				'A connection that broke leaves no doubt about the cards',
				'outcomeUnknown: !(networkCode in NEVER_ARRIVED)',
				'outcomeUnknown: false',
			],
		],
	),
	...mutationsOf(
		'nodes/shared/errorCodes.ts',
		[`${UNIT}errorCodes`],
		[
			[
				'Ten internal codes make cards REJECTED in place of a second try',
				'1500, 1503, 1551, 1557, 1642, 1663, 1665, 1668, 2200, 4006,',
				'',
			],
			['One internal code is missing', '1069399', '1069398'],
			['A code of the rate limit is missing', '[1000005, RATE_LIMITED],', ''],
			['A refused token of one kind stops the run', '[99991671, TOKEN_REFUSED],', ''],
			['A missing scope is searched for in the cards', '[99991679, MISSING_SCOPE],', ''],
			['A used up quota is searched for in the cards', '[90003088, NO_QUOTA],', ''],
			[
				'The advice about a missing scope does not name it',
				'it is im:app_feed_card:write',
				'it is listed there',
			],
			[
				'A user who does not exist stops the run',
				'[99992353, UNKNOWN_USER],',
				'[99992353, UNKNOWN_APP],',
			],
		],
	),
	...mutationsOf(
		'nodes/shared/feishuError.ts',
		[`${UNIT}`],
		[
			[
				'The code is not in the headline',
				'code === null ? summary : `${summary} (Feishu code ${code})`',
				'summary',
			],
			[
				'A failed token fetch counts as "may have been done"',
				'outcomeUnknown: false });',
				'});',
				[`${UNIT}tenantAccessToken`, `${UNIT}client`, `${ENGINE}tokenFetch`],
			],
			[
				'An error that no try can help is tried again',
				"kind: 'fatal', advice });",
				'advice });',
				[`${ENGINE}credential.test`, `${ENGINE}feishuErrors`],
			],
			['The log ID is not said', 'logId && `Log ID: ${logId}.`,', ''],
		],
	),
];
