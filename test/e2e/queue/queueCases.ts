/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Card, RecordedRequest } from '../../feishu/settings';
import type { FeishuStandIn } from '../../feishu/standIn';
import type { N8nServer } from '../../server/n8n';
import type { N8nRest, WebhookAnswer, Workflow } from '../../server/rest';
import type { Say } from '../../server/say';
import { cards, deletedBy, ids } from '../cards';
import { type Case, IN_CI } from '../report';
import { storeAppCase } from './storeAppCase';

export interface QueueWorld {
	rest: N8nRest;
	feishu: FeishuStandIn;
	say: Say;
	workers: N8nServer[];
	/** Answers with an item for each card. */
	everyCard: Workflow;
	/** Answers with the failed cards; one that is already gone counts as deleted. */
	failedCards: Workflow;
}

/** One worker's share of a measurement, and how long all of them may take beside the limit itself. */
const CARDS_TOGETHER = 2_000;
const MOST_TIMES_THE_LIMIT = 2;

/**
 * Workers that know nothing of each other, with one list each, at the same time. They share Feishu's limit:
 * 10 requests a second, so 2,000 cards take 9 seconds and the last answer.
 */
export const measured = (workers: number): Case<QueueWorld> => ({
	name: `${workers} workers with ${CARDS_TOGETHER / workers} cards each take at most ${MOST_TIMES_THE_LIMIT} × the limit's time`,
	timeout: 120_000,
	async run(world) {
		const { feishu, say } = world;
		const lists = Array.from({ length: workers }, (_, index) =>
			cards(`measured-${workers}-${index}`, CARDS_TOGETHER / workers),
		);
		create(feishu, lists.flat());
		// A call for each first: what is measured is not the fetching of tokens.
		await Promise.all(lists.map(async () => await call(world, world.failedCards, [])));
		feishu.settings.latencyMs = LATENCY_MS;
		feishu.requests = [];
		const begunAt = Date.now();
		const tookMs: number[] = [];
		const answers = await Promise.all(
			lists.map(async (list) => {
				const answer = await call(world, world.failedCards, list);
				tookMs.push(Date.now() - begunAt);
				return answer;
			}),
		);
		feishu.settings.latencyMs = 0;
		for (const { status, json, text } of answers) {
			assert.deepEqual([status, deletedBy(json).failed], [200, 0], text);
		}
		assert.deepEqual(left(feishu, lists.flat()), []);

		const { deleteRequests } = feishu;
		const ms = Math.max(...ends(deleteRequests)) - deleteRequests[0].arrivedAt;
		const limitMs = (CARDS_TOGETHER / 20 / 10 - 1) * 1_000 + LATENCY_MS;
		const refused = deleteRequests.filter(({ status }) => status === 429).length;
		const ratio = ms / limitMs;
		const apart = Math.max(...tookMs) / Math.min(...tookMs);
		say(
			`    ${workers} workers: ${(ms / 1_000).toFixed(1)} s, ${ratio.toFixed(2)} × the limit, ${refused} of ${deleteRequests.length} requests refused; the last took ${apart.toFixed(1)} × as long as the first`,
		);
		assert.ok(ratio <= MOST_TIMES_THE_LIMIT, `${ratio.toFixed(2)} × the limit`);
	},
});

const LATENCY_MS = 200;
const ends = (requests: RecordedRequest[]) => requests.map(({ answeredAt }) => answeredAt ?? 0);

const CALLS = IN_CI ? 10 : 20;
const CARDS_OF_A_CALL = 200;

const batches = (name: string, count = CALLS): Card[][] =>
	Array.from({ length: count }, (_, index) => cards(`${name}-${index + 1}`, CARDS_OF_A_CALL));

function create(feishu: FeishuStandIn, created: Card[]): void {
	feishu.addCards(created.map(({ biz_id, user_id }) => ({ bizId: biz_id, userId: user_id })));
}

const left = (feishu: FeishuStandIn, wanted: Card[]) =>
	wanted.filter((card) => feishu.hasCard(card.biz_id, card.user_id));

const call = async (
	{ rest }: QueueWorld,
	{ nodes }: Workflow,
	batch: Card[],
	signal?: AbortSignal,
): Promise<WebhookAnswer> =>
	await rest.callWebhook(nodes[0].parameters.path as string, { cards: batch }, signal);

export const queueCases: Array<Case<QueueWorld>> = [
	{
		name: `${CALLS} calls of ${CARDS_OF_A_CALL} cards at once: every card is accounted for`,
		timeout: 180_000,
		async run(world) {
			const all = batches('at-once');
			// Of each call, every fiftieth card was never created.
			const missing = all.map((batch) => batch.filter((_, index) => index % 50 === 49));
			create(
				world.feishu,
				all.flat().filter((card) => !missing.flat().includes(card)),
			);
			const answers = await Promise.all(
				all.map(async (batch) => await call(world, world.everyCard, batch)),
			);
			for (const [index, { status, json, text }] of answers.entries()) {
				assert.equal(status, 200, text);
				const [{ deleted, failed_cards }] = json as Array<Record<string, unknown>>;
				const failed = failed_cards as Array<Record<string, unknown>>;
				assert.equal(deleted, CARDS_OF_A_CALL - failed.length);
				assert.deepEqual(ids(failed), ids(missing[index]), JSON.stringify(failed[0]));
				assert.ok(failed.every((item) => item.reason === 'NOT_CREATED'));
			}
			assert.deepEqual(left(world.feishu, all.flat()), []);
		},
	},
	{
		name: 'both workers had their part in it, and the token was not fetched for each call',
		async run({ workers, feishu }) {
			for (const worker of workers) assert.match(worker.log(), /finished execution/i);
			// Each worker fetches one, and the two may miss each other's.
			assert.ok(feishu.tokenRequests.length <= 4, `${feishu.tokenRequests.length} fetches`);
		},
	},
	storeAppCase,
	{
		name: 'a worker is killed half way; run again, every card is gone and none wrongly failed',
		timeout: 240_000,
		async run(world) {
			const { feishu, workers } = world;
			const all = batches('killed');
			const wanted = all.flat();
			create(feishu, wanted);

			const givenUp = new AbortController();
			let answered = 0;
			const calls = all.map(async (batch) => {
				const answer = await call(world, world.failedCards, batch, givenUp.signal);
				answered++;
				return answer;
			});
			const ended = Promise.allSettled(calls);
			while (left(feishu, wanted).length > wanted.length / 2) await sleep(50);
			// Later cases have the other one only.
			await workers.shift()!.kill();
			const atKill = left(feishu, wanted).length;
			assert.ok(atKill > 0 && atKill < wanted.length);

			// What the other worker had and got is finished; nobody answers for the rest.
			let quiet = 0;
			for (let before = -1; quiet < 6; before = answered + feishu.requests.length) {
				await sleep(500);
				quiet = answered + feishu.requests.length === before ? quiet + 1 : 0;
				if (answered === CALLS) break;
			}
			givenUp.abort();
			for (const result of await ended) {
				if (result.status === 'fulfilled' && result.value.status === 200) {
					assert.equal(deletedBy(result.value.json).failed, 0);
				}
			}

			const again = await Promise.all(
				all.map(async (batch) => await call(world, world.failedCards, batch)),
			);
			for (const { status, json, text } of again) {
				assert.equal(status, 200, text);
				assert.equal(deletedBy(json).failed, 0);
			}
			assert.deepEqual(left(feishu, wanted), []);
		},
	},
];
