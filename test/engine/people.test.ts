/** People by e-mail address and phone number, groups and departments. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { openContacts } from '../feishu/client';
import type { Fault } from '../feishu/faults';
import type { Ran, RunSettings } from './engine';
import { hurry, inputsOf, jump, NEEDED, setUp } from './setUp';

const n8n = setUp();
beforeEach(() => openContacts(n8n.feishu));

const LINK = 'https://example.com/';
const OPERATIONS = Object.keys(NEEDED);
const PAST: Record<string, string> = {
	create: 'created',
	upsert: 'updated',
	update: 'updated',
	delete: 'deleted',
};

const run = async (
	items: IDataObject[],
	userIdType: string,
	parameters: INodeParameters = {},
	more: Partial<RunSettings> = {},
) => {
	const operation = String(parameters.operation ?? 'delete');
	return await n8n.run(items, {
		parameters: {
			userIdType,
			output: 'cards',
			...NEEDED[operation],
			...parameters,
			options: { requestsPerSecond: 1000, ...(parameters.options as IDataObject) },
		} as INodeParameters,
		...more,
	});
};

const allItems = ({ outputs }: Ran) => outputs.flat();
const failedOf = (ran: Ran) =>
	allItems(ran)
		.map(({ json }) => json)
		.filter(({ reason }) => reason !== undefined);
const doneOf = (ran: Ran) =>
	allItems(ran)
		.map(({ json }) => json)
		.filter(({ reason }) => reason === undefined);

/** People p0, p1, … with an address and a number each. */
const email = (n: number) => `p${n}@example.com`;
const mobile = (n: number) => `130${String(n).padStart(8, '0')}`;
const addPeople = (count: number) => {
	for (let n = 0; n < count; n++) {
		n8n.feishu.addUser({ openId: `ou_${n}`, email: email(n), mobile: mobile(n) });
	}
};
const itemsFor = (count: number, nameOf: (n: number) => string) =>
	Array.from({ length: count }, (_, n) => ({ biz_id: `b${n}`, user_id: nameOf(n) }));
/** Every card that a delete or an update may be for. */
const addCardsFor = (count: number) =>
	n8n.feishu.addCards(
		Array.from({ length: count }, (_, n) => ({ bizId: `b${n}`, userId: `ou_${n}` })),
	);
const lookUpBodies = () => n8n.feishu.lookUps.map(({ body }) => body as Record<string, string[]>);

describe.each(OPERATIONS)('%s', (operation) => {
	const status = PAST[operation];
	beforeEach(() => {
		addPeople(130);
		if (operation !== 'create') addCardsFor(130);
	});

	test.each([
		['email', email],
		['mobile', mobile],
	])('by %s: 50 in a look-up, and items tell open ID and address', async (type, nameOf) => {
		const ran = await run(itemsFor(130, nameOf), type, { operation });
		expect(ran.error).toBeUndefined();
		expect(allItems(ran).map(({ json }) => json)).toEqual(
			itemsFor(130, nameOf).map(({ biz_id, user_id }, n) => ({
				status,
				biz_id,
				user_id: `ou_${n}`,
				[type]: user_id,
			})),
		);
		expect(allItems(ran).map(inputsOf)).toEqual(itemsFor(130, nameOf).map((_, n) => [n]));
		const sizes = lookUpBodies().map((body) => (body.emails ?? body.mobiles).length);
		expect(sizes).toEqual([50, 50, 30]);
		const types = n8n.feishu.cardRequests.map(({ query }) => query.user_id_type);
		expect(new Set(types)).toEqual(new Set(['open_id']));
		if (operation !== 'create') expect(types).toHaveLength(7);
	});

	test('from a list as from items', async () => {
		const cards = itemsFor(60, email).map((one) => ({ ...one, link: LINK, title: 'T' }));
		const ran = await run([{ cards }], 'email', { operation, cardSource: 'list' });
		expect(doneOf(ran)).toHaveLength(60);
		expect(doneOf(ran)[59]).toEqual({
			status,
			biz_id: 'b59',
			user_id: 'ou_59',
			email: email(59),
		});
	});

	test.each(['leftOut', 'withoutId', 'emptyId'] as const)(
		'an unknown address (%s) is USER_NOT_FOUND, and the others are done',
		async (unknownAddress) => {
			n8n.feishu.settings.unknownAddress = unknownAddress;
			const items = itemsFor(60, (n) => (n % 20 === 7 ? `nobody${n}@example.com` : email(n)));
			const ran = await run(items, 'email', { operation });
			expect(ran.error).toBeUndefined();
			expect(doneOf(ran)).toHaveLength(57);
			expect(failedOf(ran).map(({ reason, user_id, code }) => [reason, user_id, code])).toEqual(
				[7, 27, 47].map((n) => ['USER_NOT_FOUND', `nobody${n}@example.com`, 0]),
			);
			expect(String(failedOf(ran)[0].message)).toMatch(
				/nobody7@example.com.*企业邮箱.*通讯录权限范围/,
			);
		},
	);

	test('a dry run looks people up and changes nothing', async () => {
		const items = [...itemsFor(3, email), { biz_id: 'x', user_id: 'nobody@example.com' }];
		const ran = await run(items, 'email', { operation, options: { dryRun: true } });
		expect(doneOf(ran).map((one) => one.status)).toEqual(['planned', 'planned', 'planned']);
		expect(doneOf(ran)[0]).toMatchObject({ user_id: 'ou_0', email: email(0) });
		expect(failedOf(ran)).toMatchObject([{ reason: 'USER_NOT_FOUND' }]);
		expect(n8n.feishu.cardRequests).toEqual([]);
	});

	test('a dry run that stops half way accounts for each card once', async () => {
		let lookUps = 0;
		n8n.feishu.settings.fault = ({ path }) =>
			path.includes('batch_get_id') && ++lookUps > 1
				? { kind: 'code', code: 99991672, status: 400 }
				: undefined;
		const items = [{ biz_id: 'x', user_id: 'nobody@example.com' }, ...itemsFor(120, email)];
		const ran = await run(
			items,
			'email',
			{ operation, options: { dryRun: true } },
			{ onError: 'continueRegularOutput' },
		);
		expect(ran.error).toBeUndefined();
		const names = failedOf(ran).map(({ biz_id }) => biz_id);
		expect(names).toHaveLength(121);
		expect(new Set(names)).toHaveProperty('size', 121);
	});

	test('a missing permission stops the run before any card was sent, with its name and link', async () => {
		n8n.feishu.app.scopes.delete('contact:user.id:readonly');
		const items = [{ biz_id: 'b0', user_id: 'ou_0' }, ...itemsFor(60, email)];
		const ran = await run(items, 'email', { operation });
		expect(ran.error?.message).toContain('99991672');
		expect(ran.error?.description).toContain('To look people up by e-mail address or phone number');
		expect(ran.error?.description).toContain(
			'contact:user.id:readonly (通过手机号或邮箱获取用户 ID)',
		);
		expect(ran.error?.description).toContain('/auth?q=contact:user.id:readonly');
		expect(ran.error?.description).toMatch(/No card was/);
		expect(n8n.feishu.cardRequests).toEqual([]);
		const going = await run(items, 'email', { operation }, { onError: 'continueRegularOutput' });
		expect(failedOf(going).map(({ reason }) => reason)).toEqual(Array(61).fill('REQUEST_FAILED'));
	});

	test('a group: everybody in it but bots, each once', async () => {
		const members = [
			{ openId: 'ou_1' },
			{},
			...Array.from({ length: 120 }, (_, n) => ({ openId: `ou_${n}` })),
		];
		n8n.feishu.addGroup({ chatId: 'oc_1', members });
		n8n.feishu.addCards(
			operation === 'create'
				? []
				: Array.from({ length: 120 }, (_, n) => ({ bizId: 'g', userId: `ou_${n}` })),
		);
		const ran = await run([{ biz_id: 'g', user_id: 'oc_1' }], 'chat_id', { operation });
		expect(failedOf(ran)).toEqual([]);
		expect(doneOf(ran)).toHaveLength(120);
		expect(doneOf(ran)[0]).toEqual({ status, biz_id: 'g', user_id: 'ou_1' });
		expect(n8n.feishu.lookUps.map(({ query }) => query.page_size)).toEqual(['100', '100']);
		expect(n8n.feishu.cardRequests).toHaveLength(6);
	});
});

