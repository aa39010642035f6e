// Test code, never part of the package.
/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

import type { Changed } from './code';

const PROJECT = join(__dirname, '..', '..');

/** A mutant that keeps the tests busy for longer than this is noticed: it hangs. In milliseconds. */
const LONGEST_RUN_MS = 300_000;

export interface Verdict {
	noticed: boolean;
	/** The end of what jest said. */
	output: string;
}

/** A copy of the project in which the code is changed, built and tested. */
export class Scratch {
	private readonly folder = mkdtempSync(join(tmpdir(), 'mutations-'));

	constructor() {
		const files = execFileSync('git', ['ls-files', '-coz', '--exclude-standard'], {
			cwd: PROJECT,
			encoding: 'utf8',
		});
		for (const file of files.split('\0').filter(Boolean)) {
			cpSync(join(PROJECT, file), join(this.folder, file));
		}
		symlinkSync(join(PROJECT, 'node_modules'), join(this.folder, 'node_modules'));
		execFileSync('npm', ['run', 'build', '--silent'], { cwd: this.folder, stdio: 'ignore' });
	}

	remove(): void {
		rmSync(this.folder, { recursive: true, force: true });
	}

	/**
	 * Runs some tests, or all of them, on the code as it stands in the copy.
	 *
	 * @param longestMs after which they are ended, and the change is noticed
	 */
	async test(tests: string[] = [], longestMs = LONGEST_RUN_MS): Promise<Verdict> {
		const jest = join(this.folder, 'node_modules/jest/bin/jest.js');
		const child = spawn(
			process.execPath,
			[jest, '--bail', '--testTimeout=30000', ...(tests.length > 0 ? ['--', ...tests] : [])],
			{ cwd: this.folder, detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
		);
		let output = '';
		for (const stream of [child.stdout, child.stderr]) {
			stream.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-20_000)));
		}
		const timer = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), longestMs);
		const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
		clearTimeout(timer);
		return { noticed: code !== 0, output };
	}

	/** Puts the change into the copy and its build, does the work, and takes the change out again. */
	async with<T>({ file, text }: Changed, work: () => Promise<T>): Promise<T> {
		const source = readFileSync(join(this.folder, file), 'utf8');
		this.write(file, text);
		try {
			return await work();
		} finally {
			this.write(file, source);
		}
	}

	private write(file: string, source: string): void {
		writeFileSync(join(this.folder, file), source);
		const { outputText } = transpileModule(source, {
			// Without comments, as the build does it: the age of the pictures is told by what is built.
			compilerOptions: {
				module: ModuleKind.CommonJS,
				target: ScriptTarget.ES2022,
				removeComments: true,
				esModuleInterop: true,
			},
		});
		writeFileSync(join(this.folder, 'dist', file.replace(/\.ts$/, '.js')), outputText);
	}
}
