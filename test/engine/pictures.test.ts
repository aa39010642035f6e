/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
/** Avatars from a binary field: uploaded once, and each card gets the key of its own picture. */
import { BinaryDataService } from 'n8n-core';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { openContacts, png } from '../feishu/client';
import { loadAnew } from './built';
import { Engine, type RunSettings } from './engine';
import { credentialOf, hurry, inputsOf, jump, setUp } from './setUp';

const n8n = setUp();
beforeEach(() => openContacts(n8n.feishu));

const LINK = 'https://example.com/';
const MEGABYTE = 1024 * 1024;
/** Pictures that differ. */
const picture = (n: number) => png(64, 64, `picture ${n}`);

const inMemory = (bytes: Buffer) => ({ mimeType: 'image/png', data: bytes.toString('base64') });
const itemOf = (n: number, bytes: Buffer, json: IDataObject = {}) =>
	({
		json: { biz_id: `b${n}`, user_id: `ou_${n}`, link: LINK, ...json },
		binary: { data: inMemory(bytes) },
	}) as unknown as IDataObject;

const FIELDS: Record<string, (binary: unknown) => INodeParameters> = {
	create: (avatarBinary) => ({ link: LINK, additionalFields: { avatarBinary } as never }),
	upsert: (avatarBinary) => ({ link: LINK, additionalFields: { avatarBinary } as never }),
	update: (avatarBinary) => ({ updateFields: { avatarBinary } as never }),
};
const OPERATIONS = Object.keys(FIELDS);

const run = async (
	items: IDataObject[],
	{ operation = 'create', field = 'data' as unknown, options = {}, ...more } = {},
	settings: Partial<RunSettings> = {},
) =>
	await n8n.run(items, {
		parameters: {
			operation,
			bizId: '={{ $json.biz_id }}',
			output: 'cards',
			...FIELDS[operation]?.(field),
			options: { requestsPerSecond: 1000, ...options },
			...more,
		},
		...settings,
	});

/** The picture that a card shows. */
const shownBy = (n: number) => {
	const key = n8n.feishu.cardOf(`b${n}`, `ou_${n}`)?.contents.avatar_key;
	return key === undefined ? undefined : n8n.feishu.pictureOf(key);
};
const addCards = (count: number) =>
	n8n.feishu.addCards(
		Array.from({ length: count }, (_, n) => ({ bizId: `b${n}`, userId: `ou_${n}` })),
	);

