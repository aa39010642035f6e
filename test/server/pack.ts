/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { npmEnvironment, runCommand } from './command';

const PROJECT = resolve(__dirname, '..', '..');

/** Packs the built project as npm would publish it; the tarball is alone in a new folder for the caller to remove. */
export async function packProject(): Promise<string> {
	if (!existsSync(join(PROJECT, 'dist'))) {
		throw new Error('The package is not built: run "npm run build" first.');
	}
	const folder = mkdtempSync(join(tmpdir(), 'feishu-feed-card-package-'));
	const args = ['pack', '--silent', '--pack-destination', folder];
	const output = await runCommand('npm', args, { cwd: PROJECT, env: npmEnvironment() });
	return join(folder, output.trim().split('\n').at(-1) as string);
}
