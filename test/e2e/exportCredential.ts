/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { runCommand } from '../server/command';
import { installN8n } from '../server/install';
import { n8nVersion } from '../server/versions';
import type { World } from './world';

/** What n8n has stored in a credential, decrypted by n8n's own command line. */
export async function exportCredential(
	{ server }: World,
	id: string,
): Promise<Record<string, unknown>> {
	const { node, n8n } = await installN8n(server.version);
	const output = join(server.userFolder, `credential-${id}.json`);
	const args = [n8n, 'export:credentials', `--id=${id}`, '--decrypted', `--output=${output}`];
	await runCommand(node, args, {
		cwd: server.userFolder,
		env: {
			PATH: process.env.PATH,
			HOME: server.userFolder,
			N8N_USER_FOLDER: server.userFolder,
			N8N_DIAGNOSTICS_ENABLED: 'false',
			N8N_RUNNERS_ENABLED: 'false',
			...n8nVersion(server.version).env,
		},
	});
	const [{ data }] = JSON.parse(readFileSync(output, 'utf8')) as [
		{ data: Record<string, unknown> },
	];
	rmSync(output);
	return data;
}