describe.each(OPERATIONS)('%s', (operation) => {
	beforeEach(() => operation === 'update' && addCards(3));

	test('equal bytes are uploaded once, and each card shows its picture', async () => {
		const items = [1, 2, 1].map((which, n) => itemOf(n, picture(which)));
		const ran = await run(items, { operation });
		expect(ran.error).toBeUndefined();
		expect(ran.failed).toEqual([]);
		expect(ran.outputs[0].map(inputsOf)).toEqual([[0], [1], [2]]);
		expect(n8n.feishu.uploads).toHaveLength(2);
		expect([0, 1, 2].map(shownBy)).toEqual([1, 2, 1].map(picture));
	});

	test('from a list: avatar_binary names a field of the item that holds the list', async () => {
		const cards = [0, 1, 2].map((n) => ({
			biz_id: `b${n}`,
			user_id: `ou_${n}`,
			link: LINK,
			...(n === 2 ? { avatar_key: 'v3_own', avatar_binary: '' } : { avatar_binary: `logo${n}` }),
		}));
		const binary = { logo0: inMemory(picture(0)), logo1: inMemory(picture(1)) };
		const item = { json: { cards }, binary } as unknown as IDataObject;
		const ran = await run([item], { operation, cardSource: 'list' } as never);
		expect(ran.error).toBeUndefined();
		expect([0, 1].map(shownBy)).toEqual([0, 1].map(picture));
		expect(n8n.feishu.cardOf('b2', 'ou_2')?.contents.avatar_key).toBe('v3_own');
	});

	test('a refused picture is REJECTED with the code, for its cards only', async () => {
		const wide = png(4097);
		const items = [picture(0), wide, wide].map((bytes, n) => itemOf(n, bytes));
		const ran = await run(items, { operation });
		expect(ran.error).toBeUndefined();
		expect(ran.done).toHaveLength(1);
		expect(ran.failed.map(({ biz_id, reason, code }) => [biz_id, reason, code])).toEqual([
			['b1', 'REJECTED', 234039],
			['b2', 'REJECTED', 234039],
		]);
		expect(ran.failed[0].message).toContain('4096 x 4096');
		expect(n8n.feishu.uploads).toHaveLength(2);
	});

	test.each([0, 1, 2])(
		'where Feishu fails each time on picture %i of three only its card fails',
		async (bad) => {
			hurry();
			n8n.feishu.settings.fault = ({ path, bytes }) =>
				path.endsWith('/images') && bytes.includes(picture(bad))
					? { kind: 'code', code: 2200, msg: 'internal error', status: 500 }
					: undefined;
			const items = [0, 1, 2].map((n) => itemOf(n, picture(n)));
			const ran = await run(items, { operation });
			expect(ran.error).toBeUndefined();
			expect(ran.done).toHaveLength(2);
			expect(ran.failed).toMatchObject([
				{ biz_id: `b${bad}`, reason: 'REQUEST_FAILED', code: 2200 },
			]);
			expect(ran.failed[0].message).toContain('internal error');
		},
	);

	test('an answer without a key is no refusal', async () => {
		n8n.feishu.settings.fault = ({ path, bytes }) =>
			path.endsWith('/images') && bytes.includes(picture(1))
				? { kind: 'code', code: 0, data: null }
				: undefined;
		const ran = await run([itemOf(0, picture(0)), itemOf(1, picture(1))], { operation });
		expect(ran.done).toHaveLength(1);
		expect(ran.failed).toMatchObject([{ biz_id: 'b1', reason: 'REQUEST_FAILED', code: null }]);
		expect(ran.failed[0].message).toMatch(/does not say which key .+ Try again later/);
	});

	test.each([1, 9])('where it fails on each of %i pictures the run stops', async (count) => {
		hurry();
		n8n.feishu.settings.fault = ({ path }) =>
			path.endsWith('/images') ? { kind: 'code', code: 2200, status: 500 } : undefined;
		const items = Array.from({ length: count }, (_, n) => itemOf(n, picture(n)));
		const ran = await run(items, { operation });
		expect(ran.error?.message).toContain('Feishu code 2200');
		expect(ran.error?.description).toMatch(/No card was/);
		expect(n8n.feishu.cardRequests).toEqual([]);
	});

	test('a missing permission is named before any card was sent, with its link', async () => {
		n8n.feishu.app.scopes.delete('im:resource');
		const items = Array.from({ length: 3 }, (_, n) => itemOf(n, picture(n)));
		const ran = await run(items, { operation });
		expect(ran.error?.message).toContain('99991672');
		expect(ran.error?.description).toContain('/auth?q=im:resource:upload');
		expect(ran.error?.description).toContain('上传文件V2');
		expect(n8n.feishu.uploads).toHaveLength(1);
		expect(n8n.feishu.cardRequests).toEqual([]);
		const going = await run(items, { operation }, { onError: 'continueRegularOutput' });
		expect(going.failed.map(({ reason }) => reason)).toEqual(Array(3).fill('REQUEST_FAILED'));
	});

	test('a dry run uploads nothing, and names a missing permission', async () => {
		const items = [itemOf(0, picture(0))];
		const options = { dryRun: true };
		const ran = await run(items, { operation, options });
		expect(ran.done).toMatchObject([{ status: 'planned' }]);
		expect(n8n.feishu.uploads).toEqual([]);
		n8n.feishu.app.scopes.delete('im:resource');
		const refused = await run(items, { operation, options });
		expect(refused.error?.description).toContain('im:resource:upload');
		n8n.feishu.app.scopes.add('im:resource:upload');
		expect((await run(items, { operation, options })).error).toBeUndefined();
		expect(n8n.feishu.cardRequests).toEqual([]);
	});
});

test('a delete does not look at pictures', async () => {
	addCards(1);
	const cards = [{ biz_id: 'b0', user_id: 'ou_0', avatar_binary: 'nothing' }];
	const ran = await run([{ cards }], { operation: 'delete', cardSource: 'list' } as never);
	expect(ran.error).toBeUndefined();
	expect(n8n.feishu.cardCount).toBe(0);
});

test.each([
	['PNG', png()],
	['JPEG', Buffer.from('\xff\xd8\xff\xe0 and more', 'latin1')],
	['WEBP', Buffer.from('RIFF\x24\0\0\0WEBPVP8 ', 'latin1')],
	['BMP', Buffer.from('BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0', 'latin1')],
	['GIF', Buffer.from('GIF89a\x40\0\x40\0', 'latin1')],
])('a %s is taken', async (_, bytes) => {
	await run([itemOf(0, bytes)]);
	expect(shownBy(0)?.equals(bytes)).toBe(true);
});