describe('one person, one card', () => {
	beforeEach(() => {
		addPeople(3);
		n8n.feishu.addCards([{ bizId: 'b', userId: 'ou_0' }]);
	});

	test.each([
		['email', ['P0@Example.com', 'p0@example.com', 'mailto:p0@example.com', 'ou_0']],
		['email', ['Li Na <p0@example.com>', 'mailto:P0@example.com?subject=Hi']],
		[
			'mobile',
			['13000000000', '+86 130-0000-0000', '0086 (130) 0000 0000', '８６', 'ou_0'].slice(0, 3),
		],
		['mobile', ['+8613000000000', 'ou_0', '130 0000 0000']],
		// As a table has a number that it takes for a decimal one.
		['mobile', ['13000000000.0', '13000000000']],
	])('%s: %j', async (type, names) => {
		const items = names.map((user_id) => ({ biz_id: 'b', user_id }));
		const ran = await run(items, type);
		expect(ran.error).toBeUndefined();
		expect(failedOf(ran)).toEqual([]);
		expect(doneOf(ran)).toMatchObject([{ biz_id: 'b', user_id: 'ou_0' }]);
		expect(allItems(ran).map(inputsOf)).toEqual([items.map((_, index) => index)]);
		expect(lookUpBodies().map((body) => body.emails ?? body.mobiles)).toEqual([
			[type === 'email' ? 'p0@example.com' : '13000000000'],
		]);
	});

	describe.each([
		['email', ['P0@Example.com', 'p0@example.com', 'mailto:p0@example.com']],
		['mobile', ['+86 130 0000 0000', '13000000000', '0086-13000000000']],
	])('in several spellings (%s)', (type, names) => {
		const going = { onError: 'continueRegularOutput' } as const;
		const update = { operation: 'update', updateFields: { title: '={{ $json.title }}' } };

		test('with a mistake in one entry the card fails once, and is not done', async () => {
			const items = names.map((user_id, n) => ({
				biz_id: 'b',
				user_id,
				title: n === 1 ? 'T'.repeat(61) : 'T',
			}));
			const ran = await run(items, type, update, going);
			expect(doneOf(ran)).toEqual([]);
			expect(failedOf(ran)).toMatchObject([{ reason: 'REJECTED', user_id: names[0] }]);
			expect(allItems(ran).map(inputsOf)).toEqual([[0, 1, 2]]);
			const one = await run([{ ...items[1], user_id: names.join() }], type, update, going);
			expect(failedOf(one)).toHaveLength(1);
		});

		test('who is not found is reported once, for all of them', async () => {
			n8n.feishu.app.range = new Set(['ou_1']);
			const items = names.map((user_id) => ({ biz_id: 'b', user_id }));
			const ran = await run(items, type, { output: 'summary' });
			const [[summary], failed] = ran.outputs;
			expect(failed.map(({ json }) => [json.reason, json.user_id])).toEqual([
				['USER_NOT_FOUND', names[0]],
			]);
			expect(failed.map(inputsOf)).toEqual([[0, 1, 2]]);
			expect(summary.json).toMatchObject({ cards: 1, failed: 1, repeated: 2 });
		});
	});

	test('an e-mail address that begins as an open ID does (欧阳) is one all the same', async () => {
		n8n.feishu.addUser({ openId: 'ou_9', email: 'ou_yang@example.com' });
		const items = ['ou_yang@example.com', 'ou_0'].map((user_id) => ({ biz_id: 'new', user_id }));
		const ran = await run(items, 'email', { operation: 'create' });
		expect(doneOf(ran).map(({ user_id }) => user_id)).toEqual(['ou_9', 'ou_0']);
	});

	test('of different contents the later one counts in an update, and neither in a create', async () => {
		const items = [
			{ biz_id: 'b', user_id: email(0), title: 'first' },
			{ biz_id: 'b', user_id: email(1), title: 'first' },
			{ biz_id: 'b', user_id: 'ou_0', title: 'second' },
		];
		n8n.feishu.addCards([{ bizId: 'b', userId: 'ou_1' }]);
		const updated = await run(items, 'email', {
			operation: 'update',
			updateFields: { title: '={{ $json.title }}' },
		});
		expect(doneOf(updated)).toHaveLength(2);
		expect(n8n.feishu.cardOf('b', 'ou_0')?.contents.title).toBe('second');
		expect(n8n.feishu.cardOf('b', 'ou_1')?.contents.title).toBe('first');
		const created = await run(
			items.map((item) => ({ ...item, biz_id: 'c' })),
			'email',
			{ operation: 'create', title: '={{ $json.title }}' },
		);
		expect(doneOf(created)).toMatchObject([{ biz_id: 'c', user_id: 'ou_1' }]);
		expect(failedOf(created)).toMatchObject([{ reason: 'REJECTED', user_id: 'ou_0' }]);
		expect(failedOf(created)[0].message).toContain('item 0 and item 2');
		const list = items.map((item) => ({ ...item, biz_id: 'd', link: LINK }));
		const inOne = await run([{ list }], 'email', {
			operation: 'create',
			cardSource: 'list',
			cards: '={{ $json.list }}',
		});
		expect(failedOf(inOne)[0].message).toContain('different contents in two entries of item 0');
	});

	test.each([
		['by another spelling', [email(0), 'P0@Example.com', email(0)], ['1', '2', '3'], '3'],
		['by an open ID', [email(0), 'ou_0', email(0)], ['1', '2', '3'], '3'],
		['with the contents of the first', [email(0), 'ou_0', email(0)], ['1', '2', '1'], '1'],
		['and two of them twice', [email(0), 'ou_0', email(0), 'ou_0'], ['1', '2', '3', '4'], '4'],
		['and two others between', ['ou_0', email(1), email(0), 'ou_0'], ['1', '2', '3', '4'], '4'],
		['but not again', [email(1), email(1), email(0), 'ou_0'], ['1', '2', '3', '4'], '4'],
	])('who is named again %s gets what the last entry says', async (_, names, titles, last) => {
		n8n.feishu.addCards([0, 1].map((n) => ({ bizId: 'b', userId: `ou_${n}` })));
		const list = names.map((user_id, n) => ({ biz_id: 'b', user_id, title: titles[n] }));
		const ran = await run([{ list }], 'email', {
			operation: 'update',
			cardSource: 'list',
			cards: '={{ $json.list }}',
		});
		expect(n8n.feishu.cardOf('b', 'ou_0')?.contents.title).toBe(last);
		const people = names.map((name) => (name === email(1) ? 'ou_1' : 'ou_0'));
		expect(doneOf(ran).map(({ user_id }) => user_id)).toEqual([...new Set(people)]);
	});

	test('equal cards for people who are looked up share requests', async () => {
		const items = [0, 1, 2].map((n) => ({ biz_id: 'new', user_id: email(n) }));
		await run(items, 'email', { operation: 'create', title: 'T' });
		expect(n8n.feishu.createRequests).toHaveLength(1);
	});
});

