import { mutationsOf, type Mutation } from '../mutation';

const UNIT = 'test/units/';
const ENGINE = 'test/engine/';

/** The credential, and how the package comes by a token and keeps it. */
export const credentialMutations: Mutation[] = [
	...mutationsOf([`${ENGINE}credentialTest`, `${ENGINE}editor`, `${ENGINE}credential.test`], {
		test: [
			[
				"The credential's test follows redirects, and the token with them",
				'disableFollowRedirect: true',
				'disableFollowRedirect: false',
			],
			[
				"The credential's test takes an HTTP status for its answer",
				'ignoreHttpStatusErrors: true',
				'ignoreHttpStatusErrors: false',
			],
		],
		authenticate: [
			[
				'`authenticate` is a method, so that the HTTP Request node does not offer the credential',
				'authenticate = async …;',
				'async authenticate( credentials: ICredentialDataDecryptedObject, requestOptions: IHttpRequestOptions, ): Promise<IHttpRequestOptions> { return authorize(credentials, requestOptions); }',
			],
		],
		'FeishuAppApi.properties': [
			['The cached token is sent to the browser in clear', ', password: true', ''],
			['n8n never fetches a token: the hidden field is not marked', 'expirable: true,', ''],
		],
		preAuthentication: [
			[
				'A pasted token makes n8n fetch another one',
				"if (app.appType === 'token') return {};",
				'',
				[`${UNIT}client`, `${ENGINE}credential.test`],
			],
			[
				'A token that was refused is handed out again as the newest',
				'storedSession(credentials)?.token',
				'undefined',
				[`${UNIT}client`, `${ENGINE}credential.test`],
			],
			[
				'n8n 1: the reason of a failed token fetch is lost',
				'if (error instanceof FeishuError) …;',
				'',
				[`${UNIT}client`],
			],
		],
	}),
	...mutationsOf([`${UNIT}authorize`], {
		targetOf: [
			['The token goes to any host', 'if (target', 'if (false && target'],
			[
				'The token goes to another port of the host',
				'origin != … origin',
				'hostname !== new URL(app.baseUrl).hostname',
			],
			['The token goes where `baseURL` points', '&& !request.baseURL', ''],
			['The address of the HTTP Request node is not checked', 'uri ??', ''],
		],
		tokenOf: [
			[
				'A token of another app, or one that has expired, is used',
				'isUsable(session, ownerOf(app))',
				'session',
				[`${UNIT}authorize`, `${ENGINE}credential.test`],
			],
		],
		response: [['n8n never renews a token', '401', '400']],
		authorize: [
			['The headers of a request are lost', '...request.headers,', ''],
			[
				'The token follows a redirect to another host',
				'sendCredentialsOnCrossOriginRedirect: false',
				'sendCredentialsOnCrossOriginRedirect: true',
			],
			['A request that only wants the token is sent', 'if (request.url === TOKEN_ONLY) …;', ''],
		],
	}),
	...mutationsOf([`${ENGINE}credentialTest`], {
		testRules: [
			['The test passes at an address that is not one of Feishu', '[undefined, null]', '[null]'],
			[
				'The test passes at a gateway that writes null for no data',
				'[undefined, null]',
				'[undefined]',
			],
		],
	}),
	...mutationsOf([`${UNIT}app.test`], {
		rateLimitKeyOf: [
			['All pasted tokens of a host share one pace', 'ownerOf(app)', 'app.baseUrl'],
			['Two tenants of a store app share one pace', ', app.tenantKey', ''],
		],
		appKeyOf: [
			['The same app in Feishu and in Lark shares one pace', '[baseUrl, appId]', '[appId]'],
		],
		readBaseUrl: [
			['The secret goes to any host without encryption', 'isLoopback(url.hostname)', 'true'],
			['A name before @ hides the real host', 'url.username || url.password', 'false'],
			['A gateway is asked without its path', "+ path.replace(/\\/+$/, '')", ''],
			['A slash at the end of the Base URL counts twice', '.replace( …)', ''],
			['/open-apis of the Base URL counts twice', 'url.pathname.split( …)', '[url.pathname]'],
			['A platform that is none is Feishu', "if (platform !== 'custom') …;", ''],
		],
		isLoopback: [
			['The secret goes to a host that only looks like this computer', '(\\.\\d+){3}$', '\\.'],
		],
		PLATFORMS: [['Lark is asked in China', 'larksuite.com', 'feishu.cn']],
		fieldText: [['A field that was copied with a space is taken with it', '.trim()', '']],
		readToken: [
			[
				'A pasted token with a line break breaks the header',
				'!/^[\\x21-\\x7e]+$/.test(token)',
				'false',
				[`${ENGINE}credential.test`],
			],
			[
				'A token in quotes is sent to Feishu',
				'|| /["\']/.test(token)',
				'',
				[`${ENGINE}credential.test`],
			],
		],
	}),
	...mutationsOf([`${UNIT}session`], {
		isUsable: [
			[
				'After a change of the App ID the old token goes on being used',
				'session.owner === owner &&',
				'',
				[`${UNIT}session`, `${ENGINE}credential.test`],
			],
			['A token is used after its end', '&& clock.now() < session.expiresAt', ''],
		],
		storedSession: [
			['What is not ours in the hidden field breaks every run', ', { fallbackValue: null }', ''],
		],
	}),
	...mutationsOf([`${UNIT}tenantAccessToken`, `${ENGINE}tokenFetch`], {
		answerTo: [
			[
				'The raw error of a token request is passed on, and with it the app secret',
				'const failure',
				'throw error; const failure',
				[`${ENGINE}secrets`],
			],
			['A token request that broke leaves the cards in doubt', '.host, false', '.host, true'],
			[
				"A token's answer that trickles goes on for ever",
				'abortSignal: timeIsUp,',
				'',
				[`${UNIT}tenantAccessToken`],
			],
			[
				'The secret follows a redirect of the token request',
				'disableFollowRedirect: true',
				'disableFollowRedirect: false',
				[`${ENGINE}credential.test`, `${ENGINE}credentialTest`],
			],
		],
		newSession: [
			[
				'A token that lives shorter than its margin is never usable',
				'Math.max( …)',
				'askedAt + lifetimeMs - margin',
			],
			[
				"A token's life is counted from the answer, not from the request",
				'(askedAt +',
				'(clock.now() +',
			],
			['A token is used up to its last moment', 'Math.min(lifetimeMs / 10, 300_000)', '0'],
			['A fresh token is thrown away early', ', 300_000)', ', 3_000_000)'],
		],
		SHARED_FOR_MS: [['A fetch is shared only while it is under way', '3_000', '0']],
		askForToken: [
			['`expire` is taken for milliseconds', 'seconds * 1_000', 'seconds'],
			[
				'An answer without a token counts as one',
				'token === undefined',
				'false',
				[`${UNIT}tenantAccessToken`, `${ENGINE}feishuErrors`],
			],
		],
		fetchSession: [
			['A token that was refused is handed out again', 'session.token !== refused &&', ''],
			[
				'Each request that waited fetches a token of its own',
				'if (fetches.get(key) !== last) …;',
				'',
			],
			['A failure is kept for those who come later', '() => fetches.delete(key)', 'ended'],
		],
		ask: [
			['The app access token that Feishu repeats is in the error', '...secretsIn(body)', ''],
			[
				'A secret that is not for this request is in the error',
				'...http.secrets',
				'',
				[`${ENGINE}secrets`],
			],
		],
		asTokenError: [
			[
				'A refusal of the app is tried again for minutes',
				'if (error …)',
				'',
				[`${UNIT}client`, `${ENGINE}feishuErrors`],
			],
			['A token answer that failed leaves the cards in doubt', '.asCertain()', ''],
		],
		appAccessToken: [
			[
				'A store app asks with the ticket of nobody',
				'app_ticket: ticket',
				"app_ticket: ''",
				[`${ENGINE}credential.test`],
			],
		],
	}),
	...mutationsOf([`${UNIT}client`], {
		tokenFailureOf: [
			['n8n 1: no reason of a failed token fetch is found', 'failure?.message === words', 'false'],
			[
				'n8n 1: an old failure of a token fetch is taken for the reason of everything',
				'?.message === words',
				'',
				[`${UNIT}tokenFetch`],
			],
		],
		noteTimeout: [
			[
				"The token's request does not keep to the run's Timeout",
				'notes.set( …);',
				'',
				[`${UNIT}tokenFetch`],
			],
		],
		refuseChangingFields: [
			['Fields that differ are found in the last item only', 'itemIndex < first', 'itemIndex < 1'],
			['A field that differs for the last item is not found', 'first < count', 'false'],
			['Only items beyond the last show that fields differ', 'first = Math.min(…)', 'first = 0'],
			[
				'n8n is asked for the credential of each of 20,000 items',
				'await compare(count);',
				'throw 0;',
			],
		],
		'FeishuClient.request': [
			[
				'The token that Feishu repeats is in the error',
				'this.secrets, request.path',
				'[], request.path',
				[`${ENGINE}secrets`],
			],
		],
		'FeishuClient.fetchToken': [
			[
				'A token that is there is taken for a failure',
				'failureIn(error).words !== TOKEN_IS_THERE',
				'true',
			],
		],
	}),
	...mutationsOf([`${UNIT}client`, `${ENGINE}credential.test`], {
		request: [
			[
				'A token refused once is distrusted for the rest of the run',
				'if (this.refusedToken === token) …;',
				'',
				[`${ENGINE}tokenFetch`],
			],
		],
		noteRefusedToken: [
			['A token that Feishu refuses is never replaced', 'this.refusedToken = token;', ''],
			[
				'A pasted token that has expired is asked for again and again',
				"this.app.appType === 'token'",
				'false',
			],
		],
		reload: [
			[
				'What is left of a run goes with the token of another app',
				'if (rateLimitKeyOf(app) !== rateLimitKeyOf(this.app)) …',
				'',
			],
			[
				'What the user changed in the credential during a run is overwritten',
				'this.credential = …;',
				'',
			],
		],
		'FeishuClient.send': [
			[
				'A request follows a redirect, and its token too',
				'disableFollowRedirect: true',
				'disableFollowRedirect: false',
			],
			[
				'An answer that is not 2xx is shown in the words of n8n',
				'ignoreHttpStatusErrors: true',
				'ignoreHttpStatusErrors: false',
			],
			["Feishu's content type is left out", 'contentType ?? JSON_TYPE', 'contentType'],
			['The Timeout is not used', 'value: () => signal', 'value: () => stopped'],
			['Stop does not end a request', 'AbortSignal.any([stopped, timeIsUp])', 'timeIsUp'],
		],
		errorIn: [
			[
				'n8n 1: the reason of a failed token fetch is taken for one of the network',
				'tokenFailureOf( …) ??',
				'',
			],
		],
	}),
];
