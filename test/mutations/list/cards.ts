import { mutationsOf, type Mutation } from '../mutation';

const UNIT = 'test/units/';
const ENGINE = 'test/engine/';

/** What the panel and the lists say of cards, and what of it is sent. */
export const cardMutations: Mutation[] = [
	...mutationsOf([`${UNIT}parseCards`], {
		SEPARATORS: [
			['IDs with semicolons between them are sent as one', '，;；', '，'],
			['IDs one under the other are sent as one', '\\r\\n', ''],
		],
		textOfId: [
			['A number too large to be exact names another user', '.isSafeInteger(', '.isFinite('],
			['A date is sent as an ID', 'isDate(single)', 'false', [`${ENGINE}values`]],
		],
		USER_ID_MAX_LENGTH: [
			['An employee ID of 65 characters is sent', 'user_id: 64', 'user_id: 640'],
		],
		BIZ_ID_MAX_LENGTH: [['A business ID of 201 characters is sent', '200', '2000']],
		faultOf: [
			[
				'Mistakes that differ in the value are each told',
				'kind, ...more',
				'...more',
				[`${ENGINE}people.test`],
			],
		],
		faultOfPrefix: [
			['A Union ID is sent as an Open ID', "type === 'union_id'", 'true'],
			['An Open ID is sent as a Union ID', "type === 'open_id'", 'true'],
			["A department's ID is sent as an Open ID", 'od-|', ''],
			['An employee ID that begins like another kind is refused', '[0-9a-f]{16}', ''],
		],
		faultOfKind: [
			['A mention is called a name', '@|o[un]_', 'o[un]_'],
			['Two IDs with a word between them are sent as one', '|\\p{Script=Han}', ''],
		],
		faultOfAddress: [
			['An e-mail address is called something else', "isForm('email')", 'false'],
			['A phone number is sent as an Open ID', "isForm('mobile')", 'false'],
		],
		parseUserIds: [
			['A list of IDs as JSON text is sent as one ID', "if (typeof inText === 'object') …;", ''],
			[
				'JSON text of a list as the only entry of a list is refused',
				"typeof given === 'string'",
				"typeof value === 'string'",
				['test/engine/values'],
			],
			['An empty list of users is passed over in silence', 'if (listed.length === 0) …;', ''],
		],
		parseUserId: [['An ID with a space inside is sent', '/\\s/.test(text)', 'false']],
	}),
	...mutationsOf([`${UNIT}parseCards`], {
		listIn: [
			[
				'A list deep inside items ends the run without a word',
				'isItem(value) && depth < MAX_DEPTH',
				'isItem(value)',
			],
			['One card is not recognised where a list is expected', 'if (isCard(value)) …;', ''],
			['A list as JSON text is none', "typeof value === 'string'", 'false'],
		],
		listUnder: [
			["Feishu's own `feed_cards` is none", "own(value, 'feed_cards')", 'undefined'],
			['An empty `feed_cards` is called missing', '?? lists[0]', ''],
		],
		entriesIn: [
			[
				'The lists of several items are none',
				'areLists && lists.some(Array.isArray)',
				'false',
				[`${ENGINE}values`],
			],
			[
				'One row without cards hides those of the others',
				'list === null ||',
				'',
				[`${ENGINE}values`],
			],
			[
				'The columns of records of Feishu Base are not looked for',
				'items.every(isBaseRecord)',
				'false',
				[`${ENGINE}values`],
			],
		],
		parseList: [
			['An entry that is no card is passed over in silence', 'entry.add( …);', ''],
			[
				'Only the first entries of a list count',
				'index < list.length',
				'index < Math.min(100, list.length)',
				[`${ENGINE}order`],
			],
		],
	}),
	...mutationsOf([`${UNIT}parseCards`, `${UNIT}contents`], {
		own: [['A list reaches into prototypes', 'Object.hasOwn … undefined', 'record[key]']],
		lengthOf: [['An emoji counts as two characters', '- (text …)', '']],
	}),
	...mutationsOf([`${UNIT}parseCards`, `${UNIT}contents`, `${ENGINE}create`], {
		parseEntry: [
			[
				'A text with the time in it makes a card again when n8n tries the run again',
				'[place, users]',
				'[place, users, contents]',
				[`${ENGINE}create`],
			],
			['A user who is named twice gets a card twice', 'if (seen.has(person)) continue;', ''],
			[
				'A card without a business ID is refused where the node could make one',
				'settings.makeBizId && isEmpty(entry.bizId)',
				'false',
				[`${ENGINE}create`],
			],
			['A click does not say which card it was', 'withBizId(bizId, contents)', 'contents'],
		],
		readEntry: [
			[
				'A misspelt key of app_feed_card is named beside it',
				"isOwn ? unread.at('app_feed_card') : unread",
				'unread',
				[`${ENGINE}input`],
			],
			['`user_ids` of a list are not read', 'isBlank(several) || ( …)', 'true'],
			[
				'Of one user and several others the one is dropped',
				'isBlank(one) ? several : [one, several].flat()',
				'several',
				[`${ENGINE}create`],
			],
			["A wrong user's mistake names the empty list beside it", '|| ( …)', '', [`${ENGINE}create`]],
			[
				"A card in Feishu's own shape is taken for flat",
				'card !== undefined && card !== null',
				'false',
			],
		],
	}),
	...mutationsOf([`${UNIT}contents`], {
		CARD_FIELDS: [
			['A title of 61 characters is sent', ': 60 }', ': 600 }'],
			['A preview of 121 characters is sent', ': 120 }', ': 1200 }'],
			['A third button is sent', ': 2,', ': 3,'],
			['The fields that an update changes are named wrongly', "'3'", "'13'"],
		],
		readContents: [
			['A card without a link is sent', 'purpose.whole && appFeedCard.link === undefined', 'false'],
			[
				'A typo in an own `app_feed_card` is passed over in silence',
				'noteUnknownKeys(others, known, problems);',
				'',
			],
		],
		readUpdateFields: [
			['An update that changes nothing is sent', 'if (all.length > 0 || isGiven)', ''],
		],
		withBizId: [
			["The business ID replaces the user's own value", 'isEmpty(given) ? bizId : given', 'bizId'],
			[
				"An empty value of the user's replaces the business ID",
				'isEmpty(given) ?',
				'given === undefined ?',
			],
		],
		fromFlat: [
			['A text is not read aloud', 'with_custom_sound: true,', ''],
			['A flat `notify: false` notifies', 'whole && !isOn ? { close_notify: true } :', ''],
			['A flat `notify: true` of an update does not notify', 'changes && isOn ? [ …,', 'false ? ['],
		],
		readNumbers: [
			[
				'A number in update_fields that Feishu does not have is sent',
				'!UPDATE_NUMBERS.includes(number)',
				'false',
			],
			[
				'A field that update_fields names and nobody gives is taken away',
				'numbers.includes(number) &&',
				'false &&',
			],
		],
	}),
	...mutationsOf([`${UNIT}contents`], {
		simpleText: [
			[
				'A number that is none is sent as a title',
				'Number.isFinite(value)',
				"typeof value === 'number'",
			],
		],
		readText: [
			['A text that is too long is sent', 'length > max', 'false'],
			['Half of a character is sent', '/\\p{Surrogate}/u.test(text)', 'false'],
		],
		'Repetition.note': [
			[
				'Different cards with mistakes are called the same',
				'seed === undefined',
				'false',
				[`${ENGINE}panelValues`],
			],
		],
		httpsWithin: [
			['A link that is no URL is sent', '&& URL.canParse(text)', '', [`${ENGINE}create`]],
			['Two links are said to become one with a comma between', 'address.length > 1', 'false'],
			['A link that begins with HTTPS:// is refused', '/i.test(text);', '/.test(text);'],
			['A link of https:// alone is said to begin otherwise', 'isBegun ?', 'false ?'],
			['A link without https is sent', '/^https:\\/\\/[^\\s/?#:]/i.test(text)', 'true'],
			['A link without a host is sent', '[^\\s/?#:]', '\\S', [`${ENGINE}create`]],
			['A link that was copied with a line break is refused', 'address.trim()', 'address'],
		],
		shown: [
			[
				'A mistake repeats a whole page of text',
				'shortened(String(value), SHOWN_LENGTH)',
				'String(value)',
			],
		],
		readValue: [
			['A choice that is none is sent', '&& rule.of.includes(choice)', ''],
			['The word "false" of a table means true', 'asBoolean(single) ??', 'single !== undefined ||'],
		],
		readList: [['A button of nothing is left out in silence', 'read === undefined && …', 'false']],
		readObject: [
			['Nulls become an empty object', 'required.length === 0 && …', 'false', [`${UNIT}contents`]],
			['What a link is called inside is not told', 'isText && ! …', 'false', [`${UNIT}contents`]],
			[
				'A required part of a button may be missing',
				'required.includes(key) && problems.list.length === beforeField',
				'false',
			],
		],
		fromJson: [
			['JSON text of an object is taken for a text', 'jsonParse<unknown>(value, …)', 'value'],
		],
	}),
	...mutationsOf([`${ENGINE}order`, `${ENGINE}input`, `${ENGINE}output`, 'test/faults/random'], {
		readCards: [
			[
				'Cards without a title because of a typing mistake go out without a word',
				'!contents?.appFeedCard.title',
				'false',
				[`${ENGINE}create`],
			],
			[
				'Cards that were not sent are called cards without a title',
				'result.cards.length > 0',
				'true',
				[`${ENGINE}create`],
			],
			[
				'Cards come out of input order where mistakes come first',
				', order,',
				', order: result.cards.length,',
			],
			['Mistakes come out of input order', ', order }', ', order: result.mistakes.length }'],
			[
				'n8n’s Retry On Fail makes cards a second time',
				'ids?.madeBefore …:',
				'',
				[`${ENGINE}create`],
			],
			[
				'IDs that were left empty on purpose are told of',
				'!isLeftEmpty',
				'true',
				[`${ENGINE}create`],
			],
		],
		'Readings.add': [
			['A card that two items name is sent twice', 'if (key !== undefined) …;', ''],
			[
				'The same business ID of two users is one card',
				'cardKey({ bizId, userId: comparable(…) })',
				'bizId',
			],
		],
		'Readings.addAgain': [
			[
				'A card that two items name is linked to the first alone',
				'at(-1) !== input',
				'length === 0',
			],
			[
				'In a create the later contents count in silence',
				'this.needs.areNew',
				'false',
				[`${ENGINE}create`],
			],
			[
				'In an update the earlier contents count',
				'} else former.contents = contents',
				'}',
				[`${ENGINE}update`],
			],
		],
	}),
	...mutationsOf([`${UNIT}generatedIds`], {
		'GeneratedIds.constructor': [
			[
				'Each try of n8n’s Retry On Fail makes other cards',
				"typeof salt === 'string' ? salt :",
				'',
			],
			[
				'A node in a loop makes the same card again and again',
				'madeIds${String(context.getWorkflowDataProxy(0).$runIndex)}',
				'madeIds',
			],
			['An agent that calls its tool twice makes one card', 'isTool(node)', 'false'],
		],
	}),
	...mutationsOf([`${ENGINE}options`, `${ENGINE}defaultPace`], {
		NUMBERS: [
			[
				'Without an option a request has ten seconds',
				'preset: 30_000',
				'preset: 10_000',
				['test/stability/contract'],
			],
			['The preset pace is 11', 'preset: 10,', 'preset: 11,'],
			['The preset pace is 9', 'preset: 10,', 'preset: 9,'],
			['The preset of Max Retries is 4', 'preset: 5', 'preset: 4'],
			['A Timeout over 2^31 is taken, and fires at once', '&& value < 2 ** 31', ''],
			['Max Retries of 0 is refused', '>= 0', '> 0'],
			['A pace of 0 is taken', 'value > 0', 'value >= 0'],
		],
		readNumbers: [['An option given as text ("3") is refused', 'typeof given = …:', '']],
		readChoice: [
			[
				'A User ID Type that does not exist is taken',
				'if (choice !== undefined) return choice',
				'return value as T',
				[`${ENGINE}input`],
			],
		],
		readSwitch: [
			[
				'A switch given as text ("true") is off',
				'isBlank(value) ? false : asBoolean(value)',
				'value === true',
			],
		],
	}),
	...mutationsOf([`${ENGINE}mistakes`, `${ENGINE}input`], {
		LISTS: [['After a webhook no advice is given about feed_cards', ", 'feed_cards'", '']],
		ID_KEYS: [
			['After a webhook no advice is given about user_id', ", [PARAMETERS.userId, 'user_id']", ''],
		],
		settingError: [
			['A model reads of a panel that it does not see', '!isTool(node)', 'true', [`${ENGINE}tool`]],
			[
				'A model reads the name of an option that it does not see',
				'nameForModel(stored) ?? label',
				'label',
				[`${ENGINE}tool`],
			],
		],
		adviceForModel: [
			[
				'A model that could correct its value is told not to call again',
				'!isSetByModel(storedOf(node, place))',
				'true',
				[`${ENGINE}tool`],
			],
			[
				'A model calls again and again because of a setting that it does not have',
				'!isSetByModel(storedOf(node, place))',
				'false',
				[`${ENGINE}tool`],
			],
			['A model is not told to shorten a text', 'if (kind === TOO_LONG) …;', '', [`${ENGINE}tool`]],
			[
				'A model calls again and again because of a list that it does not have',
				"node.parameters.cardSource === 'list' ? PARAMETERS.cards : field",
				'field',
				[`${ENGINE}tool`],
			],
		],
		PLACES: [
			[
				'A model calls again and again because of a switch that it does not have',
				'REMOVE_BUTTONS',
				'',
				[`${ENGINE}tool`],
			],
		],
		'ItemReader.label': [
			[
				'A model is told of a mistake in the words of the panel',
				'storedOf(this.node, label)',
				'this.node.parameters[label]',
				[`${ENGINE}tool`],
			],
		],
		adviceForItem: [
			[
				'A list in the body is not recognised where one card is expected',
				'if (inBody && !has(body, IDS)) …;',
				'',
			],
		],
		storedOf: [
			[
				'The expression of a label is not told',
				'[updateFields, additionalFields, parameters]',
				'[updateFields, parameters]',
			],
		],
		FILL_IN: [
			[
				'What to do about an empty parameter is not told',
				"'Fill it in, or drag the right field from the input panel onto it.'",
				"''",
			],
		],
		NOBODY: [
			[
				'What to do about rows without people is not told',
				"'Fill it in, or leave such items out with a Filter node before this one.'",
				"''",
			],
		],
		adviceForExpression: [
			['An ID one step further down is not found', 'if (below !== undefined) …', ''],
			[
				'The names that the item has are not told',
				'= Object.keys(isWebhook ? body : json)',
				': string[] = []',
			],
		],
		adviceForList: [
			[
				'One card in the item is not recognised where a list is expected',
				'has(json, IDS) && !has( …)',
				'false',
			],
			['Where the list of an item stands is not told', 'path !== undefined', 'false'],
		],
		listKeyIn: [
			['A number called cards is called a list', 'Array.isArray(…)', 'Object.hasOwn(value, name)'],
		],
		hasCards: [
			['The users of a card are offered as a list of cards', '&& isCard(entry)', '|| true'],
		],
		pathToList: [['A list two steps further down is not found', 'depth = 3', 'depth = 2']],
		partsOf: [['What an object has is not told', '${someOf( …)}', '']],
		whatChanges: [
			['What an update may change is not told', '${ …}', ''],
			[
				'Fields without a value are called switches that are off',
				'Object.keys(fields).length > 0',
				'false',
			],
		],
		readValues: [['A value without a key is passed over in silence', 'if (!isBlank( …)) …;', '']],
	}),
	...mutationsOf([`${ENGINE}input`], {
		faultOfStored: [
			[
				'An expression typed as text is sent',
				"isExpressionTyped(text) || (isId && !isExpression(text) && text.includes('{{'))",
				'false',
				[`${ENGINE}update`],
			],
			[
				'An expression without its braces is sent',
				'isExpression(text) ? CODE.test(code) :',
				'false ? false :',
			],
			[
				'The text of an expression without braces is sent to people',
				'isExpression(text) ? text.slice(1) : text',
				'text',
			],
		],
		textAround: [
			[
				'Cards become one because an expression finds nothing',
				'around.trim() || undefined',
				'undefined',
			],
		],
		propertyIn: [
			['A property that an expression only begins with is taken for all of it', '\\s*\\}\\}$', ''],
		],
	}),
	...mutationsOf([`${ENGINE}expressions`, `${ENGINE}input`], {
		valuesOf: [['Every item gets the value of the first', 'input - this.values.start', '0']],
		'ParameterValues.get': [
			['An expression that fails breaks the run', 'return { failed: true …}', 'throw error'],
		],
	}),
	...mutationsOf([`${ENGINE}update`], {
		givenWhole: [
			[
				'A text that was emptied stays on a card that is kept up to date',
				"fields[key] = ''",
				'fields[key] = undefined',
				[`${ENGINE}upsert`],
			],
			[
				'Create or Update clears what was left empty in the panel',
				"&& stored[name] !== ''",
				'',
				[`${ENGINE}upsert`],
			],
		],
		withoutEmpty: [
			[
				'Fields left empty in the panel are sent',
				"&& value !== ''",
				'',
				[`${UNIT}contents`, `${ENGINE}create`],
			],
		],
		givenChanges: [
			['A link for which a row has nothing stops an update', '!isLeft(link) && ', ''],
			['A picture for which a row has nothing stops an update', '!isLeft(AVATAR_IMAGE) && ', ''],
			['Notify of an update does nothing', 'isOn(name) ?', "isOn(name) && name !== 'notify' ?"],
			[
				'Move to Top of an update does nothing',
				'isOn(name) ?',
				"isOn(name) && name !== 'moveToTop' ?",
			],
			[
				'A Notify that is no switch notifies nobody, in silence',
				"readValue(value, { is: 'boolean' }, place)",
				'value',
			],
			['Buttons cannot be taken away', 'fields.buttons = []', ''],
		],
	}),
	...mutationsOf([`${ENGINE}create`], {
		readValues: [
			['A value without a key goes into the button', "|| key === ''", ''],
			[
				'A value of a button that an expression did not find is left out',
				"if (own(pair, 'value') === undefined)",
				'if (false)',
				[`${ENGINE}panelValues`],
			],
			[
				'Of two values under one key the first is lost',
				'if (again !== undefined)',
				'if (false)',
				[`${ENGINE}panelValues`],
			],
		],
		toFeishu: [
			['The values of a button are not sent', 'values.length > 0', 'false'],
			[
				'An object in place of a text is sent',
				"name === 'text'",
				'false',
				[`${ENGINE}panelValues`],
			],
			[
				'A button whose page is not found is sent',
				'isPage && isLost',
				'false',
				[`${ENGINE}panelValues`],
			],
			[
				'A button without a page is refused',
				'isPage && isLost',
				'isPage',
				[`${ENGINE}panelValues`],
			],
			[
				'A button whose action is not found opens a page',
				'!Object.hasOwn(button, name)',
				'value === undefined',
				[`${ENGINE}panelValues`],
			],
			['The page of a button is not sent', 'set.multi_url = urls', 'void urls'],
			['The style of a button is not sent', "if (set.button_type === 'default')", ''],
		],
	}),
	...mutationsOf([`${ENGINE}values`], {
		isIdMisspelt: [
			[
				'A column whose name has an invisible character gives cards IDs that nobody knows',
				'nameMeaning( …) !== undefined',
				'false',
			],
			[
				'An empty cell is a mistake because of another column',
				'|| Object.hasOwn(json, property)',
				'',
				[`${ENGINE}create`],
			],
		],
		isSegments: [['The text of a Base field is none', '&& value.every(isSegment)', '&& false']],
		dateText: [
			['A Date is no text', 'value.toISOString()', 'undefined'],
			['An invalid DateTime is no mistake', '?? invalid', '?? "soon"'],
		],
		personId: [
			['The ID of another type is taken', 'own(value, type),', ''],
			[
				'The name in a mailto link is looked up',
				"typeof link === 'string'",
				'false',
				[`${UNIT}parseCards`],
			],
			['A person with an ID is looked up by e-mail', 'isId ? named.reverse() :', ''],
			['A person of Base is none', "Object.hasOwn(value, 'name') ? id :", 'false ? id :'],
		],
		withKeys: [
			[
				'A missing user is not told from the keys of its entry',
				'if (!isMissing || …) …;',
				'return fault;',
			],
		],
		fieldValue: [
			['A formula of Base is no text', '|| Array.isArray(inner)', ''],
			['A formula of Base without a value is an object', 'inner === null ||', ''],
		],
		isNothing: [['A lookup that found nothing is no text', 'inner.length === 0', 'false']],
		isOneText: [
			[
				'A label that is a formula of Base is none',
				'fieldValue(value) !== value',
				'false',
				[`${UNIT}contents`],
			],
			[
				'The type of a label with a link is dropped',
				"length === 2 || (length === 3 && own(value, 'type') === 'url')",
				'true',
				[`${UNIT}contents`],
			],
		],
		trimmed: [
			['A byte order mark at the end of an ID is dropped', "text.includes('\\ufeff')", 'false'],
		],
		EMOJI: [['An emoji with a joiner is refused in an ID', 'RGI_Emoji', 'ASCII']],
		ACCIDENTS: [
			['A spreadsheet’s #DIV/0! is sent to people', '|DIV\\/0!', ''],
			['A title about #REF! is refused', '/^\\s*#(?:', '/#(?:'],
		],
		NO_VALUE: [['"due NaN" is sent to people', '|\\bNaN\\b', '']],
		linkOf: [['A link of Base is none', 'value.link :', 'value :']],
		accidentIn: [
			[
				'A text with [object Object] in it is sent',
				'ACCIDENTS.find(([what]) => what.test(text))',
				'ACCIDENTS.find(() => false)',
			],
		],
		inFence: [['A list in a fence of Markdown is none', 'end > start', 'false']],
		isItem: [['The items of $input.all() are no list', "isRecord(own(value, 'json'))", 'false']],
		faultOfText: [
			['An object put into JSON is said to need a part of it', 'isInJson ?', 'false ?'],
		],
		adviceAt: [
			['Escaped quotes are called something else', '^(?:\\\\|&quot;|&#34;)', '^(?:&quot;|&#34;)'],
			[
				'A full-width comma is called a quote',
				'[，、：；［］｛｝【】＂]',
				'[、：；［］｛｝【】＂]',
			],
			['A space of another kind is called a quote', '[\\s\\p{Cf}', '[\\p{Cf}'],
			['An invisible character is called a quote', '\\p{Cf}', ''],
			['Names without quotes are called a quote', '\\w{0,40}\\s{0,20}:', '\\w{0,40}\\s{0,20}!'],
			['A text that is cut off is called something else', 'at >= text.trimEnd().length', 'false'],
			['What stands behind a list is called something else', '&& isWhole(before)', '&& false'],
			['A comment is called a quote', '^(?:\\/[/*]|#)', '^(?:#)'],

			['A number that begins with 0 gets no advice', '\\b0$', '\\b1$'],
			['A backslash gets no advice', "before.endsWith('\\\\')", 'false'],
			['Two commas get no advice', "next.startsWith(',')", 'false'],
			['A semicolon gets no advice', '/^[;=]/.test(next)', 'false'],
		],
		adviceForStart: [
			['A sentence before a list is called CSV', '&& !/[[{]/.test(columns)', ''],
			['Text before a list is not told', 'isFurtherOn ?', 'false ?'],
			[
				'CSV with semicolons is not recognised',
				'[,;\\t]/.test(columns)',
				'[,\\t]/.test(columns)',
				[`${ENGINE}mistakes`],
			],
		],
		adviceForName: [
			['A byte order mark in a name is not told', "name.startsWith('\\ufeff')", 'false'],
		],
		AROUND: [['Brackets around an ID are sent', ", '[]'", '']],
		parseUserIds: [
			['Brackets around several IDs are sent', 'parts.length > 1 ? … : undefined', 'undefined'],
		],
		singleValue: [
			['The only one of a list is a list', 'inner.length === 1', 'false', [`${ENGINE}values`]],
		],
		isSeveral: [
			['Two IDs of a lookup become one', 'isRecord(value) ||', 'false ||', [`${ENGINE}values`]],
		],
		readEntry: [
			[
				'A business ID beside app_feed_card is lost',
				'isBeside ? entry : fields',
				'fields',
				[`${ENGINE}values`],
			],
		],
		listOf: [
			[
				'The users of a lookup become one',
				'isRecord(given) && isSegments(value)',
				'false',
				[`${ENGINE}values`],
			],
		],
		isEntry: [
			[
				'A card with a column of lists is passed over in silence',
				"|| hasOneOf(value, ['user_id', 'user_ids'])",
				'',
			],
		],
	}),
	...mutationsOf([`${ENGINE}values`, `${ENGINE}anyValue`], {
		INVISIBLE: [['An ID with characters that nobody sees is sent', '\\p{Cf}', '']],
	}),
	...mutationsOf([`${ENGINE}panelValues`], {
		checkExpressions: [
			['A dry run becomes a real one at another item', 'if (text === former) continue', 'continue'],
			[
				'A dry run whose expression finds nothing becomes a real one',
				'if (isBlank(value.value)) …',
				'',
			],
			['An option whose expression fails is not named', 'if (value.failed) …', ''],
		],
		meant: [
			[
				'A switch that is on twice differs',
				'? asBoolean(value) : undefined',
				'? undefined : undefined',
			],
		],
		readCards: [
			['Cards that are not sent have IDs that name nothing', 'sameInAll ? null : bizId', 'bizId'],
		],
		'Repetition.endItem': [
			['Each row makes the cards of all rows', 'this.isSame &&= … ;', 'this.isSame = false;'],
		],
		readButtons: [
			[
				'Buttons given by an expression are none, in silence',
				'if (buttons.length === 0)',
				'if (false)',
			],
			['Each letter of an expression is a button', '&& buttons.every(isBare)', '&& false'],
		],
		'Readings.addAgain': [['Rows named again are not counted', 'this.repeated++', 'void 0']],
		labelOf: [
			['Which value of a button is wrong is not told', 'member?.label, ofValue', 'member?.label'],
		],
		readValues: [['Two empty rows of values are a mistake', 'length > 2', 'length > 1']],
		shown: [
			[
				'A message shows half of an accident',
				'accidentIn(String(value).slice(0, 2 * SHOWN_LENGTH))',
				'accidentIn(start)',
			],
		],
		REMOVE_BUTTONS: [['Remove Buttons does nothing', "'removeButtons'", "'removeButton'"]],
		noteUnknownKeys: [
			['A message is as long as a key', 'problems.at(shown(key))', 'problems.at(key)'],
		],
	}),
	...mutationsOf([`${ENGINE}expressions`], {
		ITEMS_AT_ONCE: [['Each item is evaluated alone', '100', '1']],
		guarded: [
			[
				'An expression that finds nothing takes the others with it',
				"e.name === 'TypeError'",
				'false',
			],
		],
		REACHES_MORE: [
			['The index of an item is that of the first', 'json\\b|now', 'json\\b|itemIndex\\b|now'],
		],
		stepInto: [
			['A path reads what objects inherit', '|| key in Object.prototype', ''],
			[
				'A path is undefined where n8n has a value',
				'isPlain(value) ? undefined : BEYOND',
				'undefined',
			],
			['A path into nothing is evaluated by n8n', 'return undefined', 'return BEYOND'],
		],
		joined: [['Objects in a text are joined without n8n', 'values.every(isSimple)', 'true']],
		manyOf: [
			[
				'An expression that reaches beyond $json gives the value of another item',
				"REACHES_MORE.test(many.replace(OF_OTHERS, ''))",
				'false',
			],
			[
				'A string that names an item of another node is changed',
				'other === undefined ? found :',
				'',
			],
			['Code with a regular expression is changed', 'OBSCURES_STRINGS.test(code)', 'false'],
		],
		evaluateMany: [
			['What the items were stays in the data of the execution', 'delete store[GIVEN];', ''],
		],
		atOnce: [
			[
				'Each hundred begins with the first item',
				'items.slice(start, start + ITEMS_AT_ONCE)',
				'items.slice(0, ITEMS_AT_ONCE)',
			],
			[
				'All of a hundred large items are evaluated at once, and n8n 2 runs out of memory',
				'size > LARGEST_AT_ONCE',
				'false',
			],
		],
		withoutStrings: [
			[
				'What stands in strings makes each item an evaluation',
				'code.replace(STRINGS, "\'\'")',
				'code',
			],
			[
				'Quotes in templates and regular expressions hide what changes data',
				'OBSCURES_STRINGS.test(bare)',
				'false',
			],
		],
		sourceOf: [
			[
				'An expression that changes its data changes the other fields of the card',
				'CHANGES_DATA.test(withoutStrings(code))',
				'false',
			],
			['An expression in a text loses the text', "if (after !== '') …;", ''],
			['Two backslashes before braces stay two', '(?:\\\\|$)', '$'],
		],
		withoutFunctions: [
			['A function given as a text is not told', "typeof value === 'function'", 'false'],
		],
		'Turns.next': [['Stop waits until all items are read', 'this.signal?.throwIfAborted();', '']],
	}),
];