test.each([undefined, 'continueRegularOutput'] as const)(
	'people who cannot be looked up while a step is given up are not lost (On Error %s)',
	async (onError) => {
		hurry();
		addPeople(400);
		const { settings } = n8n.feishu;
		// Each card is created after its update was refused; 70 refusals end that step.
		settings.updateOfMissing = { code: 230001, msg: 'param is invalid' };
		const isLate = (request: unknown) =>
			n8n.feishu.lookUps.findIndex((one) => one === request) >= 3;
		settings.latencyMs = (request) => (isLate(request) ? 400 : 1);
		settings.fault = (request) =>
			isLate(request)
				? { kind: 'code', code: 99991672, msg: 'Access denied', status: 400 }
				: undefined;
		const ran = await run(itemsFor(400, email), 'email', { operation: 'upsert' }, { onError });
		if (onError === undefined) {
			expect(ran.error?.message).toContain('lacks a permission');
		} else {
			expect(allItems(ran)).toHaveLength(400);
			expect(failedOf(ran).length).toBeGreaterThan(0);
			expect(failedOf(ran)[0]).toMatchObject({ reason: 'REQUEST_FAILED', code: 99991672 });
		}
	},
);

test('whoever is found after the updates were given up is not called created because the card is there', async () => {
	hurry();
	addPeople(400);
	n8n.feishu.addCards([{ bizId: 'b399', userId: 'ou_399' }]);
	const { settings } = n8n.feishu;
	settings.refuseCards = ({ updateFields }) =>
		updateFields ? { code: 230001, msg: 'param is invalid' } : undefined;
	settings.latencyMs = (request) =>
		n8n.feishu.lookUps.findIndex((one) => one === request) >= 3 ? 400 : 1;
	let lost = 0;
	settings.fault = ({ method, rawBody }) =>
		method === 'POST' && rawBody.includes('"ou_399"') && lost++ === 0
			? { kind: 'reset' }
			: undefined;
	const ran = await run(itemsFor(400, email), 'email', { operation: 'upsert' });
	expect(doneOf(ran)).toHaveLength(399);
	expect(failedOf(ran)).toMatchObject([{ user_id: 'ou_399', reason: 'REJECTED', code: 230001 }]);
	expect(lost).toBe(2);
});

