/* eslint-disable @n8n/community-nodes/no-restricted-globals -- this runs in tests, never inside n8n */
/**
 * Create, Update, and Create or Update in random mixtures of faults, duplicates, existing cards, bad users
 * and bad contents. A failure names its seed; to repeat that one alone:
 * `LIVES_SEED=<seed> LIVES=1 npx jest test/faults/lives`
 */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { Engine } from '../engine/engine';
import { credentialOf } from '../engine/setUp';
import { FeishuStandIn } from '../feishu/standIn';
import { fastTime } from './fastTime';
import { lifeContradictions } from './lifeAccount';
import { lifeScene, type LifeOperation, type LifeScene } from './lifeScene';
import { Random, seedOf } from './random';

const clock = fastTime();
const seed = seedOf('LIVES_SEED');
const LIVES = Number(process.env.LIVES ?? 60);
const SIDE_BY_SIDE = 6;
const MINUTES_MS = 180_000;

async function contradictionsOf(scene: LifeScene): Promise<string[]> {
	const feishu = await FeishuStandIn.start({ rateLimit: undefined, ...scene.settings });
	try {
		feishu.addCards(scene.held);
		const engine = new Engine();
		engine.credentials.put('1', 'feishuAppApi', credentialOf(feishu));
		const ran = await engine.run({
			items: [{ cards: scene.wishes } as unknown as IDataObject],
			parameters: {
				operation: scene.operation,
				cardSource: 'list',
				output: 'cards',
				options: scene.options as INodeParameters,
			},
			onError: 'continueRegularOutput',
		});
		return lifeContradictions(scene, ran, feishu);
	} finally {
		await feishu.stop();
	}
}

test.each<LifeOperation>(['create', 'update', 'upsert'])(
	`%s: each card once, as the stand-in has it, and nobody gets a card or a notification twice: ${LIVES} scenes from seed ${seed} on`,
	async (operation) => {
		const found: Array<{ seed: number; contradictions: string[] }> = [];
		let next = seed;
		const playOneByOne = async () => {
			while (next < seed + LIVES) {
				const one = next++;
				const wrong = await contradictionsOf(lifeScene(operation, new Random(one), clock));
				if (wrong.length > 0) found.push({ seed: one, contradictions: wrong });
			}
		};
		await Promise.all(Array.from({ length: SIDE_BY_SIDE }, playOneByOne));
		expect(found).toEqual([]);
	},
	MINUTES_MS,
);
