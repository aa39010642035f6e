import { cardsForPeople, emailOf } from './cards';
import { engineWithToken } from './execution';
import type { RemoteStandIn } from './remoteStandIn';
import { STANDARD } from './situations';
import { settle } from './speed';
import { count, seconds, table } from './table';

/** Looking people up goes on beside the sending: so much longer may a run take at most. */
export const PEOPLE = [
	{ name: '1,000 cards by e-mail address', cards: 1_000, allowed: 1.1 },
	{ name: '10,000 cards by e-mail address', cards: 10_000, allowed: 1.03 },
];

/** Cards deleted by e-mail address, beside the same by open ID; nobody is remembered. */
export async function peopleTable(
	feishu: RemoteStandIn,
	rows: typeof PEOPLE,
): Promise<{ text: string; ok: boolean }> {
	const lines: string[][] = [];
	let ok = true;
	for (const { name, cards, allowed } of rows) {
		const byOpenId = await timeOf(feishu, cards, 'open_id');
		const byEmail = await timeOf(feishu, cards, 'email');
		const ratio = byEmail / byOpenId;
		if (ratio > allowed) ok = false;
		lines.push([name, seconds(byEmail), seconds(byOpenId), ratio.toFixed(3), `≤ ${allowed}`]);
	}
	const head = ['', 'time', 'by open ID', '× by open ID', 'allowed'];
	return { text: table(head, lines), ok };
}

async function timeOf(
	feishu: RemoteStandIn,
	cards: number,
	userIdType: 'open_id' | 'email',
): Promise<number> {
	const engine = await engineWithToken(await feishu.preparePeople(cards, STANDARD));
	const items = cardsForPeople(cards).map(({ biz_id, user_id }) => ({
		biz_id,
		user_id: userIdType === 'email' ? emailOf(user_id) : user_id,
	}));
	await settle();
	const startedAt = performance.now();
	const { error, failed } = await engine.run({ items, parameters: { userIdType } });
	const ms = performance.now() - startedAt;
	if (error) throw new Error(error.message);
	if (failed.length > 0) throw new Error(`${count(failed.length)} cards failed`);
	return ms;
}