describe('mistakes are found before the first request', () => {
	test.each([
		['email', 'li', 'is not an e-mail address (li)'],
		['email', '13011111111', 'is a phone number (13011111111), but User ID Type is E-Mail Address'],
		[
			'mobile',
			'li@example.com',
			'is an e-mail address (li@example.com), but User ID Type is Phone Number',
		],
		['mobile', '5551234567', 'is not a phone number of mainland China (5551234567)'],
		['mobile', 'li', 'is not a phone number (li)'],
		['mobile', '13011111111.5', 'is not a phone number of mainland China (13011111111.5)'],
		['email', 'a@b.cn c@d.cn', 'is not one e-mail address (a@b.cn c@d.cn)'],
		['email', 'A <a@b.cn> C <c@d.cn>', 'is not one e-mail address (A <a@b.cn> C <c@d.cn>)'],
		['mobile', '13011111111 13022222222', 'is not one phone number (13011111111 13022222222)'],
		['email', 'on_1', 'is a Union ID (on_1), but User ID Type is E-Mail Address'],
		['mobile', 'oc_1', 'is the ID of a chat (oc_1), not of a user'],
		['email', 'od-1', 'is the ID of a department (od-1), not of a user'],
		['chat_id', 'om_1', 'is not a chat ID (om_1)'],
		['department_id', 'on_1', 'is not a department ID (on_1)'],
		['email', '', 'is empty'],
	])('%s %j', async (type, user_id, words) => {
		const ran = await run([{ biz_id: 'b', user_id }], type);
		expect(ran.error?.message).toContain(words);
		expect(n8n.feishu.requests).toEqual([]);
	});

	test('different values that are wrong in the same way are counted, and the advice is said once', async () => {
		const ran = await run(
			itemsFor(7, (n) => `li${n}`),
			'email',
		);
		expect(ran.error?.message).toBe('User ID is not an e-mail address (li0)');
		expect(ran.error?.description).toBe(
			'No card was deleted.<br>[Item 0] An e-mail address looks like li@example.com.<br>The same occurs in 7 items (0, 1, 2, 3, 4, …).',
		);
	});
});

describe('answers are matched by what Feishu says back', () => {
	beforeEach(() => addPeople(10));
	const right = (type: string, nameOf: (n: number) => string) =>
		itemsFor(10, nameOf).map(({ biz_id, user_id }, n) => ({
			status: 'created',
			biz_id,
			user_id: `ou_${n}`,
			[type]: user_id,
		}));

	test('in another order, in another spelling, and never by position', async () => {
		Object.assign(n8n.feishu.settings, { answerOrder: 'reversed', echo: 'asStored' });
		const upper = (n: number) => email(n).toUpperCase();
		const byEmail = await run(itemsFor(10, upper), 'email', { operation: 'create' });
		expect(doneOf(byEmail)).toEqual(right('email', upper));
		const foreign = (n: number) => `+86${mobile(n)}`;
		const items = itemsFor(10, foreign).map((one) => ({ ...one, biz_id: `${one.biz_id}m` }));
		const byMobile = await run(items, 'mobile', { operation: 'create' });
		expect(doneOf(byMobile).map(({ user_id }) => user_id)).toEqual(items.map((_, n) => `ou_${n}`));
	});

	test('somebody whom nobody asked for is ignored, and fewer answers than asked are seen', async () => {
		n8n.feishu.settings.alsoAnswers = [
			{ user_id: 'ou_stranger', email: 'stranger@example.com' },
			{ user_id: 'ou_stranger' },
		];
		const items = itemsFor(10, (n) => (n === 0 ? 'nobody@example.com' : email(n)));
		const ran = await run(items, 'email', { operation: 'create' });
		expect(failedOf(ran)).toMatchObject([{ biz_id: 'b0', reason: 'USER_NOT_FOUND' }]);
		expect(n8n.feishu.cards.some(({ userId }) => userId === 'ou_stranger')).toBe(false);
		expect(doneOf(ran)).toEqual(right('email', email).slice(1));
	});

	test('somebody whom nobody asked for is not remembered either', async () => {
		n8n.feishu.settings.alsoAnswers = [{ user_id: 'ou_stranger', email: 'new@example.com' }];
		await run(itemsFor(1, email), 'email', { operation: 'create' });
		n8n.feishu.settings.alsoAnswers = [];
		n8n.feishu.addUser({ openId: 'ou_new', email: 'new@example.com' });
		const items = [{ biz_id: 'new', user_id: 'new@example.com' }];
		const ran = await run(items, 'email', { operation: 'create' });
		expect(doneOf(ran)).toMatchObject([{ user_id: 'ou_new' }]);
	});

	test.each([true, false])(
		'somebody out of the range of data who has requests refused (named: %s) fails alone',
		async (namesThem) => {
			addPeople(60);
			n8n.feishu.app.range = new Set(
				Array.from({ length: 60 }, (_, n) => `ou_${n}`).filter((id) => id !== 'ou_33'),
			);
			n8n.feishu.settings.outOfRange = { code: 40013, msg: 'email not exist', namesThem };
			const ran = await run(itemsFor(60, email), 'email', { operation: 'create' });
			expect(failedOf(ran)).toMatchObject([
				{ biz_id: 'b33', reason: 'USER_NOT_FOUND', code: 40013, user_id: email(33) },
			]);
			expect(doneOf(ran)).toHaveLength(59);
		},
	);
});

