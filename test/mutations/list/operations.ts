import { mutationsOf, type Mutation } from '../mutation';

const UNIT = 'test/units/';
const ENGINE = 'test/engine/';

/** What each operation asks Feishu for, and what comes out of the node. */
export const operationMutations: Mutation[] = [
	...mutationsOf(
		'nodes/FeishuAppFeedCard/actions/create.operation.ts',
		[`${ENGINE}create`],
		[
			['A card that exists after a lost request counts as failed', "doneReason: 'DUPLICATE',", ''],
			[
				'Cards with other contents travel in one request',
				'JSON.stringify([bizId, contents?.appFeedCard])',
				'JSON.stringify([bizId])',
			],
			[
				'The business ID is not sent',
				'{ biz_id: cards[0].bizId, ...cards[0].contents?.appFeedCard }',
				'{ ...cards[0].contents?.appFeedCard }',
			],
			[
				'A card that exists is a success although that was not asked for',
				"option: 'ignoreDuplicate'",
				"option: 'ignoreNotCreated'",
			],
			['Who makes cards does not get their IDs', "output: 'all',", "output: 'failed',"],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/actions/update.operation.ts',
		[`${ENGINE}update`],
		[
			[
				'People are notified twice after a lost request',
				'card.mayBeDone ? repeatable(card) : card.contents?.updateFields',
				'card.contents?.updateFields',
			],
			[
				'An update that notified alone is repeated',
				'mayRepeat: (card) => repeatable(card).length > 0,',
				'',
			],
			[
				'A notification that may be missing is not said',
				'contents?.updateFields?.includes(NOTIFY) ?? false',
				'false',
			],
			[
				'A notification is said to be missing that nobody asked for',
				'contents?.updateFields?.includes(NOTIFY) ?? false',
				'contents !== undefined',
			],
			[
				'What to change is not said',
				'update_fields: card.mayBeDone',
				'updateFields: card.mayBeDone',
			],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/actions/upsert.operation.ts',
		[`${ENGINE}upsert`],
		[
			[
				'A card that is not there is not made',
				"goesOnAfter: ['NOT_CREATED', 'REJECTED'] }",
				"goesOnAfter: ['REJECTED'] }",
			],
			[
				'A card that is not there, which Feishu says by refusing the request, is not made',
				"goesOnAfter: ['NOT_CREATED', 'REJECTED'] }",
				"goesOnAfter: ['NOT_CREATED'] }",
			],
			[
				'A card that somebody else made in between fails',
				"goesOnAfter: ['DUPLICATE', 'REJECTED'] }",
				'goesOnAfter: [] }',
			],
			[
				'A card that is made counts as updated',
				"{ request: createCard, done: 'created'",
				"{ request: createCard, done: 'updated'",
			],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/actions/delete.operation.ts',
		[`${ENGINE}output`, `${ENGINE}feishuErrors`, 'test/faults/alone'],
		[
			['A card that a lost request deleted counts as failed', "doneReason: 'NOT_CREATED',", ''],
			['The user is not named to Feishu', 'user_id: userId', 'userId'],
			['A card that was not there counts as deleted', "status: 'not_created'", "status: 'deleted'"],
			[
				'Ignore Not Created ignores a missing permission',
				"reason: 'NOT_CREATED', status",
				"reason: 'NO_PERMISSION', status",
			],
			[
				'Success gives an item, and failure too',
				"output: 'failed',",
				"output: 'all',",
				['test/stability/contract'],
			],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/actions/dryRun.ts',
		[`${ENGINE}dryRun`],
		[
			[
				'A dry run does not ask whether the app may change cards',
				'await requireScope(client, options.timeout);',
				'',
			],
			[
				'A dry run does not say how many requests it takes',
				'const requests = intoBatches(cards, steps[0].request).length',
				'const requests = 0',
			],
			[
				'A dry run gives up at the first fault',
				'if (tries > maxRetries) return undefined;',
				'return undefined;',
			],
			[
				'A dry run asks a refused token for ever',
				'tries <= MAX_TOKEN_REFUSALS ? 0 : undefined',
				'0',
			],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/actions/run.ts',
		[`${ENGINE}onError`, `${ENGINE}input`, `${ENGINE}output`],
		[
			['A dry run changes cards', '(isDryRun ? plan : sendAll)', '(sendAll)', [`${ENGINE}dryRun`]],
			[
				'A mistake does not keep the other cards from being sent',
				'if (mistakes.length > 0 && !context.continueOnFail())',
				'if (false)',
			],
			[
				'Cards that the run did not come to are missing',
				'for (const card of run.unfinished) results.fail(card, stopFailure(run.error, card, words));',
				'',
			],
			[
				'An error that holds for all cards does not stop the workflow',
				'if (!context.continueOnFail()) {',
				'if (false) {',
			],
			[
				'Failed cards do not go to the error output',
				"node.onError === 'continueErrorOutput' ? node : undefined",
				'undefined',
			],
			[
				'The line after the run is no warning where cards failed',
				'tally.failed > 0 || run.foundNothing.length > 0',
				'false',
			],
			[
				'A title that no card has is not worth a word',
				'foundNothing };\n\treturn [giveOut',
				'foundNothing: [] };\n\treturn [giveOut',
				[`${ENGINE}create`],
			],
			[
				'Stopping the execution does not stop the sending',
				'signal: context.getExecutionCancelSignal()',
				'signal: undefined',
				['test/faults/stopping'],
			],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/actions/send.ts',
		[`${ENGINE}sharedPace`],
		[
			[
				'Create, update and delete share one pace',
				'JSON.stringify([client.rateLimitKey, request.method, request.path])',
				'client.rateLimitKey',
			],
			[
				'Two apps share one pace',
				'JSON.stringify([client.rateLimitKey, request.method, request.path])',
				'request.method',
			],
			['A run that has ended goes on counting', 'lane.leave();', ''],
			[
				'A user whom Feishu does not know costs every step of an operation',
				' && !meaningOf(code ?? 0)?.concernsUser',
				'',
				[`${ENGINE}upsert`],
			],
			[
				'Cards that wait for the next step are lost where the run stops',
				'const unfinished = [...run.unfinished, ...goOn];',
				'const unfinished = [...run.unfinished];',
				[`${ENGINE}upsert`],
			],
			[
				'Only the requests of the last step are counted',
				'requests += run.requests;',
				'requests = run.requests;',
				[`${ENGINE}upsert`],
			],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/sending/feedCardApi.ts',
		[`${ENGINE}output`, `${ENGINE}feishuErrors`],
		[
			['21 cards go into a request', 'MAX_CARDS_PER_REQUEST = 20', 'MAX_CARDS_PER_REQUEST = 21'],
			['10 cards go into a request', 'MAX_CARDS_PER_REQUEST = 20', 'MAX_CARDS_PER_REQUEST = 10'],
			[
				'User ID Type is not told to Feishu',
				'user_id_type: this.userIdType',
				"user_id_type: 'open_id'",
			],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/sending/failedCard.ts',
		[`${UNIT}failedCard`, `${ENGINE}output`],
		[
			['A reason as a number is not read', '/^\\d+$/.test(text)', 'false'],
			['A reason in small letters is not read', 'text.toUpperCase()', 'text'],
			[
				'DUPLICATED, as an SDK calls it, is not read',
				"name === 'DUPLICATED' ? 'DUPLICATE' : name",
				'name',
			],
			[
				'An answer that does not tell which cards failed counts as success',
				'if (!Array.isArray(entries)) {',
				'if (!Array.isArray(entries)) return [];\n\tif (false) {',
			],
			['A card without a reason is not failed', "|| '0'", "|| '2'"],
			[
				'A reason that nobody knows is lost',
				'{ reason: text, reasonCode: null',
				"{ reason: 'UNKNOWN', reasonCode: null",
			],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/sending/grantedScopes.ts',
		[`${ENGINE}dryRun`],
		[
			[
				'A dry run takes a scope that was asked for as granted',
				'scope.scope_name === SCOPE && scope.grant_status === GRANTED',
				'scope.scope_name === SCOPE',
			],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/output/results.ts',
		[`${ENGINE}order`, `${ENGINE}output`, `${ENGINE}onError`],
		[
			[
				'failed_cards of the summary are out of order',
				'this.failed.sort((a, b) => a.order - b.order);',
				'',
			],
			[
				'All cards are out of order',
				'[...failed, ...succeeded].sort((a, b) => a.order - b.order)',
				'[...failed, ...succeeded]',
			],
			[
				'The columns that explain are off the screen',
				'biz_id: bizId,\n\t\treason: failure.reason,\n\t\tmessage: failure.message,\n\t\tuser_id: userId,',
				'biz_id: bizId,\n\t\tuser_id: userId,\n\t\treason: failure.reason,\n\t\tmessage: failure.message,',
			],
			[
				'The error replaces the card on the error output',
				'value: error, enumerable: false',
				'value: error, enumerable: true',
			],
			[
				'The node runs a second time because of a failed card',
				'biz_id: bizId,\n\t\treason:',
				'error: failure.message,\n\t\tbiz_id: bizId,\n\t\treason:',
			],
			[
				'The summary leaves out failed cards',
				'failed_cards: this.failed.map(toJson)',
				'failed_cards: this.failed.slice(0, 20).map(toJson)',
			],
			[
				'The summary is linked to no input',
				'pairedItem: pairedWith([...Array(inputCount).keys()])',
				'pairedItem: pairedWith([])',
			],
			[
				'A card that two items named is linked to one',
				'links.length === 1 ? links[0] : links',
				'links[0]',
			],
			[
				'What is ignored is counted as done',
				'this.succeed(card, this.ignored.status)',
				'this.succeed(card, this.words.statuses[0])',
			],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/output/errors.ts',
		[`${ENGINE}mistakes`, `${ENGINE}input`, `${ENGINE}feishuErrors`, `${ENGINE}onError`],
		[
			[
				'How many more kinds of mistakes there are is not told',
				'`; and ${others.length - KINDS_SHOWN} more`',
				"''",
				[`${ENGINE}input`],
			],
			['The error is not tied to its input item', 'itemIndex: first.input,', ''],
			[
				'An unfinished card does not say that it may be done',
				'if (isTold || !card.mayBeDone) return failure;',
				'return failure;',
				['test/engine/onError', 'test/faults/alone'],
			],
			[
				'Every unfinished card says that it may be done',
				'if (isTold || !card.mayBeDone)',
				'if (isTold)',
				['test/engine/tokenFetch'],
			],
			[
				'The link that grants a permission cannot be clicked',
				'escapedWithLinks(feishuMessage)',
				'escaped(feishuMessage)',
			],
			['How many cards were done is not said', 'done === 0 ? `No card', 'true ? `No card'],
			[
				'The code of an error is not in the items',
				'code: error instanceof FeishuError ? error.details.code : null',
				'code: null',
			],
			[
				'The same mistake is told 500 times',
				'if (alike) alike.push(problem);',
				'if (false) alike?.push(problem);',
			],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/output/html.ts',
		[`${UNIT}html`],
		[
			["HTML in Feishu's message is shown as HTML", ".replace(/</g, '&lt;')", ''],
			['The full stop behind an address belongs to it', '」.,;:!?]', '」]'],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/output/line.ts',
		[`${ENGINE}output`, `${ENGINE}onError`],
		[
			[
				'The line says nothing of cards in doubt',
				'if (facts.presumed > 0)',
				'if (facts.presumed > 9)',
				[`${ENGINE}output`],
			],
			[
				"The line says nothing of n8n's empty item",
				'facts.noItem && facts.addsEmptyItem',
				'false',
				[`${ENGINE}output`],
			],
			[
				'The reasons are not in the line after the run',
				'`${failed} failed (${listed(reasons)})`',
				'`${failed} failed`',
			],
			['Where no item comes out, nothing says so', 'if (facts.noItem) {', 'if (false) {'],
			[
				'Cards that were not there are not told apart',
				"not_created: ['was not there', 'were not there'],",
				'',
			],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/actions/index.ts',
		[`${ENGINE}input`, 'test/stability/contract'],
		[
			[
				'Every operation deletes cards',
				'OPERATIONS[values.indexOf(value)]',
				'deleteOperation',
				[`${ENGINE}input`, `${ENGINE}create`],
			],
		],
	),
];
