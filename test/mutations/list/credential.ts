import { mutationsOf, type Mutation } from '../mutation';

const UNIT = 'test/units/';
const ENGINE = 'test/engine/';

/** The credential, and how the package comes by a token and keeps it. */
export const credentialMutations: Mutation[] = [
	...mutationsOf(
		'credentials/FeishuAppApi.credentials.ts',
		[`${ENGINE}credentialTest`, `${ENGINE}editor`, `${ENGINE}credential.test`],
		[
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
			[
				'`authenticate` is a method, so that the HTTP Request node does not offer the credential',
				`authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => authorize(credentials, requestOptions);`,
				`async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> { return authorize(credentials, requestOptions); }`,
			],
			[
				'The cached token is sent to the browser in clear',
				'expirable: true, password: true',
				'expirable: true',
			],
			[
				'n8n never fetches a token: the hidden field is not marked',
				'expirable: true, password: true',
				'password: true',
			],
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
				'if (error instanceof FeishuError) noteTokenFailure(credentials, error);',
				'',
				[`${UNIT}client`],
			],
		],
	),
	...mutationsOf(
		'credentials/authorize.ts',
		[`${UNIT}authorize`],
		[
			['The token goes to any host', 'if (target?.origin !==', 'if (false && target?.origin !=='],
			[
				'The token goes to another port of the host',
				'target?.origin !== new URL(app.baseUrl).origin',
				'target?.hostname !== new URL(app.baseUrl).hostname',
			],
			[
				'The token goes where `baseURL` points',
				"url.startsWith('/') && !request.baseURL",
				"url.startsWith('/')",
			],
			['The address of the HTTP Request node is not checked', 'uri ?? request.url', 'request.url'],
			[
				'A token of another app, or one that has expired, is used',
				'if (!isUsable(session, ownerOf(app))) throw new SessionExpired();',
				'if (!session) throw new SessionExpired();',
				[`${UNIT}authorize`, `${ENGINE}credential.test`],
			],
			['n8n never renews a token', 'response = { status: 401 }', 'response = { status: 400 }'],
			[
				'The headers of a request are lost',
				'headers: { ...request.headers, Authorization',
				'headers: { Authorization',
			],
		],
	),
	...mutationsOf(
		'credentials/testRules.ts',
		[`${ENGINE}credentialTest`],
		[
			[
				'The test passes at an address that is not one of Feishu',
				"'data',\n\t\tundefined,",
				"'data',\n\t\t0,",
			],
		],
	),
	...mutationsOf(
		'nodes/shared/app.ts',
		[`${UNIT}app.test`],
		[
			[
				'All pasted tokens of a host share one pace',
				"case 'token':\n\t\t\treturn ownerOf(app);",
				"case 'token':\n\t\t\treturn app.baseUrl;",
			],
			[
				'Two tenants of a store app share one pace',
				'[app.baseUrl, app.appId, app.tenantKey]',
				'[app.baseUrl, app.appId]',
			],
			[
				'The same app in Feishu and in Lark shares one pace',
				'JSON.stringify([app.baseUrl, app.appId]);',
				'JSON.stringify([app.appId]);',
			],
			['The secret goes to any host without encryption', 'isLoopback(url.hostname)', 'true'],
			[
				'The secret goes to a host that only looks like this computer',
				'/^127(\\.\\d+){3}$/',
				'/^127\\./',
			],
			['A name before @ hides the real host', 'if (url.username || url.password)', 'if (false)'],
			[
				'A gateway is asked without its path',
				"url.origin + url.pathname.replace(/\\/+$/, '')",
				'url.origin',
			],
			[
				'A slash at the end of the Base URL counts twice',
				"url.pathname.replace(/\\/+$/, '')",
				'url.pathname',
			],
			['Lark is asked in China', "'https://open.larksuite.com'", "'https://open.feishu.cn'"],
			['A field that was copied with a space is taken with it', 'value.trim()', 'value'],
			[
				'A pasted token with a line break breaks the header',
				'if (!/^[\\x21-\\x7e]+$/.test(token))',
				'if (false)',
				[`${ENGINE}credential.test`],
			],
		],
	),
	...mutationsOf(
		'nodes/shared/session.ts',
		[`${UNIT}session`],
		[
			[
				'After a change of the App ID the old token goes on being used',
				'session.owner === owner && ',
				'',
				[`${UNIT}session`, `${ENGINE}credential.test`],
			],
			['A token is used after its end', ' && clock.now() < session.expiresAt', ''],
			[
				'What is not ours in the hidden field breaks every run',
				'// Not ours: as good as none.',
				"throw new Error('Not ours');",
			],
		],
	),
	...mutationsOf(
		'nodes/shared/tenantAccessToken.ts',
		[`${UNIT}tenantAccessToken`, `${ENGINE}tokenFetch`],
		[
			[
				'The raw error of a token request is passed on, and with it the app secret',
				'const { code, words } = networkFailureOf(error);',
				'throw error;\n\t\tconst { code, words } = networkFailureOf(error);',
				[`${ENGINE}secrets`],
			],
			[
				'A token that lives shorter than its margin is never usable',
				'expiresAt: Math.max(askedAt + lifetimeMs - margin, clock.now() + 1_000)',
				'expiresAt: askedAt + lifetimeMs - margin',
			],
			[
				'A fetch is shared only while it is under way',
				'SHARED_FOR_MS = 3_000',
				'SHARED_FOR_MS = 0',
			],
			[
				"A token's life is counted from the answer, not from the request",
				'Math.max(askedAt + lifetimeMs',
				'Math.max(clock.now() + lifetimeMs',
			],
			['A token is used up to its last moment', 'Math.min(lifetimeMs / 10, 300_000)', '0'],
			['A fresh token is thrown away early', ', 300_000)', ', 3_000_000)'],
			['`expire` is taken for milliseconds', 'seconds * 1_000', 'seconds'],
			[
				'A token that was refused is handed out again',
				'session.token !== refused && isUsable(session, owner)',
				'isUsable(session, owner)',
			],
			[
				'Each request that waited fetches a token of its own',
				'if (fetches.get(key) !== last) return await fetchSession(app, refused, http);',
				'',
			],
			['A failure is kept for those who come later', '() => fetches.delete(key)', 'ended'],
			[
				'A refusal of the app is tried again for minutes',
				"if (error.kind !== 'refused' && error.kind !== 'tokenRefused') return error.asCertain();",
				'return error.asCertain();',
				[`${UNIT}client`, `${ENGINE}feishuErrors`],
			],
			[
				'A token request that broke leaves the cards in doubt',
				'noAnswer(new URL(url).host, code, words).asCertain()',
				'noAnswer(new URL(url).host, code, words)',
			],
			[
				'A token answer that failed leaves the cards in doubt',
				"!== 'tokenRefused') return error.asCertain();",
				"!== 'tokenRefused') return error;",
			],
			[
				'The secret follows a redirect of the token request',
				'disableFollowRedirect: true',
				'disableFollowRedirect: false',
				[`${ENGINE}credential.test`, `${ENGINE}credentialTest`],
			],
			[
				'A store app asks with the ticket of nobody',
				'app_ticket: ticket',
				"app_ticket: ''",
				[`${ENGINE}credential.test`],
			],
			[
				'An answer without a token counts as one',
				"typeof token !== 'string' || token === ''",
				'false',
				[`${UNIT}tenantAccessToken`, `${ENGINE}feishuErrors`],
			],
		],
	),
	...mutationsOf(
		'nodes/shared/tokenFailure.ts',
		[`${UNIT}client`],
		[
			['n8n 1: no reason of a failed token fetch is found', 'failure?.message === words', 'false'],
			[
				'n8n 1: an old failure of a token fetch is taken for the reason of everything',
				'failure?.message === words',
				'failure',
				[`${UNIT}tokenFailure`],
			],
		],
	),
	...mutationsOf(
		'nodes/shared/client.ts',
		[`${UNIT}client`, `${ENGINE}credential.test`],
		[
			[
				'A token refused once is distrusted for the rest of the run',
				'if (this.refusedToken === (held ?? this.token)) this.refusedToken = undefined;',
				'',
			],
			['A token that Feishu refuses is never replaced', 'this.refusedToken = token;', ''],
			[
				'What the user changed in the credential during a run is overwritten',
				'this.credential = await this.context.getCredentials(CREDENTIAL);',
				'',
			],
			[
				'A pasted token that has expired is asked for again and again',
				"if (this.app.appType === 'token') {",
				'if (false) {',
			],
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
			[
				"Feishu's content type is left out",
				"headers: { 'Content-Type': 'application/json; charset=utf-8' },",
				'',
			],
			['The Timeout is not used', 'timeout: timeoutMs,', '', [`${ENGINE}options`]],
			[
				'n8n 1: the reason of a failed token fetch is taken for one of the network',
				'if (tokenFailure) throw tokenFailure;',
				'',
			],
		],
	),
];
