import { mutationsOf, type Mutation } from '../mutation';

const UNIT = 'test/units/';
const ENGINE = 'test/engine/';

/** The calls that Feishu makes, and the tickets of store apps. */
export const triggerMutations: Mutation[] = [
	...mutationsOf(
		'nodes/FeishuAppFeedCardTrigger/verify.ts',
		[`${UNIT}verify`, `${ENGINE}trigger`],
		[
			[
				'Any signature starts the workflow',
				"sign('sha256', rawBody, headers, origin.encryptKey))",
				"signature ?? '')",
			],
			[
				'Any Verification Token starts the workflow',
				'if (isEqual(tokenOf(call), origin.verificationToken)) return { call };',
				'return { call };',
			],
			[
				'A call for another app starts the workflow',
				'appId !== undefined && appId !== origin.appId',
				'false',
			],
			[
				'A plain call passes although the credential has an Encrypt Key',
				'const proof = origin.encryptKey\n',
				'const proof = origin.encryptKey && typeof body.encrypt === "string"\n',
			],
			[
				'The signature is over other bytes than those that came',
				'.update(rawBody)',
				'.update(rawBody.toString().trim())',
			],
			[
				'The time of the call is not part of the signature',
				'.update(timestamp + nonce + secret)',
				'.update(nonce + secret)',
			],
			['The old flat callback is refused', "sign('sha1', rawBody", "sign('sha256', rawBody"],
			[
				'A trigger without any secret may be activated',
				"if (encryptKey === '' && verificationToken === '')",
				'if (false)',
			],
			[
				'A trigger with a pasted token may be activated',
				"if (app.appType === 'token') {",
				'if (false) {',
			],
			[
				'A challenge with a foreign token is answered',
				"origin.verificationToken === '' || isEqual(tokenOf(call), origin.verificationToken)",
				'true',
			],
			[
				'A challenge is refused because it has no signature',
				'if (challengeOf(call) !== undefined) {',
				'if (false) {',
			],
			[
				'A call that cannot be decrypted ends in a crash',
				'} catch {\n\t\treturn undefined;\n\t}\n}\n\n/** In constant',
				'} catch (error) {\n\t\tthrow error;\n\t}\n}\n\n/** In constant',
			],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCardTrigger/event.ts',
		[`${UNIT}event`, `${ENGINE}trigger`],
		[
			['The Verification Token is stored with the execution', 'delete rest.token;', ''],
			['The app ticket is stored with the execution', 'delete rest.app_ticket;', ''],
			[
				'The secrets inside `event` are stored with the execution',
				'...(isObject(event) ? { event: withoutTokens(event) } : {}),',
				'',
			],
			['user_id is the employee ID', 'user_id: user.open_id,', 'user_id: user.user_id,'],
			['A click of an unknown kind is none', " || value !== null ? 'button'", " ? 'button'"],
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
			[
				'An event is known by no ID',
				'textOf(header.event_id) ?? textOf(call.uuid) ?? null',
				'null',
			],
			['The ID of the old events is not read', ' ?? textOf(call.uuid)', ''],
			['The user of the flat callback is not found', '\t\tevent,\n\t\tcall,\n', '\t\tevent,\n'],
			['A ticket counts as sent at no time', 'Number(call.ts) || 0', '0', [`${UNIT}event`]],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCardTrigger/webhook.ts',
		[`${ENGINE}trigger`],
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
				'A toast is shown for every call',
				"starts && item.event === 'button' ? toastOf(context) : {}",
				'toastOf(context)',
			],
			[
				'A ticket that could not be stored is not sent again',
				'if (id !== undefined) forget(trigger, memory, id);',
				'',
				[`${ENGINE}appTicket`, `${ENGINE}trigger`],
			],
			[
				'A ticket that could not be stored counts as stored',
				"return answer(context, 500, { message: 'The ticket could not be stored' });",
				'return answer(context, 200, {});',
				[`${ENGINE}appTicket`, `${ENGINE}trigger`],
			],
			['A body of any size is taken', 'if (rawBody.length > MAX_BODY_BYTES)', 'if (false)'],
			[
				'An app ticket alone is not taken, because it starts nothing',
				'if (!starts && !ticket)',
				'if (!starts)',
				[`${ENGINE}appTicket`, `${ENGINE}trigger`],
			],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCardTrigger/deliveries.ts',
		[`${UNIT}deliveries`, `${ENGINE}trigger`],
		[
			[
				'A repetition after six hours starts the workflow again',
				'KEPT_FOR_MS = 8 * 3_600_000',
				'KEPT_FOR_MS = 1 * 3_600_000',
			],
			['What was stored before a restart is forgotten', 'deliveries[key] ??= at;', ''],
			[
				'Nothing is stored for the time after a restart',
				'staticData.deliveries = deliveries;\n\treturn again;',
				'return again;',
			],
			['The memory grows for ever', 'if (left.length < KEPT_AT_MOST) return;', 'return;'],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCardTrigger/FeishuAppFeedCardTrigger.node.ts',
		[`${ENGINE}trigger`],
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
				[`${ENGINE}trigger`, 'test/stability/contract'],
			],
		],
	),
	...mutationsOf(
		'nodes/shared/appTicket.ts',
		[`${UNIT}appTicket`, `${ENGINE}appTicket`],
		[
			[
				'A repeated old ticket replaces the newer one',
				'if (last && sentAt !== 0 && sentAt < last.sentAt) return false;',
				'',
			],
			['A ticket that has died is used', 'last && clock.now() - last.heardAt < LIVES_MS', 'last'],
			[
				'A ticket that was refused is tried again and again',
				'if (last?.ticket === ticket) heard.delete(keyOf(app));',
				'if (last?.ticket === ticket) return;',
			],
			[
				'Feishu is asked for a ticket with every request',
				'if (last !== undefined && clock.now() - last < ASK_AGAIN_AFTER_MS) return false;',
				'',
			],
			[
				'The ticket that was heard last is never tried',
				'const tickets = [newer, app.appTicket, newestTicket(app)];',
				'const tickets = [app.appTicket];',
			],
		],
	),
	...mutationsOf(
		'nodes/shared/ticketStore.ts',
		[`${ENGINE}appTicket`],
		[
			[
				'The token that was cached is lost with each ticket',
				"sessionToken: String(credential.sessionToken ?? '')",
				"sessionToken: ''",
			],
			['A failure to store is taken for success', 'if (!storing.done) throw', 'if (false) throw'],
		],
	),
];
