/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { runCommand } from '../../server/command';
import { installN8n } from '../../server/install';
import { cards } from '../cards';
import type { Case } from '../report';
import { chain, deleteNode, FROM_LIST, webhook } from '../workflows';
import type { World } from '../world';

const SCRIPT = resolve(__dirname, '..', 'databaseText.ts');

/** Everything n8n has kept: what is in the database, the files themselves, and the log. */
async function kept({ server }: World): Promise<Record<string, Buffer>> {
	const folder = join(server.userFolder, '.n8n');
	const { node } = await installN8n(server.version);
	const flags = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', '--no-warnings'];
	const rows = await runCommand(node, [...flags, SCRIPT, join(folder, 'database.sqlite')], {
		cwd: folder,
	});
	const files = readdirSync(folder).filter((name) => /^database\.sqlite|\.log$/.test(name));
	const bytes = files.map((name) => [name, readFileSync(join(folder, name))]);
	return {
		database: Buffer.from(rows),
		'n8n.log': Buffer.from(server.log()),
		...Object.fromEntries(bytes),
	};
}

/** As it is, and as it would look inside JSON, a URL or a header. */
const spellings = (secret: string) => [
	secret,
	encodeURIComponent(secret),
	Buffer.from(secret).toString('base64').replace(/=+$/, ''),
];

/** "<secret> in <place>" for each that is found, in one pass: hundreds are looked for in many megabytes. */
function places(texts: Record<string, Buffer>, secrets: string[]): string[] {
	const byStart = new Map<number, Array<{ secret: string; bytes: Buffer }>>();
	const mayStart = new Uint8Array(0x10000);
	for (const secret of secrets) {
		for (const bytes of spellings(secret).map((text) => Buffer.from(text))) {
			const start = bytes.readUInt32LE();
			byStart.set(start, [...(byStart.get(start) ?? []), { secret, bytes }]);
			mayStart[bytes.readUInt16LE()] = 1;
		}
	}
	const found = new Set<string>();
	for (const [place, text] of Object.entries(texts)) {
		for (let at = 0; at <= text.length - 4; at++) {
			if (mayStart[text[at] + 256 * text[at + 1]] === 0) continue;
			for (const { secret, bytes } of byStart.get(text.readUInt32LE(at)) ?? []) {
				const end = Math.min(at + bytes.length, text.length);
				if (bytes.compare(text, at, end) === 0) found.add(`${secret} in ${place}`);
			}
		}
	}
	return [...found];
}

/** Last of all: nothing secret of all that went on before is readable anywhere. */
export const secretCases: Array<Case<World>> = [
	{
		name: 'no secret and no token in the database, its files or the log',
		async run(world) {
			world.noteSecrets();
			assert.ok(world.secrets.size > 20, `only ${world.secrets.size} secrets are known`);
			assert.deepEqual(places(await kept(world), [...world.secrets]), []);
		},
	},
	{
		name: 'control: the search finds a secret if one is stored, and if one is logged',
		async run(world) {
			const secret = world.app.appSecret;
			const token = [...world.secrets].find((text) => text.startsWith('t-')) as string;
			const workflow = await world.activeWorkflow(
				chain('Control', [webhook(`control/${token}`), deleteNode(world.credential, FROM_LIST)]),
			);
			// As the business ID of a card, it is stored with the execution.
			await world.call(workflow, { cards: [{ ...cards('control', 1)[0], biz_id: secret }] });
			const found = places(await kept(world), [secret, token]);
			assert.ok(found.includes(`${secret} in database`));
			assert.ok(found.includes(`${token} in database`));
			// As part of a webhook's path, n8n logs it.
			assert.ok(found.includes(`${token} in n8n.log`), 'n8n did not log the path');
		},
	},
];
