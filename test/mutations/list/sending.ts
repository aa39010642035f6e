import { mutationsOf, type Mutation } from '../mutation';

const UNIT = 'test/units/';
/** From the quickest to the slowest. */
const SENDING = [
	`${UNIT}retryPolicy`,
	`${UNIT}search`,
	`${UNIT}sendCards`,
	`${UNIT}accounting`,
	'test/faults/badCards',
	'test/faults/alone',
	`${UNIT}worlds`,
];

/** How cards are packed into requests, and what is done about an answer, or none. */
export const sendingMutations: Mutation[] = [
	...mutationsOf('nodes/FeishuAppFeedCard/sending/sendCards.ts', SENDING, [
		[
			'The stop button is noticed only when the present wait ends',
			'const onAbort = () => this.end();',
			'const onAbort = () => {};',
			['test/faults/stopping'],
		],
		[
			'During an outage cards go on being sent that were never sent',
			'this.underWay.size === 0 && this.queue.faulty < FAULTY_AT_MOST',
			'true',
		],
		[
			'A defect of the package leaves cards unreported in silence',
			'if (this.defect) throw this.defect.error;',
			'',
			[`${UNIT}sendCards`],
		],
		[
			'Each request of a run fetches a token while one is fetched',
			'if (!this.settings.api.hasToken()) return TOKEN_NOTICED_MS;',
			'',
			['test/engine/credential.test', 'test/engine/tokenFetch'],
		],
		[
			'The pace never hears of a rate limit',
			"if (error.kind === 'rateLimited') lane.refused(start, error.details.resetAfterMs);\n\t\telse lane.answered(start);",
			'',
			SENDING,
		],
		[
			'The limit is broken where the answer to the token comes late',
			'for (const start of this.fetchingToken) this.noteSent(start);',
			'',
			['test/engine/defaultPace'],
		],
		[
			'A hundred requests at once become one',
			'MAX_REQUESTS_UNDER_WAY = 100',
			'MAX_REQUESTS_UNDER_WAY = 1',
			['test/engine/defaultPace'],
		],
	]),
	...mutationsOf('nodes/FeishuAppFeedCard/sending/outcomes.ts', SENDING, [
		[
			'What is lost with a request and not sent again burns all other cards while Feishu is away',
			"if (decision.what === 'sendAgain') this.freshAt = decision.at;",
			'',
		],
		[
			'What is not sent again is tried for ever where Feishu never was there',
			"return decision.what === 'stop' ? decision.error : undefined;\n\t\t}",
			'return undefined;\n\t\t}',
		],
		[
			'A card that a lost request has done counts as failed',
			'failure.reason !== this.request.doneReason || !card.mayBeDone',
			'true',
		],
		[
			'A card that was never there counts as done',
			'failure.reason !== this.request.doneReason || !card.mayBeDone',
			'failure.reason !== this.request.doneReason',
		],
		['A limited card is not sent again', 'card.timesLimited <= this.settings.maxRetries', 'false'],
		[
			'A limited card is sent again for ever',
			'card.timesLimited <= this.settings.maxRetries',
			'true',
		],
		[
			'A lost request leaves no doubt about its cards',
			'for (const card of batch.cards) card.mayBeDone = true;',
			'',
		],
		[
			'What must not be done twice is sent again',
			'this.reportUnrepeatable(batch, error);',
			'',
			['test/engine/update', ...SENDING],
		],
		[
			'A card that was not in the request counts as proof against all',
			'atFault.filter((card) => batch.cards.includes(card))',
			'atFault',
			SENDING,
		],
		[
			'Cards that an answer leaves unclear are forgotten',
			'...unclear.map((card) => partOf(batch.search, [card])),',
			'',
			SENDING,
		],
		[
			'How many cards are done for certain is not told',
			'if (!card.told) this.presumed++;',
			'',
			SENDING,
		],
		[
			'Hidden users: a card that was not there counts as done, where another failed as well',
			'if (failedBefore) return this.settings.report(card, failedBefore);',
			'',
			SENDING,
		],
	]),
	...mutationsOf('nodes/FeishuAppFeedCard/sending/retryPolicy.ts', SENDING, [
		[
			'A rate limit of a minute gives up all cards',
			'LIMITED_AT_MOST_MS = 5 * 60_000',
			'LIMITED_AT_MOST_MS = 30_000',
		],
		[
			'A rate limit is borne for hours',
			'LIMITED_AT_MOST_MS = 5 * 60_000',
			'LIMITED_AT_MOST_MS = 500 * 60_000',
		],
		[
			'An outage of half a minute ends a run that got through before',
			'OUTAGE_AT_MOST_MS = 60_000',
			'OUTAGE_AT_MOST_MS = 15_000',
		],
		[
			'The second refusal of a token ends the run',
			'MAX_TOKEN_REFUSALS = 3',
			'MAX_TOKEN_REFUSALS = 0',
			[`${UNIT}retryPolicy`, 'test/engine/credential.test'],
		],
		[
			'A token is renewed for ever',
			'batch.tokenRefusals <= MAX_TOKEN_REFUSALS',
			'true',
			[`${UNIT}retryPolicy`, 'test/engine/credential.test'],
		],
		[
			'One card on which Feishu always fails ends the run',
			'if (lastThrough > since) return',
			'if (false) return',
		],
		[
			'Two cards on which Feishu always fails, the last ones, end the run',
			"left === 'others' ? firstFaultAt : (search.failingSince ?? firstFaultAt)",
			'firstFaultAt',
		],
		['An outage takes every request for a bad one', 'lastThrough > since', 'true'],
		[
			'Max Retries is one less than it says',
			'if (faults <= maxRetries) return again;',
			'if (faults < maxRetries) return again;',
			['test/engine/options'],
		],
		['Every try after a fault comes at once', 'FIRST_WAIT_MS * 2 ** (tries - 1)', '0'],
		['The waits after faults do not grow', 'FIRST_WAIT_MS * 2 ** (tries - 1)', 'FIRST_WAIT_MS'],
		['The wait after a fault grows for ever', ', LONGEST_WAIT_MS)', ', Infinity)'],
		[
			'Requests that failed together come back together',
			'wait * (0.75 + Math.random() / 2)',
			'wait',
		],
	]),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/sending/search.ts',
		[`${UNIT}search`, 'test/faults/badCards'],
		[
			[
				'One bad card takes the other 19 with it',
				'const atFault = named.length > 0 || cards.length > 1 ? named : cards;',
				'const atFault = cards;',
			],
			[
				'The other half of a refused request is lost',
				'if (rest.length === 1) return [partOf(search, rest)];',
				'return [];',
			],
			[
				'The user whom Feishu names is searched for all the same',
				'if (list === undefined) return [];',
				'return [];',
			],
			['A word before the colon is taken for an ID', '/ids not existed:(.*)$/s', '/(.*)$/s'],
			[
				'A search of a bad request goes on and on',
				'search.atFault >= ONE_BY_ONE_FROM && !search.someFine',
				'false',
				SENDING,
			],
			[
				'Wrong contents are searched for user by user',
				'if (isOfContents(batch, error)) return ofContents(batch, error);',
				'',
				[`${UNIT}search`, 'test/engine/create'],
			],
			[
				'Two users on whom Feishu fails give up the card for all',
				"error.kind === 'refused' &&",
				'',
				[`${UNIT}search`],
			],
			[
				'One bad user gives up the card for all',
				'if (search.contentsRefusal) return',
				'if (true) return',
				[`${UNIT}search`, 'test/engine/create'],
			],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/sending/matchFailures.ts',
		[`${UNIT}matchFailures`],
		[
			[
				'Hidden user: NOT_CREATED is not put on the cards in doubt first',
				'.sort((a, b) => inDoubt(b) - inDoubt(a))',
				'',
			],
			[
				'Hidden user: cards that are gone are asked for again',
				'reasons.has(doneReason)\n',
				'false\n',
			],
			[
				'Hidden user: what must not be done twice is done twice',
				'candidates.some((card) => mayRepeat?.(card) === false)',
				'false',
				[`${UNIT}matchFailures`, 'test/engine/update'],
			],
			[
				'Hidden user: nothing is said of what is not known',
				'withoutUser(failures[index], candidates)',
				'failures[index]',
			],
			[
				'A card alone of which an answer says two things is asked for ever',
				'candidates.length === 1 || reasons.size === 1',
				'reasons.size === 1',
			],
			[
				'An entry without user fails all users of the card',
				'if (candidates.length <= failures.length && isClear) {',
				'if (true) {',
			],
			[
				'A failed card is put on another user',
				'bizId === entry.bizId && userId === entry.userId',
				'bizId === entry.bizId',
			],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/sending/queue.ts',
		[`${UNIT}queue`, ...SENDING],
		[
			[
				'Cards that wait for their limit are lost where the run stops',
				'return [...limited, ...batches',
				'return [...batches',
			],
			[
				'The rest of a searched request is lost where the run stops',
				'[...cards, ...rest]',
				'[...cards]',
			],
			[
				'What failed is sent after everything else',
				'return this.parts.pop() ?? this.takeLimited(now);',
				'return this.hasFresh ? undefined : this.parts.pop() ?? this.takeLimited(now);',
			],
			['Of limited cards with other contents some are lost', 'this.again.push(...others);', ''],
			['A sample is sent twice', 'const sample = cards.pop();', 'const sample = cards.at(-1);'],
		],
	),
	...mutationsOf('nodes/FeishuAppFeedCard/sending/allRefused.ts', SENDING, [
		[
			'A wrong User ID Type costs a request for each card',
			'this.isPossible && this.cards >= ENOUGH_CARDS',
			'false',
		],
		['A list is given up after a few bad cards', 'ENOUGH_CARDS = 70', 'ENOUGH_CARDS = 7'],
		['A list is given up after sampling only its end', '(++this.samples * STEP) % 1', '0'],
		['A list is given up although some of it was accepted', 'this.accepted = true;', ''],
		[
			'No sample is taken: the first bad cards decide',
			'this.sampleIsNext = !this.sampleIsNext;',
			'',
		],
		['The IDs that Feishu refused are not told', 'their user IDs: ${ids}${more}. ', ''],
	]),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/sending/batch.ts',
		[`${UNIT}search`, 'test/engine/create'],
		[
			[
				'Requests are not filled',
				'group.length === MAX_CARDS_PER_REQUEST',
				'group.length === 1',
				['test/engine/output'],
			],
			[
				'Cards of other contents share a request',
				"request.inCommon?.(card) ?? ''",
				"''",
				['test/engine/create'],
			],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/pacing/pace.ts',
		[`${UNIT}pace`, 'test/engine/sharedPace', 'test/engine/defaultPace'],
		[
			[
				'A shorter wait that Feishu asks for later ends a longer one',
				'Math.max(this.pausedUntil, clock.elapsed() + askedWaitMs)',
				'clock.elapsed() + askedWaitMs',
			],
			[
				'Who waits for its own slow pace takes a place from the others',
				'.filter(({ own, perSecond }) => own.timeUntilRoom(perSecond) <= 0)',
				'',
			],
			[
				'The pace is forgotten as soon as a run ends, so that two runs in a row break the limit',
				'REMEMBERED_FOR_MS = 15_000',
				'REMEMBERED_FOR_MS = 0',
			],
			[
				'A wait that Feishu asks for is forgotten when the run ends',
				' && now > this.pausedUntil',
				'',
			],
			[
				'Whoever wants most is as slow as whoever wants least',
				'Math.max(...this.lanes.values())',
				'Math.min(...this.lanes.values())',
			],
			[
				'A run goes faster than it was told because another one does',
				'waiting.own.timeUntilRoom(waiting.perSecond),',
				'',
			],
			[
				'Two runs go twice as fast together',
				'this.window.timeUntilRoom(this.perSecond, before.length + 1),',
				'',
			],
			['A wait that Feishu asks for is not kept', 'this.pausedUntil - now,', ''],
			[
				'Feishu is asked again at once after a wait of a minute was asked for',
				'askedWaitMs > SHORTEST_PAUSE_MS',
				'false',
			],
			['Stopping waits for the next start', "signal?.addEventListener('abort', onAbort);", ''],
			['A run that has ended goes on slowing others', 'this.lanes.delete(lane);', ''],
			[
				'A late run overtakes those who wait',
				'.slice(0, this.waiting.indexOf(waiting))',
				'.slice(0, 0)',
			],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/pacing/slidingWindow.ts',
		[`${UNIT}pace`, 'test/engine/defaultPace'],
		[
			[
				'The limit counts from the answer: a slow answer costs pace',
				'Math.min(startedAt + wayMs, answeredAt)',
				'Math.max(startedAt + wayMs, answeredAt)',
			],
			[
				'Eleven requests in a second',
				'const limit = Math.ceil(perSecond);',
				'const limit = Math.ceil(perSecond) + 1;',
			],
			['A fraction above one is cut off', '(Math.ceil(perSecond) / perSecond) * 1_000', '1_000'],
			[
				'One request in ten seconds becomes one a second',
				'(Math.ceil(perSecond) / perSecond) * 1_000',
				'Math.min(1_000, (Math.ceil(perSecond) / perSecond) * 1_000)',
			],
			[
				'A refused start keeps its place for a second',
				'return refusedUntil ?? Math',
				'return Math',
			],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/pacing/congestion.ts',
		[`${UNIT}congestion`, `${UNIT}pace`, `${UNIT}worlds`],
		[
			[
				'A refusal changes nothing',
				'this.allowed = Math.max(1, Math.min(kept, this.allowed));',
				'',
			],
			['After one refusal the pace stays low for ever', 'this.allowed++;', ''],
			[
				'After a refusal nothing starts any more',
				'Math.max(1, Math.min(kept, this.allowed))',
				'Math.min(0, kept)',
			],
			[
				'Who was there first keeps nearly everything',
				'const hasLostOne = isNew && held < this.heldForCertain;',
				'const hasLostOne = false;',
			],
			[
				'Whoever tries for one place more loses most of its own',
				'isNew && held < this.heldForCertain',
				'isNew',
			],
			[
				'Ten requests refused together slow down ten times',
				'const isNew = start.startedAt >= this.refusedAt;',
				'const isNew = true;',
			],
		],
	),
];