test('somebody whose address is a part of the one that Feishu names gets a card', async () => {
	for (const name of ['na', 'lina', 'wang']) {
		n8n.feishu.addUser({ openId: `ou_${name}`, email: `${name}@x.com` });
	}
	n8n.feishu.app.range = new Set(['ou_na', 'ou_wang']);
	n8n.feishu.settings.outOfRange = { code: 40013, msg: 'email not exist', namesThem: true };
	const names = ['na@x.com', 'lina@x.com', 'wang@x.com'];
	const ran = await run(
		itemsFor(3, (n) => names[n]),
		'email',
		{ operation: 'create' },
	);
	expect(failedOf(ran).map(({ user_id }) => user_id)).toEqual(['lina@x.com']);
	expect(doneOf(ran)).toHaveLength(2);
	expect(lookUpBodies().map(({ emails }) => emails)).toEqual([names, ['na@x.com', 'wang@x.com']]);
});

describe('a look-up that Feishu refuses', () => {
	beforeEach(() => addPeople(60));
	const refuse = (fault: Fault, isMeant = (nth: number) => nth > 0) => {
		n8n.feishu.settings.fault = ({ path }, nth) =>
			path.includes('/contact/v3/') && isMeant(nth) ? fault : undefined;
	};

	test.each<[string, Fault, number | null, string]>([
		['a wrong value', { kind: 'code', code: 40001, msg: 'param error' }, 40001, 'param error'],
		['an unknown code', { kind: 'code', code: 123456, msg: 'no idea' }, 123456, 'no idea'],
		['a gateway', { kind: 'status', status: 413 }, null, 'HTTP 413'],
	])('because of %s does not say that nobody has the address', async (_, fault, code, words) => {
		refuse(fault);
		const ran = await run(itemsFor(3, email), 'email', { operation: 'create' });
		expect(ran.error).toBeUndefined();
		expect(failedOf(ran)).toHaveLength(3);
		expect(failedOf(ran)[1]).toMatchObject({ reason: 'REJECTED', code, user_id: email(1) });
		expect(failedOf(ran)[1].message).toContain(`does not look up the e-mail address ${email(1)}.`);
		expect(failedOf(ran)[1].message).toContain(words);
	});

	test('for each address loses nobody', async () => {
		refuse({ kind: 'code', code: 40001, msg: 'param error' });
		const ran = await run(itemsFor(51, email), 'email', { operation: 'create' });
		expect(failedOf(ran).map(({ user_id }) => user_id)).toEqual(
			Array.from({ length: 51 }, (_, n) => email(n)),
		);
		expect(new Set(failedOf(ran).map(({ reason }) => reason))).toEqual(new Set(['REJECTED']));
		for (const { message } of failedOf(ran)) expect(message).toContain('param error');
	});

	test('for some addresses of each request leaves the others alone', async () => {
		addPeople(200);
		n8n.feishu.settings.fault = ({ rawBody }) =>
			/"p\d*7@/.test(rawBody) ? { kind: 'code', code: 40013, msg: 'email not exist' } : undefined;
		const ran = await run(itemsFor(200, email), 'email', { operation: 'create' });
		expect(doneOf(ran)).toHaveLength(180);
		expect(failedOf(ran)).toHaveLength(20);
		expect(failedOf(ran)[0]).toMatchObject({ user_id: email(7), reason: 'USER_NOT_FOUND' });
	});

	test.each([
		[40013, 'email not exist'],
		[10004, 'user not found'],
		[41050, 'no user authority error'],
		[40013, '手机号不存在'],
	])('with code %i "%s" says that nobody has it', async (code, msg) => {
		refuse({ kind: 'code', code, msg, status: 400 });
		const ran = await run(itemsFor(1, mobile), 'mobile', { operation: 'create' });
		expect(failedOf(ran)).toMatchObject([{ reason: 'USER_NOT_FOUND', code }]);
		expect(failedOf(ran)[0].message).toContain(msg);
	});

	test.each([
		['email', email(0)],
		['department_id', 'od-sales'],
	])('for an error inside Feishu (40003) is tried again: %s', async (type, user_id) => {
		hurry();
		n8n.feishu.addDepartment({
			openId: 'od-sales',
			ownId: 'sales',
			parent: '0',
			members: ['ou_0'],
		});
		refuse({ kind: 'code', code: 40003, msg: 'internal error', status: 400 }, (nth) => nth === 1);
		const ran = await run([{ biz_id: 'b', user_id }], type, { operation: 'create' });
		expect(failedOf(ran)).toEqual([]);
		expect(doneOf(ran)).toMatchObject([{ user_id: 'ou_0' }]);
	});
});

