export interface ServerSettings {
	/** How the server counts: over the last second, or from one full second to the next. */
	window: 'sliding' | 'fixed';
	/** Whether a refused request takes a place too. */
	countsRefused: boolean;
	/** Somebody else's requests a second, evenly spaced; until `othersUntilMs`. */
	others: number;
	othersUntilMs: number;
}

/** What the server lets through in a second. */
export const PER_SECOND = 10;

/** A server's rate limit. */
export class Server {
	private arrivals: number[] = [];

	constructor(private readonly settings: ServerSettings) {}

	/** Whether a request that arrives now gets through. Times never go back. */
	letsThrough(at: number): boolean {
		const { window, countsRefused } = this.settings;
		const from = window === 'sliding' ? at - 1_000 : Math.floor(at / 1_000) * 1_000 - 1e-6;
		this.arrivals = this.arrivals.filter((time) => time > from);
		const free = this.arrivals.length + this.othersIn(from, at) < PER_SECOND;
		if (free || countsRefused) this.arrivals.push(at);
		return free;
	}

	private othersIn(from: number, to: number): number {
		const { others, othersUntilMs } = this.settings;
		const before = (time: number) => Math.floor((Math.min(time, othersUntilMs) * others) / 1_000);
		return before(to) - before(from);
	}
}
