/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { realClock } from '../feishu/settings';
import { begin, engineWithToken, execute, type Ended, type Execution } from './execution';
import type { RemoteStandIn } from './remoteStandIn';
import { settle } from './speed';
import type { Situation } from './situations';
import { STANDARD } from './situations';
import type { Prepared } from './standInProcess';
import { count, seconds, table } from './table';
import type { Job } from './workerProcess';

/** Each situation, as a table row: what it takes, and what could not be bettered. */
export async function situationTable(
	feishu: RemoteStandIn,
	situations: Situation[],
): Promise<string> {
	const rows: string[][] = [];
	for (const situation of situations) {
		const { name, settings, trouble, executions, beside } = situation;
		const cards = sum([...executions, ...(beside ? [beside] : [])].map((one) => one.cards));
		const prepared = await feishu.prepare(cards, { ...STANDARD, ...settings }, trouble);
		const outcome = situation.countAfterMs
			? await countAfter(feishu, prepared, situation)
			: await timeOf(feishu, prepared, situation);
		const { best, bestMs } = situation;
		const ratio = bestMs && outcome.ms ? (outcome.ms / bestMs).toFixed(2) : '';
		const bettered = best ?? seconds(bestMs ?? 0);
		rows.push([name, outcome.text, bettered, ratio, count(outcome.refused)]);
	}
	return table(['situation', 'this node', 'best possible', '× best', 'requests refused'], rows);
}

interface Outcome {
	text: string;
	/** Where all went well, and the time is what counts. */
	ms?: number;
	refused: number;
}

async function timeOf(
	feishu: RemoteStandIn,
	prepared: Prepared,
	{ executions, workers, cold, busyCore, beside, mustFail = 0 }: Situation,
): Promise<Outcome> {
	const start = workers
		? await inWorkers(prepared, executions, cold)
		: await here(prepared, executions);
	await settle();
	const busy = busyCore && spawn(process.execPath, ['-e', 'for (;;);']);
	const slow = beside && (await here(prepared, [beside]));
	const besideEnded = slow?.();
	if (slow) await realClock.sleep(500);
	const ended = await start();
	if (busy) busy.kill();
	const { refused, cardsLeft } = await feishu.report();
	await besideEnded;
	const ms = Math.max(...ended.map((one) => one.ms));
	const failed = sum(ended.map((one) => one.failed));
	const error = ended.find((one) => one.error)?.error;
	const wrong = error ?? (failed === mustFail ? undefined : `${count(failed)} cards failed`);
	const deleted = sum(executions.map(({ cards }) => cards)) - mustFail;
	const text = mustFail > 0 ? `${count(deleted)} deleted, ${seconds(ms)}` : seconds(ms);
	if (wrong === undefined) return { text, ms, refused };
	const [headline] = wrong.split('. ');
	return { text: `**${seconds(ms)}, ${count(cardsLeft)} cards left: ${headline}**`, refused };
}

async function countAfter(
	feishu: RemoteStandIn,
	prepared: Prepared,
	{ executions, countAfterMs = 0 }: Situation,
): Promise<Outcome> {
	const engine = await engineWithToken(prepared);
	await settle();
	const running = executions.map((execution) => begin(engine, execution));
	await realClock.sleep(countAfterMs);
	const { cardsLeft, refused } = await feishu.report();
	for (const one of running) one.cancel();
	const gone = sum(executions.map(({ cards }) => cards)) - cardsLeft;
	const text = `${count(gone)} deleted after ${seconds(countAfterMs)}`;
	return { text, refused };
}

type Start = () => Promise<Ended[]>;

async function here(prepared: Prepared, executions: Execution[]): Promise<Start> {
	const engine = await engineWithToken(prepared);
	return async () => await Promise.all(executions.map(async (one) => await execute(engine, one)));
}

async function inWorkers(
	prepared: Prepared,
	executions: Execution[],
	cold = false,
): Promise<Start> {
	const credential = cold ? (await engineWithToken(prepared)).credentials.data('1') : undefined;
	const workers: ChildProcess[] = [];
	for (const execution of executions) {
		const worker = fork(join(__dirname, 'workerProcess.ts'));
		worker.send({ prepared, execution, credential } satisfies Job);
		await once(worker, 'message');
		workers.push(worker);
	}
	return async () =>
		await Promise.all(
			workers.map(async (worker) => {
				const ended = once(worker, 'message') as Promise<[Ended]>;
				worker.send('go');
				const [said] = await ended;
				worker.disconnect();
				return said;
			}),
		);
}

const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);
