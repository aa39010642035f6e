/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, no-console -- this runs in tests, never inside n8n */
/**
 * `npm run bench` measures, in real time, what the README's performance section says, and prints its
 * tables. `npm run bench -- --quick` takes a fifth of the cards and one latency;
 * `npm run bench -- --only <words>` measures what has these words in its name.
 */
import '../engine/environment';

import { cpus } from 'node:os';
import { parseArgs } from 'node:util';

import {
	axiosScript,
	httpRequestNode,
	node,
	sdkAtOnce,
	sdkInTurn,
	type Contender,
} from './contenders';
import { OPERATIONS, operationTable, type Row } from './operations';
import { PEOPLE, peopleTable } from './people';
import { RemoteStandIn } from './remoteStandIn';
import { ablationTable, simulationTable } from './simulation/tables';
import { SITUATIONS, type Situation } from './situations';
import { situationTable } from './situationTable';
import { speedTable, togetherTable, type Setting } from './speed';
import { count } from './table';
import { volumeTable } from './volume';
import { waitingTable } from './waiting';

const say = (text: string) => console.log(text);

async function bench(): Promise<void> {
	const { values } = parseArgs({
		options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
	});
	const feishu = await RemoteStandIn.start();
	try {
		say(`Node.js ${process.version}, ${cpus().length} × ${cpus()[0].model}`);
		const isWanted = ({ name }: { name: string }) => name.includes(values.only ?? '');
		const contenders = [node, axiosScript, sdkInTurn, sdkAtOnce, httpRequestNode].filter(isWanted);
		if (contenders.length > 0) await compare(feishu, contenders, values.quick);
		if (values.only === undefined) await together(feishu, values.quick);
		await measure(feishu, SITUATIONS.filter(isWanted), OPERATIONS.filter(isWanted));
		await people(feishu, PEOPLE.filter(isWanted));
	} finally {
		feishu.stop();
	}
	if (values.only === undefined) {
		say('\n### Processor time and memory, without a limit\n');
		say(await volumeTable(1_000, values.quick ? 10_000 : 100_000));
		say('\n### Executions that wait, at 100 requests a second\n');
		say(await waitingTable(2_000));
		say('\n### Several processes with one limit, simulated in virtual time\n');
		say(await simulationTable());
		if (!values.quick) say(`\n${await ablationTable()}`);
	}
}

const settingsOf = (quick: boolean): Setting[] =>
	(quick ? [200] : [20, 200, 1_000]).map((latencyMs) => ({
		cards: quick ? 400 : 1_000,
		latencyMs,
		takenByOthers: 0,
	}));

/** The node beside others that can delete cards. */
async function compare(
	feishu: RemoteStandIn,
	contenders: Contender[],
	quick: boolean,
): Promise<void> {
	const alone = settingsOf(quick);
	const shared = alone.map((setting) => ({ ...setting, takenByOthers: 5 }));
	const cards = count(alone[0].cards);
	say(`### ${cards} cards, at 10 requests a second\n`);
	say(await speedTable(feishu, alone, contenders));
	say(`\n### ${cards} cards, half of the limit taken by another program\n`);
	say(await speedTable(feishu, shared, contenders));
}

async function together(feishu: RemoteStandIn, quick: boolean): Promise<void> {
	const alone = settingsOf(quick);
	say(`\n### Two executions at once, ${count(alone[0].cards)} cards each\n`);
	say(await togetherTable(feishu, alone));
}

/** The node beside the limit itself. */
async function measure(
	feishu: RemoteStandIn,
	situations: Situation[],
	operations: Row[],
): Promise<void> {
	if (situations.length > 0) {
		say('\n### Difficult situations\n');
		say(await situationTable(feishu, situations));
	}
	if (operations.length > 0) {
		say('\n### Each operation, at 10 requests a second and 200 ms\n');
		const { text, ok } = await operationTable(feishu, operations);
		say(text);
		if (!ok) process.exitCode = 1;
	}
}

/** By e-mail address beside by open ID. */
async function people(feishu: RemoteStandIn, rows: typeof PEOPLE): Promise<void> {
	if (rows.length === 0) return;
	say('\n### People by e-mail address, at 10 requests a second and 200 ms\n');
	const { text, ok } = await peopleTable(feishu, rows);
	say(text);
	if (!ok) process.exitCode = 1;
}

void bench();
