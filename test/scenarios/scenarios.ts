/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-hardcoded-secrets -- this runs in tests, never inside n8n; the key of a picture is no secret */
import assert from 'node:assert/strict';
import type { IDataObject } from 'n8n-workflow';

import { WRITE_SCOPE } from '../feishu/apps';
import type { Fault } from '../feishu/faults';
import type { Card, Settings } from '../feishu/settings';
import { BEFORE, cards, hold, left, notified, type Stage, titlesOf } from './stage';

const LINK = 'https://example.com/';
/** Contents that come from each item. */
const CONTENTS = { bizId: '={{ $json.biz_id }}', title: '={{ $json.title }}', link: LINK };
const titled = (name: string, count: number) =>
	cards(name, count).map((card) => ({ ...card, title: `Of ${card.biz_id}` }));
const items = (list: object[]) => list as IDataObject[];
const ends = (list: IDataObject[]) =>
	list.map(({ biz_id, status, reason }) => [biz_id, reason ?? status]);
const all = (list: Card[], end: string) => list.map(({ biz_id }) => [biz_id, end]);
const REFUSED = { code: 230001, msg: 'param is invalid' };

/** The first request of such a method meets a fault. */
const firstOf =
	(method: string, fault: Fault): Settings['fault'] =>
	(request, nth) =>
		request.method === method && request.path.includes('app_feed_card') && nth === 1
			? fault
			: undefined;

