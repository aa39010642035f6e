import { mutationsOf, type Mutation } from '../mutation';

const UNIT = 'test/units/';
const ENGINE = 'test/engine/';

/** What the panel and the lists say of cards, and what of it is sent. */
export const cardMutations: Mutation[] = [
	...mutationsOf(
		'nodes/FeishuAppFeedCard/card/ids.ts',
		[`${UNIT}parseCards`],
		[
			['IDs with semicolons between them are sent as one', '/[,，;；、\\r\\n]/', '/[,，、\\r\\n]/'],
			['IDs one under the other are sent as one', '/[,，;；、\\r\\n]/', '/[,，;；、]/'],
			['An ID that is a number is refused', '{ id: String(value) }', "{ problem: 'is a number' }"],
			[
				'A number too large to be exact names another user',
				'Number.isSafeInteger(value)',
				'Number.isFinite(value)',
			],
			['An employee ID of 65 characters is sent', 'user_id: 64,', 'user_id: 640,'],
			[
				'A business ID of 201 characters is sent',
				'BIZ_ID_MAX_LENGTH = 200',
				'BIZ_ID_MAX_LENGTH = 2000',
			],
			['A Union ID is sent as an Open ID', "prefix === 'on' && type !== 'union_id'", 'false'],
			['An Open ID is sent as a Union ID', "prefix === 'ou' && type !== 'open_id'", 'false'],
			['An e-mail address is sent as an Open ID', "if (id.includes('@'))", 'if (false)'],
			[
				'An employee ID that begins like another kind is refused',
				'/^(ou|on|oc|cli)_[0-9a-f]{16,}$/',
				'/^(ou|on|oc|cli)_/',
			],
			[
				'A list of IDs as JSON text is sent as one ID',
				'if (listed && !Array.isArray(value)) return parseUserIds(listed, type);',
				'',
			],
			['An expression typed as text is sent', "if (value.includes('{{'))", 'if (false)'],
			[
				'An empty list of users is passed over in silence',
				"if (values.length === 0) return [{ problem: 'is an empty list' }];",
				'',
			],
			[
				'An expression without its braces is sent',
				'if (/^\\$(json|node|input)\\b|^\\$\\([\'"]/.test(value)) {',
				'if (false) {',
				[`${ENGINE}input`],
			],
			['An ID with a space inside is sent', 'if (/\\s/.test(text)) {', 'if (false) {'],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/card/list.ts',
		[`${UNIT}parseCards`],
		[
			[
				"One card in Feishu's own shape is not recognised where a list is expected",
				"['biz_id', 'app_feed_card']",
				"['biz_id']",
			],
			['A list as JSON text is none', "if (typeof value === 'string') {", 'if (false) {'],
			["Feishu's own `feed_cards` is none", "own(value, 'feed_cards') : value", 'value : value'],
			[
				'An entry that is no card is passed over in silence',
				'return [mistakeOf(place, `is ${nameOf(given)}, not an object with biz_id and user_id`)];',
				'return [];',
			],
			[
				'Only the first entries of a list count',
				'return list.entries.flatMap(',
				'return list.entries.slice(0, 100).flatMap(',
				[`${ENGINE}order`],
			],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/card/values.ts',
		[`${UNIT}parseCards`, `${UNIT}contents`],
		[
			[
				'A list reaches into prototypes',
				'Object.hasOwn(record, key) ? record[key] : undefined',
				'record[key]',
			],
			['An emoji counts as two characters', '[...text].length', 'text.length'],
			['Half of a character is sent', '/\\p{Surrogate}/u.test(text)', 'false'],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/card/entry.ts',
		[`${UNIT}parseCards`, `${UNIT}contents`, `${ENGINE}create`],
		[
			[
				'A user who is named twice gets a card twice',
				'if (userId !== null && seen.has(userId)) continue;',
				'',
			],
			[
				'`user_ids` of a list are not read',
				'const isOne = isBlank(several) || (!isBlank(one) && [several].flat().length === 0);',
				'const isOne = true;',
			],
			[
				'Of one user and several others the one is dropped',
				'isOne ? one : isBlank(one) ? several : [one, several].flat()',
				'isOne ? one : several',
				[`${ENGINE}create`],
			],
			[
				"A wrong user's mistake names the empty list beside it",
				'isBlank(several) || (!isBlank(one) && [several].flat().length === 0)',
				'isBlank(several)',
				[`${ENGINE}create`],
			],
			[
				"A card in Feishu's own shape is taken for flat",
				'const isOwn = card !== undefined && card !== null;',
				'const isOwn = false;',
			],
			[
				'A card without a business ID is refused where the node could make one',
				'needs.makeBizId && isBlank(entry.bizId)',
				'false',
				[`${ENGINE}create`],
			],
			['A click does not say which card it was', 'withBizId(bizId, contents)', 'contents'],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/card/contents.ts',
		[`${UNIT}contents`],
		[
			[
				'A title of 61 characters is sent',
				"title: { field: { is: 'text', min: 0, max: 60 }",
				"title: { field: { is: 'text', min: 0, max: 600 }",
			],
			[
				'A preview of 121 characters is sent',
				"preview: { field: { is: 'text', min: 0, max: 120 }",
				"preview: { field: { is: 'text', min: 0, max: 1200 }",
			],
			['A third button is sent', "{ is: 'list', max: 2,", "{ is: 'list', max: 3,"],
			['The fields that an update changes are named wrongly', "number: '3' },", "number: '13' },"],
			[
				'A card without a link is sent',
				'if (purpose.whole && appFeedCard.link === undefined)',
				'if (false)',
			],
			[
				'An update that changes nothing is sent',
				'if (all.length > 0 || isGiven) return all;',
				'return all;',
			],
			[
				"The business ID replaces the user's own value",
				'{ biz_id: bizId, ...(entry.action_map as IDataObject) }',
				'{ ...(entry.action_map as IDataObject), biz_id: bizId }',
			],
			[
				'A typo in an own `app_feed_card` is passed over in silence',
				"if (given.shape === 'own') noteUnknownKeys(",
				'if (false) noteUnknownKeys(',
			],
			[
				'A text is not read aloud',
				'notify: { with_custom_sound: true, ...notify }',
				'notify: { ...notify }',
			],
			['A flat `notify: false` notifies', 'whole && !isOn ? { close_notify: true } : null', 'null'],
			[
				'A flat `notify: true` of an update does not notify',
				'changes && isOn ? [...(given.actions ?? []), NOTIFY]',
				'false ? [NOTIFY]',
			],
			[
				'A number in update_fields that Feishu does not have is sent',
				'if (!UPDATE_FIELDS.includes(number))',
				'if (false)',
			],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/card/fields.ts',
		[`${UNIT}contents`],
		[
			[
				'A number that is none is sent as a title',
				"typeof value === 'number' && Number.isFinite(value)",
				"typeof value === 'number'",
			],
			[
				'A link that begins with HTTPS:// is refused',
				'/^https:\\/\\/\\S/i.test(text)',
				'/^https:\\/\\/\\S/.test(text)',
			],
			[
				'A mistake repeats a whole page of text',
				"`${characters.slice(0, SHOWN_LENGTH).join('')}…`",
				'String(value)',
			],
			['A link without https is sent', '/^https:\\/\\/\\S/i.test(text)', 'true'],
			[
				'A choice that is none is sent',
				"typeof value === 'string' && field.of.includes(value)",
				"typeof value === 'string'",
			],
			[
				'The word "false" of a table means true',
				'asBoolean(value) ?? note(',
				'value !== undefined || note(',
			],
			[
				'A text that is too long is sent',
				'if (length > max) return note',
				'if (false) return note',
			],
			[
				'A required part of a button may be missing',
				'else if (required.includes(key) && wrong.length === wrongBefore)',
				'else if (false)',
			],
			[
				'A link that was copied with a line break is refused',
				"typeof value === 'string' ? value.trim() : value",
				'value',
			],
			[
				'JSON text of an object is taken for a text',
				'return JSON.parse(value) as unknown;',
				'return value;',
			],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/parameters/readCards.ts',
		[`${ENGINE}order`, `${ENGINE}input`, `${ENGINE}output`, `${ENGINE}accounting`],
		[
			[
				'Cards come out of input order where mistakes come first',
				'inputs, order, mayBeDone });',
				'inputs, order: cards.length, mayBeDone });',
			],
			[
				'Mistakes come out of input order',
				'mistakes.push({ problems, bizId, userId, inputs, order });',
				'mistakes.push({ problems, bizId, userId, inputs, order: mistakes.length });',
			],
			[
				'A card that two items name is sent twice',
				'if (key !== undefined) known.set(key, reading);',
				'',
			],
			[
				'A card that two items name is linked to the first alone',
				'if (reading.inputs.at(-1) !== input) reading.inputs.push(input);',
				'if (reading.inputs.length === 0) reading.inputs.push(input);',
			],
			['The same business ID of two users is one card', '`${userId}\\n${bizId}`', 'bizId'],
			[
				'In a create the later contents count in silence',
				'if (!isSame && needs.eachCardOnce) {',
				'if (false) {',
				[`${ENGINE}create`],
			],
			[
				'In an update the earlier contents count',
				'if (!former || !needs.eachCardOnce) reading.card = card;',
				'if (!former) reading.card = card;',
				[`${ENGINE}update`],
			],
			[
				'n8n’s Retry On Fail makes cards a second time',
				'ids?.madeBefore && ids.isMade(card.bizId) ? true : undefined',
				'undefined',
				[`${ENGINE}create`],
			],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/parameters/madeIds.ts',
		[`${UNIT}madeIds`],
		[
			[
				'Each try of n8n’s Retry On Fail makes other cards',
				"this.salt = typeof salt === 'string' ? salt : randomUUID();",
				'this.salt = randomUUID();',
			],
			[
				'A node in a loop makes the same card again and again',
				'${String(context.getWorkflowDataProxy(0).$runIndex)}',
				'',
			],
			[
				'An agent that calls its tool twice makes one card',
				"context.getNode().type.endsWith('Tool')",
				'false',
			],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/parameters/options.ts',
		[`${ENGINE}options`, `${ENGINE}defaultPace`],
		[
			['Without an option a request has ten seconds', '30_000,', '10_000,', [`${UNIT}options`]],
			[
				'The preset pace is 11',
				"'Requests per Second',\n\t\t\t10,",
				"'Requests per Second',\n\t\t\t11,",
			],
			[
				'The preset pace is 9',
				"'Requests per Second',\n\t\t\t10,",
				"'Requests per Second',\n\t\t\t9,",
			],
			['The preset of Max Retries is 4', "'Max Retries',\n\t\t\t5,", "'Max Retries',\n\t\t\t4,"],
			[
				'An option given as text ("3") is refused',
				"typeof given === 'string' && given.trim() !== '' ? Number(given) : given",
				'given',
			],
			['A Timeout over 2^31 is taken, and fires at once', ' && value < 2 ** 31', ''],
			[
				'Max Retries of 0 is refused',
				'Number.isInteger(value) && value >= 0',
				'Number.isInteger(value) && value > 0',
			],
			[
				'A pace of 0 is taken',
				'Number.isFinite(value) && value > 0',
				'Number.isFinite(value) && value >= 0',
			],
			[
				'A User ID Type that does not exist is taken',
				'if (choice !== undefined) return choice;',
				'return value as T;',
				[`${ENGINE}input`],
			],
			[
				'A switch given as text ("true") is off',
				'isBlank(value) ? false : asBoolean(value)',
				'value === true',
			],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/parameters/inputAdvice.ts',
		[`${ENGINE}mistakes`, `${ENGINE}input`],
		[
			[
				'After a webhook no advice is given about feed_cards',
				"const LISTS = ['cards', 'feed_cards'];",
				"const LISTS = ['cards'];",
			],
			[
				'After a webhook no advice is given about user_id',
				"const IDS = ['biz_id', 'user_id'];",
				"const IDS = ['biz_id'];",
			],
			[
				'A list in the body is not recognised where one card is expected',
				'if (inBody) return listAdvice(`body.${inBody}`);',
				'',
			],
			[
				'The names that the item has are not told',
				'const names = Object.keys(isWebhook ? body : json);',
				'const names: string[] = [];',
			],
			[
				'One card in the item is not recognised where a list is expected',
				'if (has(json, IDS) && !has(json, LISTS)) {',
				'if (false) {',
			],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/parameters/parameterValues.ts',
		[`${ENGINE}input`],
		[
			[
				'Every item gets the value of the first',
				'if (isConstant(stored)) {\n\t\t\tconst',
				'if (true) {\n\t\t\tconst',
			],
			[
				'A property that an expression only begins with is taken for all of it',
				'\\s*\\}\\}$/',
				'/',
				[`${ENGINE}update`],
			],
			[
				'An expression that fails breaks the run',
				'return { failed: true, words: error instanceof Error ? error.message : String(error) };',
				'throw error;',
			],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/parameters/givenContents.ts',
		[`${UNIT}contents`, `${ENGINE}create`],
		[
			[
				'Fields left empty in the panel are sent',
				".filter(([, value]) => value !== undefined && value !== '')",
				'.filter(([, value]) => value !== undefined)',
			],
			[
				'Notify of an update does nothing',
				"	['notify', 'notify_people', NOTIFY],",
				'',
				[`${ENGINE}update`],
			],
			[
				'Move to Top of an update does nothing',
				"	['moveToTop', 'move_to_top', MOVE_TO_TOP],",
				'',
				[`${ENGINE}update`],
			],
			[
				'A Notify that is no switch notifies nobody, in silence',
				'path, wrong) === true',
				'path, []) === true',
				[`${ENGINE}update`],
			],
			[
				'Buttons cannot be taken away',
				"has('buttons') ? readButtons(own(given, 'buttons')) : undefined",
				"readButtons(own(given, 'buttons')).length > 0 ? readButtons(own(given, 'buttons')) : undefined",
				[`${ENGINE}update`],
			],
		],
	),
	...mutationsOf(
		'nodes/FeishuAppFeedCard/parameters/buttons.ts',
		[`${ENGINE}create`],
		[
			[
				'A value without a key goes into the button',
				"key === undefined || key === null || key === ''",
				'key === undefined || key === null',
			],
			[
				'The values of a button are not sent',
				'...(values.length > 0 && { action_map: Object.fromEntries(values) as object }),',
				'',
			],
			[
				'The page of a button is not sent',
				'...(urls.length > 0 && { multi_url: Object.fromEntries(urls) as object }),',
				'',
			],
			[
				'The style of a button is not sent',
				"...(style !== undefined && style !== 'default' && { button_type: style }),",
				'',
			],
		],
	),
];