describe('mistakes are found before the first request', () => {
	const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>');
	test.each<[string, IDataObject, unknown, string]>([
		[
			'too large',
			itemOf(0, Buffer.concat([png(), Buffer.alloc(10 * MEGABYTE)])),
			'data',
			'is too large: it has 10.1 MB',
		],
		['empty', itemOf(0, Buffer.alloc(0)), 'data', 'is an empty file'],
		['no picture', itemOf(0, svg), 'data', 'is not a picture that Feishu accepts'],
		[
			'a text that begins like a BMP',
			itemOf(0, Buffer.from('BMW 320i, leased until 2027')),
			'data',
			'is not a picture that Feishu accepts',
		],
		[
			'a text that names WEBP where a WEBP file does',
			itemOf(0, Buffer.from('Pictures WEBP and PNG')),
			'data',
			'is not a picture that Feishu accepts',
		],
		[
			'another field',
			itemOf(0, picture(0)),
			'image',
			'names the binary field image, which the item',
		],
		['no name', itemOf(0, picture(0)), '={{ $json.nothing ?? 7 }}', 'is a number, not the name'],
		['its properties', itemOf(0, picture(0)), '={{ $binary.data }}', 'is an object, not the name'],
	])('%s', async (_, item, field, words) => {
		const ran = await run([itemOf(7, picture(7)), item], { field });
		expect(ran.error?.message).toMatch(/^Avatar Image /);
		expect(ran.error?.message).toContain(words);
		expect(n8n.feishu.requests).toEqual([]);
		const going = await run([item], { field }, { onError: 'continueRegularOutput' });
		expect(going.failed).toMatchObject([{ biz_id: 'b0', reason: 'REJECTED', code: null }]);
	});

	test('the advice names the binary fields that are there', async () => {
		const ran = await run([itemOf(0, picture(0))], { field: 'image' });
		expect(ran.error?.description).toContain('Its binary fields are: data.');
		const none = await run([{ biz_id: 'b', user_id: 'ou_1' }]);
		expect(none.error?.description).toContain('It has no binary field');
	});

	test('in a list the entry is named, and an Avatar Key beside it is one too many', async () => {
		const cards = [
			{ biz_id: 'b', user_id: 'ou_0', link: LINK, avatar_key: 'k', avatar_binary: 'data' },
		];
		const item = { ...itemOf(0, picture(0)), json: { cards } } as never;
		const both = await run([item], { cardSource: 'list' } as never);
		expect(both.error?.message).toContain(
			'cards[0].avatar_binary is set together with an avatar key',
		);
		const svgItem = {
			...itemOf(0, svg),
			json: { cards: [{ ...cards[0], avatar_key: '' }] },
		} as never;
		const wrong = await run([svgItem], { cardSource: 'list' } as never);
		expect(wrong.error?.message).toContain('cards[0].avatar_binary is not a picture');
	});

	test('equal bytes in two fields: each mistake names its own', async () => {
		const cards = ['front', 'back'].map((avatar_binary, n) => ({
			...{ biz_id: `b${n}`, user_id: 'ou_0', link: LINK },
			avatar_binary,
		}));
		const binary = { front: inMemory(svg), back: inMemory(svg) };
		const item = { json: { cards }, binary } as never;
		const ran = await run([item], { cardSource: 'list' } as never, {
			onError: 'continueRegularOutput',
		});
		const said = ran.failed.map(({ message }) => /binary field \w+/.exec(String(message))?.[0]);
		expect(said).toEqual(['binary field front', 'binary field back']);
	});

	test("in Feishu's own shape avatar_binary is no field", async () => {
		const cards = [
			{
				app_feed_card: { biz_id: 'b', link: { link: LINK }, avatar_binary: 'data' },
				user_ids: ['ou_0'],
			},
		];
		const item = { ...itemOf(0, picture(0)), json: { cards } } as never;
		const ran = await run([item], { cardSource: 'list' } as never);
		const said = 'cards[0] has avatar_binary inside app_feed_card, where it is not read';
		expect(ran.error?.message).toBe(said);
		expect(ran.error?.description).toContain('without app_feed_card');
	});

	test('avatar_binary beside app_feed_card, where it would not be read', async () => {
		const card = { app_feed_card: { biz_id: 'b', link: { link: LINK } }, user_ids: ['ou_0'] };
		const cards = [{ ...card, avatar_binary: 'data' }];
		const item = { ...itemOf(0, picture(0)), json: { cards } } as never;
		const ran = await run([item], { cardSource: 'list' } as never);
		const said = 'cards[0] has avatar_binary beside app_feed_card, where it is not read';
		expect(ran.error?.message).toBe(said);
		expect(ran.error?.description).toContain('without app_feed_card');
	});

	test('an update whose Avatar Image is empty', async () => {
		addCards(1);
		const ran = await run([itemOf(0, picture(0))], { operation: 'update', field: '' });
		expect(ran.error?.message).toBe('Avatar Image is empty');
	});
});

