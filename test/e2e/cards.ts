import type { Card } from '../feishu/settings';

/** An open_id that no other number has. */
export const user = (number: number) => `ou_${String(number).padStart(32, '0')}`;

/** So many cards whose business IDs begin with `name`. */
export const cards = (name: string, count: number): Card[] =>
	Array.from({ length: count }, (_, index) => ({
		biz_id: `${name}-${index + 1}`,
		user_id: user(index + 1),
	}));

/** What a webhook's answer with all entries says, where that is the summary of a delete. */
export function deletedBy(answer: unknown): Record<string, unknown> {
	const [{ cards: all, deleted, failed }, ...more] = answer as Array<Record<string, unknown>>;
	return more.length === 0 ? { cards: all, deleted, failed } : { more };
}

/** The business IDs of items, or of cards. */
export const ids = (items: unknown): unknown[] =>
	(items as Array<Record<string, unknown>>).map((item) => item.biz_id);
