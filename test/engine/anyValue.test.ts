/** Whatever JSON stands in whatever field: what a program made by accident neither reaches people nor the output. */
import fc from 'fast-check';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { setUp } from './setUp';

const n8n = setUp();

const LINK = 'https://example.com/1';

const ACCIDENT = /\[object [A-Z]|Invalid Date|\[native code\]/;
/** What text from outside may hold, and data as well: nothing that the package itself writes. */
const INVISIBLE = /[\p{Cf}\p{Cc}\u2028\u2029]/u;

const PARAMETERS: INodeParameters[] = [
	{ operation: 'delete' },
	{
		operation: 'create',
		bizId: '={{ $json.biz_id }}',
		title: '={{ $json.title }}',
		preview: '=for {{ $json.preview }}',
		link: '={{ $json.link }}',
		additionalFields: {
			avatarKey: '={{ $json.avatar_key }}',
			timeSensitive: '={{ $json.time_sensitive }}',
			customSoundText: '={{ $json.sound }}',
			statusLabel: { label: { text: '={{ $json.label }}', type: 'danger' } },
			buttons: {
				button: [
					{
						text: '={{ $json.button }}',
						action: 'webhook',
						url: '={{ $json.url }}',
						values: { pair: [{ key: '={{ $json.key }}', value: '={{ $json.value }}' }] },
					},
				],
			},
		},
	},
	{
		operation: 'update',
		updateFields: {
			title: '={{ $json.title }}',
			link: '={{ $json.link }}',
			preview: '={{ $json.preview }}',
		},
	},
];
const LIST = ['delete', 'create', 'update', 'upsert'].map((operation) => ({
	operation,
	cardSource: 'list',
}));

const text = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 20 }),
	fc.constantFrom(
		'[object Object]',
		'Order [object Object]!',
		'Invalid DateTime',
		'Invalid Date',
		'function a() { [native code] }',
		'ou_\u200b1',
		'\ufeffou_1',
		'ou_1\u202e',
		'ou_1',
		'',
		LINK,
		`${LINK}?a=[object Object]`,
		'{"text": "[object Object]"}',
		'["[object Object]"]',
	),
);
const any = fc.oneof(
	{ weight: 3, arbitrary: text },
	{ weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
	{
		weight: 1,
		arbitrary: fc.array(fc.record({ text, type: fc.constant('text') }), { maxLength: 2 }),
	},
	{ weight: 1, arbitrary: fc.record({ text, link: text }) },
	{ weight: 1, arbitrary: fc.record({ id: text, name: text }) },
	{ weight: 1, arbitrary: fc.dictionary(text, text, { maxKeys: 2 }) },
);
const GOOD: IDataObject = {
	biz_id: 'a',
	user_id: 'ou_1',
	link: LINK,
	title: 'T',
	preview: 'P',
	avatar_key: 'v3_1',
	sound: 'S',
	label: 'L',
	button: 'B',
	url: LINK,
	key: 'k',
	value: 'v',
	time_sensitive: true,
	status_label: { text: 'L' },
	buttons: [{ text: 'B', action_type: 'webhook', action_map: { k: 'v' } }],
	notify: { custom_sound_text: 'S' },
};

/** A good card but for one or two of its fields. */
const card = fc
	.tuple(
		fc.dictionary(fc.constantFrom(...Object.keys(GOOD)), any, { minKeys: 1, maxKeys: 2 }),
		fc.option(fc.tuple(text, any)),
	)
	.map(([wrong, more]): IDataObject => {
		const fields = { ...GOOD, ...wrong } as IDataObject;
		return more ? (Object.fromEntries([...Object.entries(fields), more]) as IDataObject) : fields;
	});

/** What the user reads or the next node gets, without the input that n8n keeps beside it. */
async function expectNoAccident(items: IDataObject[], parameters: INodeParameters) {
	n8n.feishu.requests = [];
	const ran = await n8n.run(items, {
		parameters: { ...parameters, options: { requestsPerSecond: 1_000 } },
		onError: 'continueRegularOutput',
	});
	expect(ran.error).toBeUndefined();
	const bodies = n8n.feishu.cardRequests.map(({ rawBody }) => rawBody);
	for (const body of bodies) expect(body).not.toMatch(ACCIDENT);
	expect(JSON.stringify([ran.done, ran.failed, ran.hints])).not.toMatch(ACCIDENT);
	for (const { biz_id, user_id } of [...ran.done, ...ran.failed]) {
		for (const id of [biz_id, user_id]) expect(String(id ?? '')).not.toMatch(INVISIBLE);
	}
	for (const body of bodies) {
		JSON.parse(body, (key, value: unknown) => {
			if (key === 'biz_id' || key === 'user_id') expect(value).not.toMatch(INVISIBLE);
			if (key === 'user_ids') for (const id of value as string[]) expect(id).not.toMatch(INVISIBLE);
			return value;
		});
	}
}

test.each(PARAMETERS)(
	'in any field of an input item, valid or invalid: $operation',
	async (parameters) => {
		await fc.assert(
			fc.asyncProperty(card, async (item) => await expectNoAccident([item], parameters)),
			{ numRuns: 120 },
		);
	},
);

test.each(LIST)('in any field of a list, valid or invalid: $operation', async (parameters) => {
	const own = card.map(({ user_id, ...rest }) => ({
		app_feed_card: rest,
		user_ids: [user_id],
		user_id,
	}));
	const list = fc.oneof(
		{ weight: 4, arbitrary: fc.array(fc.oneof(card, own), { minLength: 1, maxLength: 2 }) },
		{ weight: 1, arbitrary: any },
	);
	await fc.assert(
		fc.asyncProperty(list, async (cards) => {
			await expectNoAccident([{ cards } as unknown as IDataObject], parameters);
		}),
		{ numRuns: 120 },
	);
});
