import { mutationsOf, type Mutation } from '../mutation';

const UNIT = 'test/units/';
const ENGINE = 'test/engine/';

/** What each operation asks Feishu for, and what comes out of the node. */
export const operationMutations: Mutation[] = [
	...mutationsOf([`${ENGINE}create`], {
		createCard: [
			['A card that exists after a lost request counts as failed', "doneReason: 'DUPLICATE',", ''],
			['Cards with other contents travel in one request', ', contents?.appFeedCard', ''],
			['The business ID is not sent', 'biz_id: cards[0].bizId,', ''],
		],
		createOperation: [
			[
				'A card that exists is a success although that was not asked for',
				"option: 'ignoreDuplicate'",
				"option: 'ignoreNotCreated'",
			],
		],
		outputParameters: [
			['Who makes cards does not get their IDs', "default: 'cards'", "default: 'summary'"],
		],
	}),
	...mutationsOf([`${ENGINE}update`], {
		updateCards: [
			[
				'People are notified twice after a lost request',
				'mayBeDone ? repeatable(card) : card.',
				'',
			],
			['An update that notified alone is repeated', 'mayRepeat: (card) …,', ''],
			[
				'A notification that may be missing is not said',
				'contents?.updateFields?.includes(NOTIFY) ??',
				'',
			],
			[
				'A notification is said to be missing that nobody asked for',
				'?.updateFields?.includes(NOTIFY) ?? false',
				'!== undefined',
			],
			['What to change is not said', 'update_fields: card', 'updateFields: card'],
		],
	}),
	...mutationsOf([`${ENGINE}upsert`], {
		upsertOperation: [
			['A card that is not there is not made', "NOT_CREATED', '", ''],
			[
				'A card that is not there, which Feishu says by refusing the request, is not made',
				"NOT_CREATED', 'REJECTED']",
				"NOT_CREATED']",
			],
			['A card that somebody else made in between fails', "'DUPLICATE', 'REJECTED'", ''],
			['A card that is made counts as updated', ": 'created'", ": 'updated'"],
		],
		causeOf: [
			['Why a card was not created is not said', '(before ?? failed)', 'failed'],
			['A business ID that stays taken is not said', "before?.reason === 'DUPLICATE'", 'false'],
			['Of two refusals only the last is said', 'return { …};\n}', 'return failed;\n}'],
		],
		saysMore: [['The same refusal is said twice', '&& !later.includes(said)', '']],
		provenResult: [
			[
				'A card whose update is refused counts as created because it is there',
				"before?.reason === 'NOT_CREATED'",
				"before?.reason !== 'NOT_CREATED'",
			],
			[
				'The line doubts what the run has proved: that it created a card itself',
				"? 'done'",
				"? 'presumed'",
			],
			[
				'A card that nobody tried to update counts as created because it is there',
				"before?.reason === 'NOT_CREATED'",
				"before?.reason !== 'REJECTED'",
				[`${ENGINE}people`],
			],
		],
		takeSteps: [
			[
				'Why a list was given up is not said of the cards that were not tried',
				'history.noteRefused(unfinished, stoppedBy);',
				'',
			],
			[
				'Why the cards of a list were not created is not said where everything is refused',
				'sent.allRefused ? history.errorOf(stoppedBy, step, unfinished) : stoppedBy',
				'stoppedBy',
			],
		],
		sendStep: [
			[
				'Cards that are refused end a run of which Feishu took others',
				'accepted: results.done > 0',
				'accepted: false',
			],
		],
	}),
	...mutationsOf([`${ENGINE}output`, `${ENGINE}feishuErrors`, 'test/faults/alone'], {
		deleteCards: [
			['A card that a lost request deleted counts as failed', "doneReason: 'NOT_CREATED',", ''],
			['The user is not named to Feishu', 'user_id: userId', 'userId'],
		],
		deleteOperation: [
			['A card that was not there counts as deleted', "'not_created'", "'deleted'"],
			['Ignore Not Created ignores a missing permission', "'NOT_CREATED'", "'NO_PERMISSION'"],
		],
		output: [
			[
				'Delete gives an item a card',
				"default: 'summary'",
				"default: 'cards'",
				['test/stability/contract'],
			],
		],
	}),
	...mutationsOf([`${ENGINE}dryRun`], {
		plan: [
			[
				'A dry run that stops counts a card twice',
				'[...planned, ...(found?.left ?? [])]',
				'cards',
				[`${ENGINE}people.test`],
			],
			['A dry run does not ask whether the app may change cards', 'await requireScopes(run);', ''],
			[
				'A dry run does not say how many requests it takes',
				'intoBatches(planned, operation.steps[0].request).length',
				'0',
			],
		],
	}),
	...mutationsOf([`${ENGINE}onError`, `${ENGINE}input`, `${ENGINE}output`], {
		runOperation: [
			[
				'A mistake does not keep the other cards from being sent',
				'mistakes.length > 0 && !continuesOnFail',
				'false',
			],
			[
				'Cards that the run did not come to are missing',
				'for (const card of sent.unfinished) …;',
				'',
			],
			[
				'An error that holds for all cards does not stop the workflow',
				'stop && !continuesOnFail && !isTool',
				'false',
			],
			[
				'A tool throws what stops it',
				'!continuesOnFail && !isTool',
				'!continuesOnFail',
				[`${ENGINE}tool`],
			],
			[
				'A model is told only of what was done before the run stopped',
				'!(isTool && (stop || results.failed > 0)) &&',
				'',
				[`${ENGINE}tool`],
			],
			['The outputs are swapped', '[done, results.failedItems()]', '[results.failedItems(), done]'],
			[
				'No summary comes out if there was no card',
				': [results.summaryItem',
				': cards.length === 0 ? [] : [results.summaryItem',
			],
			[
				'The line does not say why nothing comes out of Done',
				'done.length === 0 && results.failed > 0',
				'false',
			],
			[
				'The line after the run is no warning if cards failed',
				"results.failed > 0 ? 'warning' : 'info'",
				"'info'",
			],
		],
		givesCards: [
			[
				'All cards failed in a round of a loop, and the loop ends',
				'isTool || isInLoop(context)',
				'isTool',
			],
			[
				'Output Cards gives a summary if all cards failed',
				'!(isTool || isInLoop(context))',
				'false',
			],
		],
		send: [
			['A dry run changes cards', 'run, plan)', 'run, takeSteps)', [`${ENGINE}dryRun`]],
			[
				'Stopping the execution does not stop the sending',
				'= context.getExecutionCancelSignal()',
				'= undefined',
				['test/faults/stopping'],
			],
		],
	}),
	...mutationsOf([`${ENGINE}sharedPace`], {
		sendStep: [
			['Create, update and delete share one pace', 'request.method, request.path', "'', ''"],
			['A run that has ended goes on counting', 'limiter.leave();', ''],
			[
				'Only the requests of the last step are counted',
				'requests +=',
				'requests =',
				[`${ENGINE}upsert`],
			],
		],
		takeSteps: [
			[
				'Cards that wait for the next step are lost where the run stops',
				'...goOn, ...(found',
				'...(found',
				[`${ENGINE}upsert`],
			],
		],
		'FeishuClient.rateLimitKey': [['Two apps share one pace', 'rateLimitKeyOf(this.app)', '']],
		goesOn: [
			[
				'A user whom Feishu does not know costs every step of an operation',
				'&& ! … concernsUser',
				'',
				[`${ENGINE}upsert`],
			],
		],
	}),
	...mutationsOf([`${ENGINE}output`, `${ENGINE}feishuErrors`], {
		MAX_CARDS_PER_REQUEST: [
			['21 cards go into a request', '20', '21'],
			['10 cards go into a request', '20', '10'],
		],
		'FeedCardApi.send': [
			['User ID Type is not told to Feishu', ': this.userIdType', ": 'open_id'"],
			[
				'Feishu is told that open IDs which were looked up are e-mail addresses',
				"areFound ? 'open_id' :",
				'',
				[`${ENGINE}people.test`],
			],
		],
	}),
	...mutationsOf([`${UNIT}failedCards`, `${ENGINE}output`], {
		parseReason: [
			['A reason as a number is not read', '/^\\d+$/.test(text)', 'false'],
			['A card without a reason is not failed', "return 'UNKNOWN'", "return 'NOT_CREATED'"],
			['A reason in small letters is not read', '.toUpperCase()', ''],
			['DUPLICATED, as an SDK calls it, is not read', "if (name === 'DUPLICATED') …;", ''],
		],
		failureOf: [['A reason that nobody knows is lost', 'text as Reason', "'UNKNOWN'"]],
		readFailedCards: [
			['An ID that is a number is none', 'idOf(biz_id)', 'biz_id as string'],
			[
				'An answer that does not tell which cards failed counts as success',
				')) {',
				')) return []; if (false) {',
			],
		],
	}),
	...mutationsOf([`${ENGINE}dryRun`], {
		requireScopes: [
			[
				'A dry run takes a scope that was asked for as granted',
				'&& scope.grant_status === GRANTED',
				'',
			],
			[
				'A dry run takes a scope for users as one for the app',
				'&& scope.scope_type !== FOR_USERS',
				'',
			],
		],
	}),
	...mutationsOf([`${ENGINE}order`, `${ENGINE}output`, `${ENGINE}onError`], {
		inOrder: [['The items are out of order', '.sort( …)', '']],
		'Results.fail': [
			[
				'A failed card is in Done as well',
				'else this.addFailed(card, failure)',
				"else { this.addFailed(card, failure); this.succeeded.push({ card, status: 'failed' }); }",
			],
		],
		itemsOf: [
			['An item is linked to no input', 'entry.card.inputs', '[]'],
			['Each card has a link of its own', 'links.set(item, link);', ''],
		],
		failedItems: [
			[
				'Only the first 20 failed cards come out of Failed',
				'this.failures',
				'this.failures.slice(0, 20)',
			],
		],
		toJson: [
			[
				'The columns that explain are off the screen',
				'reason: failure … card.userId',
				'user_id: card.userId, reason: failure.reason, message: failure.message',
			],
			[
				'The node runs a second time because of a failed card',
				'biz_id: card.bizId',
				'error: failure.message, biz_id: card.bizId',
			],
		],
		summaryItem: [
			['The summary leaves out failed cards', ').map(toJson)', ').slice(0, 20).map(toJson)'],
			['The summary does not count rows that become one card', 'notes.repeated > 0 &&', 'false &&'],
			[
				'A tool does not say what stopped it',
				'stopped !== undefined &&',
				'false &&',
				[`${ENGINE}tool`],
			],
			['The summary is linked to no input', '...Array(inputCount).keys()', ''],
		],
		pairedWith: [
			['A card that two items named is linked to one', '.length === 1 ? links[0] : links', '[0]'],
		],
		fail: [['What is ignored is counted as done', 'ignored.status', 'words.statuses[0]']],
	}),
	...mutationsOf([`${ENGINE}onError`], {
		mistakeFailure: [
			[
				'What is wrong in two places is said twice',
				'[...new Set(problems.map(said))]',
				'problems.map(said)',
			],
		],
		runNode: [
			[
				'An invalid setting gives the input items out of Done, if the workflow goes on',
				'!continuesOnFail && !isTool',
				'!isTool',
			],
		],
	}),
	...mutationsOf(
		[`${ENGINE}mistakes`, `${ENGINE}input`, `${ENGINE}feishuErrors`, `${ENGINE}onError`],
		{
			firstOf: [
				[
					'How many more kinds of mistakes there are is not told',
					'`; and …`',
					"''",
					[`${ENGINE}input`],
				],
			],
			mistakeStop: [['The error is not tied to its input item', 'itemIndex: first.input,', '']],
			withDoubt: [
				[
					'An unfinished card does not say that it may be done',
					'tellsState(failed.reason) || !card.mayBeDone',
					'true',
					[`${ENGINE}onError`, 'test/faults/alone'],
				],
				[
					'Every unfinished card says that it may be done',
					'|| !card.mayBeDone',
					'',
					[`${ENGINE}tokenFetch`],
				],
			],
			doneByThen: [
				[
					'An answer is called lost that an earlier try of the run may have got',
					'triedBefore ?',
					'false ?',
					[`${ENGINE}create`],
				],
				['How many cards were done is not said', 'done === 0', 'true'],
				[
					'An error says that no card was done, although answers were lost',
					'unfinished.filter(({ mayBeDone }) => mayBeDone).length',
					'0',
				],
			],
			stopFailure: [
				[
					'The code of an error is not in the items',
					'error instanceof FeishuError ? error.details.code :',
					'',
				],
			],
			kindsOf: [['The same mistake is told 500 times', 'kinds.get(name) ??', '']],
		},
	),
	...mutationsOf([`${UNIT}html`], {
		escaped: [["HTML in Feishu's message is shown as HTML", '.replace(/< …)', '']],
		asHtml: [
			['The link that grants a permission cannot be clicked', 'escapedWithLinks', 'escaped'],
		],
		ADDRESS: [['The full stop behind an address belongs to it', '.,;:!?', '']],
	}),
	...mutationsOf([`${ENGINE}output`, `${ENGINE}onError`], {
		lineOf: [
			[
				'The line says nothing of cards in doubt',
				'presumed > 0)',
				'presumed > 9)',
				[`${ENGINE}output`],
			],
			[
				'The line says nothing of rows that become one card',
				'(repeated > 0)',
				'(false)',
				[`${ENGINE}output`],
			],
			['The reasons are not in the line after the run', '(${reasonsListed(results.reasons)})', ''],
			[
				'The line says nothing of IDs that the node made',
				'(unnamed > 0)',
				'(false)',
				[`${ENGINE}create`],
			],
			['The line does not say that nothing comes out of Done', '(givesNothing)', '(false)'],
		],
		PHRASES: [['Cards that were not there are not told apart', 'not_created: [ …]', '']],
	}),
	...mutationsOf([`${ENGINE}input`, `${ENGINE}create`], {
		readOperation: [
			['Every operation deletes cards', 'OPERATIONS[values.indexOf(value)]', 'deleteOperation'],
		],
	}),
];