describe("in n8n's file store (filesystem mode)", () => {
	// Of the several that are installed, the container that n8n-core has.
	const { Container } = jest.requireActual<{ Container: { get<T>(type: unknown): T } }>(
		require.resolve('@n8n/di', { paths: [require.resolve('n8n-core')] }),
	);
	const service = Container.get<BinaryDataService>(BinaryDataService);
	beforeAll(async () => await service.init());
	const stored = async (bytes: Buffer) =>
		await service.store({ type: 'execution', workflowId: '1', executionId: '1' }, bytes, {
			mimeType: 'image/png',
			data: '',
		});
	const itemWith = (n: number, data: unknown) =>
		({ ...itemOf(n, picture(n)), binary: { data } }) as unknown as IDataObject;

	test('equal bytes in different files are one picture, and one card', async () => {
		const files = await Promise.all([1, 1, 2].map(async (n) => await stored(picture(n))));
		expect(files[0].id).not.toBe(files[1].id);
		const items = files.map((file, n) => itemWith(n, file));
		// The same card twice: it is wanted with the same contents.
		const again = { ...itemWith(0, files[1]) };
		const ran = await run([...items, again]);
		expect(ran.error).toBeUndefined();
		expect(ran.failed).toEqual([]);
		expect(n8n.feishu.uploads).toHaveLength(2);
		expect([0, 1, 2].map(shownBy)).toEqual([1, 1, 2].map(picture));
	});

	test('a file that is gone, or too large, is a mistake that is found without reading it', async () => {
		const gone = { ...(await stored(picture(1))) };
		gone.id = `${gone.id}0`;
		const ran = await run([itemWith(0, gone)]);
		expect(ran.error?.message).toContain('cannot be read from the binary field data');
		const large = await stored(Buffer.alloc(30 * MEGABYTE));
		const read = jest.spyOn(service, 'getAsBuffer');
		const refused = await run([itemWith(0, large)]);
		expect(refused.error?.message).toContain('30 MB');
		expect(read).not.toHaveBeenCalled();
		read.mockRestore();
	});
});

describe('a key is remembered for an hour', () => {
	const uploads = async () => {
		n8n.feishu.requests = [];
		const ran = await run([itemOf(0, picture(0))], { operation: 'upsert' });
		expect(ran.error).toBeUndefined();
		expect(shownBy(0)).toEqual(picture(0));
		return n8n.feishu.uploads.length;
	};

	test('a loop with the same picture uploads it once', async () => {
		expect(await uploads()).toBe(1);
		expect(await uploads()).toBe(0);
		jump(n8n.feishu, 3_500_000);
		expect(await uploads()).toBe(0);
		jump(n8n.feishu, 100_000);
		expect(await uploads()).toBe(1);
	});

	test('never across apps', async () => {
		expect(await uploads()).toBe(1);
		const other = { appId: 'cli_2', appSecret: 'other' };
		Object.assign(n8n.feishu.addApp({ ...other, scopes: n8n.feishu.app.scopes }), { bot: true });
		n8n.changeCredential(other);
		expect((await run([itemOf(1, picture(0))])).error).toBeUndefined();
		expect(n8n.feishu.uploads).toHaveLength(2);
	});

	test('a changed secret empties it', async () => {
		expect(await uploads()).toBe(1);
		n8n.feishu.app.appSecret = 'changed';
		n8n.changeCredential({ appSecret: 'changed' });
		expect(await uploads()).toBe(1);
	});

	test('a refused picture is not remembered', async () => {
		n8n.feishu.settings.refusePicture = () => ({ code: 234001, msg: 'Invalid request param.' });
		expect((await run([itemOf(0, picture(0))])).failed).toMatchObject([{ code: 234001 }]);
		n8n.feishu.settings.refusePicture = undefined;
		expect(await uploads()).toBe(1);
	});

	test('two processes with equal bytes have a key each, and both cards show the picture', async () => {
		const other = new Engine(loadAnew());
		other.credentials.put('1', 'feishuAppApi', credentialOf(n8n.feishu));
		const parameters = {
			operation: 'create',
			bizId: '={{ $json.biz_id }}',
			...FIELDS.create('data'),
		};
		const runs = await Promise.all([
			n8n.engine.run({ items: [itemOf(0, picture(0))], parameters }),
			other.run({ items: [itemOf(1, picture(0))], parameters }),
		]);
		expect(runs.map(({ error }) => error)).toEqual([undefined, undefined]);
		expect(n8n.feishu.uploads).toHaveLength(2);
		expect([0, 1].map(shownBy)).toEqual([picture(0), picture(0)]);
	});
});

