/** Create or Update: first updates, then creates what is not there. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { RunSettings } from './engine';
import { cardItems, heldCards, hurry, setUp } from './setUp';

const n8n = setUp();

const LINK = 'https://example.com/';
const upsert = async (
	items: IDataObject[],
	parameters: INodeParameters = {},
	more: Partial<RunSettings> = {},
) =>
	await n8n.run(items, {
		parameters: { operation: 'upsert', title: 'T', link: LINK, ...parameters },
		...more,
	});

const items = cardItems(45);
/** Every third card is there. */
const there = items.filter((_, index) => index % 3 === 0);
const requests = () => n8n.feishu.cardRequests.map(({ method }) => method);
const statuses = (ran: { cards: IDataObject[] }) => ran.cards.map(({ status }) => status);

test('an upsert updates 20 in a request what is there, creates the rest, and says which', async () => {
	n8n.feishu.addCards(heldCards(there));
	const ran = await upsert(items, { options: { requestsPerSecond: 1000 } });
	expect(requests()).toEqual([...Array<string>(3).fill('PUT'), ...Array<string>(30).fill('POST')]);
	expect(statuses(ran)).toEqual(items.map((_, index) => (index % 3 === 0 ? 'updated' : 'created')));
	expect(ran.hints).toEqual(['30 cards created, 15 updated, 0 failed.']);
	expect(n8n.feishu.cards.map(({ contents }) => contents.title)).toEqual(Array(45).fill('T'));
	const update = n8n.feishu.updateRequests[0].body as { feed_cards: unknown[] };
	expect(update.feed_cards[0]).toEqual({
		app_feed_card: { biz_id: 'a-0', title: 'T', link: { link: LINK } },
		user_id: 'ou_1',
		update_fields: ['1', '12'],
	});
	expect(n8n.feishu.createRequests[0].body).toEqual({
		app_feed_card: { biz_id: 'a-1', title: 'T', link: { link: LINK } },
		user_ids: ['ou_1'],
	});
});

test('the summary has both numbers', async () => {
	n8n.feishu.addCards(heldCards(items.slice(0, 2)));
	const ran = await upsert(items.slice(0, 5), { output: 'summary' });
	expect(ran.cards).toEqual([
		{ cards: 5, created: 3, updated: 2, failed: 0, requests: 4, failed_cards: [] },
	]);
});

test('a text for which an expression gives an empty one is cleared; one left empty in the panel stays', async () => {
	const [item] = items;
	const contents = { title: 'Old title', preview: 'Old', link: { link: LINK } };
	const [{ bizId, userId }] = heldCards([item]);
	n8n.feishu.addCards([{ bizId, userId, contents }]);
	const shown = () => n8n.feishu.cardOf(bizId, userId)?.contents;
	await upsert([item], { title: '', preview: '={{ $json.note }}' });
	expect(shown()).toMatchObject({ title: 'Old title', preview: 'Old' });
	await upsert([{ ...item, note: '' }], { title: '', preview: '={{ $json.note }}' });
	expect(shown()).toMatchObject({ title: 'Old title', preview: '' });
});

test('who gets a card is notified, whose card is updated is not', async () => {
	n8n.feishu.addCards(heldCards(items.slice(0, 1)));
	await upsert(items.slice(0, 2));
	expect(n8n.feishu.notifications.map(({ bizId }) => bizId)).toEqual(['a-1']);
});

test('a card that appears in between is updated again, once', async () => {
	n8n.feishu.settings.failCard = (_, nth, { method }) => {
		if (method === 'PUT' && nth === 1) n8n.feishu.addCards(heldCards(items.slice(0, 1)));
		return method === 'PUT' && nth === 1 ? 'NOT_CREATED' : undefined;
	};
	const ran = await upsert(items.slice(0, 1));
	expect(requests()).toEqual(['PUT', 'POST', 'PUT']);
	expect(statuses(ran)).toEqual(['updated']);
});