describe('where Feishu fails each time on one look-up (2200)', () => {
	const failOn = (isMeant: (request: { path: string; rawBody: string }) => boolean) => {
		hurry();
		n8n.feishu.settings.fault = (request) =>
			isMeant(request)
				? { kind: 'code', code: 2200, msg: 'internal error', status: 500 }
				: undefined;
	};
	const failedAlone = { reason: 'REQUEST_FAILED', code: 2200 };

	test.each([0, 1, 2])('only the cards of that group fail: group %i of three', async (bad) => {
		const groups = [0, 1, 2].map((n) => `oc_${n}`);
		for (const [n, chatId] of groups.entries()) {
			n8n.feishu.addGroup({ chatId, members: [{ openId: `ou_${n}` }] });
		}
		failOn(({ path }) => path.includes(`oc_${bad}/`));
		const items = groups.map((user_id) => ({ biz_id: 'g', user_id }));
		const ran = await run(items, 'chat_id', { operation: 'create' });
		expect(ran.error).toBeUndefined();
		expect(doneOf(ran)).toHaveLength(2);
		expect(failedOf(ran)).toMatchObject([{ ...failedAlone, user_id: `oc_${bad}` }]);
		expect(failedOf(ran)[0].message).toContain('internal error');
	});

	test.each([0, 33, 119])('only the cards of address %i of 120 fail', async (bad) => {
		addPeople(120);
		failOn(({ rawBody }) => rawBody.includes(`"${email(bad)}"`));
		const ran = await run(itemsFor(120, email), 'email', { operation: 'create' });
		expect(ran.error).toBeUndefined();
		expect(doneOf(ran)).toHaveLength(119);
		expect(failedOf(ran)).toMatchObject([{ ...failedAlone, user_id: email(bad) }]);
	});

	test('only the cards of an address fail of the only request', async () => {
		addPeople(5);
		failOn(({ rawBody }) => rawBody.includes(`"${email(3)}"`));
		const ran = await run(itemsFor(5, email), 'email', { operation: 'create' });
		expect(doneOf(ran)).toHaveLength(4);
		expect(failedOf(ran)).toMatchObject([{ ...failedAlone, user_id: email(3) }]);
	});

	test('a department below another is named, and the rest is done', async () => {
		const add = (ownId: string, parent: string, ...members: string[]) =>
			n8n.feishu.addDepartment({ openId: `od-${ownId}`, ownId, parent, members });
		add('sales', '0', 'ou_1');
		add('north', 'od-sales', 'ou_2');
		add('south', 'od-sales', 'ou_3');
		hurry();
		n8n.feishu.settings.fault = ({ query }) =>
			query.department_id === 'od-north' ? { kind: 'code', code: 2200 } : undefined;
		const items = [{ biz_id: 'd', user_id: 'od-sales' }];
		const ran = await run(items, 'department_id', { operation: 'create' });
		expect(doneOf(ran)).toHaveLength(2);
		expect(failedOf(ran)).toMatchObject([failedAlone]);
		expect(failedOf(ran)[0].message).toContain('od-north');
	});

	test.each([
		['email', email(0), 1],
		['email', email(0), 120],
		['chat_id', 'oc_1', 1],
		['chat_id', 'oc_1', 5],
	])('and on all others, it is an outage: %s, %s, %i in all', async (type, first, count) => {
		failOn(({ path }) => /contact|chats/.test(path));
		const nameOf = (n: number) => (type === 'email' ? email(n) : `${first}${n}`);
		const ran = await run(itemsFor(count, nameOf), type, { operation: 'create' });
		expect(ran.error?.message).toContain('Feishu code 2200');
		expect(ran.error?.description).toContain('No card was created');
		expect(n8n.feishu.lookUps.length).toBeLessThan(30);
	});
});

describe('what was found is remembered for ten minutes', () => {
	beforeEach(() => addPeople(10));
	const again = async (settings: Partial<RunSettings> = {}) => {
		n8n.feishu.requests = [];
		const ran = await run(itemsFor(10, email), 'email', {}, settings);
		expect(ran.error).toBeUndefined();
		return n8n.feishu.lookUps.length;
	};

	test('a loop with the same people looks them up once', async () => {
		expect(await again()).toBe(1);
		expect(await again()).toBe(0);
		jump(n8n.feishu, 599_000);
		expect(await again()).toBe(0);
		jump(n8n.feishu, 1_000);
		expect(await again()).toBe(1);
	});

	test.each([
		[mobile(99), true],
		['+1 (0)555 123 4567', false],
	])('who is not found by %s hears of a country code: %s', async (user_id, says) => {
		const [failed] = failedOf(await run([{ biz_id: 'b', user_id }], 'mobile'));
		expect(failed.reason).toBe('USER_NOT_FOUND');
		expect(String(failed.message).includes('+ and the country code')).toBe(says);
	});

	test('a person not found is not remembered', async () => {
		const items = [{ biz_id: 'b', user_id: 'new@example.com' }];
		expect(failedOf(await run(items, 'email'))).toHaveLength(1);
		n8n.feishu.addUser({ openId: 'ou_new', email: 'new@example.com' });
		n8n.feishu.addCards([{ bizId: 'b', userId: 'ou_new' }]);
		expect(doneOf(await run(items, 'email'))).toMatchObject([{ user_id: 'ou_new' }]);
	});

	test('nothing across apps and tenants', async () => {
		expect(await again()).toBe(1);
		const { appId, appSecret } = n8n.feishu.addApp({
			appId: 'cli_2',
			appSecret: 'other',
			scopes: n8n.feishu.app.scopes,
		});
		n8n.changeCredential({ appId, appSecret });
		expect(await again()).toBe(1);
	});

	test('a changed secret empties it', async () => {
		expect(await again()).toBe(1);
		n8n.feishu.app.appSecret = 'changed';
		n8n.changeCredential({ appSecret: 'changed' });
		expect(await again()).toBe(1);
	});
});