test.each([
	[234007, '机器人'],
	[234041, 'encryption key'],
	[234042, 'storage'],
])('code %s stops the run before any card was sent', async (code, words) => {
	n8n.feishu.settings.refusePicture = () => ({ code, msg: 'no' });
	const ran = await run([0, 1].map((n) => itemOf(n, picture(n))));
	expect(ran.error?.message).toContain(String(code));
	expect(`${ran.error?.message} ${ran.error?.description}`).toContain(words);
	expect(n8n.feishu.cardRequests).toEqual([]);
});

test('people by address, and a picture for them', async () => {
	for (const n of [0, 1]) n8n.feishu.addUser({ openId: `ou_${n}`, email: `p${n}@example.com` });
	const items = [0, 1, 2].map((n) =>
		itemOf(n, n === 1 ? png(4097) : picture(0), { user_id: `p${n}@example.com` }),
	);
	const ran = await run(items, { userIdType: 'email' } as never);
	expect(ran.done).toMatchObject([{ biz_id: 'b0', user_id: 'ou_0', email: 'p0@example.com' }]);
	expect(ran.failed.map(({ reason, user_id }) => [reason, user_id])).toEqual([
		['REJECTED', 'p1@example.com'],
		['USER_NOT_FOUND', 'p2@example.com'],
	]);
	expect(shownBy(0)).toEqual(picture(0));
});

test('equal cards of different items share requests, as they share the picture', async () => {
	const items = Array.from({ length: 45 }, (_, n) => itemOf(n, picture(0), { biz_id: 'same' }));
	await run(items);
	expect(n8n.feishu.createRequests).toHaveLength(3);
});

describe('cards without a business ID', () => {
	const create = async (pictures: Buffer[]) =>
		await run(
			pictures.map((bytes) => itemOf(0, bytes)),
			{ bizId: '' } as never,
		);

	test('that differ only in the picture are different cards', async () => {
		expect((await create([picture(0), picture(1)])).done).toHaveLength(2);
	});

	test('that are the same in each item are a mistake', async () => {
		const ran = await create([picture(0), picture(0)]);
		expect(ran.error?.message).toContain('Each of 2 input items gives the same card');
	});
});

test('as a tool an invalid picture is no error: the summary says it', async () => {
	const ran = await run(
		[itemOf(0, picture(0))],
		{ field: 'image' },
		{
			nodeType: 'feishuAppFeedCardTool',
		},
	);
	expect(ran.error).toBeUndefined();
	expect(ran.done[0].stopped).toMatch(/^Avatar Image names the binary field image/);
});

test("a binary field among the others of an item, as n8n 2's combined binary mode has it", async () => {
	const json = { biz_id: 'b0', user_id: 'ou_0', photo: inMemory(picture(0)) };
	const ran = await run([json], { field: 'photo' }, { binaryMode: 'combined' });
	expect(ran.error).toBeUndefined();
	expect(shownBy(0)).toEqual(picture(0));
});

test('after the execution is stopped nothing more is uploaded, and no card is sent', async () => {
	Object.assign(n8n.feishu.settings, { latencyMs: 200 });
	const items = Array.from({ length: 30 }, (_, n) => itemOf(n, picture(n)));
	const parameters = { operation: 'create', ...FIELDS.create('data') };
	const running = n8n.engine.begin({ items, parameters });
	while (n8n.feishu.uploads.length < 2) await new Promise((resolve) => setImmediate(resolve));
	const sent = n8n.feishu.uploads.length;
	running.cancel();
	await running.catch(() => {});
	await new Promise((resolve) => setTimeout(resolve, 500));
	expect(n8n.feishu.uploads.length).toBeLessThanOrEqual(sent + 3);
	expect(n8n.feishu.cardRequests).toEqual([]);
});
