/** Update: what changes, what goes over the wire, and what comes out. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { RunSettings } from './engine';
import { cardItems, heldCards, hurry, inputsOf, setUp } from './setUp';

const n8n = setUp();

const LINK = 'https://example.com/';
const update = async (
	items: IDataObject[],
	updateFields: INodeParameters,
	parameters: INodeParameters = {},
	more: Partial<RunSettings> = {},
) =>
	await n8n.run(items, {
		parameters: { operation: 'update', updateFields, ...parameters },
		...more,
	});
const updateList = async (cards: unknown[]) =>
	await n8n.run([{ cards } as IDataObject], {
		parameters: { operation: 'update', cardSource: 'list' },
	});

interface Entry {
	app_feed_card: IDataObject;
	user_id: string;
	update_fields: string[];
}
const sent = () =>
	n8n.feishu.updateRequests.map(({ body }) => (body as { feed_cards: Entry[] }).feed_cards);
const one = [{ biz_id: 'a', user_id: 'ou_1' }];
const heldOne = () =>
	n8n.feishu.addCards([{ bizId: 'a', userId: 'ou_1', contents: { title: 'old', preview: 'old' } }]);

describe('an update made in the panel', () => {
	test('goes out as Feishu documents it, with the numbers of what was added', async () => {
		heldOne();
		const ran = await update(one, {
			title: 'new',
			preview: '',
			link: LINK,
			avatarKey: 'v3_1',
			timeSensitive: false,
			statusLabel: { label: { text: 'Done', type: 'success' } },
			removeButtons: true,
			customSoundText: 'Done',
			refreshTime: true,
			moveToTop: true,
			notify: true,
		});
		expect(ran.error).toBeUndefined();
		const [{ method, path, query, rawBody }] = n8n.feishu.updateRequests;
		expect({ method, path, query }).toEqual({
			method: 'PUT',
			path: '/open-apis/im/v2/app_feed_card/batch',
			query: { user_id_type: 'open_id' },
		});
		expect(rawBody).toBe(
			JSON.stringify({
				feed_cards: [
					{
						app_feed_card: {
							biz_id: 'a',
							title: 'new',
							avatar_key: 'v3_1',
							preview: '',
							status_label: { text: 'Done', type: 'success' },
							buttons: { buttons: [] },
							link: { link: LINK },
							time_sensitive: false,
							notify: { custom_sound_text: 'Done', with_custom_sound: true },
						},
						user_id: 'ou_1',
						update_fields: ['1', '2', '3', '10', '11', '12', '13', '101', '102', '103'],
					},
				],
			}),
		);
	});

	test('takes each value from the item, whether its expression names a property or does more', async () => {
		const rows = ['a', 'b'].map((name, index) => ({
			biz_id: name,
			user_id: 'ou_1',
			name,
			count: index + 1,
			urgent: index === 1,
		}));
		n8n.feishu.addCards(heldCards(rows));
		await update(rows, {
			title: '={{ $json.name }}',
			preview: '={{ $json.count }}',
			statusLabel: { label: { text: '={{ $json.name }}', type: 'primary' } },
			buttons: { button: [{ text: '={{ $json.name }}', action: 'webhook' }] },
		});
		await update(rows, {
			title: '={{ $json.name }}',
			preview: '={{ $json.count + 1 }} of {{ $json.name }}',
		});
		await update(rows, { title: '={{ $json.name }}', timeSensitive: '={{ $json.urgent }}' });
		const of = (index: number) => sent()[index].map(({ app_feed_card: card }) => card);
		const [first, second, third] = [of(0), of(1), of(2)];
		expect(first).toEqual(
			rows.map(({ name, count }) => ({
				biz_id: name,
				title: name,
				preview: String(count),
				status_label: { text: name, type: 'primary' },
				buttons: {
					buttons: [{ action_type: 'webhook', text: { text: name }, action_map: { biz_id: name } }],
				},
			})),
		);
		expect(second).toEqual(
			rows.map(({ name, count }) => ({
				biz_id: name,
				title: name,
				preview: `${count + 1} of ${name}`,
			})),
		);
		expect(third).toEqual(
			rows.map(({ name, urgent }) => ({ biz_id: name, title: name, time_sensitive: urgent })),
		);
	});

	test('changes what was added, leaves the rest, and notifies nobody', async () => {
		heldOne();
		const ran = await update(one, { title: 'new', notify: false });
		expect(n8n.feishu.cards[0].contents).toEqual({ title: 'new', preview: 'old' });
		expect(n8n.feishu.notifications).toEqual([]);
		expect(ran.done[0]).toMatchObject({ updated: 1, failed: 0 });
		expect(ran.hints).toEqual(['1 card updated, 0 failed.']);
	});

	test('may be only an action', async () => {
		heldOne();
		await update(one, { moveToTop: true });
		expect(sent()).toEqual([
			[{ app_feed_card: { biz_id: 'a' }, user_id: 'ou_1', update_fields: ['102'] }],
		]);
	});

	test.each<[string, INodeParameters, string]>([
		['nothing added', {}, 'Update Fields has nothing to change; set at least one field'],
		[
			'switches that are off',
			{ notify: false, moveToTop: false },
			'Update Fields has nothing to change; set at least one field',
		],
		[
			'a sound alone',
			{ customSoundText: 'Hi' },
			'Custom Sound Text has no effect by itself: it is read aloud only if the update also notifies people',
		],
		['an empty link', { link: '' }, 'Link is empty'],
		[
			'an expression typed as text',
			{ title: '{{ $json.name }}' },
			'Title is an expression typed as text',
		],
		[
			'a Notify that is no switch',
			{ title: 'T', notify: '={{ "yes" }}' },
			'Notify is yes, neither true nor false',
		],
		['a Notify that finds nothing', { title: 'T', notify: '={{ $json.nix }}' }, 'Notify is empty'],
		[
			'a Custom Sound Text that finds nothing',
			{ title: 'T', notify: true, customSoundText: '={{ $json.nix }}' },
			'Custom Sound Text is empty',
		],
		[
			'a label without text',
			{ statusLabel: { label: { text: '' } } },
			'Status Label: Text is empty',
		],
		[
			'a long preview',
			{ preview: 'x'.repeat(121) },
			'Preview has 121 characters; Feishu allows 120',
		],
	])('with %s is an error before any request', async (_, updateFields, said) => {
		const ran = await update(one, updateFields);
		expect(ran.error?.message).toBe(said);
		expect(ran.error?.description).toContain('No card was updated.');
		expect(n8n.feishu.requests).toEqual([]);
	});
});

describe('an expression that finds nothing, among fields that have a value', () => {
	test.each<[string, INodeParameters, string]>([
		['in a text', { title: '={{ $json.titel }}' }, 'Title is empty'],
		['in a switch', { timeSensitive: '={{ $json.titel }}' }, 'Keep at Top is empty'],
		['in the link', { link: '={{ $json.titel }}' }, 'Link is empty'],
	])('%s is an error that says what the item has', async (_, updateFields, said) => {
		heldOne();
		const ran = await update(one, { preview: 'new', ...updateFields });
		expect(ran.error?.message).toBe(said);
		expect(ran.error?.description).toContain(
			'{{ $json.titel }} was looked for in this item; it has: biz_id, user_id.',
		);
		expect(n8n.feishu.requests).toEqual([]);
	});

	test('with nothing added is answered with where to add a field', async () => {
		const ran = await update(one, {});
		expect(ran.error?.description).toContain('Choose Update Fields > Add Field in the node.');
	});

	test.each(['title', 'link', 'avatarBinary', 'avatarKey'])(
		'is not what null is: that field is left as it is: %s',
		async (field) => {
			heldOne();
			const ran = await update([{ ...one[0], name: null }], {
				preview: 'new',
				[field]: '={{ $json.name }}',
			});
			expect(ran.error).toBeUndefined();
			expect(sent()[0][0].app_feed_card).toEqual({ biz_id: one[0].biz_id, preview: 'new' });
			expect(n8n.feishu.cards[0].contents).toMatchObject({ title: 'old', preview: 'new' });
		},
	);
});

describe('a list', () => {
	test('of rows changes what each row has', async () => {
		n8n.feishu.addCards(heldCards(cardItems(2)));
		const ran = await updateList([
			{ biz_id: 'a-0', user_id: 'ou_1', title: 'T', link: LINK, department: 'Sales' },
			{ biz_id: 'a-1', user_id: 'ou_1', buttons: [], update_fields: ['11', 103] },
		]);
		expect(ran.error).toBeUndefined();
		expect(sent()).toEqual([
			[
				{
					app_feed_card: { biz_id: 'a-0', title: 'T', link: { link: LINK } },
					user_id: 'ou_1',
					update_fields: ['1', '12'],
				},
				{
					app_feed_card: { biz_id: 'a-1', buttons: { buttons: [] } },
					user_id: 'ou_1',
					update_fields: ['11', '103'],
				},
			],
		]);
	});

	test("may have Feishu's own shape", async () => {
		heldOne();
		const entry = {
			app_feed_card: { biz_id: 'a', title: 'T' },
			user_id: 'ou_1',
			update_fields: ['1', '101'],
		};
		await updateList([entry]);
		expect(sent()).toEqual([[entry]]);
	});

	test.each<[string, object, string]>([
		['nothing to change', {}, 'cards[0] has nothing to change; set at least one field'],
		[
			'an unknown number',
			{ update_fields: ['4'], title: 'T' },
			'cards[0].update_fields has 4, not one of 1, 2, 3, 10, 11, 12, 13, 101, 102, 103',
		],
	])('with %s is an error before any request', async (_, entry, said) => {
		const ran = await updateList([{ ...one[0], ...entry }]);
		expect(ran.error?.message).toBe(said);
		expect(n8n.feishu.requests).toEqual([]);
	});

	test.each([true, 'true', 1, 'TRUE'])('notifies if notify is %j', async (notify) => {
		heldOne();
		await updateList([{ ...one[0], title: 'new', notify }]);
		expect(sent()[0][0].update_fields).toEqual(['1', '103']);
		await update([{ ...one[0], notify }], { title: 'T', notify: '={{ $json.notify }}' });
		expect(sent()[1][0].update_fields).toEqual(['1', '103']);
	});

	test('may name the fields that change in place of their numbers', async () => {
		heldOne();
		const ran = await updateList([{ ...one[0], title: 'new', update_fields: ['title', '102'] }]);
		expect(ran.error).toBeUndefined();
		expect(sent()[0][0].update_fields).toEqual(['1', '102']);
	});

	test('may say what changes as JSON text, as a column of a table holds it', async () => {
		heldOne();
		const ran = await updateList([{ ...one[0], title: 'new', update_fields: '["1", 101]' }]);
		expect(ran.error).toBeUndefined();
		expect(sent()[0][0].update_fields).toEqual(['1', '101']);
	});
});

test('20 different cards go in a request, and one that is not there comes out', async () => {
	const items = cardItems(45);
	n8n.feishu.addCards(heldCards(items.filter((_, index) => index !== 30)));
	const ran = await update(items, { title: '={{ "Title of " + $json.biz_id }}' });
	expect(sent().map((cards) => cards.length)).toEqual([20, 20, 5]);
	expect(sent()[1][0].app_feed_card.title).toBe('Title of a-20');
	expect(ran.failed).toEqual([
		expect.objectContaining({ ...items[30], reason: 'NOT_CREATED', reason_code: 2 }),
	]);
	expect(ran.hints).toEqual(['44 cards updated, 1 failed (NOT_CREATED 1).']);
});

test('of two entries for a card the later one counts, and its one result is linked to both', async () => {
	heldOne();
	const items = [
		{ ...one[0], title: 'first' },
		{ ...one[0], title: 'second' },
	];
	const ran = await update(items, { title: '={{ $json.title }}' }, { output: 'cards' });
	expect(sent()).toHaveLength(1);
	expect(n8n.feishu.cards[0].contents.title).toBe('second');
	expect(ran.cards).toEqual([{ status: 'updated', ...one[0] }]);
	expect(ran.items.map(inputsOf)).toEqual([[0, 1]]);
});

describe('an update whose answer is lost', () => {
	beforeEach(() => {
		hurry();
		heldOne();
		n8n.feishu.settings.fault = ({ method }, nth) =>
			method === 'PUT' && nth === 1 ? { kind: 'reset', done: true } : undefined;
	});

	test('is sent again without the notification, so that nobody is notified twice', async () => {
		const ran = await update(one, { title: 'new', notify: true }, { output: 'cards' });
		expect(ran.cards).toEqual([{ status: 'updated', ...one[0] }]);
		expect(sent().map(([{ update_fields }]) => update_fields)).toEqual([['1', '103'], ['1']]);
		expect(n8n.feishu.notifications).toHaveLength(1);
		expect(ran.hints).toEqual([
			'1 card updated, 0 failed. People may not have been notified of one of them: Feishu gave no clear answer, and the repeated request is silent so that nobody is notified twice.',
		]);
	});

	test('and that would only notify is not sent again, but reported', async () => {
		const ran = await update(one, { notify: true });
		expect(n8n.feishu.updateRequests).toHaveLength(1);
		expect(n8n.feishu.notifications).toHaveLength(1);
		expect(ran.failed).toEqual([
			expect.objectContaining({
				...one[0],
				reason: 'REQUEST_FAILED',
				message: expect.stringContaining('so that nobody is notified twice'),
			}),
		]);
	});

	test('is sent again for the other cards of its request', async () => {
		n8n.feishu.addCards([{ bizId: 'b', userId: 'ou_1' }]);
		const ran = await n8n.run(
			[
				{
					cards: [
						{ ...one[0], update_fields: ['103'] },
						{ biz_id: 'b', user_id: 'ou_1', title: 'T' },
					],
				},
			],
			{ parameters: { operation: 'update', cardSource: 'list', output: 'cards' } },
		);
		expect(ran.done).toEqual([{ status: 'updated', biz_id: 'b', user_id: 'ou_1' }]);
		expect(ran.failed).toHaveLength(1);
		expect(sent()[1]).toHaveLength(1);
		expect(n8n.feishu.notifications).toHaveLength(1);
		// The other one was to notify nobody.
		expect(ran.hints).toEqual(['1 card updated, 1 failed (REQUEST_FAILED 1).']);
	});
});

test('a wrong update_fields beside a card in Feishu’s own shape is named where it stands', async () => {
	const own = { app_feed_card: { biz_id: 'a', title: 'T' }, user_id: 'ou_1', update_fields: ['4'] };
	const ran = await updateList([own]);
	expect(ran.error?.message).toMatch(/^cards\[0\]\.update_fields has 4/);
});
