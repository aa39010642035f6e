import { mutationsOf, type Mutation } from '../mutation';

const UNIT = 'test/units/';
const ENGINE = 'test/engine/';

/** What an answer of Feishu's means, or that none came, and the words for it. */
export const sharedMutations: Mutation[] = [
	...mutationsOf([`${UNIT}answer`], {
		meaningOfAnswer: [
			['A 429 without a code stops the run', 'status === 429', 'false'],
			['A 401 without a code stops the run', 'status === 401', 'false'],
			['A gateway that fails stops the run', '>= 500 || status', ''],
			['A 408 stops the run', '|| status === 408', ''],
			['A code that nobody knows stops the run', 'code !== null && code !== 0', 'false'],
		],
		saying: [
			[
				'n8n’s own words stand in place of a mistake',
				'error.message = message;',
				'',
				[`${ENGINE}mistakes`, `${ENGINE}network`],
			],
		],
		meaningWithoutCode: [
			['A web page stops the run', "kind: 'unavailable'", "kind: 'fatal'"],
			['A proxy that wants a login is taken for Feishu', 'status === 407', 'false'],
		],
		boundedText: [
			[
				'The beginning of a secret is shown where a text is cut',
				'value.slice(0, 2 * LONGEST_MESSAGE), secrets).slice(0, longest)',
				'value.slice(0, longest), secrets)',
			],
		],
		hintsOf: [
			['A missing permission is not said', '...entries(error.permission_violations) …,', ''],
			['What Feishu tells is not bounded', '.slice(0, MOST_HINTS)', ''],
		],
		meaningOf: [
			[
				'A code has the same meaning in every API',
				'(path.startsWith(CONTACTS) && CONTACT_CODES.get(code)) || code',
				'code',
			],
		],
		readAnswer: [
			[
				'The HTTP status counts before the code of Feishu',
				'code === null ?',
				'code === null || answer.statusCode === 401 ?',
			],
			['An answer of a failing server counts as success', '&& isSuccess(answer.statusCode)', ''],
			[
				'What a gateway refused may have been done',
				'&& !(code === null && isRefusal(answer.statusCode))',
				'',
			],
			[
				'A server that failed leaves no doubt about the cards',
				"meaning.kind === 'unavailable'",
				'false',
			],
			['Every refusal leaves the cards in doubt', "meaning.kind === 'unavailable'", 'true'],
			["Feishu's message is lost", 'boundedText(body.msg, secrets, LONGEST_MESSAGE)', "''"],
			[
				'The wait that Feishu asks for is not read',
				'resetAfterMs: resetAfterMs',
				'resetAfterMs: undefined && resetAfterMs',
			],
			['The log ID is not found in the header', "headers['x-tt-logid'] ??", ''],
			[
				'The log ID is not found in the body',
				'isRecord(body.error) ? body.error.log_id : body.log_id',
				'undefined',
			],
		],
	}),
	...mutationsOf([`${UNIT}secrets`], {
		secretsIn: [
			['A short secret eats ordinary words', 'length >= SHORTEST', 'length > 0'],
			['The end of a longer secret is shown', 'other.length - one.length', '0'],
			['The token of a session is shown', "storedSession(fields)?.token ?? ''", "''"],
		],
		redacted: [['A secret is hidden once', 'replaceAll', 'replace']],
		SECRET_FIELD: [['The ticket of a long connection’s address is shown', '|access_key', '']],
	}),
	...mutationsOf([`${UNIT}networkFailure`], {
		failureIn: [
			['n8n 1: the code of a failure is not read', ', outer.httpCode', ''],
			[
				'n8n 1: an answer that was cut off is not recognised',
				"words === CUT_OFF ? 'ERR_BAD_RESPONSE' :",
				'',
			],
			["n8n's sentence is shown in place of what failed", 'inner.message, ...messages,', ''],
		],
		isNodeCode: [['An HTTP status is taken for the code of a failure', "' &&", "' ||"]],
		NEVER_ARRIVED: [
			['A name that cannot be resolved at the moment stops the run', "EAI_AGAIN: ' …,", ''],
			['A host without a route stops the run', "EHOSTUNREACH: 'there is no route to it',", ''],
			[
				'A network that is unreachable stops the run',
				"ENETUNREACH: 'the network is unreachable',",
				'',
			],
			['A network that is down stops the run', "ENETDOWN: 'the network is down'", ''],
		],
		MAY_HAVE_ARRIVED: [
			['A broken pipe stops the run', "EPIPE: 'it closed the connection',", ''],
			[
				'An answer that ends early stops the run',
				"ERR_STREAM_PREMATURE_CLOSE: 'its answer was cut off'",
				'',
			],
		],
		noAnswer: [
			['An answer that is no HTTP stops the run', "code.startsWith('HPE_')", 'false'],
			['A refused connection leaves the cards in doubt', '!(code in NEVER_ARRIVED)', 'true'],
			['A certificate is tried again and again', 'BAD_CERTIFICATE[code] ??', ''],
			['A proxy that hangs up is taken for n8n', 'words === PROXY_HUNG_UP', 'false'],
			[
				"A secret in n8n's own words is shown",
				'failed: ${redacted(words, secrets)}',
				'failed: ${words}',
			],
			['A secret in the words of the network is shown', ': redacted(words, secrets)', ': words'],
			['A host that is not allowed is tried again', 'HOST_NOT_ALLOWED.test(words)', 'false'],
			[
				'A connection that broke leaves no doubt about the cards',
				'!(code in NEVER_ARRIVED)',
				'false',
			],
		],
	}),
	...mutationsOf([`${UNIT}errorCodes`], {
		TABLE: [
			[
				'Ten internal codes make cards REJECTED in place of a second try',
				'1500, 1503, 1551, 1557, 1642, 1663, 1665, 1668, 2200, 4006,',
				'',
			],
			['One internal code is missing', '1069399,', '1069398,'],
			['A code of the rate limit is missing', '1000005,', ''],
			['A refused token of one kind stops the run', '99991671,', ''],
			[
				'A refused token is not renewed after three codes of the general list',
				'4001, 20005, 20013,',
				'',
			],
			['A missing scope is searched for in the cards', ', 99991679]', ']'],
			['A used up quota is searched for in the cards', ', 90003088]', ']'],
			[
				'A user who does not exist stops the run',
				"kind: 'refused', concernsUser: true, summary: 'Feishu does not know this user ID'",
				"kind: 'fatal', summary: 'Feishu does not know this user ID'",
			],
		],
		CARDS_SCOPE: [
			[
				'The advice about a missing scope does not name it',
				'im:app_feed_card:write',
				'listed there',
			],
		],
	}),
	...mutationsOf([`${UNIT}`], {
		headlineOf: [['The code is not in the headline', 'code === null ? summary : ` …`', 'summary']],
		asCertain: [
			[
				'A failed token fetch counts as "may have been done"',
				'outcomeUnknown: false',
				'',
				[`${UNIT}tenantAccessToken`, `${UNIT}client`, `${ENGINE}tokenFetch`],
			],
		],
		asFatal: [
			[
				'An error that no try can help is tried again',
				"kind: 'fatal',",
				'',
				[`${ENGINE}credential.test`, `${ENGINE}feishuErrors`],
			],
		],
		partsIn: [['The log ID is not said', 'logId && ` …`', '']],
		saidLines: [
			[
				'Fields at fault, permissions and links run into one line',
				"part.split('\\n')",
				'[part]',
				[`${UNIT}answer`],
			],
		],
	}),
];
