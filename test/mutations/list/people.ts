import { mutationsOf, type Mutation } from '../mutation';

const ENGINE = 'test/engine/';
const PACE = `${ENGINE}peoplePace.test`;
const PICTURES = `${ENGINE}pictures.test`;

/** Looking people up, and uploading pictures. */
export const peopleMutations: Mutation[] = [
	...mutationsOf([`${ENGINE}people.test`], {
		refuseFound: [
			[
				'Of a person who was looked up it is said that the ID may be of the wrong kind',
				'advice: adviceIfFound',
				'advice',
			],
		],
		withAddress: [
			['The address of a person whom Feishu refuses is not told', 'given === undefined', 'true'],
		],
		'AddressBook.read': [
			[
				'People are matched by their place in the answer: somebody else gets the card',
				'const address = comparable(given, this.kind);',
				"const address = [...asked][found.size] ?? '';",
			],
			['Somebody whom nobody asked for is remembered', 'if (!asked.has(address)) continue;', ''],
		],
		'AddressBook.keyOf': [
			[
				'Open IDs of one app are taken for those of another',
				'[this.owner, this.kind, address]',
				'[this.kind, address]',
			],
		],
		addressesIn: [
			['Every part of what Feishu says is taken for an address', '/[^\\w.%+@-]+/', "''"],
			[
				'An address at the end of a sentence is not found',
				"word.replace(/\\.$/, '')",
				"word.replace(/\\w$/, '')",
			],
		],
		isOpenId: [['ou_yang@example.com is taken for an open ID', "&& !name.includes('@')", '']],
		apart: [
			[
				'An address that the app may not see stops the run',
				'if (addresses.length === 1) return …;',
				'if (addresses.length === 1) throw error.asFatal();',
			],
		],
		'AddressBook.begin': [
			['All look-ups go before there is a token', 'index < atOnce', 'true', [PACE]],
			[
				'Look-ups wait for the first although there is a token',
				'this.client.hasToken() ? NOT_WAITING : 1',
				'1',
				[PACE],
			],
		],
		'PatientClient.reserve': [
			[
				'Look-ups leave the process in one moment',
				'1_000 / PER_SECOND, signal',
				'0, signal',
				[PACE],
			],
		],
		emailOf: [
			['Of two addresses in brackets the first is dropped', '/^[^<]*<(', '/<('],
			[
				'Where two addresses lack a comma is not told',
				'> 2 && /\\s/.test(address)',
				'> 2 && false',
			],
		],
		NOT_FOUND: [['A number with + is said to need +', "address.startsWith('+')", 'false']],
		mobileOf: [
			[
				'A number that a table has as a decimal one is refused',
				".replace(/^(\\d+)\\.0$/, '$1')",
				'',
			],
			['Where two numbers lack a comma is not told', '/\\s/.test(given) &&', 'false &&'],
		],
		faultOfName: [
			['A Union ID is only called no e-mail address', 'faultOfPrefix(name, type) ??', ''],
		],
		MAX_ADDRESSES_PER_REQUEST: [['More addresses are sent than Feishu takes', '50', '51']],
		pagesOf: [
			['Only the first page of a group is read', 'if (page.has_more !== true) return;', 'return;'],
		],
		departmentMembers: [['The departments below are left out', 'waiting.push(members);', '']],
		'FoundCards.add': [
			['Who is named twice gets two cards', 'if (former) return this.merge(former, card);', ''],
		],
		'Readings.add': [
			[
				'One person in two spellings is both done and failed',
				'comparable(userId, this.userIdType)',
				'userId',
			],
			[
				'Of two people who are named again the order is lost',
				'this.lastEntry[former ?? this.list.length] = this.entries++;',
				'this.lastEntry[this.list.length] = this.entries++;',
			],
		],
		'FoundCards.findMore': [
			[
				'Whom nobody could look up while a step was given up is lost',
				'this.ended = { error }',
				'this.ended = {}',
			],
		],
		'FoundCards.find': [
			[
				'Cards of a group wait for the next group',
				'this.packs.end(entry); yield;',
				'this.packs.end(entry);',
			],
		],
		NO_MEMBERS: [
			['An empty group is said to be out of range', "'It has no members but bots.'", 'RANGE'],
		],
		'FoundCards.settleCard': [['A card has the place of a later entry', 'Math.min(', 'Math.max(']],
		readCards: [
			[
				'Of two spellings of a person the first one counts if it is named again',
				'result.cards.sort(…);',
				'',
			],
		],
		addressFinder: [
			[
				'A look-up that Feishu refuses says that nobody has the address',
				'!SAYS_NOBODY.test(said)',
				'false',
			],
		],
		'FoundCards.pagesOf': [
			['Who is listed twice is a repetition', '[...new Set(page)]', 'page'],
			[
				'Whom nobody finds is dropped',
				'fail(entry, finder.failure(entry.userId, refusal, seen.size));',
				'',
			],
			['Nobody of a group is said to be listed although some were', 'seen.size));', '0));'],
		],
		'Refused.error': [
			['Which department Feishu refused is not said', ': ${listed([...this.ids], IDS_SHOWN)}', ''],
		],
		'Refused.add': [
			[
				'After a refused department a missing permission counts as one too',
				'const refusal = refusalIn(error); this.first ??= refusal',
				'this.first ??= refusalIn(error)',
			],
		],
		allOf: [
			[
				'A refused department keeps the others from being read',
				'refused.add(id, error);',
				'throw error;',
			],
		],
		SAYS_NOBODY: [['Who is out of the range of data is called refused', '|no user authority', '']],
		afterFailure: [
			['A missing permission is not named', 'permissionAdvice(needs, this.settings.client)', ''],
			[
				'One group on which Feishu fails each time stops the run',
				'throw error.asOfThisRequest()',
				'throw error',
			],
			['The first group on which Feishu fails each time stops the run', 'this.left.begin()', ''],
			[
				'An outage makes an item of all that was asked for',
				'isAll || this.left.any()',
				'this.left.any()',
			],
		],
	}),
	...mutationsOf([PICTURES], {
		uploadPictures: [
			['A picture is uploaded in each run', 'remembered.get(nameOf(mark))', "remembered.get('')"],
			["Another app's key is taken", '[owner, mark]', '[mark]'],
			[
				'The first picture on which Feishu fails each time stops the run',
				'begin: addHelper',
				'begin: () => {}',
			],
			['A loop uploads the same picture again', "if (typeof key === 'string') …;", ''],
		],
		remembered: [['A key is remembered for ever', '60 * 60_000, 10_000', 'Infinity, 10_000']],
		upload: [
			['A refused picture stops the run', 'return refusalIn(error)', 'throw error'],
			['A picture without a key counts as refused', '.asOfThisRequest()', ''],
		],
		avatarForm: [['A picture has no file name', '; filename="image"', '']],
		AT_ONCE: [
			['All pictures are in memory at the same time', '= 4', '= 40', [`${ENGINE}picturesPace`]],
		],
		withPictures: [
			[
				'The cards of a refused picture are dropped',
				'else run.results.fail(card, failure(reasonOf(key), key.message, key.details.code));',
				'else;',
			],
		],
		requireScopes: [
			['A dry run does not say that pictures need a permission', 'pictures.size > 0', 'false'],
		],
		send: [
			[
				'A dry run uploads pictures',
				"if (isOn.has('dryRun')) return await withPeople(cards, run, plan);",
				"if (isOn.has('dryRun')) return await withPeople(await withPictures(cards, run), run, plan);",
			],
		],
		lookAt: [
			['Equal pictures in two files are uploaded twice', 'digestOf(bytes)', 'digestOf(id ?? data)'],
			['A file is read however large it is', 'if (wrongSize) return wrongSize;', ''],
		],
		'Pictures.name': [
			["All cards get the first item's picture", 'digestOf(content)', 'digestOf(name)'],
			[
				'A mistake names another field with equal bytes',
				'digestOf(`${ofContent} ${name}`)',
				'ofContent',
			],
		],
		isPicture: [['A text is uploaded as a picture', '=== text', "!== ''"]],
		faultOfSize: [
			['An empty picture is sent', 'if (bytes === 0) …;', ''],
			[
				'A picture of 11 MB is sent',
				'bytes <= MAX_PICTURE_BYTES',
				'bytes <= 2 * MAX_PICTURE_BYTES',
			],
		],
		readContents: [
			['A picture inside app_feed_card is dropped in silence', 'inside !== undefined', 'false'],
		],
		readPicture: [
			['An Avatar Key is silently replaced', 'if (card[CARD_FIELDS.avatarKey.key]) …', ''],
		],
	}),
];