describe('groups', () => {
	const people = (count: number) =>
		Array.from({ length: count }, (_, n) => ({ openId: `ou_${n}`, joinedAt: n }));
	const toGroup = async (...groups: string[]) =>
		await run(
			groups.map((user_id) => ({ biz_id: 'g', user_id })),
			'chat_id',
			{ operation: 'create' },
		);

	test('who is listed twice in one page is no repetition of an entry', async () => {
		n8n.feishu.addGroup({ chatId: 'oc_1', members: [...people(2), ...people(2)] });
		const options = { operation: 'create', output: 'summary' };
		const ran = await run([{ biz_id: 'g', user_id: 'oc_1' }], 'chat_id', options);
		expect(doneOf(ran)).toMatchObject([{ cards: 2, created: 2 }]);
		expect(doneOf(ran)[0]).not.toHaveProperty('repeated');
	});

	test('empty pages, larger pages and a group that changes while it is read', async () => {
		const group = n8n.feishu.addGroup({
			chatId: 'oc_1',
			members: [
				...Array.from({ length: 100 }, () => ({})),
				...people(90),
				...Array.from({ length: 50 }, (_, n) => ({ openId: `ou_m${n}`, joinedAt: -1 })),
				...Array.from({ length: 60 }, (_, n) => ({ openId: `ou_z${n}` })),
			],
		});
		n8n.feishu.settings.fault = ({ path }, nth) => {
			if (path.endsWith('/members') && nth === 3) group.members.unshift({ openId: 'ou_new' });
			return undefined;
		};
		const ran = await toGroup('oc_1');
		const ids = doneOf(ran).map(({ user_id }) => String(user_id));
		expect(new Set(ids).size).toBe(ids.length);
		expect(ids).toHaveLength(200);
	});

	test.each([
		[232006, 'Check the chat ID', undefined],
		[232009, 'dissolved', 'dissolved'],
		[232010, 'tenant', 'otherTenant'],
		[232011, 'Add Bot', 'botIsOutside'],
		[232033, 'external group', 'external'],
	] as const)(
		'code %s is a mistake for the cards of that group alone',
		async (code, words, closedBy) => {
			n8n.feishu.addGroup({ chatId: 'oc_good', members: people(3) });
			if (closedBy) n8n.feishu.addGroup({ chatId: 'oc_bad', members: people(2), closedBy });
			const ran = await toGroup('oc_bad', 'oc_good');
			expect(doneOf(ran)).toHaveLength(3);
			expect(failedOf(ran)).toMatchObject([{ reason: 'REJECTED', code, user_id: 'oc_bad' }]);
			expect(failedOf(ran)[0].message).toContain(words);
		},
	);

	test('a group of which Feishu refuses the second page says how many of it were listed', async () => {
		n8n.feishu.addGroup({ chatId: 'oc_1', members: people(250) });
		n8n.feishu.settings.fault = ({ path }, nth) =>
			path.endsWith('/members') && nth === 2 ? { kind: 'code', code: 232011 } : undefined;
		const ran = await toGroup('oc_1');
		expect(doneOf(ran)).toHaveLength(100);
		expect(failedOf(ran)).toMatchObject([{ reason: 'REJECTED', code: 232011, user_id: 'oc_1' }]);
		expect(failedOf(ran)[0].message).toContain(
			'does not list all people of the group oc_1. Those it listed (100) are handled as usual',
		);
	});

	test('an app without the bot ability cannot read any group: that stops the run', async () => {
		n8n.feishu.addGroup({ chatId: 'oc_1', members: people(3) });
		n8n.feishu.app.bot = false;
		const ran = await toGroup('oc_1');
		expect(ran.error?.message).toContain('232025');
		expect(ran.error?.description).toContain('机器人');
		expect(n8n.feishu.cardRequests).toEqual([]);
	});

	test('a group of only bots is said to be that', async () => {
		n8n.feishu.addGroup({ chatId: 'oc_1', members: [{}] });
		expect(failedOf(await toGroup('oc_1'))).toMatchObject([
			{
				reason: 'REJECTED',
				code: 0,
				message: 'The app can see nobody in the group oc_1. It has no members but bots.',
			},
		]);
	});

	test('cards of a group do not wait for the next group', async () => {
		n8n.feishu.addGroup({ chatId: 'oc_1', members: people(1) });
		n8n.feishu.addGroup({ chatId: 'oc_2', members: people(1) });
		n8n.feishu.settings.latencyMs = ({ path }) => (path.includes('oc_2') ? 500 : 1);
		const items = [1, 2].map((n) => ({ biz_id: `g${n}`, user_id: `oc_${n}` }));
		await run(items, 'chat_id', { operation: 'create' });
		const [first] = n8n.feishu.cardRequests;
		const [, second] = n8n.feishu.lookUps;
		expect(first.arrivedAt).toBeLessThan(second.answeredAt!);
	});

	test('cards are sent before the last page is read, and a group is read once a run', async () => {
		n8n.feishu.addGroup({ chatId: 'oc_1', members: people(1_000) });
		const items = ['g1', 'g2'].map((biz_id) => ({ biz_id, user_id: 'oc_1' }));
		await run(items, 'chat_id', { operation: 'create' });
		expect(n8n.feishu.lookUps).toHaveLength(10);
		const paths = n8n.feishu.requests.map(({ path }) => path);
		const firstCard = paths.indexOf('/open-apis/im/v2/app_feed_card');
		expect(firstCard).toBeLessThan(paths.lastIndexOf('/open-apis/im/v1/chats/oc_1/members'));
		expect(n8n.feishu.cardCount).toBe(2_000);
	});
});