describe('a card that cannot be updated or created says why', () => {
	test('if its business ID stays taken after the card was deleted', async () => {
		n8n.feishu.settings.bizIdAfterDelete = 'taken';
		await upsert(items.slice(0, 1));
		await n8n.run(items.slice(0, 1), { parameters: { operation: 'delete' } });
		const ran = await upsert(items.slice(0, 2));
		expect(requests().slice(-4)).toEqual(['PUT', 'POST', 'POST', 'PUT']);
		expect(statuses(ran)).toEqual(['failed', 'created']);
		expect(ran.cards[0]).toMatchObject({
			reason: 'NOT_CREATED',
			message:
				'Feishu says that this card does not exist, and that its business ID is taken. If the card was deleted before, give it another ID.',
		});
	});

	test.each<[string, 'reported' | { code: number; msg: string }]>([
		['a reason', 'reported'],
		['refusing the request', { code: 230001, msg: 'card not found' }],
	])(
		'if its creation is refused, and Feishu says by %s that it is not there',
		async (_, missing) => {
			hurry();
			n8n.feishu.settings.updateOfMissing = missing;
			n8n.feishu.settings.refuseCards = ({ biz_id, updateFields }) =>
				biz_id === 'a-1' && !updateFields ? { code: 230099, msg: 'no such image' } : undefined;
			const ran = await upsert(items.slice(0, 3));
			expect(statuses(ran)).toEqual(['created', 'failed', 'created']);
			expect(ran.cards[1]).toMatchObject({ reason: 'REJECTED', code: 230099 });
			expect(ran.cards[1].message).toContain('no such image');
		},
	);

	test('if Feishu refuses the request for a card that is not there and says nothing of that', async () => {
		hurry();
		n8n.feishu.settings.updateOfMissing = { code: 230001, msg: 'param is invalid' };
		n8n.feishu.settings.refuseCards = ({ biz_id, updateFields }) =>
			biz_id === 'a-1' && !updateFields ? { code: 230099, msg: 'no such image' } : undefined;
		const ran = await upsert(items.slice(0, 3));
		expect(statuses(ran)).toEqual(['created', 'failed', 'created']);
		expect(ran.cards[1]).toMatchObject({ reason: 'REJECTED', code: 230001 });
		expect(ran.cards[1].message).toMatch(
			/param is invalid.*It could not be created either.*no such image/,
		);
	});

	test('or both refusals, if all of them are refused each time', async () => {
		hurry();
		n8n.feishu.settings.updateOfMissing = { code: 230001, msg: 'param is invalid' };
		n8n.feishu.settings.refuseCards = ({ updateFields }) =>
			updateFields ? undefined : { code: 230099, msg: 'no such image' };
		const ran = await upsert(cardItems(100), { title: '={{ $json.biz_id }}' });
		expect(ran.error?.message).toContain('230001');
		expect(ran.error?.description).toContain('They could not be created either:');
		expect(ran.error?.description).toContain('no such image');
	});

	test('once, if both refusals say the same', async () => {
		n8n.feishu.settings.refuseCards = ({ biz_id }) =>
			biz_id === 'a-1' ? { code: 230001, msg: 'title is bad' } : undefined;
		const ran = await upsert(items.slice(0, 2));
		expect(ran.cards[1].message).toContain('title is bad');
		expect(ran.cards[1].message).not.toContain('either');
	});

	test('if the creation of all of them is refused', async () => {
		hurry();
		n8n.feishu.settings.refuseCards = ({ updateFields }) =>
			updateFields ? undefined : { code: 230099, msg: 'no such image' };
		const many = cardItems(400);
		const ran = await upsert(many, { title: '={{ $json.biz_id }}' });
		expect(n8n.feishu.cardRequests.length).toBeLessThanOrEqual(200);
		expect(ran.cards).toHaveLength(400);
		for (const card of ran.cards) {
			expect(card).toMatchObject({ status: 'failed', reason: 'REJECTED', code: 230099 });
			expect(card.message).toContain('no such image');
		}
	});
});

