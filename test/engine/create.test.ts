/** Create: what people get, what goes over the wire, and what comes out. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { RunSettings } from './engine';
import { hurry, inputsOf, setUp } from './setUp';

const n8n = setUp();

const LINK = 'https://example.com/orders/17';
const PANEL: INodeParameters = {
	operation: 'create',
	bizId: '={{ $json.biz_id }}',
	title: '={{ $json.title ?? "" }}',
	link: LINK,
};
const create = async (
	items: IDataObject[],
	parameters: INodeParameters = {},
	more: Partial<RunSettings> = {},
) => await n8n.run(items, { parameters: { ...PANEL, ...parameters }, ...more });
const createList = async (cards: unknown, parameters: INodeParameters = {}) =>
	await n8n.run([{ cards } as IDataObject], {
		parameters: { operation: 'create', cardSource: 'list', ...parameters },
	});

const bodies = () => n8n.feishu.createRequests.map(({ rawBody }) => JSON.parse(rawBody) as unknown);
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('a card made in the panel', () => {
	test('goes out as Feishu documents it, with what was set and nothing else', async () => {
		const ran = await create([{ biz_id: 'order-17', user_id: 'ou_1, ou_2' }], {
			title: 'Order 17',
			preview: 'waits for you',
			additionalFields: {
				avatarKey: 'v3_1',
				statusLabel: { label: { text: 'New', type: 'danger' } },
				timeSensitive: true,
				customSoundText: 'A new order',
				closeNotify: false,
				buttons: {
					button: [
						{
							text: 'Open',
							action: 'url_page',
							url: LINK,
							iosUrl: `${LINK}?ios`,
							style: 'primary',
							values: { pair: [{ key: 'from', value: 'card' }] },
						},
						{
							text: 'Approve',
							action: 'webhook',
							values: {
								pair: [
									{ key: 'decision', value: 'yes' },
									{ key: '', value: '' },
								],
							},
						},
					],
				},
			},
		});
		expect(ran.error).toBeUndefined();
		const [{ method, path, query, headers, rawBody }] = n8n.feishu.createRequests;
		expect({ method, path, query }).toEqual({
			method: 'POST',
			path: '/open-apis/im/v2/app_feed_card',
			query: { user_id_type: 'open_id' },
		});
		expect(headers['content-type']).toBe('application/json; charset=utf-8');
		expect(rawBody).toBe(
			JSON.stringify({
				app_feed_card: {
					biz_id: 'order-17',
					title: 'Order 17',
					avatar_key: 'v3_1',
					preview: 'waits for you',
					status_label: { text: 'New', type: 'danger' },
					buttons: {
						buttons: [
							{
								multi_url: { url: LINK, ios_url: `${LINK}?ios` },
								action_type: 'url_page',
								text: { text: 'Open' },
								button_type: 'primary',
								action_map: { from: 'card' },
							},
							{
								action_type: 'webhook',
								text: { text: 'Approve' },
								action_map: { biz_id: 'order-17', decision: 'yes' },
							},
						],
					},
					link: { link: LINK },
					time_sensitive: true,
					notify: {
						close_notify: false,
						custom_sound_text: 'A new order',
						with_custom_sound: true,
					},
				},
				user_ids: ['ou_1', 'ou_2'],
			}),
		);
	});

	test('with only its link has nothing else in it', async () => {
		await create([{ biz_id: 'a', user_id: 'ou_1' }], { title: '', additionalFields: {} });
		expect(bodies()).toEqual([
			{ app_feed_card: { biz_id: 'a', link: { link: LINK } }, user_ids: ['ou_1'] },
		]);
	});

	test('comes out with its status and its IDs, whatever Output says by default', async () => {
		const ran = await create([{ biz_id: 'a', user_id: ['ou_1', 'ou_2'] }]);
		expect(ran.cards).toEqual([
			{ status: 'created', biz_id: 'a', user_id: 'ou_1' },
			{ status: 'created', biz_id: 'a', user_id: 'ou_2' },
		]);
		expect(ran.items.map(inputsOf)).toEqual([[0], [0]]);
		expect(ran.hints).toEqual(['2 cards created, 0 failed.']);
	});
});

describe('requests', () => {
	test('carry one card for up to 20 users', async () => {
		const users = Array.from({ length: 41 }, (_, index) => `ou_${index}`);
		await create([{ biz_id: 'a', user_id: users }]);
		const sizes = bodies().map((body) => (body as { user_ids: unknown[] }).user_ids.length);
		expect(sizes).toEqual([20, 20, 1]);
		expect(n8n.feishu.cardCount).toBe(41);
	});

	test('carry equal cards of different input items together, in the order of the input', async () => {
		const items = Array.from({ length: 30 }, (_, index) => ({
			biz_id: index % 3 === 0 ? 'other' : 'same',
			title: index % 3 === 0 ? 'Other' : 'Same',
			user_id: `ou_${index}`,
		}));
		const ran = await create(items);
		expect(n8n.feishu.createRequests).toHaveLength(2);
		expect(ran.items.map(inputsOf)).toEqual(items.map((_, index) => [index]));
		expect(bodies()[0]).toMatchObject({
			app_feed_card: { title: 'Other' },
			user_ids: items.filter(({ biz_id }) => biz_id === 'other').map(({ user_id }) => user_id),
		});
	});

	test('carry no two cards with other contents, though they have one business ID', async () => {
		await createList([
			{ biz_id: 'a', user_id: 'ou_1', title: 'One', link: LINK },
			{ biz_id: 'a', user_id: 'ou_2', title: 'Two', link: LINK },
			{ biz_id: 'a', user_id: 'ou_3', title: 'One', link: LINK },
		]);
		const sent = bodies() as Array<{ app_feed_card: IDataObject; user_ids: string[] }>;
		expect(sent.map(({ app_feed_card, user_ids }) => [app_feed_card.title, user_ids])).toEqual([
			['One', ['ou_1', 'ou_3']],
			['Two', ['ou_2']],
		]);
	});
});

describe('a request that Feishu refuses', () => {
	const users = Array.from({ length: 20 }, (_, index) => `ou_${index}`);
	const items = [{ biz_id: 'a', user_id: users }];
	const statuses = (ran: { cards: IDataObject[] }) => ran.cards.map(({ status }) => status);

	test('for its contents is not searched on and on, and each user has an item', async () => {
		n8n.feishu.settings.refuseCards = () => ({ code: 230001, msg: 'param is invalid: title' });
		const ran = await create(items);
		expect(bodies().length).toBeLessThanOrEqual(39);
		expect(statuses(ran)).toEqual(Array(20).fill('failed'));
		expect(ran.cards[7]).toMatchObject({ reason: 'REJECTED', user_id: 'ou_7', code: 230001 });
	});

	test.each([0, 7, 19])('for one user (%i) leaves the others their card', async (bad) => {
		n8n.feishu.settings.unknownUsers.add(`ou_${bad}`);
		n8n.feishu.settings.nameIdsInMessage = false;
		const ran = await create(items, { options: { requestsPerSecond: 1000 } });
		expect(ran.done).toHaveLength(19);
		expect(ran.failed.map(({ user_id }) => user_id)).toEqual([users[bad]]);
	});

	test('because the first and the last have their card already leaves the others theirs', async () => {
		n8n.feishu.settings.existingCard = { code: 230001, msg: 'biz_id exists' };
		n8n.feishu.addCards([users[0], users[19]].map((userId) => ({ bizId: 'a', userId })));
		const ran = await create(items, {
			options: { requestsPerSecond: 1000, ignoreDuplicate: true },
		});
		expect(statuses(ran)).toEqual(
			users.map((_, index) => (index % 19 === 0 ? 'exists' : 'created')),
		);
	});
});

test('cards that Feishu limits are sent again with their own contents', async () => {
	hurry();
	n8n.feishu.settings.failCard = (_, nth) => (nth === 1 ? 'RATE_LIMITED' : undefined);
	const items = Array.from({ length: 6 }, (_, index) => ({
		biz_id: `a-${index % 3}`,
		title: `Title ${index % 3}`,
		user_id: `ou_${index}`,
	}));
	await create(items);
	expect(n8n.feishu.cards.map(({ bizId, contents }) => [bizId, contents.title]).sort()).toEqual(
		items.map(({ biz_id, title }) => [biz_id, title]).sort(),
	);
});

describe('a card without a business ID', () => {
	test('gets one for each input item, which the output tells', async () => {
		const ran = await n8n.run([{ user_id: 'ou_1,ou_2' }, { user_id: 'ou_1' }], {
			parameters: { operation: 'create', link: LINK },
		});
		const ids = ran.cards.map(({ biz_id }) => String(biz_id));
		expect(ids).toEqual([expect.stringMatching(UUID), ids[0], expect.stringMatching(UUID)]);
		expect(ids[2]).not.toBe(ids[0]);
		expect(n8n.feishu.cards.map(({ bizId }) => bizId)).toEqual(ids);
	});

	test.each(['create', 'upsert'])(
		'is told of if an expression gives no card a title (%s)',
		async (operation) => {
			const items = ['a', null].map((name, n) => ({ name, biz_id: 'b', user_id: `ou_${n}` }));
			const hintOf = async (title: string) =>
				(await create(items, { operation, title, preview: '={{ $json.no }}' })).hints[0];
			for (const title of ['={{ $json.titel }}', '={{ $json.body.title }}']) {
				expect(await hintOf(title)).toMatch(
					/ Title is empty for every card: check its expression\./,
				);
			}
			for (const title of ['={{ $json.name }}', '={{ $json.titel ?? "" }}', '', 'Fixed']) {
				expect(await hintOf(title)).not.toContain('Title');
			}
		},
	);

	test('that has a title and cannot be sent is not called one without', async () => {
		const ran = await create(
			[{ title: 'A', user_id: 'nobody@example.com', biz_id: 'b' }],
			{
				title: '={{ $json.title }}',
			},
			{ onError: 'continueRegularOutput' },
		);
		expect(ran.hints).toEqual([
			expect.stringMatching(/^0 cards created, 1 failed \(REJECTED 1\)\./),
		]);
		expect(ran.hints[0]).not.toContain('Title');
	});

	test('is told of if an expression should have given the ID', async () => {
		const items = ['a', null, ''].map((id, n) => ({ id, user_id: `ou_${n}` }));
		const hintOf = async (bizId: string) => {
			const ran = await n8n.run(items, { parameters: { operation: 'create', link: LINK, bizId } });
			expect(ran.cards).toHaveLength(3);
			return ran.hints;
		};
		expect(await hintOf('={{ $json.id }}')).toEqual([
			'3 cards created, 0 failed. Business ID is empty for 2 cards, so the node made IDs.',
		]);
		expect(await hintOf('')).toEqual(['3 cards created, 0 failed.']);
		// That column is there, only empty: another one that looks like it is another one.
		Object.assign(items[2], { 'id ': 'c' });
		expect((await hintOf('={{ $json.id }}'))[0]).toContain('made IDs');
	});

	test('gets one for each entry of a list', async () => {
		const entry = { user_id: 'ou_1', title: 'T', link: LINK };
		const ran = await createList([entry, entry, { ...entry, biz_id: 'mine' }]);
		const ids = ran.cards.map(({ biz_id }) => biz_id);
		expect(new Set(ids).size).toBe(3);
		expect(ids[2]).toBe('mine');
	});

	test('has another ID in another execution', async () => {
		const first = await create([{ user_id: 'ou_1' }]);
		const second = await create([{ user_id: 'ou_1' }]);
		expect(second.cards[0].biz_id).not.toBe(first.cards[0].biz_id);
		expect(n8n.feishu.cardCount).toBe(2);
	});

	test.each(['reset', 'after'] as const)(
		'is made once although the answer is lost (%s) and the request sent again',
		async (kind) => {
			hurry();
			n8n.feishu.settings.fault = ({ method }, nth) =>
				method === 'POST' && nth === 1
					? kind === 'reset'
						? { kind: 'reset', done: true }
						: { kind: 'status', status: 502, done: true }
					: undefined;
			const ran = await create([{ user_id: 'ou_1' }]);
			expect(ran.cards).toEqual([expect.objectContaining({ status: 'created' })]);
			expect(n8n.feishu.createRequests).toHaveLength(2);
			expect(n8n.feishu.cardCount).toBe(1);
			expect(n8n.feishu.notifications).toHaveLength(1);
		},
	);

	test('is another one each time that a loop comes to the node', async () => {
		const ran = await create([{}], { userId: 'ou_1', title: 'Tick' }, { twice: true });
		expect(ran.tries).toBe(2);
		const ids = n8n.feishu.cards.map(({ bizId }) => bizId);
		expect(ids).toHaveLength(2);
		expect(new Set(ids).size).toBe(2);
	});

	test.each([
		['items', {}],
		['items, with the time in a text', { preview: '=as of {{ $now.toISO() }}' }],
		[
			'a list, with the time in a text',
			{
				cardSource: 'list',
				cards: `={{ [{ user_id: $json.user_id, title: $json.title, link: '${LINK}', preview: $now.toISO() }] }}`,
			},
		],
	])(
		"is made once although n8n's Retry On Fail runs the whole node again: %s",
		async (_, parameters) => {
			let quotas = 0;
			n8n.feishu.settings.refuseCards = ({ contents }) =>
				contents?.title === 'second' && ++quotas === 1
					? { code: 99991403, msg: "This month's API call quota has been exceeded" }
					: undefined;
			const ran = await create(
				[
					{ user_id: 'ou_1', title: 'first' },
					{ user_id: 'ou_1', title: 'second' },
				],
				parameters,
				{ retryOnFail: true },
			);
			expect(quotas).toBe(2);
			expect(ran.cards.map(({ status }) => status)).toEqual(['created', 'created']);
			expect(n8n.feishu.cards.map(({ contents }) => contents.title).sort()).toEqual([
				'first',
				'second',
			]);
			expect(n8n.feishu.notifications).toHaveLength(2);
		},
	);

	test('may have been made by an earlier try of the run, which an error says of the last try', async () => {
		n8n.feishu.settings.refuseCards = ({ contents }) =>
			contents?.title === 'second' ? { code: 99991403, msg: 'quota' } : undefined;
		const items = ['first', 'second'].map((title) => ({ user_id: 'ou_1', title }));
		const ran = await create(items, {}, { retryOnFail: true });
		expect(n8n.feishu.cardCount).toBe(1);
		expect(ran.error?.description).toMatch(
			/may have been created: n8n has tried this run before\.$/,
		);
	});
});

describe('a card that exists already', () => {
	const items = [
		{ biz_id: 'a', user_id: 'ou_1' },
		{ biz_id: 'b', user_id: 'ou_1' },
	];
	beforeEach(() => n8n.feishu.addCards([{ bizId: 'a', userId: 'ou_1' }]));

	test.each(['name', 'digit', 'number', 'sdkName', 'lowerCase'] as const)(
		'is a failure, however Feishu spells it (%s)',
		async (style) => {
			n8n.feishu.settings.reasonStyle = style;
			const ran = await create(items);
			expect(ran.cards).toEqual([
				{
					status: 'failed',
					biz_id: 'a',
					reason: 'DUPLICATE',
					message:
						'This user already has a card with this business ID. Give the new card another ID, or update the existing one.',
					user_id: 'ou_1',
					reason_code: 4,
					code: 0,
				},
				{ status: 'created', biz_id: 'b', user_id: 'ou_1' },
			]);
			expect(ran.hints).toEqual(['1 card created, 1 failed (DUPLICATE 1).']);
		},
	);

	test('is the same failure if Feishu refuses the whole request for it', async () => {
		n8n.feishu.settings.existingCard = { code: 230001, msg: 'biz_id exists' };
		const ran = await create(items);
		expect(ran.cards[0]).toMatchObject({
			reason: 'DUPLICATE',
			message: expect.stringMatching(
				/^This user already has a card with this business ID\. .* Feishu's message: "biz_id exists"\. Log ID: \w+\.$/,
			) as string,
			reason_code: 4,
			code: 230001,
		});
		expect(ran.cards[1]).toMatchObject({ status: 'created' });
	});

	test('is no failure with Ignore Duplicate', async () => {
		const options = { ignoreDuplicate: true };
		const all = await create(items, { options });
		expect(all.cards.map(({ status }) => status)).toEqual(['exists', 'created']);
		expect(all.hints).toEqual(['1 card created, 1 was there already, 0 failed.']);
		const summary = await create(items, { options, output: 'summary' });
		expect(summary.done).toEqual([
			{ cards: 2, created: 0, exists: 2, failed: 0, requests: 2, failed_cards: [] },
		]);
	});
});

describe('a duplicate: the same card twice', () => {
	test('is made once if both want the same', async () => {
		const item = { biz_id: 'a', user_id: 'ou_1', title: 'T' };
		const ran = await create([item, item]);
		expect(ran.cards).toHaveLength(1);
		expect(ran.items.map(inputsOf)).toEqual([[0, 1]]);
	});

	test('is a mistake that names both if they want different contents', async () => {
		const items = [
			{ biz_id: 'a', user_id: 'ou_1', title: 'T' },
			{ biz_id: 'b', user_id: 'ou_1', title: 'T' },
			{ biz_id: 'a', user_id: 'ou_1', title: 'U' },
		];
		const ran = await create(items);
		expect(ran.error?.message).toBe(
			'The card a for ou_1 has different contents in item 0 and item 2',
		);
		expect(ran.error?.description).toContain(
			'Give each its own Business ID, or choose Create or Update, which uses the later one.',
		);
		expect(n8n.feishu.requests).toEqual([]);

		const going = await create(items, {}, { onError: 'continueRegularOutput' });
		expect(going.cards.map(({ status }) => status)).toEqual(['failed', 'created']);
		expect(going.items.map(inputsOf)).toEqual([[0, 2], [1]]);
		expect(n8n.feishu.cards.map(({ bizId }) => bizId)).toEqual(['b']);
	});

	test('names the entries of a list', async () => {
		const entry = { biz_id: 'a', user_id: 'ou_1', link: LINK };
		const ran = await createList([entry, { ...entry, title: 'T' }]);
		expect(ran.error?.message).toBe(
			'The card a for ou_1 has different contents in item 0 cards[0] and item 0 cards[1]',
		);
	});
});

test('a business ID that the node made for a card that is not sent is not given out', async () => {
	const items = [
		{ title: 'T', user_id: '' },
		{ title: 'x'.repeat(61), user_id: 'ou_1' },
		{ title: 'T', user_id: 'ou_2' },
	];
	const ran = await n8n.run(items, {
		parameters: {
			operation: 'create',
			bizId: '',
			title: '={{ $json.title }}',
			link: LINK,
		},
		onError: 'continueRegularOutput',
	});
	expect(ran.failed).toMatchObject([
		{ biz_id: null, user_id: null },
		{ biz_id: null, user_id: 'ou_1' },
	]);
	expect(n8n.feishu.cards).toHaveLength(1);
});

test('an item with the business ID under a name spelt otherwise makes none', async () => {
	const ran = await n8n.run([{ bizId: 'a', user_id: 'ou_1' }], {
		parameters: { operation: 'create', bizId: '={{ $json.biz_id }}', link: LINK },
	});
	expect(ran.error?.message).toBe('Business ID is empty');
	expect(ran.error?.description).toContain('It has bizId: rename that, or use {{ $json.bizId }}.');
	expect(n8n.feishu.requests).toEqual([]);
});

test('two items without a business ID are two cards, even if they are alike', async () => {
	const ran = await n8n.run([{ user_id: 'ou_1' }, { user_id: 'ou_1' }, { user_id: 'ou_2' }], {
		parameters: { operation: 'create', bizId: '', link: LINK },
	});
	expect(new Set(ran.cards.map(({ biz_id }) => biz_id)).size).toBe(3);
	expect(n8n.feishu.cardCount).toBe(3);
});

test('items that each give the same cards without a business ID are refused before any request', async () => {
	const people = ['ou_1', 'ou_2'].map((user_id) => ({ user_id }));
	const ran = await n8n.run(people, {
		parameters: {
			operation: 'create',
			bizId: '',
			userId: '={{ $input.all().map((item) => item.json.user_id) }}',
			link: LINK,
		},
	});
	expect(ran.error?.message).toBe('Each of 2 input items gives the same 2 cards');
	expect(ran.error?.description).toContain('Execute Once');
	expect(n8n.feishu.requests).toEqual([]);
});

describe('a list', () => {
	const flat = { biz_id: 'a', title: 'T', link: LINK, department: 'Sales' };
	const own = { app_feed_card: { biz_id: 'a', title: 'T', link: { link: LINK } } };
	const wanted = { biz_id: 'a', title: 'T', link: { link: LINK } };

	test.each<[string, object]>([
		['flat', { ...flat, user_ids: ['ou_1', 'ou_2'] }],
		['flat, with one user beside others', { ...flat, user_id: 'ou_1', user_ids: 'ou_2' }],
		['flat, with the users as text', { ...flat, user_id: 'ou_1；ou_2' }],
		["in Feishu's own shape", { ...own, user_ids: ['ou_1', 'ou_2'] }],
		["in Feishu's own shape, with one field for the user", { ...own, user_id: 'ou_1,ou_2' }],
	])('may hold entries %s', async (_, entry) => {
		const ran = await createList([entry]);
		expect(ran.error).toBeUndefined();
		expect(bodies()).toEqual([{ app_feed_card: wanted, user_ids: ['ou_1', 'ou_2'] }]);
	});

	test.each<[string, (entries: unknown[]) => unknown]>([
		['feed_cards', (entries) => ({ feed_cards: entries })],
		['JSON text', (entries) => JSON.stringify(entries)],
		['JSON text of feed_cards', (entries) => JSON.stringify({ feed_cards: entries })],
	])('may come as %s', async (_, as) => {
		const ran = await createList(as([{ ...flat, user_id: 'ou_1' }]));
		expect(ran.error).toBeUndefined();
		expect(bodies()).toEqual([{ app_feed_card: wanted, user_ids: ['ou_1'] }]);
	});

	test.each<[string, object, string]>([
		[
			'flat',
			{ ...flat, title: 'x'.repeat(61) },
			'cards[0].title has 61 characters; Feishu allows 60',
		],
		[
			"in Feishu's own shape",
			{ app_feed_card: { ...own.app_feed_card, subtitle: 'x' } },
			"cards[0].app_feed_card.subtitle is not a field of Feishu's; there are biz_id, title, avatar_key, preview, status_label, buttons, link, time_sensitive, notify",
		],
		[
			'with an empty list beside a wrong user',
			{ ...flat, user_id: 'a b', user_ids: [] },
			'cards[0].user_id contains a space inside an ID (a b)',
		],
		['without a card', { app_feed_card: 'T' }, 'cards[0].app_feed_card is a string, not an object'],
	])(
		'with a mistake in an entry %s names its place, before any request',
		async (_, entry, said) => {
			const ran = await createList([{ user_id: 'ou_1', ...entry }]);
			expect(ran.error?.message).toBe(said);
			expect(n8n.feishu.requests).toEqual([]);
		},
	);
});

describe('mistakes in the panel', () => {
	const button = (more: object) => ({ buttons: { button: [{ text: 'Go', ...more }] } });

	test.each<[string, INodeParameters, string]>([
		['a long title', { title: 'x'.repeat(61) }, 'Title has 61 characters; Feishu allows 60'],
		['no link', { link: '={{ $json.url }}' }, 'Link is empty'],
		[
			'http',
			{ link: 'http://example.com' },
			'Link does not start with https:// (http://example.com)',
		],
		[
			'no host',
			{ link: '=https://{{ $json.host }}/orders' },
			'Link has no address after https:// (https:///orders)',
		],
		[
			'a space in the host',
			{ link: 'https://order 17/' },
			'Link is not a valid address (https://order 17/)',
		],
		[
			'an unknown label',
			{ additionalFields: { statusLabel: { label: { text: 'a', type: 'pink' } } } },
			'Status Label: Type is pink, not one of primary, secondary, success, danger',
		],
		[
			'a third button',
			{
				additionalFields: { buttons: { button: Array(3).fill({ text: 'Go' }) } } as never,
			},
			'Buttons has 3 buttons; Feishu allows 2',
		],
		[
			'an empty button',
			{ additionalFields: button({ text: '' }) },
			'Button 1: Button Text is empty',
		],
		[
			'a page without https',
			{ additionalFields: button({ pcUrl: 'example.com' }) },
			'Button 1: URL on PC does not start with https:// (example.com)',
		],
		[
			'a long text to read aloud',
			{ additionalFields: { customSoundText: 'x'.repeat(21) } },
			'Custom Sound Text has 21 characters; Feishu allows 20',
		],
		[
			'a user of another kind',
			{ userIdType: 'union_id' },
			'User ID is an Open ID (ou_1), but User ID Type is Union ID',
		],
	])(
		'such as %s are errors that name field and limit, before any request',
		async (_, bad, said) => {
			const ran = await create([{ biz_id: 'a', user_id: 'ou_1' }], bad);
			expect(ran.error?.message).toBe(said);
			expect(ran.error?.description).toContain('No card was created.');
			expect(n8n.feishu.requests).toEqual([]);
		},
	);

	test('fail only their own cards if the node is set to continue: one item for each card', async () => {
		const ran = await create(
			[
				{ biz_id: 'a', user_id: 'ou_1,ou_2', title: 'x'.repeat(61) },
				{ biz_id: 'b', user_id: 'ou_1', title: 'T' },
			],
			{},
			{ onError: 'continueRegularOutput' },
		);
		expect(ran.cards.map(({ status, biz_id, user_id }) => [status, biz_id, user_id])).toEqual([
			['failed', 'a', 'ou_1'],
			['failed', 'a', 'ou_2'],
			['created', 'b', 'ou_1'],
		]);
		expect(ran.cards[0].message).toContain('Title has 61 characters; Feishu allows 60');
		expect(n8n.feishu.cardCount).toBe(1);
	});
});

test('with no item at all the line says what to set', async () => {
	const ran = await createList([]);
	expect(ran.hints).toEqual(['There were no cards to create.']);
});

test('if Feishu does not say which of two users has no card, the one that has none is not in doubt', async () => {
	n8n.feishu.settings.failCard = ({ user_id }) => (user_id === 'u2' ? 'NO_PERMISSION' : undefined);
	const items = [{ biz_id: 'a', user_id: 'u1,u2' }];
	const ran = await create(items, { userIdType: 'user_id' });
	expect(n8n.feishu.createRequests).toHaveLength(3);
	expect(ran.cards).toMatchObject([{ status: 'created' }, { reason: 'NO_PERMISSION' }]);
	expect(ran.cards[1].message).not.toContain('may have been');
});
