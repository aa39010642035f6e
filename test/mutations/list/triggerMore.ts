import { mutationsOf, type Mutation } from '../mutation';

const UNIT = 'test/units/';
const ENGINE = 'test/engine/';
const TRIGGER = 'nodes/FeishuAppFeedCardTrigger/';

/** The trigger, and the ticket of a store app on its way to whoever fetches a token. */
export const ticketMutations: Mutation[] = [
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
			['A body of any size is decrypted', 'rawBody.length > MAX_BODY_BYTES', 'rawBody.length < 0'],
			[
				'A call without an ID that is replayed runs again',
				'item.event_id ?? signature',
				'item.event_id ?? undefined',
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
			['A ticket never ends', 'clock.now() - last.heardAt < LIVES_MS', 'last.heardAt > 0'],
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
];
