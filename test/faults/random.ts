/* eslint-disable @n8n/community-nodes/no-restricted-globals -- this runs in tests, never inside n8n */
/** Random numbers that come out the same for the same seed (mulberry32). */
export class Random {
	constructor(private state: number) {}

	/** From 0 up to 1. */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	}

	chance(probability: number): boolean {
		return this.next() < probability;
	}

	/** A whole number, both ends included. */
	from(least: number, most: number): number {
		return least + Math.floor(this.next() * (most - least + 1));
	}

	oneOf<T>(choices: readonly T[]): T {
		return choices[this.from(0, choices.length - 1)];
	}

	/** So many different ones, in their order. */
	some<T>(choices: readonly T[], count: number): T[] {
		const left = [...choices];
		while (left.length > count) left.splice(this.from(0, left.length - 1), 1);
		return left;
	}
}

/** The seed that an environment variable names, else a new one; said, so that a failure can be repeated. */
export function seedOf(variable: string): number {
	const seed = Number(process.env[variable] ?? Math.floor(Math.random() * 2 ** 31));
	process.stdout.write(`${variable}=${seed}\n`);
	return seed;
}