test('a link is needed, because the card may have to be made', async () => {
	const ran = await upsert(items.slice(0, 1), { link: '={{ $json.nothing }}' });
	expect(ran.error?.message).toBe('Link is empty');
	expect(ran.error?.description).toContain('No card was created or updated.');
});

test('of two entries for a card (a duplicate) the later one counts', async () => {
	const rows = [
		{ ...items[0], title: 'first' },
		{ ...items[0], title: 'second' },
	];
	const ran = await upsert(rows, { title: '={{ $json.title }}' });
	expect(statuses(ran)).toEqual(['created']);
	expect(n8n.feishu.cards[0].contents.title).toBe('second');
});

describe('if Feishu refuses the whole request because of a card that is there or is not', () => {
	test.each<[string, string, string]>([
		['which its message tells', 'the card does not exist: card not found', 'biz_id exists'],
		['which nothing tells', 'param is invalid', 'param is invalid'],
	])('(%s), each card ends as it should', async (_, missing, existing) => {
		hurry();
		n8n.feishu.settings.updateOfMissing = { code: 230001, msg: missing };
		n8n.feishu.settings.existingCard = { code: 230001, msg: existing };
		n8n.feishu.addCards(heldCards(there));
		const ran = await upsert(items);
		expect(statuses(ran)).toEqual(
			items.map((_item, index) => (index % 3 === 0 ? 'updated' : 'created')),
		);
		expect(n8n.feishu.cardCount).toBe(45);
		expect(n8n.feishu.notifications).toHaveLength(30);
	});

	test('a table of only new rows is created', async () => {
		hurry();
		n8n.feishu.settings.updateOfMissing = { code: 230001, msg: 'param is invalid' };
		const many = cardItems(200);
		const ran = await upsert(many);
		expect(new Set(statuses(ran))).toEqual(new Set(['created']));
		expect(n8n.feishu.cardCount).toBe(200);
	});
});

test('400 IDs that Feishu does not know cost at most 100 requests, and nothing is created', async () => {
	hurry();
	const many = cardItems(400);
	for (const { user_id } of many) n8n.feishu.settings.unknownUsers.add(String(user_id));
	const ran = await upsert(many, { title: '={{ $json.biz_id }}' });
	expect(ran.error?.message).toContain('99992351');
	expect(n8n.feishu.requests.length).toBeLessThanOrEqual(100);
	expect(n8n.feishu.createRequests).toEqual([]);
});

test('a card that Feishu refuses each time is REJECTED, and the others are done', async () => {
	n8n.feishu.settings.unknownUsers.add('ou_gone');
	const ran = await upsert([...items.slice(0, 3), { biz_id: 'x', user_id: 'ou_gone' }]);
	expect(statuses(ran)).toEqual(['created', 'created', 'created', 'failed']);
	expect(ran.cards[3]).toMatchObject({ reason: 'REJECTED', code: 99992351 });
	// Nobody tried to create it: who is unknown for an update is unknown for that as well.
	const created = n8n.feishu.createRequests.flatMap(
		({ body }) => (body as { user_ids: string[] }).user_ids,
	);
	expect(created).not.toContain('ou_gone');
});

test('a stop in between says what is done, and loses no card', async () => {
	n8n.feishu.addCards(heldCards(items.slice(0, 20)));
	n8n.feishu.settings.failCard = (_, __, { method }) => {
		if (method === 'POST')
			n8n.feishu.settings.stopWith = { code: 99991403, msg: 'quota', status: 400 };
		return undefined;
	};
	const ran = await upsert(items.slice(0, 25), {}, { onError: 'continueRegularOutput' });
	const counts = new Map<unknown, number>();
	for (const status of statuses(ran)) counts.set(status, (counts.get(status) ?? 0) + 1);
	expect(ran.cards).toHaveLength(25);
	expect(counts.get('updated')).toBe(20);
	expect(counts.get('created')).toBe(n8n.feishu.cardCount - 20);
	expect(ran.cards.filter(({ reason }) => reason === 'REQUEST_FAILED')).toHaveLength(
		45 - n8n.feishu.cardCount - 20,
	);
});

