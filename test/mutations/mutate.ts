// Test code, never part of the package.
/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console */
import { parseArgs } from 'node:util';

import { ShippedCode, type Changed } from './code';
import { mutations } from './list';
import { Scratch } from './scratch';

const USAGE = `npm run mutate [-- [--quick] [--workers <number>] [words…]]

Changes the shipped code in one place at a time, as test/mutations/list/ says, and looks whether a test
notices. With words: only changes whose function, file or description contains one of them.

--quick    runs only the tests that should notice, not all tests if these do not
--workers  so many changes at a time (1)`;

/** All tests of the list, one file after the other: on a busy machine that takes a while. */
const UNTOUCHED_RUN_MS = 1_800_000;

/** What is said of a change, and the file as it is with the change. */
interface Attempt {
	name: string;
	changed: Changed;
	tests: string[];
}

interface Result {
	name: string;
	/** Which test noticed it: one that should, another one, or none. */
	by: 'its tests' | 'another test' | undefined;
}

async function judge(scratch: Scratch, attempt: Attempt, quick: boolean): Promise<Result> {
	const { name, changed, tests } = attempt;
	return await scratch.with(changed, async () => {
		// One after the other, the cheapest first: mostly the first one is enough.
		for (const path of tests) {
			const own = await scratch.test([path]);
			if (own.noticed) return { name, by: 'its tests' };
		}
		if (quick) return { name, by: undefined };
		const all = await scratch.test();
		return { name, by: all.noticed ? 'another test' : undefined };
	});
}

function attempts(words: string[]): Attempt[] {
	const code = new ShippedCode();
	return mutations
		.map((mutation) => {
			const changed = code.change(mutation);
			const name = `${mutation.in} (${changed.file}): ${mutation.what}`;
			return { name, changed, tests: mutation.tests };
		})
		.filter(({ name }) => {
			const text = name.toLowerCase();
			return words.length === 0 || words.some((word) => text.includes(word.toLowerCase()));
		});
}

async function main(): Promise<void> {
	const { values, positionals } = parseArgs({
		options: {
			quick: { type: 'boolean', default: false },
			workers: { type: 'string', default: '1' },
			help: { type: 'boolean', default: false },
		},
		allowPositionals: true,
	});
	if (values.help) return console.log(USAGE);
	const chosen = attempts(positionals);
	const waiting = [...chosen];
	const results: Result[] = [];
	await testUntouched(chosen);
	const work = async () => {
		const scratch = new Scratch();
		try {
			for (let attempt = waiting.shift(); attempt; attempt = waiting.shift()) {
				const result = await judge(scratch, attempt, values.quick);
				results.push(result);
				const said = result.by ? `noticed by ${result.by}` : 'NOTICED BY NO TEST';
				console.log(`${results.length}/${chosen.length} ${said}: ${result.name}`);
			}
		} finally {
			scratch.remove();
		}
	};
	await Promise.all(Array.from({ length: Number(values.workers) }, work));
	report(results);
}

/** Tests that fail anyway notice nothing. */
async function testUntouched(chosen: Attempt[]): Promise<void> {
	const scratch = new Scratch();
	try {
		const tests = [...new Set(chosen.flatMap((attempt) => attempt.tests))];
		const untouched = await scratch.test(tests, UNTOUCHED_RUN_MS);
		if (untouched.noticed) {
			throw new Error(`The tests fail without any change:\n${untouched.output}`);
		}
	} finally {
		scratch.remove();
	}
}

function report(results: Result[]): void {
	const survivors = results.filter(({ by }) => by === undefined);
	const noticed = results.length - survivors.length;
	const percent = Math.floor((100 * noticed) / Math.max(1, results.length));
	console.log(`\n${noticed} of ${results.length} changes noticed (${percent} %).`);
	for (const { name } of survivors) console.log(`- ${name}`);
	if (survivors.length > 0) process.exitCode = 1;
}

void main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
