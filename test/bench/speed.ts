import { realClock, type Settings } from '../feishu/settings';
import type { Contender } from './contenders';
import { engineWithToken, runNode } from './execution';
import type { RemoteStandIn } from './remoteStandIn';
import { count, seconds, table } from './table';

const PER_SECOND = 10;
const PER_REQUEST = 20;

/** The time that the rate limit itself asks for: a full window at once, the rest at its pace, the last answer. */
export function limitMs(cards: number, perSecond: number, latencyMs: number): number {
	const requests = Math.ceil(cards / PER_REQUEST);
	return (Math.max(0, requests - perSecond) / perSecond) * 1_000 + latencyMs;
}

export interface Setting {
	cards: number;
	latencyMs: number;
	/** Somebody else's requests per second. */
	takenByOthers: number;
}

const settingsOf = ({ latencyMs, takenByOthers }: Setting): Partial<Settings> => ({
	latencyMs,
	rateLimit: { perSecond: PER_SECOND, takenByOthers },
	acceptPlainJson: true,
});

const left = ({ takenByOthers }: Setting) => PER_SECOND - takenByOthers;

/** What preparing has sent must be out of the rate limit's window. */
export const settle = async () => await realClock.sleep(1_500);

/** Each contender in each setting, as table rows, with the limit itself first. */
export async function speedTable(
	feishu: RemoteStandIn,
	settings: Setting[],
	contenders: Contender[],
): Promise<string> {
	const rows: string[][] = [];
	for (const setting of settings) {
		const limit = limitMs(setting.cards, left(setting), setting.latencyMs);
		rows.push([`${setting.latencyMs} ms`, 'the limit itself', seconds(limit), '1.00', '0', '0']);
		for (const contender of contenders) {
			const prepared = await feishu.prepare(setting.cards, settingsOf(setting));
			const run = await contender.prepare(prepared, setting.cards);
			await settle();
			const before = await feishu.report();
			const startedAt = performance.now();
			await run();
			const ms = performance.now() - startedAt;
			const after = await feishu.report();
			rows.push([
				`${setting.latencyMs} ms`,
				contender.name,
				seconds(ms),
				(ms / limit).toFixed(2),
				count(after.refused - before.refused),
				count(after.cardsLeft),
			]);
		}
	}
	return table(['latency', 'who', 'time', '× limit', 'refused', 'cards lost'], rows);
}

/** Two executions of the node with the same credential, started together. */
export async function togetherTable(feishu: RemoteStandIn, settings: Setting[]): Promise<string> {
	const rows: string[][] = [];
	for (const setting of settings) {
		const limit = limitMs(setting.cards * 2, left(setting), setting.latencyMs);
		const prepared = await feishu.prepare(setting.cards * 2, settingsOf(setting));
		const engine = await engineWithToken(prepared);
		await settle();
		const before = await feishu.report();
		const startedAt = performance.now();
		const ended = async (first: number) => {
			await runNode(engine, setting.cards, first);
			return performance.now() - startedAt;
		};
		const times = await Promise.all([ended(0), ended(setting.cards)]);
		const after = await feishu.report();
		rows.push([
			`${setting.latencyMs} ms`,
			seconds(limit),
			...times.map(seconds),
			(Math.max(...times) / limit).toFixed(2),
			count(after.refused - before.refused),
			count(after.cardsLeft),
		]);
	}
	return table(
		['latency', 'the limit', 'first ended', 'second ended', '× limit', 'refused', 'cards lost'],
		rows,
	);
}
