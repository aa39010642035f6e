import { mutationsOf, type Mutation } from '../mutation';

const UNIT = 'test/units/';
/** From the quickest to the slowest. */
const SENDING = [
	`${UNIT}retryPolicy`,
	`${UNIT}search`,
	`${UNIT}sendCards`,
	'test/faults/random',
	'test/faults/badCards',
	'test/faults/alone',
	`${UNIT}worlds`,
];

/** How cards are packed into requests, and what is done about an answer, or none. */
export const sendingMutations: Mutation[] = [
	...mutationsOf(SENDING, {
		matchFailures: [
			[
				'Who is notified by a creation is notified again where Feishu does not name users',
				'card.isGuess = candidates.length > failures.length;',
				'',
				[`${UNIT}matchFailures`],
			],
		],
		'Queue.takeDue': [
			[
				'In an outage cards are tried again before all of them were tried',
				'nothingThrough ? this.parts.pop() : undefined',
				'undefined',
				[`${UNIT}sendCards`],
			],
			[
				'An outage that lasts fails card by card in place of ending the run',
				'nothingThrough ? this.parts.pop() : undefined',
				'this.parts.pop()',
				['test/faults/alone'],
			],
		],
		toEnd: [
			[
				'The stop button is noticed only when the present wait ends',
				'this.end()',
				'{}',
				['test/faults/stopping'],
			],
		],
		newBatchDueAt: [
			[
				'During an outage cards go on being sent that were never sent',
				'this.underWay … FAULTY_AT_MOST',
				'true',
				['test/faults/operation'],
			],
		],
		isOver: [
			[
				'A defect of the package leaves cards unreported in silence',
				'if (this.defect) …;',
				'',
				[`${UNIT}sendCards`],
			],
		],
		timeToNext: [
			[
				'Each request of a run fetches a token while one is fetched',
				'if (this.fetchingToken) return Infinity;',
				'',
				['test/engine/credential.test', 'test/engine/tokenFetch'],
			],
		],
		'Sending.onSending': [
			[
				'The limit is broken if the token comes late',
				'reservation.startedAt = clock.elapsed();',
				'',
				['test/engine/defaultPace'],
			],
			[
				'All wait for the first answer after a token was fetched',
				'this.lookAgain();',
				'',
				['test/engine/defaultPace'],
			],
		],
		'Sending.onError': [
			[
				'The pace never hears of a rate limit',
				"if (error.kind === 'rateLimited') limiter.refused(reservation, error.details.resetAfterMs); else limiter.answered(reservation);",
				'',
			],
		],
		MAX_REQUESTS_UNDER_WAY: [
			['A hundred requests at once become one', '100', '1', ['test/engine/defaultPace']],
		],
	}),
	...mutationsOf(SENDING, {
		'Outcomes.onError': [
			[
				'What is lost with a request and not sent again burns all other cards while Feishu is away',
				'this.nextNewBatchAt = decision.at;',
				'{}',
			],
			['A lost request leaves no doubt about its cards', 'for (const card of batch.cards) …;', ''],
			[
				'What must not be done twice is sent again',
				'batch.cards.splice(0, Infinity, …);',
				'',
				['test/engine/update', `${UNIT}sendCards`],
			],
			['An error that ends the run is lost', 'decision.error', 'undefined'],
			[
				'The rest of a refused request is forgotten with a part that must not be sent again',
				'if (batch.rest.length > 0) …;',
				'',
				[`${UNIT}sendCards`],
			],
		],
		settle: [
			[
				'A card that a lost request has done counts as failed',
				'failedFor.reason !== … mayBeDone',
				'true',
			],
			['A card that was never there counts as done', '|| !card.mayBeDone', ''],
			['How many cards are done for certain is not told', "?? 'done'", "?? 'presumed'"],
			[
				'Hidden users: a card that was not there counts as done, where another failed as well',
				'counted.failures.shift() ??',
				'',
			],
		],
		doubt: [
			[
				'Hidden users: a failed card is called not done although a later answer was lost',
				'if (card.counted) …;',
				'',
				[`${UNIT}sendCards`],
			],
		],
		end: [
			[
				'Hidden users: a card that was not done is said to be perhaps done',
				'card.counted?.done === 0',
				'false',
				[`${UNIT}sendCards`],
			],
			[
				'Hidden users: a failed card is called not done although another one fails too by then',
				'card.counted?.done === 0',
				'card.counted',
				[`${UNIT}sendCards`],
			],
		],
		onFailedCard: [
			['A limited card is not sent again', 'timesLimited < this.maxRetries', 'false'],
			['A limited card is sent again for ever', 'timesLimited < this.maxRetries', 'true'],
		],
		searchIn: [
			[
				'A refusal that says that a card was there is proof against all',
				"failedFor.reason === 'REJECTED'",
				'refusal',
				[`${UNIT}sendCards`],
			],
		],
		onAnswer: [['Cards that an answer leaves unclear are forgotten', '...unclear.map( …)', '']],
	}),
	...mutationsOf(SENDING, {
		LIMITED_AT_MOST_MS: [
			['A rate limit of a minute gives up all cards', '5 * 60_000', '30_000'],
			['A rate limit is borne for hours', '5', '500'],
		],
		OUTAGE_AT_MOST_MS: [
			['An outage of half a minute ends a run that got through before', '60_000', '15_000'],
		],
		MAX_TOKEN_REFUSALS: [
			[
				'The second refusal of a token ends the run',
				'3',
				'0',
				[`${UNIT}retryPolicy`, 'test/engine/credential.test'],
			],
		],
		decide: [
			[
				'A token is renewed for ever',
				'batch.tokenRefusals <= MAX_TOKEN_REFUSALS',
				'true',
				[`${UNIT}retryPolicy`, 'test/engine/credential.test'],
			],
		],
		afterFault: [
			['One card on which Feishu always fails ends the run', 'lastThrough > since', 'false'],
			[
				'Two cards on which Feishu always fails, the last ones, end the run',
				'hasMore || open ? firstFaultAt : ( …)',
				'firstFaultAt',
			],
			['An outage takes every request for a bad one', 'lastThrough > since', 'true'],
			[
				'A bad card in the only request of a run ends it',
				'error.details.code === null || hasMore',
				'true',
				[`${UNIT}retryPolicy`, 'test/engine/feishuErrors'],
			],
			[
				'An outage makes every card of the only request an item',
				'siblings.every( …)',
				'false',
				[`${UNIT}retryPolicy`, 'test/engine/feishuErrors'],
			],
			[
				'Max Retries is one less than it says',
				'<= maxRetries',
				'< maxRetries',
				['test/engine/options'],
			],
		],
		waitAfterFault: [
			['Every try after a fault comes at once', 'FIRST_WAIT_MS * 2 ** (tries - 1)', '0'],
			['The waits after faults do not grow', '* 2 ** (tries - 1)', ''],
			['The wait after a fault grows for ever', ', LONGEST_WAIT_MS)', ', Infinity)'],
			['Requests that failed together come back together', '* (0 …)', ''],
		],
	}),
	...mutationsOf([`${UNIT}search`, 'test/faults/badCards'], {
		afterFailure: [
			[
				'One bad card takes the other 19 with it',
				'cards.filter((card) => named.includes(card))',
				'cards',
			],
			[
				'A search of a bad request goes on and on',
				'search.atFault >= ONE_BY_ONE_FROM && !search.someFine',
				'false',
			],
		],
		afterAcceptance: [
			[
				'The other half of a refused request is lost',
				'rest.length === 1 ? partOf(search, rest) : halved(search, rest)',
				'',
			],
		],
	}),
	...mutationsOf([`${UNIT}refusal`], {
		namedIn: [
			['The user whom Feishu names is searched for all the same', 'if (list === undefined)', ''],
			['A word before the colon is taken for an ID', 'ids not existed:', ''],
		],
		readRefusal: [
			['A refusal counts as a state that it cannot mean', '&& state === stateReason', ''],
			['A code about a user is read as one about the card', 'concernsUser(code) ? undefined :', ''],
		],
		stateIn: [['Two clauses that contradict each other decide', 'states.size === 1', 'true']],
		stateOf: [
			[
				'What a field of the card lacks is taken for the card',
				'if (!words.every( …)) return undefined;',
				'',
			],
			['A card that does not exist counts as one that does', 'if (not)', 'if (false)'],
			['Chinese words are not read', 'if (chinese)', 'if (false)'],
		],
	}),
	...mutationsOf([`${UNIT}matchFailures`], {
		matchFailures: [
			[
				'Hidden user: NOT_CREATED is not put on the cards in doubt first',
				'candidates.sort( …);',
				'',
			],
			['Hidden user: cards that are gone are asked for again', 'reasons.has(doneReason)', 'false'],
			[
				'Hidden user: what must not be done twice is done twice',
				'candidates.every((card) => mayRepeat …)',
				'true',
				[`${UNIT}matchFailures`, 'test/engine/update'],
			],
			[
				'A card alone of which an answer says two things is asked for ever',
				'named.length === 1',
				'false',
			],
			[
				'An entry without user fails all users of the card',
				'candidates.length <= failures.length',
				'true',
			],
			[
				'Cards that failed for certain are said to be perhaps done',
				'(candidates.length > failures.length)',
				'(true)',
			],
			[
				'Hidden user: nothing is said of what is not known',
				'withoutUser(failures[index], candidates)',
				'failures[index]',
			],
		],
		cardsNamedBy: [
			['A failed card is put on another user', 'exact.length > 0', 'false'],
			[
				'An entry of another card blames somebody else',
				'bizId === undefined ? cards : []',
				'cards',
			],
			['A user ID that leaves no choice does not decide', 'sameUser.length === 1', 'false'],
		],
		countedIn: [
			[
				'Hidden users: a card that a lost request has done counts as not there',
				'if (candidates.some( …)) return undefined;',
				'',
			],
		],
	}),
	...mutationsOf(
		[
			`${UNIT}queue`,
			`${UNIT}retryPolicy`,
			`${UNIT}search`,
			`${UNIT}sendCards`,
			'test/faults/random',
			'test/faults/badCards',
			'test/faults/alone',
			`${UNIT}worlds`,
		],
		{
			takeDue: [
				[
					'What failed is sent after everything else',
					'?? this.parts.pop()',
					'?? (this.hasUnsent ? undefined : this.parts.pop())',
				],
			],
			takeLimited: [
				['Of limited cards with other contents some are lost', 'this.again.push(...others);', ''],
			],
			takeSample: [['A sample is sent twice', 'cards.pop(', 'cards.at(-1']],
		},
	),
	...mutationsOf(SENDING, {
		missing: [
			['A wrong User ID Type costs a request for each card', 'this.isPossible ?', 'false ?'],
		],
		ENOUGH: [['A list is given up after a few bad cards', '70', '7']],
		nextPlace: [
			['A list is given up after sampling only its end', '(++this.samples * STEP) % 1', '0'],
		],
		noteAccepted: [
			['A list is given up although some of it was accepted', 'this.accepted = true;', ''],
		],
		verdict: [
			['The IDs that Feishu refused are not told', 'their user IDs ….', ''],
			[
				'Dots follow although all IDs are told',
				'[...this.users], IDS_SHOWN',
				'[...this.users, ""], this.users.size',
			],
		],
	}),
	...mutationsOf(['test/engine/output'], {
		intoBatches: [
			['Requests are not filled', '== MAX_CARDS_PER_REQUEST', '== 1'],
			[
				'Cards of other contents share a request',
				'inCommon(request, card)',
				"''",
				['test/engine/create'],
			],
		],
	}),
	...mutationsOf([`${UNIT}limiter`, 'test/engine/sharedPace', 'test/engine/defaultPace'], {
		join: [
			['The first answer frees no place', 'this.lookAgain(); }, refused', '}, refused'],
			[
				'A shorter wait that Feishu asks for later ends a longer one',
				'Math.max(this …)',
				'clock.elapsed() + askedWaitMs',
			],
			[
				'Feishu is asked again at once after a wait of a minute was asked for',
				'askedWaitMs > SHORTEST_PAUSE_MS',
				'false',
			],
			['A run that has ended goes on slowing others', 'this.count(perSecond, -1);', ''],
			[
				'A run goes faster than it was told because another one does',
				'perSecond < this.wanted',
				'false',
			],
			[
				'An execution keeps all of its requests until it ends',
				'own.timeUntilRoom(perSecond) > 0 && perSecond < this.wanted',
				'perSecond < this.wanted && own.timeUntilRoom(perSecond) > 0',
			],
			['Each run that ends wakes the queue', 'this.idleSince', 'this.lookAgain(); this.idleSince'],
		],
		'SharedLimiter.timeUntilRoom': [
			['Two runs go twice as fast together', 'this.window …,', ''],
			['A wait that Feishu asks for is not kept', 'this.pausedUntil - now,', ''],
		],
		REMEMBERED_FOR_MS: [
			[
				'The pace is forgotten as soon as a run ends, so that two runs in a row break the limit',
				'15_000',
				'0',
			],
		],
		isForgotten: [
			[
				'A wait that Feishu asks for is forgotten when the run ends',
				'&& now > this.pausedUntil',
				'',
			],
		],
		wanted: [['Whoever wants most is as slow as whoever wants least', '.max(', '.min(']],
		turn: [
			[
				'Stopping waits for the next start',
				"signal?.addEventListener('abort', onAbort, { once: true });",
				'',
			],
			['A run that was stopped keeps its place in the queue', 'this.queue.delete(permit);', ''],
			['The last run that is stopped leaves a timer behind', 'this.lookAgain();', ''],
			[
				'A run that has its turn leaves a listener behind',
				"signal?.removeEventListener('abort', onAbort);",
				'',
			],
		],
		serve: [
			['Each run that comes looks at the clock for all', 'if (this.isServing) return;', ''],
			[
				'Who came last starts first',
				'const [permit] = this.queue;',
				'const permit = [...this.queue].pop()!;',
			],
		],
		noteSending: [['What a busy process sends late counts early', 'reservation.startedAt …;', '']],
	}),
	...mutationsOf([`${UNIT}limiter`, 'test/engine/defaultPace'], {
		forgetOld: [
			['A fraction above one is cut off', '(Math.ceil(perSecond) / perSecond) *', ''],
			[
				'One request in ten seconds becomes one a second',
				'(Math.ceil(perSecond) / perSecond) * 1_000',
				'Math.min(1_000, (Math.ceil(perSecond) / perSecond) * 1_000)',
			],
			['A refused start keeps its place for a second', 'refusedUntil ??', ''],
		],
		'RoundTrips.lateMs': [
			[
				'The limit counts from the answer: a slow answer costs pace',
				'Math.min(MOST_LATE_MS,',
				'Math.min(600,',
			],
			['What came late counts as if it had come early', 'longerMs +', ''],
			['The first answers are taken for all there is', '+ MOST_LATE_MS / this.last.length', ''],
		],
		'RoundTrips.add': [
			['The way to Feishu is taken for as long as the longest one', 'Math.min(...', 'Math.max(...'],
			['One answer that came at once slows the run to its end', '.slice(-KEPT)', ''],
		],
		'SlidingWindow.timeUntilRoom': [
			['Eleven requests in a second', 'Math.ceil(perSecond) + 1', 'Math.ceil(perSecond)'],
		],
	}),
	...mutationsOf([`${UNIT}congestion`, `${UNIT}limiter`, `${UNIT}worlds`], {
		refused: [
			['A refusal changes nothing', 'this.allowed …;', ''],
			['After a refusal nothing starts any more', 'Math.max(1,', 'Math.min(0,'],
			[
				'Ten requests refused together slow down ten times',
				'reservation.startedAt >= this.refusedAt',
				'true',
			],
			['Who holds the whole limit tries for more like who holds nothing', '(held / full)', '0'],
			['Who holds nothing waits like who holds the whole limit', '(held / full)', '1'],
		],
		gotThrough: [
			['After one refusal the pace stays low for ever', 'this.allowed++;', ''],
			[
				'However long an answer takes, the next one is tried for after 50 ms',
				'CONGESTION.roundTrips * roundTripMs',
				'50',
			],
		],
	}),
];
