import { clock } from './clock';

/** What the process remembers for a time; the oldest entry is dropped if there would be too many. */
export class Memory<T> {
	private readonly entries = new Map<string, { value: T; since: number }>();

	/** @param lifetimeMs milliseconds of the wall clock, so that entries expire while the machine sleeps */
	constructor(
		private readonly lifetimeMs: number,
		private readonly maxEntries: number,
	) {}

	get(key: string): T | undefined {
		const entry = this.entries.get(key);
		if (!entry) return undefined;
		const age = clock.now() - entry.since;
		// A clock that was set back must not make an entry live longer.
		if (age >= 0 && age < this.lifetimeMs) return entry.value;
		this.entries.delete(key);
		return undefined;
	}

	set(key: string, value: T): void {
		// Anew, so that the order of the map is the order of their ages.
		this.entries.delete(key);
		this.entries.set(key, { value, since: clock.now() });
		if (this.entries.size <= this.maxEntries) return;
		const [oldest] = this.entries.keys();
		this.entries.delete(oldest);
	}
}
