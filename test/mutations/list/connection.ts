import { mutationsOf, type Mutation } from '../mutation';

/** The connection that triggers share, and what comes over it; the rest of them stands in trigger.ts. */
export const connectionMutations: Mutation[] = [
	...mutationsOf(['test/engine/longConnection.test'], {
		stopListening: [
			['A deactivated workflow is still started', 'connection.remove(listener)', 'void connection'],
		],
		readOthersAgain: [
			['Workflows with the old secret stay behind', 'other.reconnect()', 'void other'],
		],
		'Connection.add': [
			[
				'Who joins in a long pause is told that all is well',
				'this.pausing.abort();',
				'',
				['test/engine/longConnectionTime'],
			],
		],
		UNREADABLE_AT_MOST_MS: [
			[
				'A database that is busy for a moment ends the trigger',
				'5 * 60_000',
				'0',
				['test/engine/longConnectionTime'],
			],
		],
		'Connection.connected': [
			[
				'Two moments without a credential, hours apart, end a trigger',
				'this.listeners.set(listener, undefined);',
				'',
				['test/engine/longConnectionTime'],
			],
		],
		'Connection.run': [
			[
				'Nobody learns that the connection is closed again and again',
				'this.tell(CLOSED_SOON)',
				'{}',
				['test/engine/longConnectionTime'],
			],
			['What is refused once is final', 'refusals >= REFUSALS_AT_MOST', 'refusals > 0'],
		],
		'Connection.readApp': [
			[
				'A credential of another app keeps the old connection',
				'ownerOf(app) === this.key',
				"ownerOf(app) !== ''",
			],
		],
		'Connection.receiver': [
			[
				'Only one of the workflows gets a click',
				'reactions.push(reaction)',
				'(reactions[0] = reaction)',
			],
			['What fails in one workflow takes the click of all', 'failed = true', 'throw error'],
		],
		'FeishuSocket.takeData': [['The toast is not encoded', 'base64Of(data)', 'data']],
		'Parts.add': [
			[
				'A split call is put together in the order of arrival',
				'parts[seq] = part',
				'parts[message.parts.indexOf(undefined)] = part',
			],
			['A call of 0 parts is never answered', '!(sum > 1)', 'sum === 1', ['test/units/parts.test']],
			[
				'A part that comes twice counts twice',
				' - (message.parts[seq]?.length ?? 0)',
				'',
				['test/units/parts.test'],
			],
		],
		'Trigger.failed': [['n8n is not told of what is final', 'this.context.emitError …;', ';']],
		'Trigger.react': [
			[
				'A long connection reads its toast when n8n cannot any more',
				"item.event === 'button' ? toast : {}",
				"item.event === 'button' ? readOptions(this.context).toast : {}",
			],
			['A call that is no object starts a workflow', '!isRecord(call)', "call === ''"],
			[
				'The log shows a part of a call that is no JSON',
				'jsonParse<unknown>(text, { fallbackValue: null })',
				'JSON.parse(text) as unknown',
			],
		],
		'Trigger.readApp': [
			[
				'The secret that Feishu repeats is in the error',
				'this.http.secrets = secretsIn(credential);',
				'',
			],
		],
		askForRefusal: [['The ticket that Feishu repeats is in the error', '...secretsIn …', '']],
		refusalOf: [
			[
				'What a code means that is certain is not said',
				"known?.kind === 'fatal' ? known : REFUSED",
				'REFUSED',
			],
			['A message of any length is shown', 'boundedText(message, secrets)', 'String(message)'],
			[
				'The trigger ends when Feishu is busy for a moment',
				"kind === 'rateLimited' || kind === 'unavailable'",
				'false',
			],
		],
		refuseOldNode: [
			['On Node.js 20 the activation hangs', "typeof WebSocket === 'function'", 'true'],
		],
	}),
	...mutationsOf(['test/engine/longConnectionTime'], {
		listen: [
			[
				'Who is stopped during the activation is connected all the same',
				'listening.has(listener)',
				'true',
			],
		],
		readTiming: [['A day between two pings is taken', '&& seconds <= 3_600', '']],
	}),
];
