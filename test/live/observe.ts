import type { Exchange } from './recorder';

/** Something that no document tells, and what this Feishu does. */
export interface Observation {
	question: string;
	answer: string;
}

interface Body {
	code?: unknown;
	msg?: unknown;
	data?: { failed_cards?: Array<{ reason?: unknown }> | null };
}

/** What the first request of a method came to, in words. */
export function behaviour(exchanges: Exchange[], method: string): string {
	const asked = exchanges.find(
		(one) => one.method === method && one.path.includes('app_feed_card'),
	);
	if (!asked) return 'it was not asked';
	const { code, msg, data } = (asked.body ?? {}) as Body;
	if (code === undefined) return `no answer of Feishu's, HTTP ${asked.status}`;
	if (code !== 0) {
		return `it refuses the whole request: HTTP ${asked.status}, code ${String(code)}, "${String(msg)}"`;
	}
	const failed = data?.failed_cards ?? [];
	if (failed.length === 0) return 'it takes it as good';
	const reasons = [...new Set(failed.map(({ reason }) => JSON.stringify(reason)))];
	return `it reports ${failed.length} in failed_cards, reason ${reasons.join(' and ')}`;
}

/** How an answer says that no card failed. */
export function wordsForNoFailure(exchanges: Exchange[]): string {
	const bodies = exchanges
		.filter(({ path }) => path.includes('app_feed_card'))
		.map(({ body }) => (body ?? {}) as Body)
		.filter(({ code, data }) => code === 0 && (data?.failed_cards ?? []).length === 0);
	const words = bodies.map(({ data }) =>
		data && 'failed_cards' in data
			? `failed_cards is ${JSON.stringify(data.failed_cards)}`
			: 'failed_cards is left out',
	);
	return [...new Set(words)].join('; ') || 'no card was without a failure';
}
