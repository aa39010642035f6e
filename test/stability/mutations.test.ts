/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
/** The list of `npm run mutate` follows the code. */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

import { HOW_TO_MEND, ShippedCode } from '../mutations/code';
import { mutations } from '../mutations/list';
import type { Mutation } from '../mutations/mutation';

const PROJECT = join(__dirname, '..', '..');

/** The compiler's parser alone: it takes a thousandth of what building takes. */
const errorsIn = (text: string) =>
	(
		ts.createSourceFile('x.ts', text, ts.ScriptTarget.ES2022) as unknown as {
			parseDiagnostics: Array<{ messageText: unknown }>;
		}
	).parseDiagnostics.map(({ messageText }) => messageText);

test('every change of the list can be tried: it fits the code once, and what comes out is code', () => {
	const code = new ShippedCode();
	const problemOf = (mutation: Mutation): string[] => {
		try {
			const [error] = errorsIn(code.change(mutation).text);
			return error === undefined ? [] : [`what comes out is no code: ${String(error)}`];
		} catch (error) {
			return [(error as Error).message];
		}
	};
	const stale = mutations.flatMap((mutation) =>
		problemOf(mutation).map((problem) => `“${mutation.what}”: ${problem}`),
	);

	if (stale.length > 0) {
		throw new Error([`${stale.length} of ${mutations.length}:`, ...stale, HOW_TO_MEND].join('\n'));
	}
});

test.each([...new Set(mutations.flatMap(({ tests }) => tests))])(
	'tests named %s are there',
	(path) => {
		const folder = path.endsWith('/') ? path : `${dirname(path)}/`;
		const files = readdirSync(join(PROJECT, folder)).map((name) => folder + name);
		expect(files.some((file) => file.startsWith(path) && file.includes('.test.'))).toBe(true);
	},
);

test('no change is there twice', () => {
	const changes = mutations.map(({ in: name, from, to }) => JSON.stringify([name, from, to]));
	expect(new Set(changes).size).toBe(changes.length);
});
