/** Uploads that fail in any way, in two processes at once: each card shows its own picture, or says why not. */
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { built, loadAnew } from '../engine/built';
import { Engine, type Ran } from '../engine/engine';
import { credentialOf } from '../engine/setUp';
import { openContacts, png } from '../feishu/client';
import { FeishuStandIn } from '../feishu/standIn';
import { fastTime } from './fastTime';
import { FAULTS } from './faultList';

const clock = fastTime();
const picture = (n: number) => png(64, 64, `picture ${n}`);
/** An answer that never comes takes its time in real time. */
const QUICK = FAULTS.map(([, fault]) => fault).filter(({ kind }) => kind !== 'timeout');

const drawn = fc.record({
	/** The picture of each card, in each of two processes. */
	cards: fc.array(fc.array(fc.nat({ max: 5 }), { maxLength: 25 }), {
		minLength: 2,
		maxLength: 2,
	}),
	refused: fc.uniqueArray(fc.nat({ max: 5 }), { maxLength: 2 }),
	faults: fc.array(fc.option(fc.constantFrom(...QUICK), { freq: 2, nil: undefined }), {
		maxLength: 8,
	}),
});

const itemsOf = (pictures: number[], process: number) =>
	pictures.map((which, n) => ({
		json: { biz_id: `b${process}-${n}`, user_id: `ou_${n}` },
		binary: { data: { mimeType: 'image/png', data: picture(which).toString('base64') } },
	})) as unknown as IDataObject[];

test('with any faults and retries equal bytes are uploaded once by each process, and no card gets another picture', async () => {
	const property = fc.asyncProperty(drawn, async ({ cards, refused, faults }) => {
		const feishu = await FeishuStandIn.start({
			rateLimit: undefined,
			clock,
			latencyMs: 20,
			refusePicture: (bytes) =>
				refused.some((n) => picture(n).equals(bytes))
					? { code: 234039, msg: 'Image resolution exceeds limit.' }
					: undefined,
			fault: ({ path }, nth) => (path.endsWith('/images') ? faults[nth - 1] : undefined),
		});
		try {
			openContacts(feishu);
			const other = loadAnew();
			Object.assign(other.clock, built.clock);
			const engines = [new Engine(), new Engine(other)];
			const ran = await Promise.all(
				engines.map(async (engine, process) => {
					engine.credentials.put('1', 'feishuAppApi', credentialOf(feishu));
					return await engine.run({
						items: itemsOf(cards[process], process),
						parameters: {
							operation: 'create',
							bizId: '={{ $json.biz_id }}',
							link: 'https://example.com/',
							additionalFields: { avatarBinary: 'data' },
							options: { maxRetries: 20, requestsPerSecond: 1_000 },
						},
					});
				}),
			);
			expect(ran.flatMap((one, process) => wrongIn(feishu, one, cards[process], process))).toEqual(
				[],
			);
			const failed = ran.flatMap((one) => one.failed.map(({ code }) => code));
			expect(failed).toEqual(cards.flat().flatMap((n) => (refused.includes(n) ? 234039 : [])));
			const different = cards.map((pictures) => new Set(pictures).size);
			const most = different[0] + different[1] + faults.filter(Boolean).length;
			expect(feishu.uploads.length).toBeLessThanOrEqual(most);
		} finally {
			await feishu.stop();
		}
	});
	await fc.assert(property, { numRuns: 20, interruptAfterTimeLimit: 100_000 });
});

/** Cards that do not end as they must, in words. */
function wrongIn(feishu: FeishuStandIn, ran: Ran, pictures: number[], process: number): string[] {
	if (ran.error) return [ran.error.message];
	const done = new Set(ran.done.map(({ biz_id }) => biz_id));
	const failed = new Set(ran.failed.map(({ biz_id }) => biz_id));
	return pictures.flatMap((which, n) => {
		const biz = `b${process}-${n}`;
		const key = feishu.cardOf(biz, `ou_${n}`)?.contents.avatar_key;
		if (done.has(biz) === failed.has(biz)) return [`${biz} is not accounted for once`];
		if (failed.has(biz)) return key === undefined ? [] : [`${biz} failed and is there`];
		const isShown = key !== undefined && feishu.pictureOf(key)?.equals(picture(which));
		return isShown ? [] : [`${biz} shows another picture`];
	});
}
