/* eslint-disable @n8n/community-nodes/no-restricted-globals -- this runs in tests, never inside n8n */
/** Where progress goes: the screen for a person, nowhere for a test. */
export type Say = (line: string) => void;

export const silent: Say = () => {};

/** Says that something long is still going on, so that nobody takes it for hanging. */
export async function withProgress<T>(what: string, work: () => Promise<T>, say: Say): Promise<T> {
	const started = Date.now();
	const elapsed = () => `${Math.round((Date.now() - started) / 1000)} s`;
	say(`${what} …`);
	const timer = setInterval(() => say(`${what} … ${elapsed()}`), 10_000);
	try {
		return await work();
	} finally {
		clearInterval(timer);
	}
}
