// Test code, never part of the package.
/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console */
import { parseArgs } from 'node:util';

import { mutations } from './list';
import type { Mutation } from './mutation';
import { Scratch } from './scratch';

const USAGE = `npm run mutate [-- [--quick] [--workers <number>] [words…]]

Changes the shipped code in one place at a time, as test/mutations/list/ says, and looks whether a test
notices. With words: those changes alone whose file or description contains one of them.

--quick    runs the tests alone that should notice, not all of them where these do not
--workers  so many changes at a time (1)`;

interface Result {
	mutation: Mutation;
	/** By whom it was noticed: the tests that should, another one, or none. */
	by: 'its tests' | 'another test' | undefined;
}

async function judge(scratch: Scratch, mutation: Mutation, quick: boolean): Promise<Result> {
	return await scratch.with(mutation, async () => {
		// One after the other, the cheapest first: mostly the first one is enough.
		for (const tests of mutation.tests) {
			const own = await scratch.test([tests]);
			if (own.noticed) return { mutation, by: 'its tests' };
		}
		if (quick) return { mutation, by: undefined };
		const all = await scratch.test();
		return { mutation, by: all.noticed ? 'another test' : undefined };
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
	const chosen = mutations.filter(
		({ file, what }) =>
			positionals.length === 0 ||
			positionals.some((word) => `${file} ${what}`.toLowerCase().includes(word.toLowerCase())),
	);
	const waiting = [...chosen];
	const results: Result[] = [];
	const work = async () => {
		const scratch = new Scratch();
		try {
			const untouched = await scratch.test([...new Set(chosen.flatMap(({ tests }) => tests))]);
			if (untouched.noticed) {
				throw new Error(`The tests fail without any change:\n${untouched.output}`);
			}
			for (let mutation = waiting.shift(); mutation; mutation = waiting.shift()) {
				const result = await judge(scratch, mutation, values.quick);
				results.push(result);
				const said = result.by ? `noticed by ${result.by}` : 'NOTICED BY NO TEST';
				console.log(
					`${results.length}/${chosen.length} ${said}: ${mutation.file}: ${mutation.what}`,
				);
			}
		} finally {
			scratch.remove();
		}
	};
	await Promise.all(Array.from({ length: Number(values.workers) }, work));
	report(results);
}

function report(results: Result[]): void {
	const survivors = results.filter(({ by }) => by === undefined);
	const noticed = results.length - survivors.length;
	const percent = Math.floor((100 * noticed) / Math.max(1, results.length));
	console.log(`\n${noticed} of ${results.length} changes noticed (${percent} %).`);
	for (const { mutation } of survivors) console.log(`- ${mutation.file}: ${mutation.what}`);
	if (survivors.length > 0) process.exitCode = 1;
}

void main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