describe('departments', () => {
	beforeEach(() => {
		const add = (ownId: string, parent: string, ...members: string[]) =>
			n8n.feishu.addDepartment({ openId: `od-${ownId}`, ownId, parent, members });
		add('sales', '0', 'ou_1', 'ou_2');
		add('north', 'od-sales', 'ou_3', 'ou_1');
		add('city', 'od-north', ...Array.from({ length: 60 }, (_, n) => `ou_c${n}`));
		add('it', '0', 'ou_4');
		n8n.feishu.addToRoot('ou_boss');
	});
	const toDepartment = async (user_id: unknown) =>
		await run([{ biz_id: 'd', user_id } as IDataObject], 'department_id', { operation: 'create' });

	test.each([
		['od-sales', 63],
		['sales', 63],
		['od-city', 60],
		['0', 65],
		[0, 65],
	])('%j: those in it and below it, each once', async (id, count) => {
		const ran = await toDepartment(id);
		expect(ran.error).toBeUndefined();
		expect(failedOf(ran)).toEqual([]);
		expect(new Set(doneOf(ran).map(({ user_id }) => user_id)).size).toBe(count);
		expect(doneOf(ran)).toHaveLength(count);
	});

	test('a department too large to be listed at once is read level by level', async () => {
		n8n.feishu.settings.hugeDepartments = new Set(['0', 'od-sales']);
		expect(doneOf(await toDepartment('0'))).toHaveLength(65);
	});

	test('a department out of the range of data is a mistake for its cards only', async () => {
		n8n.feishu.app.range = new Set(['od-it']);
		const ran = await run(
			['0', 'od-it'].map((user_id) => ({ biz_id: 'd', user_id })),
			'department_id',
			{ operation: 'create' },
		);
		expect(doneOf(ran)).toMatchObject([{ user_id: 'ou_4' }]);
		expect(failedOf(ran)).toMatchObject([{ reason: 'REJECTED', code: 40004, user_id: '0' }]);
		expect(failedOf(ran)[0].message).toContain('全部成员');
	});

	test.each([
		['find_by_department', 'od-city', 3],
		['od-north/children', 'od-north', 3],
	])(
		'a department below that Feishu refuses is named (%s), and the others are read',
		async (api, id, count) => {
			n8n.feishu.addDepartment({
				openId: 'od-last',
				ownId: 'last',
				parent: 'od-sales',
				members: ['ou_1'],
			});
			// Level by level, so that the children of each are asked for.
			n8n.feishu.settings.hugeDepartments = new Set(['od-sales']);
			n8n.feishu.settings.fault = ({ path, query }) =>
				path.includes(api) && (query.department_id ?? id) === id
					? { kind: 'code', code: 40004, msg: 'no dept authority error' }
					: undefined;
			const ran = await toDepartment('od-sales');
			expect(doneOf(ran)).toHaveLength(count);
			expect(failedOf(ran)).toMatchObject([
				{ reason: 'REJECTED', code: 40004, user_id: 'od-sales' },
			]);
			expect(failedOf(ran)[0].message).toContain(`listed (${count}) are handled`);
			expect(failedOf(ran)[0].message).toContain(`none with this ID: ${id} (Feishu code 40004)`);
		},
	);

	test('what is more than a refusal stops the run, also after one department was refused', async () => {
		const { settings } = n8n.feishu;
		settings.latencyMs = ({ query }) => (query.department_id === 'od-city' ? 100 : 0);
		settings.fault = ({ path, query }) => {
			if (!path.includes('find_by_department')) return undefined;
			if (query.department_id === 'od-north') return { kind: 'code', code: 40004, msg: 'no' };
			return query.department_id === 'od-city'
				? { kind: 'code', code: 99991672, msg: 'Access denied', status: 400 }
				: undefined;
		};
		const ran = await toDepartment('od-sales');
		expect(ran.error?.message).toContain('lacks a permission');
		expect(failedOf(ran)).toEqual([]);
	});

	test('a missing permission is named', async () => {
		n8n.feishu.app.scopes.delete('contact:contact.base:readonly');
		const ran = await toDepartment('od-it');
		expect(ran.error?.description).toContain('contact:contact.base:readonly');
	});
});

test('a person whom Feishu found, and refuses then, is named by the address, and nothing is said of an ID', async () => {
	addPeople(2);
	addCardsFor(2);
	n8n.feishu.settings.unknownUsers.add('ou_1');
	const ran = await run(itemsFor(2, email), 'email');
	expect(doneOf(ran)).toHaveLength(1);
	const [{ code, message }] = failedOf(ran);
	expect(code).toBe(99992351);
	expect(message).toMatch(/may have left the company, .* The address was p1@example\.com\.$/s);
	expect(message).not.toContain('User ID Type');
});

test('a card that fails for any other reason has the address in its message too', async () => {
	addPeople(1);
	addCardsFor(1);
	n8n.feishu.settings.failCard = () => 'NO_PERMISSION';
	const ran = await run(itemsFor(1, email), 'email');
	const [{ reason, message }] = failedOf(ran);
	expect(reason).toBe('NO_PERMISSION');
	expect(message).toMatch(/ The address was p0@example\.com\.$/);
});
