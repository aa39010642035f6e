/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, no-console -- this runs in tests, never inside n8n */
/**
 * `npm run bench` measures, in real time, what the README's performance section says, and prints its
 * tables. `npm run bench -- --quick` takes a fifth of the cards and one latency.
 */
import '../engine/environment';

import { cpus } from 'node:os';

import { httpRequestNode, node, sdkAtOnce, sdkInTurn } from './contenders';
import { RemoteStandIn } from './remoteStandIn';
import { speedTable, togetherTable } from './speed';
import { count } from './table';
import { volumeTable } from './volume';

async function bench(quick: boolean): Promise<void> {
	const cards = quick ? 400 : 1_000;
	const latencies = quick ? [200] : [20, 200, 1_000];
	const alone = latencies.map((latencyMs) => ({ cards, latencyMs, takenByOthers: 0 }));
	const shared = alone.map((setting) => ({ ...setting, takenByOthers: 5 }));
	const all = [node, sdkInTurn, sdkAtOnce, httpRequestNode];

	const feishu = await RemoteStandIn.start();
	say(`Node.js ${process.version}, ${cpus().length} × ${cpus()[0].model}`);
	say(`### ${count(cards)} cards, at 10 requests a second\n`);
	say(await speedTable(feishu, alone, all));
	say(`\n### ${count(cards)} cards, half of the limit taken by another program\n`);
	say(await speedTable(feishu, shared, all));
	say(`\n### Two executions at once, ${count(cards)} cards each\n`);
	say(await togetherTable(feishu, alone));
	feishu.stop();
	say('\n### Processor time and memory, without a limit\n');
	say(await volumeTable(1_000, quick ? 10_000 : 100_000));
}

const say = (text: string) => console.log(text);

void bench(process.argv.includes('--quick'));
