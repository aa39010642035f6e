/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join, relative, resolve } from 'node:path';

/** The programs that do not come from npm; packages.sh installs them. */
export function findProgram(name: string): string {
	const found = folders().find((folder) => isProgram(join(folder, name)));
	if (found) return join(found, name);
	const script = relative(process.cwd(), resolve(__dirname, 'packages.sh'));
	throw new Error(`${name} is not installed. On Debian, as root: ${script}`);
}

function folders(): string[] {
	const path = (process.env.PATH ?? '').split(delimiter);
	// Debian keeps PostgreSQL's server programs apart, by version, and redis-server may be in sbin.
	const postgres = '/usr/lib/postgresql';
	const versions = existsSync(postgres) ? readdirSync(postgres) : [];
	return [...path, '/usr/sbin', ...versions.map((version) => join(postgres, version, 'bin'))];
}

function isProgram(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