test('a stop while cards wait to be created loses none of them', async () => {
	// The first request finds its cards missing; by the second the app may not write any more.
	n8n.feishu.settings.fault = ({ method }, nth) => {
		if (method === 'PUT' && nth === 2) n8n.feishu.app.scopes.clear();
		return undefined;
	};
	const ran = await upsert(
		items,
		{ output: 'cards', options: { requestsPerSecond: 1 } },
		{ onError: 'continueRegularOutput' },
	);
	expect(n8n.feishu.createRequests).toEqual([]);
	expect(ran.cards.map(({ biz_id }) => biz_id)).toEqual(items.map(({ biz_id }) => biz_id));
	expect(new Set(ran.cards.map(({ reason }) => reason))).toEqual(new Set(['REQUEST_FAILED']));
});

test('cards that Feishu refuses after it took others of the run do not end it', async () => {
	hurry();
	const all = cardItems(105).map((item, index) => ({ ...item, user_id: `ou_${index}` }));
	n8n.feishu.addCards(heldCards(all.slice(0, 25)));
	n8n.feishu.settings.refuseCards = ({ biz_id, user_id, updateFields }) =>
		!updateFields && Number(biz_id.slice(2)) >= 25
			? { code: 99992351, msg: `these open ids not existed: [${user_id}]` }
			: undefined;
	const ran = await upsert(all, { title: '={{ $json.biz_id }}' });
	expect(ran.error).toBeUndefined();
	expect(statuses(ran)).toEqual(all.map((_, index) => (index < 25 ? 'updated' : 'failed')));
});

describe('after lost answers', () => {
	beforeEach(hurry);

	test('a card whose update is refused is not called created because it is there', async () => {
		n8n.feishu.addCards(heldCards(items.slice(0, 1)));
		n8n.feishu.settings.refuseCards = ({ updateFields }) =>
			updateFields ? { code: 230099, msg: 'no such image' } : undefined;
		n8n.feishu.settings.fault = ({ method }, nth) =>
			method === 'POST' && nth === 1 ? { kind: 'reset' } : undefined;
		const ran = await upsert(items.slice(0, 1));
		expect(requests()).toEqual(['PUT', 'POST', 'POST', 'PUT']);
		expect(ran.cards).toMatchObject([{ status: 'failed', reason: 'REJECTED', code: 230099 }]);
		expect(ran.cards[0].message).toContain('This card may have been created or updated even so.');
	});

	test('nobody is notified twice, whichever step comes next', async () => {
		n8n.feishu.addCards(heldCards(cardItems(1)));
		n8n.feishu.settings.fault = ({ method }, nth) =>
			method === 'PUT' && nth === 1 ? { kind: 'reset', done: true } : undefined;
		let updates = 0;
		n8n.feishu.settings.failCard = (_card, _nth, { method }) => {
			if (method !== 'PUT') return 'DUPLICATE';
			return ++updates === 2 ? 'NOT_CREATED' : undefined;
		};
		const card = { ...cardItems(1)[0], link: LINK, title: 'T', notify: true };
		const ran = await upsert([{ cards: [card] }], { cardSource: 'list' });
		expect(n8n.feishu.cardRequests.map(({ method }) => method)).toEqual([
			'PUT',
			'PUT',
			'POST',
			'PUT',
		]);
		expect(n8n.feishu.notifications).toHaveLength(1);
		expect(ran.hints[0]).toContain('may not have been notified of one of them');
	});

	test('a card that was not there and is there now was created by this run, as the line says', async () => {
		n8n.feishu.settings.fault = ({ method }, nth) =>
			method === 'POST' && nth === 1 ? { kind: 'reset', done: true } : undefined;
		const ran = await upsert(cardItems(2), { title: '={{ $json.biz_id }}' });
		expect(requests()).toEqual(['PUT', 'POST', 'POST', 'POST']);
		expect(ran.hints).toEqual(['2 cards created, 0 updated, 0 failed.']);
	});
});
