/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
/** The list of `npm run mutate` follows the code. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

import { mutations } from '../mutations/list';
import { mutated } from '../mutations/mutation';

const PROJECT = join(__dirname, '..', '..');

/** The compiler's parser alone: it takes a thousandth of what building takes. */
const errorsIn = (text: string) =>
	(
		ts.createSourceFile('x.ts', text, ts.ScriptTarget.ES2022) as unknown as {
			parseDiagnostics: Array<{ messageText: unknown }>;
		}
	).parseDiagnostics.map(({ messageText }) => messageText);

describe.each([...new Set(mutations.map(({ file }) => file))])('%s', (file) => {
	const source = existsSync(join(PROJECT, file)) ? readFileSync(join(PROJECT, file), 'utf8') : '';

	test.each(mutations.filter((mutation) => mutation.file === file).map((one) => [one.what, one]))(
		'“%s” can be tried: its text stands there once, and what comes out is code',
		(_, mutation) => {
			const text = mutated(source, mutation);
			expect(text).not.toBe(source);
			expect(errorsIn(text)).toEqual([]);
		},
	);
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
	const changes = mutations.map(({ file, from, to }) => JSON.stringify([file, from, to]));
	expect(new Set(changes).size).toBe(changes.length);
});
