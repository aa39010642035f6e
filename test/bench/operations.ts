import { engineWithToken, execute, type Execution } from './execution';
import type { RemoteStandIn } from './remoteStandIn';
import { STANDARD } from './situations';
import { settle } from './speed';
import { count, seconds, table } from './table';

/** More than this over the limit itself is too much. */
const ALLOWED = 1.05;

export interface Row {
	name: string;
	limitMs: number;
	/** They begin together, in one process and with one credential. */
	executions: Execution[];
}

const creating = (cards: number, first: number): Execution => ({
	operation: 'create',
	cards,
	first,
});

/** 10 requests a second for each API; an answer takes 200 ms. A request holds 20 cards, to create one. */
export const OPERATIONS: Row[] = [
	{
		name: '1,000 cards updated',
		limitMs: 4_200,
		executions: [{ operation: 'update', cards: 1_000 }],
	},
	{ name: '100 different cards created', limitMs: 9_200, executions: [creating(100, 1_000)] },
	{
		name: '1,000 cards deleted, beside them 50 created and 1,000 updated',
		limitMs: 4_200,
		executions: [
			{ operation: 'delete', cards: 1_000 },
			creating(50, 3_000),
			{ operation: 'update', cards: 1_000, first: 1_000 },
		],
	},
];

/** The operations in times, and whether each keeps near enough to the limit itself. */
export async function operationTable(
	feishu: RemoteStandIn,
	operations: Row[],
): Promise<{ text: string; ok: boolean }> {
	const rows: string[][] = [];
	let ok = true;
	for (const { name, limitMs, executions } of operations) {
		const held = executions.filter(({ operation }) => operation !== 'create');
		const last = Math.max(...held.map(({ cards, first = 0 }) => first + cards), 0);
		const prepared = await feishu.prepare(last, STANDARD);
		const engine = await engineWithToken(prepared);
		await settle();
		const ended = await Promise.all(executions.map(async (one) => await execute(engine, one)));
		const wrong = ended.find(({ error, failed }) => error !== undefined || failed > 0);
		if (wrong) throw new Error(`${name}: ${wrong.error ?? `${wrong.failed} cards failed`}`);
		const { refused } = await feishu.report();
		const ms = Math.max(...ended.map((one) => one.ms));
		if (ms > ALLOWED * limitMs) ok = false;
		rows.push([
			name,
			ended.map((one) => seconds(one.ms)).join(', '),
			seconds(limitMs),
			(ms / limitMs).toFixed(2),
			count(refused),
		]);
	}
	return { text: table(['', 'time', 'the limit itself', '× limit', 'refused'], rows), ok };
}
