import type { Exchange } from './recorder';
import type { Step } from './stage';

/** The headers that the node reads, and the one that says how to read the body. */
const HEADERS_READ = [
	'content-type',
	'x-tt-logid',
	'x-ogw-ratelimit-limit',
	'x-ogw-ratelimit-reset',
	'location',
];

/** Something that Feishu does and the stand-in does otherwise. */
export interface Difference {
	what: string;
	feishu: string;
	standIn: string;
}

export interface ComparedStep {
	title: string;
	differences: Difference[];
}

/** Compares two runs of the same scenario, step by step. */
export function compareSteps(feishu: Step[], standIn: Step[]): ComparedStep[] {
	return feishu.map((step) => ({
		title: step.title,
		differences: compareStep(
			step,
			standIn.find(({ title }) => title === step.title),
		),
	}));
}

function compareStep(feishu: Step, standIn: Step | undefined): Difference[] {
	if (!standIn) {
		return [{ what: 'the step', feishu: 'was reached', standIn: 'the check ended before it' }];
	}
	const found: Difference[] = [];
	note(found, 'requests', requestsOf(feishu), requestsOf(standIn));
	for (const [index, exchange] of feishu.exchanges.entries()) {
		const other = standIn.exchanges[index];
		if (other) found.push(...compareExchange(exchange, other));
	}
	return found;
}

const requestsOf = ({ exchanges }: Step) =>
	exchanges.map(({ method, path }) => `${method} ${path}`).join(', ') || 'none';

function compareExchange(feishu: Exchange, standIn: Exchange): Difference[] {
	const found: Difference[] = [];
	note(found, 'status', String(feishu.status), String(standIn.status));
	for (const name of HEADERS_READ) {
		note(found, `header ${name}`, headerOf(feishu, name), headerOf(standIn, name));
	}
	const paths = shapeOf(feishu.body);
	const otherPaths = shapeOf(standIn.body);
	for (const path of new Set([...paths.keys(), ...otherPaths.keys()])) {
		note(found, `body ${path}`, paths.get(path) ?? 'absent', otherPaths.get(path) ?? 'absent');
	}
	for (const key of ['code', 'msg']) {
		note(found, `body ${key}`, valueOf(feishu.body, key), valueOf(standIn.body, key));
	}
	note(found, 'spelling of reasons', reasonsIn(feishu.body), reasonsIn(standIn.body));
	return found;
}

function note(found: Difference[], what: string, feishu: string, standIn: string): void {
	if (feishu !== standIn) found.push({ what, feishu, standIn });
}

/** A log ID differs each time: that there is one is what counts. */
function headerOf({ headers }: Exchange, name: string): string {
	const value = headers[name];
	if (value === undefined) return 'absent';
	if (name === 'content-type') return value.toLowerCase().replace(/\s+/g, '');
	return 'present';
}

/** Every path in a JSON value, with its type: `data.failed_cards[].reason` → string. */
export function shapeOf(value: unknown, path = ''): Map<string, string> {
	const shape = new Map<string, string>();
	if (path !== '' || typeof value !== 'object') shape.set(path || '(whole)', typeOf(value));
	const inside: Array<[string, unknown]> = Array.isArray(value)
		? value.map((entry) => [`${path}[]`, entry])
		: typeof value === 'object' && value !== null
			? Object.entries(value).map(([key, entry]) => [path ? `${path}.${key}` : key, entry])
			: [];
	for (const [where, entry] of inside) {
		for (const [inner, type] of shapeOf(entry, where)) shape.set(inner, type);
	}
	return shape;
}

function typeOf(value: unknown): string {
	if (value === null) return 'null';
	return Array.isArray(value) ? 'list' : typeof value;
}

function valueOf(body: unknown, key: string): string {
	const value = (body as Record<string, unknown> | null | undefined)?.[key];
	return value === undefined ? 'absent' : JSON.stringify(value);
}

function reasonsIn(body: unknown): string {
	const { data } = (body ?? {}) as { data?: { failed_cards?: unknown } };
	const cards = Array.isArray(data?.failed_cards) ? data.failed_cards : [];
	const reasons = cards.map((card) => JSON.stringify((card as { reason?: unknown })?.reason));
	return [...new Set(reasons)].sort().join(', ') || 'none';
}