/** What the node promises, each as it is played in n8n's engine and on real servers. */
export const scenarios: Record<string, (stage: Stage) => Promise<void>> = {
	async 'delete: 45 cards in 3 requests; failed ones come out with pairedItem'(stage) {
		const wanted = cards('item', 45);
		const missing = wanted.filter((_, n) => n % 9 === 8);
		hold(
			stage,
			wanted.filter((card) => !missing.includes(card)),
		);
		const { items: out, links } = await stage.run(items(wanted), { operation: 'delete' });
		const failed = out.flatMap((json, n) => (json.reason === 'NOT_CREATED' ? [n] : []));
		assert.deepEqual(
			failed.map((n) => out[n].biz_id),
			missing.map(({ biz_id }) => biz_id),
		);
		assert.deepEqual(
			failed.map((n) => links[n]),
			missing.map((card) => [wanted.indexOf(card)]),
		);
		assert.deepEqual(left(stage, wanted), []);
		assert.equal(stage.feishu.deleteRequests.length, 3);
	},

	async 'delete: a list as array, as feed_cards and as JSON text'(stage) {
		const wanted = cards('list', 63);
		hold(stage, wanted);
		const third = [0, 21, 42].map((from) => wanted.slice(from, from + 21));
		const lists = [third[0], { feed_cards: third[1] }, JSON.stringify(third[2])];
		const { error } = await stage.run(items(lists.map((list) => ({ list }))), {
			operation: 'delete',
			cardSource: 'list',
			cards: '={{ $json.list }}',
		});
		assert.equal(error, undefined);
		assert.deepEqual(left(stage, wanted), []);
		assert.equal(stage.feishu.deleteRequests.length, 4);
	},

	async 'delete: several users of a card, with commas or as an array, and a duplicate'(stage) {
		const users = cards('several', 4).map(({ user_id }) => user_id);
		const wanted = users.map((user_id) => ({ biz_id: 'several', user_id }));
		hold(stage, wanted.slice(0, 3));
		const { items: out, links } = await stage.run(
			items([
				{ biz_id: 'several', user_id: `${users[0]}, ${users[1]}` },
				{ biz_id: 'several', user_id: [users[2], users[3]] },
				{ biz_id: 'several', user_id: users[3] },
			]),
			{ operation: 'delete' },
		);
		const failed = out.findIndex(({ reason }) => reason === 'NOT_CREATED');
		assert.equal(out[failed].user_id, users[3]);
		assert.deepEqual(links[failed], [1, 2]);
		assert.equal(stage.feishu.deleteRequests.length, 1);
		assert.deepEqual(stage.feishu.deleteRequests[0].body, { feed_cards: wanted });
	},

	async 'invalid input: the error names item and field, and nothing is sent'(stage) {
		const [good] = cards('typo', 1);
		const { error } = await stage.run(items([good, { biz_id: 'no-user' }]), {
			operation: 'delete',
		});
		assert.match(`${error?.message} ${error?.description}`, /User ID is empty/);
		assert.match(`${error?.message} ${error?.description}`, /No card was deleted/);
		const long = titled('long', 3);
		long[1].title = '🍜'.repeat(61);
		const create = await stage.run(items(long), { operation: 'create', ...CONTENTS });
		assert.match(
			`${create.error?.message} ${create.error?.description}`,
			/Title has 61 characters/,
		);
		const nothing = { operation: 'update', updateFields: {} };
		assert.match(
			String((await stage.run(items([good]), nothing)).error?.message),
			/nothing to change/,
		);
		assert.equal(stage.feishu.cardRequests.length, 0);
	},

	async 'a missing permission stops with one error, or fails the cards'(stage) {
		stage.app.scopes.clear();
		const wanted = cards('scope', 30);
		const stopped = await stage.run(items(wanted), { operation: 'delete' });
		assert.match(String(stopped.error?.message), /Feishu code 99991672/);
		for (const words of [
			WRITE_SCOPE,
			/https:\/\/open\.feishu\.cn\/app\//,
			/Log ID: \w+/,
			/No card was deleted/,
		]) {
			assert.match(String(stopped.error?.description), new RegExp(words));
		}
		const settings = { onError: 'continueRegularOutput' } as const;
		const { items: out } = await stage.run(items(wanted), { operation: 'delete' }, settings);
		const failed = out.filter(({ reason }) => reason !== undefined);
		assert.deepEqual(ends(failed), all(wanted, 'REQUEST_FAILED'));
	},

	async 'Retry On Fail: failed cards do not make the node run again, an error does'(stage) {
		const wanted = cards('again', 3);
		await stage.run(items(wanted), { operation: 'delete' }, { retryOnFail: true });
		assert.equal(stage.feishu.deleteRequests.length, 1);
		hold(stage, wanted);
		stage.app.scopes.clear();
		// Somebody grants the permission between the two tries.
		stage.feishu.settings.fault = () => {
			if (stage.feishu.deleteRequests.length === 3) stage.app.scopes.add(WRITE_SCOPE);
			return undefined;
		};
		const { error } = await stage.run(
			items(wanted),
			{ operation: 'delete' },
			{ retryOnFail: true },
		);
		assert.equal(error, undefined);
		assert.deepEqual(left(stage, wanted), []);
	},

	async 'retries after 429, HTTP 503, a reset, a cut and a timeout lose no card'(stage) {
		const faults: Fault[] = [
			{ kind: 'code', code: 99991400, status: 429 },
			{ kind: 'status', status: 503 },
			{ kind: 'reset' },
			{ kind: 'cut' },
			{ kind: 'timeout' },
			{ kind: 'not-json' },
		];
		for (const fault of faults) {
			const wanted = cards(`fault-${fault.kind}`, 25);
			hold(stage, wanted);
			stage.feishu.requests = [];
			let hasFailed = false;
			stage.feishu.settings.fault = ({ method }) => {
				if (method !== 'DELETE' || hasFailed) return undefined;
				hasFailed = true;
				return fault;
			};
			const { error } = await stage.run(items(wanted), {
				operation: 'delete',
				options: { timeout: 1_000 },
			});
			assert.equal(error, undefined);
			assert.deepEqual(left(stage, wanted), []);
			assert.equal(stage.feishu.deleteRequests.length, 3);
		}
	},

	async 'an invalid card takes no other card of its batch with it'(stage) {
		const wanted = cards('refused', 20);
		hold(stage, wanted);
		stage.feishu.settings.unknownUsers = new Set([wanted[7].user_id]);
		const { items: out } = await stage.run(items(wanted), { operation: 'delete' });
		const failed = out.filter(({ reason }) => reason !== undefined && reason !== null);
		assert.deepEqual(ends(failed), [['refused-8', 'REJECTED']]);
		assert.deepEqual(left(stage, wanted), [wanted[7]]);
	},

	async 'create: everything that the panel has reaches Feishu as it is'(stage) {
		const [card] = cards('whole', 1);
		const { items: out } = await stage.run(items([card]), {
			operation: 'create',
			...CONTENTS,
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
						{ text: 'Open', action: 'url_page', style: 'default', url: LINK, pcUrl: `${LINK}/pc` },
					],
				},
			},
		});
		assert.deepEqual(ends(out), all([card], 'created'));
		const [request] = stage.feishu.createRequests;
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
		assert.deepEqual(notified(stage), []);
	},

	async 'create: equal cards of 45 items go out in three requests; without business ID each gets one'(
		stage,
	) {
		const people = cards('people', 45).map(({ user_id }) => ({ user_id }));
		const same = { operation: 'create', bizId: 'same', title: 'Same', link: LINK };
		await stage.run(items(people), same);
		assert.equal(stage.feishu.createRequests.length, 3);
		const { items: out } = await stage.run(items(people.slice(0, 3)), { ...same, bizId: '' });
		assert.equal(new Set(out.map(({ biz_id }) => biz_id)).size, 3);
	},

	async 'create: a duplicate fails, or counts as exists with Ignore Duplicate'(stage) {
		const wanted = titled('exists', 3);
		hold(stage, [wanted[1]]);
		const parameters = { operation: 'create', ...CONTENTS };
		const first = await stage.run(items(wanted), parameters);
		assert.deepEqual(
			ends(first.items.filter(({ reason }) => reason !== undefined && reason !== null)),
			[['exists-2', 'DUPLICATE']],
		);
		const second = await stage.run(items(wanted), {
			...parameters,
			options: { ignoreDuplicate: true },
		});
		assert.deepEqual(ends(second.items), all(wanted, 'exists'));
	},

	async 'create: no second card and no second notification after a lost answer, nor by Retry On Fail'(
		stage,
	) {
		const parameters = { operation: 'create', ...CONTENTS, options: { timeout: 1_000 } };
		for (const kind of ['reset', 'cut', 'timeout'] as const) {
			const wanted = titled(`lost-${kind}`, 2);
			stage.feishu.requests = [];
			let hasFailed = false;
			stage.feishu.settings.fault = ({ path }) => {
				if (!path.includes('app_feed_card') || hasFailed) return undefined;
				hasFailed = true;
				return { kind, done: true };
			};
			const { items: out } = await stage.run(items(wanted), parameters);
			assert.deepEqual(ends(out), all(wanted, 'created'));
		}
		const quota: Fault = { kind: 'code', code: 99991403, msg: 'quota', status: 400 };
		stage.feishu.requests = [];
		let cards_ = 0;
		stage.feishu.settings.fault = ({ path }) =>
			path.includes('app_feed_card') && ++cards_ === 3 ? quota : undefined;
		const users = titled('made', 3).map(({ user_id, title }) => ({ user_id, title }));
		await stage.run(items(users), { ...parameters, bizId: '' }, { retryOnFail: true });
		const counts = notified(stage);
		assert.equal(counts.length, 9);
		assert.equal(new Set(counts).size, 9);
	},

	async 'update: only what is set changes; a lost answer notifies nobody twice'(stage) {
		const wanted = cards('updated', 45);
		hold(stage, wanted.slice(1));
		stage.feishu.settings.fault = firstOf('PUT', { kind: 'reset', done: true });
		const { items: out } = await stage.run(items(wanted), {
			operation: 'update',
			updateFields: { title: '={{ $json.biz_id }}', notify: true },
		});
		assert.ok(out.some(({ biz_id, reason }) => biz_id === 'updated-1' && reason === 'NOT_CREATED'));
		assert.deepEqual(
			titlesOf(stage, wanted.slice(1)),
			wanted.slice(1).map(({ biz_id }) => biz_id),
		);
		const { biz_id: bizId, user_id: userId } = wanted[1];
		assert.deepEqual(stage.feishu.cardOf(bizId, userId, stage.app)?.contents.link, BEFORE.link);
		assert.equal(notified(stage).length, 44);
		assert.equal(new Set(notified(stage)).size, 44);
	},

	async 'update: the request has what the panel says; of two entries the later counts'(stage) {
		const [card] = cards('wire', 1);
		hold(stage, [card]);
		const label = (text: string) => ({ label: { text, type: 'success' } });
		await stage.run(
			items([
				{ ...card, text: '一' },
				{ ...card, text: '完成' },
			]),
			{
				operation: 'update',
				updateFields: {
					preview: '新的预览',
					statusLabel: label('={{ $json.text }}'),
					link: 'https://example.com/new',
					refreshTime: true,
					moveToTop: true,
				},
			},
		);
		assert.deepEqual(
			stage.feishu.updateRequests.map(({ body }) => body),
			[
				{
					feed_cards: [
						{
							app_feed_card: {
								biz_id: 'wire-1',
								preview: '新的预览',
								status_label: { text: '完成', type: 'success' },
								link: { link: 'https://example.com/new' },
							},
							user_id: card.user_id,
							update_fields: ['3', '10', '12', '101', '102'],
						},
					],
				},
			],
		);
	},

	async 'upsert: each of 45 rows ends as updated or created once, however Feishu says what is missing'(
		stage,
	) {
		const ways: Array<Partial<Settings>> = [
			{},
			{ reasonStyle: 'sdkName' },
			{ updateOfMissing: REFUSED, existingCard: REFUSED },
		];
		for (const [way, settings] of ways.entries()) {
			const wanted = titled(`upserted${way}`, 45);
			const isNew = (n: number) => n % 4 === 3 || n === 44;
			hold(
				stage,
				wanted.filter((_, n) => !isNew(n)),
			);
			stage.feishu.requests = [];
			// How fast the rows go is not the question here.
			Object.assign(stage.feishu.settings, settings, { rateLimit: undefined });
			const { items: out } = await stage.run(items(wanted), {
				operation: 'upsert',
				...CONTENTS,
				output: 'summary',
				options: { requestsPerSecond: 1_000 },
			});
			assert.equal(out[0].created, 12);
			assert.equal(out[0].updated, 33);
			assert.deepEqual(
				titlesOf(stage, wanted),
				wanted.map(({ title }) => title),
			);
			const mine = notified(stage).filter((bizId) => bizId.startsWith(`upserted${way}-`));
			assert.deepEqual(
				mine.sort(),
				wanted
					.filter((_, n) => isNew(n))
					.map(({ biz_id }) => biz_id)
					.sort(),
			);
		}
	},
};
