import { mutationsOf, type Mutation } from '../mutation';

const UNIT = 'test/units/';
const ENGINE = 'test/engine/';
const TRIGGER = 'nodes/FeishuAppFeedCardTrigger/';

/** The trigger, and the ticket of a store app on its way to whoever fetches a token. */
export const triggerMutations: Mutation[] = [
	...mutationsOf(
		`${TRIGGER}verify.ts`,
		[`${UNIT}verify`],
		[
			[
				'A signature of any kind is right',
				"isEqual(signature, sign('sha256', rawBody, headers, origin.encryptKey))",
				"signature !== 'x'",
			],
			[
				'The signature is compared over JSON written anew',
				'.update(rawBody)',
				'.update(JSON.stringify(parseObject(rawBody.toString())))',
			],
			[
				'The signature covers no nonce',
				'.update(timestamp + nonce + secret)',
				'.update(timestamp + secret)',
			],
			[
				"Another app's calls are taken",
				'appId !== undefined && appId !== origin.appId',
				'appId === null',
			],
			[
				'A call in clear is taken although there is an Encrypt Key',
				'const proof = origin.encryptKey',
				'const proof = origin.encryptKey && body.encrypt',
			],
			[
				'The token of an encrypted challenge is not compared',
				"origin.verificationToken === '' || isEqual",
				"origin.verificationToken !== 'x' || isEqual",
			],
			[
				'Any old flat callback is taken',
				"return isEqual(signature, sign('sha1'",
				"return signature !== '' || isEqual(signature, sign('sha1'",
			],
			[
				'The old flat callback is never taken',
				"sign('sha1', rawBody, headers, origin.verificationToken)",
				"sign('sha256', rawBody, headers, origin.verificationToken)",
			],
			[
				'A workflow whose calls nobody has to prove can be activated',
				"if (encryptKey === '' && verificationToken === '')",
				"if (encryptKey === 'x')",
			],
			[
				'A body that cannot be decrypted throws',
				`	} catch {
		return undefined;
	}
}

/** In constant time`,
				`	} catch (error) {
		throw error;
	}
}

/** In constant time`,
			],
		],
	),
	...mutationsOf(
		`${TRIGGER}event.ts`,
		[`${UNIT}event`],
		[
			[
				'The tenant of an event of the old schema is lost',
				'[header.tenant_key, event.tenant_key, call.tenant_key]',
				'[header.tenant_key, call.tenant_key]',
			],
			['The Verification Token lies in the stored execution', 'delete rest.token;', ''],
			['The app ticket lies in the stored execution', 'delete rest.app_ticket;', ''],
			[
				'A click whose type is unknown starts nothing',
				" || value !== null ? 'button'",
				" ? 'button'",
			],
			[
				'An event about another app counts as one for another app',
				'textOf(header.app_id) ?? textOf(event.app_id)',
				'textOf(event.app_id) ?? textOf(header.app_id)',
				[`${UNIT}event`, `${UNIT}verify`],
			],
			['user_id is not the open ID', 'user_id: user.open_id', 'user_id: user.user_id'],
			[
				'Calls of the old schema have no ID',
				'textOf(header.event_id) ?? textOf(call.uuid) ?? null',
				'textOf(header.event_id) ?? null',
			],
		],
	),
	...mutationsOf(
		`${TRIGGER}deliveries.ts`,
		[`${UNIT}deliveries`],
		[
			[
				'Of calls at the same moment only one is remembered',
				'inProcess.set(trigger, deliveries);',
				'',
			],
			[
				'A restart forgets every call',
				`	staticData.deliveries = deliveries;
	return again;`,
				'	return again;',
			],
			[
				'What a slower call stores overwrites a faster one’s',
				`	staticData.deliveries = deliveries;
	return again;`,
				`	staticData.deliveries = { ...deliveries };
	return again;`,
			],
			['An event that comes after six hours runs again', '8 * 3_600_000', '6 * 3_600_000'],
			['The memory grows without end', 'left.length < KEPT_AT_MOST', 'left.length > 0'],
			[
				'The newest calls are forgotten first',
				'left.sort(([, one], [, other]) => one - other)',
				'left.sort(([, one], [, other]) => other - one)',
			],
		],
	),
	...mutationsOf(
		`${TRIGGER}webhook.ts`,
		[`${ENGINE}trigger.test`],
		[
			[
				'A click that was tried at the Test URL is lost at the Production URL',
				'context.getMode(),',
				"'',",
				[`${ENGINE}trigger`],
			],
			['A body of any size is decrypted', 'rawBody.length > MAX_BODY_BYTES', 'rawBody.length < 0'],
			[
				'An event whose ticket could not be stored is not taken when it comes again',
				'if (id !== undefined) forget(trigger, memory, id);',
				'',
				[`${ENGINE}appTicket`],
			],
			[
				'A call without an ID that is replayed runs again',
				'item.event_id ?? signature',
				'item.event_id ?? undefined',
			],
			[
				'A click that starts nothing gets the toast',
				"starts && item.event === 'button' ? toastOf(context) : {}",
				'toastOf(context)',
			],
			[
				'A ticket is kept only where tickets start the workflow',
				'if (!starts && !ticket)',
				'if (!starts)',
				[`${ENGINE}appTicket`],
			],
			[
				'An event that was not chosen starts the workflow',
				'return starts ? {',
				'return item ? {',
				[`${ENGINE}trigger.test`, `${ENGINE}appTicket`],
			],
		],
	),
	...mutationsOf(
		'nodes/shared/ticketStore.ts',
		[`${ENGINE}appTicket`],
		[
			[
				'Two tickets at once: the older one stays',
				'lastStored = before.then(async () => await store(context));',
				'lastStored = store(context);',
			],
			[
				'A ticket that comes twice is forgotten',
				'newest === undefined || newest === app.appTicket',
				'newest === undefined',
			],
			[
				'A credential that has been changed to another app is stored again for nothing',
				'newest === undefined || newest === app.appTicket',
				'newest === app.appTicket',
			],
			['A new ticket throws the session away', "String(credential.sessionToken ?? '')", "''"],
			[
				'A ticket that n8n could not store is lost',
				'if (!storing.done) throw',
				'if (storing === undefined) throw',
			],
			[
				'Storing a ticket sends a request',
				`	storing.done = true;
	throw new Error('The App Ticket is stored, and there is nothing to send');`,
				'	storing.done = true;',
			],
		],
	),
	...mutationsOf(
		'nodes/shared/appTicket.ts',
		[`${UNIT}appTicket`],
		[
			[
				'An old event brings back an old ticket',
				'if (last && sentAt !== 0 && sentAt < last.sentAt) return false;',
				'',
			],
			['A ticket never ends', 'clock.now() - last.heardAt < LIVES_MS', 'last.heardAt > 0'],
			[
				'Feishu is asked for a ticket by each run',
				'if (last !== undefined && clock.now() - last < ASK_AGAIN_AFTER_MS) return false;',
				'',
			],
			[
				'A ticket serves every host',
				'JSON.stringify([baseUrl, appId])',
				'JSON.stringify([appId, typeof baseUrl])',
			],
			[
				'A ticket that was typed in is never used',
				'const tickets = [newer, app.appTicket, newestTicket(app)];',
				'const tickets = [newestTicket(app), newer, app.appTicket];',
			],
		],
	),
	...mutationsOf(
		'nodes/shared/tenantAccessToken.ts',
		[`${ENGINE}appTicket`],
		[
			[
				'A dead ticket is not replaced by the one that was heard',
				'dropTicket(app, ticket);',
				'break;',
			],
			[
				'After a refused resend nobody may ask again',
				"if (kind === 'fatal') takeBackAsking(app);",
				'',
			],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCardTrigger/verify.ts',
		['test/units/verify', 'test/engine/trigger'],
		[
			[
				'Any Verification Token starts the workflow',
				'if (isEqual(tokenOf(call), origin.verificationToken)) return { call };',
				'return { call };',
			],
			[
				'A trigger with a pasted token may be activated',
				"if (app.appType === 'token') {",
				'if (false) {',
			],
			[
				'A challenge is refused because it has no signature',
				'if (challengeOf(call) !== undefined) {',
				'if (false) {',
			],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCardTrigger/event.ts',
		['test/units/event', 'test/engine/trigger'],
		[
			[
				'The secrets inside `event` are stored with the execution',
				'...(isObject(event) ? { event: withoutTokens(event) } : {}),',
				'',
			],
			[
				'The value of a feed card’s button is not found',
				'action.value, action.action_map, place.action_map',
				'action.value',
			],
			[
				'A value that is JSON text stays text',
				'return isObject(parsed) ? (parsed as IDataObject) : value;',
				'return value;',
			],
			['The user of the flat callback is not found', '\t\tevent,\n\t\tcall,\n', '\t\tevent,\n'],
			['A ticket counts as sent at no time', 'Number(call.ts) || 0', '0', ['test/units/event']],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCardTrigger/webhook.ts',
		['test/engine/trigger'],
		[
			[
				'The challenge is not answered',
				'return answer(context, 200, { challenge });',
				'return answer(context, 200, {});',
			],
			[
				'A click that comes twice starts two workflows',
				'if (id !== undefined && comesAgain(',
				'if (id !== undefined && !comesAgain && comesAgain(',
			],
			[
				'Every call starts the workflow, whatever is chosen',
				'.includes(item.event);',
				'.includes(item.event) || true;',
			],
			[
				'A refused call is answered with 200',
				'return refuse(context, 401, proof.refusal);',
				'return refuse(context, 200 as 401, proof.refusal);',
			],
			['The toast is not shown', "toastText === '' ? {}", 'true ? {}'],
			[
				'A ticket that could not be stored counts as stored',
				"return answer(context, 500, { message: 'The ticket could not be stored' });",
				'return answer(context, 200, {});',
				['test/engine/appTicket', 'test/engine/trigger'],
			],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCardTrigger/deliveries.ts',
		['test/units/deliveries', 'test/engine/trigger'],
		[['What was stored before a restart is forgotten', 'deliveries[key] ??= at;', '']],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCardTrigger/FeishuAppFeedCardTrigger.node.ts',
		['test/engine/trigger'],
		[
			[
				'A credential that proves nothing is found out by the first click',
				'readOrigin(credential);',
				'',
			],
			[
				'n8n answers too, and too late',
				"responseMode: 'onReceived'",
				"responseMode: 'lastNode'",
				['test/engine/trigger', 'test/stability/contract'],
			],
		],
	),
	...mutationsOf(
		'nodes/shared/appTicket.ts',
		['test/units/appTicket', 'test/engine/appTicket'],
		[
			[
				'A ticket that was refused is tried again and again',
				'if (last?.ticket === ticket) heard.delete(keyOf(app));',
				'if (last?.ticket === ticket) return;',
			],
		],
	),
];
