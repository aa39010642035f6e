/* eslint-disable @n8n/community-nodes/no-restricted-globals -- this runs in tests, never inside n8n */
/**
 * Measures the node at a volume: processor time and memory. It runs in a process of its own with
 * --expose-gc, because garbage that is not collected yet would count as memory in use.
 */
import '../engine/environment';

import type { IExecuteFunctions } from 'n8n-workflow';

import { inPlaceOfOurNode } from './contenders';
import { engineWithToken, runNode } from './execution';
import { RemoteStandIn } from './remoteStandIn';

export interface Job {
	measure: 'cpu' | 'memory';
	cards: number;
	/** So many runs of 1,000 cards first: code that the engine has not compiled yet is slow. */
	warmUp: number;
	repeat: number;
}

export interface Volume {
	cards: number;
	/** Of one run, on average. */
	cpuMs: number;
	/** What was alive at the most while the node ran, above what was alive when it began. */
	peakLiveBytes: number;
	/** What the process had at the most, above what it had when the node began. */
	peakRssBytes: number;
}

/** No limit, at the stand-in and here. */
const OPTIONS = { requestsPerSecond: 1_000_000 };

const SAMPLE_EVERY_MS = 250;

async function work(job: Job): Promise<Volume> {
	const feishu = await RemoteStandIn.start();
	try {
		for (let n = 0; n < job.warmUp; n++) await run(feishu, 1_000, measureCpu);
		const runs: Volume[] = [];
		const probe = job.measure === 'cpu' ? measureCpu : measureMemory;
		for (let n = 0; n < job.repeat; n++) runs.push(await run(feishu, job.cards, probe));
		const cpuMs = runs.reduce((sum, one) => sum + one.cpuMs, 0) / runs.length;
		return { ...runs[0], cpuMs };
	} finally {
		feishu.stop();
	}
}

/** Starts to measure; what it returns ends that and notes the result. */
type Probe = (volume: Volume) => () => void;

const measureCpu: Probe = (volume) => {
	const before = process.cpuUsage();
	return () => {
		const { user, system } = process.cpuUsage(before);
		volume.cpuMs = (user + system) / 1_000;
	};
};

const measureMemory: Probe = (volume) => {
	const live = () => {
		global.gc?.();
		return process.memoryUsage().heapUsed;
	};
	const before = live();
	const rssBefore = process.memoryUsage().rss;
	const sample = () => {
		volume.peakRssBytes = Math.max(volume.peakRssBytes, process.memoryUsage().rss - rssBefore);
		volume.peakLiveBytes = Math.max(volume.peakLiveBytes, live() - before);
	};
	const timer = setInterval(sample, SAMPLE_EVERY_MS);
	return () => clearInterval(timer);
};

/** One run of the node, with the probe around the node alone: the engine's own work is none of its. */
async function run(feishu: RemoteStandIn, cards: number, probe: Probe): Promise<Volume> {
	const prepared = await feishu.prepare(cards, { rateLimit: undefined });
	const engine = await engineWithToken(prepared);
	const volume: Volume = { cards, cpuMs: 0, peakLiveBytes: 0, peakRssBytes: 0 };
	await inPlaceOfOurNode(
		(ours) =>
			async function (this: IExecuteFunctions) {
				const end = probe(volume);
				try {
					return await ours.call(this);
				} finally {
					end();
				}
			},
		async () => await runNode(engine, cards, 0, OPTIONS),
	);
	const { cardsLeft } = await feishu.report();
	if (cardsLeft > 0) throw new Error(`${cardsLeft} cards were not deleted`);
	return volume;
}

process.once('message', (job: Job) => {
	void work(job).then((volume) => process.send?.(volume));
});
