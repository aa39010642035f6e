/* eslint-disable @n8n/community-nodes/no-hardcoded-secrets, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';

import { cards, ids, user } from '../cards';
import type { Case } from '../report';
import { cardNode, chain, setFields, splitOut, webhook } from '../workflows';
import type { Outcome, World } from '../world';

const LINK = 'https://example.com/orders';

/** Each item names a card with a title of its own. */
const OF_ITEMS = {
	bizId: '={{ $json.biz_id }}',
	title: '={{ $json.title }}',
	link: LINK,
};

async function create(
	world: World,
	name: string,
	list: object[],
	parameters: object = {},
	settings: Record<string, unknown> = {},
): Promise<Outcome> {
	const node = cardNode(world.credential, 'create', { ...OF_ITEMS, ...parameters }, settings);
	const workflow = await world.activeWorkflow(chain(name, [webhook(name), splitOut(), node]));
	return await world.call(workflow, { cards: list });
}

const titled = (name: string, count: number) =>
	cards(name, count).map((card, index) => ({ ...card, title: `Order ${index + 1} 🍜` }));

const created = (list: object[]) =>
	list.map((card) => {
		const { biz_id, user_id } = card as Record<string, unknown>;
		return { status: 'created', biz_id, user_id };
	});

/** Cards made by the node. */
export const createCases: Array<Case<World>> = [
	{
		name: 'create: everything that the panel has reaches Feishu as it is',
		async run(world) {
			const [card] = cards('whole', 1);
			const { answer } = await create(world, 'create-whole', [card], {
				title: '订单 17 🍜',
				preview: '等待您的审批',
				additionalFields: {
					avatarKey: 'v3_0041_007bca9f',
					timeSensitive: true,
					closeNotify: true,
					statusLabel: { label: { text: '待办', type: 'danger' } },
					buttons: {
						button: [
							{
								text: '同意',
								action: 'webhook',
								style: 'primary',
								values: { pair: [{ key: 'decision', value: 'yes' }] },
							},
							{
								text: 'Open',
								action: 'url_page',
								style: 'default',
								url: LINK,
								pcUrl: `${LINK}/pc`,
							},
						],
					},
				},
			});
			assert.deepEqual(answer.json, created([card]));
			const [request] = world.feishu.createRequests;
			assert.deepEqual(request.body, {
				app_feed_card: {
					biz_id: 'whole-1',
					title: '订单 17 🍜',
					avatar_key: 'v3_0041_007bca9f',
					preview: '等待您的审批',
					status_label: { text: '待办', type: 'danger' },
					buttons: {
						buttons: [
							{
								action_type: 'webhook',
								text: { text: '同意' },
								button_type: 'primary',
								action_map: { biz_id: 'whole-1', decision: 'yes' },
							},
							{
								multi_url: { url: LINK, pc_url: `${LINK}/pc` },
								action_type: 'url_page',
								text: { text: 'Open' },
							},
						],
					},
					link: { link: LINK },
					time_sensitive: true,
					notify: { close_notify: true },
				},
				user_ids: [card.user_id],
			});
			assert.deepEqual(request.query, { user_id_type: 'open_id' });
			assert.equal(request.headers['content-type'], 'application/json; charset=utf-8');
			assert.deepEqual(world.notifications, {});
		},
	},
	{
		name: 'create: cards without a business ID get one each, which the output tells',
		async run(world) {
			const users = [1, 2, 3].map((number) => ({ user_id: user(number) }));
			const { outputs } = await create(world, 'create-no-id', users, { bizId: '' });
			const given = ids(outputs[0]) as string[];
			assert.equal(new Set(given).size, 3);
			for (const [index, biz_id] of given.entries()) {
				assert.match(biz_id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
				assert.deepEqual(world.left([{ biz_id, ...users[index] }]).length, 1);
			}
		},
	},
	{
		name: 'create: one card for 45 people of 45 items goes out in three requests',
		async run(world) {
			const people = cards('same', 45).map(({ user_id }) => ({ biz_id: 'same', user_id }));
			const { outputs } = await create(world, 'create-same', people, { title: 'The same' });
			assert.deepEqual(outputs, [created(people)]);
			assert.equal(world.feishu.createRequests.length, 3);
			assert.deepEqual(world.left(people), people);
		},
	},
	{
		name: 'create: what exists, and whom Feishu does not know, fails alone; a branch of its own gets it',
		async run(world) {
			const wanted = titled('mixture', 8);
			world.create([wanted[2]]);
			world.feishu.settings.unknownUsers = new Set([wanted[5].user_id]);
			const { outputs, runs } = await create(world, 'create-mixture', wanted, {}, ERROR_OUTPUT);
			assert.deepEqual(outputs[0], created(wanted.filter((_, index) => ![2, 5].includes(index))));
			assert.deepEqual(
				outputs[1].map(({ biz_id, reason }) => [biz_id, reason]),
				[
					['mixture-3', 'DUPLICATE'],
					['mixture-6', 'REJECTED'],
				],
			);
			assert.match(String(runs[0].hints?.[0].message), /^6 cards created, 2 failed/);
			for (const card of wanted) assert.ok((world.notifications[card.biz_id] ?? 0) <= 1);
		},
	},
	...(['sdkName', 'digit', 'lowerCase'] as const).map(
		(reasonStyle): Case<World> => ({
			name: `create with Ignore Duplicate: what exists is no failure, reasons as ${reasonStyle}`,
			async run(world) {
				const wanted = titled(`ignored-${reasonStyle}`, 3);
				world.create([wanted[1]]);
				world.feishu.settings.reasonStyle = reasonStyle;
				const name = `create-ignored-${reasonStyle.toLowerCase()}`;
				const { outputs } = await create(world, name, wanted, {
					options: { ignoreDuplicate: true },
				});
				assert.deepEqual(
					outputs[0].map(({ status }) => status),
					['created', 'exists', 'created'],
				);
			},
		}),
	),
	{
		name: 'create: a title of 61 characters is found before anything is sent',
		async run(world) {
			const wanted = titled('long', 3);
			wanted[1].title = '🍜'.repeat(61);
			const { execution } = await create(world, 'create-long', wanted);
			assert.equal(execution.status, 'error');
			const { message, description } = execution.error as Record<string, unknown>;
			assert.match(`${message} ${description}`, /Title has 61 characters/);
			assert.match(String(description), /No card was created/);
			assert.equal(world.feishu.createRequests.length, 0);
		},
	},
	...(['reset', 'cut', 'timeout'] as const).map(
		(kind): Case<World> => ({
			name: `create: an answer lost by "${kind}" makes no second card and no second notification`,
			async run(world) {
				const wanted = titled(`lost-${kind}`, 3);
				world.feishu.settings.fault = ({ method, path }, nth) =>
					method === 'POST' && path.includes('app_feed_card') && nth <= 2
						? { kind, done: true }
						: undefined;
				const parameters = { options: { timeout: 1_000 } };
				const { outputs } = await create(world, `create-lost-${kind}`, wanted, parameters);
				assert.deepEqual(outputs[0], created(wanted));
				assert.equal(world.feishu.createRequests.length, 5);
				const once = Object.fromEntries(wanted.map(({ biz_id }) => [biz_id, 1]));
				assert.deepEqual(world.notifications, once);
			},
		}),
	),
	{
		name: 'create with Retry On Fail: the second run makes no second card, also without business IDs',
		async run(world) {
			const users = [1, 2, 3].map((number) => ({
				user_id: user(number),
				title: `Order ${number}`,
			}));
			const stop = { kind: 'code', code: 99991403, msg: 'quota', status: 400 } as const;
			world.feishu.settings.fault = ({ method, path }, nth) =>
				method === 'POST' && path.includes('app_feed_card') && nth === 3 ? stop : undefined;
			const { outputs } = await create(world, 'create-retry', users, { bizId: '' }, RETRY);
			assert.deepEqual(
				outputs[0].map(({ status, user_id }) => [status, user_id]),
				users.map(({ user_id }) => ['created', user_id]),
			);
			assert.deepEqual(Object.values(world.notifications), [1, 1, 1]);
		},
	},
	{
		name: 'create: a later node gets the IDs, linked to the items of the cards',
		async run(world) {
			const wanted = titled('linked-create', 2);
			const after = setFields('After', {
				biz_id: '={{ $json.biz_id }}',
				title: "={{ $('Split Out').item.json.title }}",
			});
			const workflow = await world.activeWorkflow(
				chain('Create, then', [
					webhook('create-then'),
					splitOut(),
					cardNode(world.credential, 'create', OF_ITEMS),
					after,
				]),
			);
			const { answer } = await world.call(workflow, { cards: wanted });
			assert.deepEqual(
				answer.json,
				wanted.map(({ biz_id, title }) => ({ biz_id, title })),
			);
		},
	},
];

const ERROR_OUTPUT = { onError: 'continueErrorOutput' };
const RETRY = { retryOnFail: true, maxTries: 2, waitBetweenTries: 100 };
