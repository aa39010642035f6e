/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import ts from 'typescript';

const PROJECT = join(__dirname, '..', '..');

/** A file of the shipped code. */
export interface SourceFile {
	/** From the top of the project, with slashes. */
	path: string;
	text: string;
	/** The files of the project that it imports, types included. */
	imports: string[];
	/** Everything else that it imports. */
	packages: string[];
}

/** All shipped code. */
export function sourceFiles(): SourceFile[] {
	return ['credentials', 'nodes'].flatMap((folder) =>
		readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8' })
			.filter((name) => name.endsWith('.ts'))
			.map((name) => readSource(join(PROJECT, folder, name))),
	);
}

function readSource(file: string): SourceFile {
	const path = relative(PROJECT, file).split(sep).join('/');
	const text = readFileSync(file, 'utf8');
	const names = ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName);
	return {
		path,
		text,
		imports: names
			.filter((name) => name.startsWith('.'))
			.map((name) => fileOf(posix.join(dirname(path), name))),
		packages: names.filter((name) => !name.startsWith('.')),
	};
}

/** A folder stands for its index. */
function fileOf(module: string): string {
	const file = `${module}.ts`;
	return existsSync(join(PROJECT, file)) ? file : `${module}/index.ts`;
}
