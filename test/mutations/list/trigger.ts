import { mutationsOf, type Mutation } from '../mutation';

const UNIT = 'test/units/';
const ENGINE = 'test/engine/';

/** The trigger, and the ticket of a store app on its way to whoever fetches a token. */
export const triggerMutations: Mutation[] = [
	...mutationsOf([`${UNIT}verify`], {
		verifyEncrypted: [
			[
				'The token of an encrypted challenge is not compared',
				"verificationToken === '",
				"verificationToken !== 'x",
			],
			[
				'A challenge is refused because it has no signature',
				'challengeOf(call) !== undefined',
				'false',
				[`${UNIT}verify`, `${ENGINE}trigger`],
			],
			[
				'An address for old callbacks cannot be saved beside an Encrypt Key',
				'challengeOf(body) !== undefined',
				'false',
			],
			[
				'A challenge in clear is answered whatever its token is',
				'&& isEqual(verificationTokenOf(body), origin.verificationToken)',
				'',
			],
			[
				'A click in clear with the token starts the workflow beside an Encrypt Key',
				'challengeOf(body) !== undefined &&',
				'',
			],
		],
		verifySigned: [
			['A signature of any kind is right', 'isEqual(signature …)', "(signature !== 'x')"],
			['A signed call is good for ever', 'ageMs <= REPEATS_END_AFTER_MS &&', ''],
			['A call from the future is taken', '&& ageMs >= -AHEAD_AT_MOST_MS', ''],
		],
		verifyOldCallback: [
			['The old flat callback is never taken', "'sha1'", "'sha256'"],
			[
				'Without a Verification Token anybody can sign an old flat callback',
				"if (origin.verificationToken === '') …;",
				'',
			],
		],
		sign: [
			[
				'The signature is compared over JSON written anew',
				'(rawBody)',
				'(JSON.stringify(parseObject(rawBody.toString())))',
			],
			['The signature covers no nonce', '+ nonce +', '+'],
		],
		verifyCall: [
			["Another app's calls are taken", '!== undefined && appId !== origin.app.appId', '=== null'],
			[
				'A call in clear is taken although there is an Encrypt Key',
				'origin.encryptKey',
				'origin.encryptKey && body.encrypt',
			],
		],
		verifyPlain: [
			[
				'Any Verification Token starts the workflow',
				'if (isEqual …)',
				'',
				[`${UNIT}verify`, `${ENGINE}trigger`],
			],
		],
		readOrigin: [
			[
				'A workflow whose calls nobody verifies can be activated',
				"' && verificationToken === '",
				'x',
			],
			[
				'A trigger with a pasted token may be activated',
				"app.appType === 'token'",
				'false',
				[`${UNIT}verify`, `${ENGINE}trigger`],
			],
		],
		decrypt: [
			[
				'A body that cannot be decrypted throws',
				'catch { return undefined; }',
				'catch (error) { throw error; }',
			],
		],
	}),
	...mutationsOf([`${UNIT}event`], {
		itemOf: [
			['The tenant of an event of the old schema is lost', 'filledText(event.tenant_key) ??', ''],
			['user_id is not the open ID', 'user.open_id', 'user.user_id'],
			['Calls of the old schema have no ID', 'filledText(call.uuid) ??', ''],
		],
		SECRET: [
			['The Verification Token lies in the stored execution', 'token|', ''],
			['The app ticket lies in the stored execution', 'ticket|', ''],
		],
		nameOf: [['A click whose type is unknown starts nothing', '|| value !== null', '']],
		appIdOf: [
			[
				'An event about another app counts as one for another app',
				'header.app_id) ?? filledText(event',
				'event.app_id) ?? filledText(header',
				[`${UNIT}event`, `${UNIT}verify`],
			],
		],
		withoutSecrets: [
			['The secrets inside the call are stored with the execution', 'SECRET.test(key) ||', ''],
			['What is inside the call is lost', 'if (isPart) …;', ''],
		],
		['valueOf' as string]: [
			[
				'The value of a feed card’s button is not found',
				', action.action_map, place.action_map',
				'',
				[`${UNIT}event`, `${ENGINE}trigger`],
			],
		],
		readValue: [
			[
				'A value that is JSON text stays text',
				'isRecord(parsed) ? (parsed as IDataObject) :',
				'',
				[`${UNIT}event`, `${ENGINE}trigger`],
			],
		],
		userOf: [
			[
				'The user of the flat callback is not found',
				'event, call',
				'event,',
				[`${UNIT}event`, `${ENGINE}trigger`],
			],
			['Who clicked is not found under operator_id', 'event.operator_id,', '', [`${UNIT}event`]],
		],
		ticketOf: [['A ticket counts as sent at no time', 'sentAtOf(call.ts)', '0']],
		msOf: [
			[
				'A time in milliseconds is far in the future',
				'time < 1e14 ? time : time / 1_000',
				'time * 1_000',
				[`${UNIT}event`, `${UNIT}verify`],
			],
		],
		sentAtOf: [
			[
				'After one ticket from the future no other is taken',
				'time <= clock.now() + AHEAD_AT_MOST_MS',
				'time > 0',
				[`${UNIT}event`, `${ENGINE}appTicket`],
			],
		],
	}),
	...mutationsOf([`${UNIT}deliveries`], {
		rememberCall: [
			['Of calls at the same moment only one is remembered', 'inProcess.set(trigger, memory);', ''],
			['A restart forgets every call', 'staticData.deliveries = stored;', ''],
			['What a slower call stores overwrites a faster one’s', '= stored;', '= { ...stored };'],
		],
		learn: [
			[
				'What was stored before a restart is forgotten',
				"typeof text !== 'string' ||",
				'text ||',
				[`${UNIT}deliveries`, `${ENGINE}trigger`],
			],
			['What is no time counts as one', 'at > 0 &&', ''],
		],
		REPEATS_END_AFTER_MS: [['An event that comes after six hours runs again', '8', '6']],
		forgetOld: [
			['The memory grows without end', 'before >= KEPT_AT_MOST', 'before < 0'],
			['The newest calls are forgotten too', 'FORGOTTEN_AT_ONCE', 'KEPT_AT_MOST'],
			['What n8n stores grows without end', 'calls.size < before', 'calls.size < 0'],
		],
	}),
	...mutationsOf([`${ENGINE}trigger`], {
		triggerOf: [
			[
				'A click that was tried at the Test URL is lost at the Production URL',
				', context.getMode()',
				'',
			],
		],
		handOver: [
			[
				'A ticket is kept only where tickets start the workflow',
				'if (ticket &&',
				'if (ticket && startsWorkflow(context, item) &&',
				[`${ENGINE}appTicket`],
			],
			[
				'A call without an ID that is replayed runs again',
				'? names :',
				'? [] :',
				[`${ENGINE}trigger.test`],
			],
			[
				'A click that comes twice starts two workflows',
				'again ? NOTHING :',
				'',
				[`${ENGINE}trigger.test`],
			],
			[
				'An event that was not chosen starts the workflow',
				'if (!startsWorkflow …) return …;',
				'',
				[`${ENGINE}trigger.test`, `${ENGINE}appTicket`],
			],
			[
				'A ticket that is left out starts the workflow',
				'if (!isNew) return …;',
				'',
				[`${ENGINE}appTicket`],
			],
			[
				'A ticket that could not be stored counts as stored',
				"500, { message: 'The ticket",
				"200, { message: 'The ticket",
				[`${ENGINE}appTicket`, `${ENGINE}trigger`],
			],
		],
		receiveCall: [
			[
				'A body of any size is decrypted',
				'length > MAX_CALL_BYTES',
				'length < 0',
				[`${ENGINE}trigger.test`],
			],
			['The challenge is not answered', '{ challenge }', '{}'],
			[
				'A repetition of an old flat callback runs again',
				"headerOf(headers, 'x-refresh-token')",
				'',
			],
			['The bytes of an old flat callback again run again', '[signature,', '['],
		],
		refuse: [['A refused call is answered with 200', '401', '200']],
		startsWorkflow: [
			['Filters do nothing', '|| passes(filters ?? readFilters(context), item)', '|| true'],
			[
				'A long connection reads its filters when n8n cannot any more',
				'filters ?? readFilters(context)',
				'readFilters(context)',
				[`${ENGINE}longConnection.test`],
			],
		],
		passes: [
			['The card of a click does not matter', '.startsWith(bizIdPrefix)', '.length >= 0'],
			['The key of a value does not matter', '|| key.trim() === valueKey', '|| true'],
			['A null counts as the text null', 'asText(text)', 'String(text)'],
		],
		'Trigger.connect': [
			[
				'A workflow becomes active whose filters can let no click through',
				'this.options = readOptions(this.context);',
				'',
				[`${ENGINE}longConnection.test`],
			],
		],
		readFilter: [
			['A space copied along with a filter lets no click through', 'name).trim()', 'name)'],
			[
				'A filter whose expression finds nothing lets every click through',
				"filter === ''",
				'false',
			],
		],
		readOption: [
			[
				'An expression typed as text is shown to people',
				"typeof stored === 'string' && isExpressionTyped(stored)",
				'false',
			],
			[
				'An expression that fails in the toast takes the filters with it',
				"asText(context.getNodeParameter(`options.${name}`, ''))",
				"asText((context.getNodeParameter('options', {}) as IDataObject)[name])",
				[`${ENGINE}longConnection.test`, `${ENGINE}trigger.test`],
			],
		],
		toastOf: [
			[
				'A type that cannot be read takes the toast with it',
				"readOrLeaveOut('toastType')",
				"readOption(context, 'toastType')",
			],
		],
		readOptions: [
			[
				'A workflow becomes active whose toast has a type that cannot be read',
				"readOption(context, 'toastType')",
				"'success'",
				[`${ENGINE}trigger.test`, `${ENGINE}longConnection.test`],
			],
		],
		toastWith: [
			['The toast is not shown', "content === ''", 'true'],
			[
				'A toast of a kind that Feishu does not have is an error to people',
				'TOAST_TYPES.some( …)',
				'true',
			],
		],
		asText: [
			[
				'A filter that an expression gives as a number does nothing',
				'return String(option)',
				"return typeof option === 'string' ? option : ''",
			],
			['People see a date in quotes', "startsWith('\"')", "startsWith('-')"],
			['People see [object Object] as a toast', 'JSON.stringify(option)', 'String(option)'],
		],
	}),
	...mutationsOf([`${ENGINE}appTicket`], {
		storeTicket: [
			[
				'After a restart an old event brings back an old ticket',
				'Object.assign(last, …)',
				'Object.assign({}, …)',
			],
			[
				'Two tickets at once: the older one stays',
				'before.then(async () => await store(context)',
				'store(context',
			],
		],
		recallTicket: [
			[
				'A call that began before a ticket came takes what is known of it away',
				'staticData.ticket = last;',
				'staticData.ticket = { ...last };',
			],
			[
				'What another process stored of a ticket does not count',
				'Object.assign(last, stored)',
				'{}',
			],
		],
		handOver: [
			[
				'A click takes away what is known of a ticket that came meanwhile',
				"if (app.appType === 'store') recallTicket(memory, app, trigger);",
				'',
			],
		],
		store: [
			['A ticket that comes twice is forgotten', '|| newest === app.appTicket', ''],
			[
				'A credential that has been changed to another app is stored again for nothing',
				'undefined || newest ===',
				'',
			],
			['A new ticket throws the session away', "String(credential.sessionToken ?? '')", "''"],
			['A ticket that n8n could not store is lost', '!storing.done', 'storing === undefined'],
		],
		endStoring: [['Storing a ticket sends a request', 'throw new Error …;', '']],
	}),
	...mutationsOf([`${UNIT}appTicket`], {
		storeTicket: [
			[
				'A ticket that was typed in is replaced when an old event comes again',
				'if (sentAt !== 0 && sentAt === storedAt) return true;',
				'',
				[`${ENGINE}appTicket`],
			],
		],
		storedSentAt: [
			[
				'A stored time from the future keeps out every ticket',
				'sentAtOf(sentAt)',
				'Number(sentAt)',
				[`${ENGINE}appTicket`],
			],
		],
		hearTicket: [
			['An old event brings back an old ticket', "if (sentAt < Math …) return 'older';", ''],
			['A ticket that has expired replaces one that lives', "if (clock …) return 'expired';", ''],
		],
		newestTicket: [
			['A ticket never ends', 'clock.now() - last.heardAt < LIVES_MS', 'last.heardAt > 0'],
		],
		OUTDATED_AT_MOST: [['A credential that is a few hours old costs a refused request', '20', '2']],
		claimAsking: [
			[
				'Feishu is asked for a ticket by each run',
				'if (last !== undefined && clock.now() - last < ASK_AGAIN_AFTER_MS) return false;',
				'',
			],
		],
		appKeyOf: [['A ticket serves every host', '[baseUrl, appId', '[appId, typeof baseUrl']],
		ticketsToTry: [
			[
				'A ticket that was typed in is never used',
				'newer, app.appTicket, newestTicket(app)',
				'newestTicket(app), newer, app.appTicket',
			],
		],
		dropTicket: [
			[
				'A ticket that was refused is tried again and again',
				'heard.delete(appKeyOf(app))',
				'return',
				[`${UNIT}appTicket`, `${ENGINE}appTicket`],
			],
		],
	}),
	...mutationsOf([`${ENGINE}appTicket`], {
		appAccessToken: [
			[
				'A dead ticket is not replaced by the one that was heard',
				'dropTicket(app, ticket)',
				'break',
			],
		],
		askForTicket: [['After a refused resend nobody may ask again', "if (kind === 'fatal') …;", '']],
	}),
	...mutationsOf([`${ENGINE}trigger`], {
		webhookMethods: [
			[
				'A credential that can verify nothing is found out by the first click',
				'readOrigin(credential);',
				'',
			],
		],
		'FeishuAppFeedCardTrigger.description': [
			[
				'n8n answers too, and too late',
				"'onReceived'",
				"'lastNode'",
				[`${ENGINE}trigger`, 'test/stability/contract'],
			],
		],
	}),
	...mutationsOf([`${ENGINE}longConnection.test`], {
		'Connection.run': [
			['Too many connections are asked for without end', 'refusals >= REFUSALS_AT_MOST', 'false'],
			['A wrong secret is tried without end', "result.kind === 'fatal' ||", ''],
			[
				'Feishu is asked without a pause for as long as it is away',
				'* 2 ** failures++',
				'',
				[`${ENGINE}longConnectionTime`],
			],
		],
		'Connection.tell': [
			['A cause is logged again and again', '&& !this.told.has(error.message)', ''],
		],
		'Connection.remove': [
			['The connection stays when nobody needs it', '&& this.listeners.size === 0', '&& false'],
		],
		'FeishuSocket.serve': [
			[
				'A half-open connection is never noticed',
				'if (silentMs >= PONG_WITHIN_MS) return this.close();',
				'',
				[`${ENGINE}longConnectionTime`],
			],
			[
				'Pings come no more often than every ten seconds, whatever Feishu says',
				'Math.min(PONG_WITHIN_MS - silentMs, this.endpoint.timing.pingEveryMs)',
				'PONG_WITHIN_MS',
				[`${ENGINE}longConnectionTime`],
			],
			[
				'A pong that takes longer than the pause between two pings ends the connection',
				'silentMs >= PONG_WITHIN_MS',
				'silentMs > 0',
				[`${ENGINE}longConnectionTime`],
			],
			[
				'If pings come often, a connection without pongs is kept for longer',
				'PONG_WITHIN_MS - silentMs',
				'PONG_WITHIN_MS',
				[`${ENGINE}longConnectionTime`],
			],
		],
		'FeishuSocket.takeControl': [
			[
				'What a pong says of the timing is ignored',
				'this.endpoint.timing = readTiming …;',
				'readTiming(config, this.endpoint.timing);',
				[`${ENGINE}longConnectionTime`],
			],
		],
		'Trigger.react': [
			['A click that comes again starts its workflow again', 'if (!again)', 'if (true)'],
		],
		'Trigger.start': [
			['The editor’s test goes on listening', 'if (this.isTest) stopListening(this);', ''],
		],
	}),
	...mutationsOf([`${UNIT}frame`], {
		varint: [
			[
				'Negative numbers are written wrong',
				'BigInt.asUintN(64, …)',
				'BigInt.asUintN(32, BigInt(value))',
			],
		],
	}),
	...mutationsOf([`${ENGINE}longConnectionTime`], {
		'Parts.forgetOld': [['Parts are kept for ever', 'message.startedAt >= oldest &&', '']],
	}),
];
