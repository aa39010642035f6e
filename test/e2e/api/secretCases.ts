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
async function kept({ server }: World): Promise<Record<string, string>> {
	const folder = join(server.userFolder, '.n8n');
	const { node } = await installN8n(server.version);
	const flags = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', '--no-warnings'];
	const rows = await runCommand(node, [...flags, SCRIPT, join(folder, 'database.sqlite')], {
		cwd: folder,
	});
	const files = readdirSync(folder).filter((name) => /^database\.sqlite|\.log$/.test(name));
	const bytes = files.map((name) => [name, readFileSync(join(folder, name), 'latin1')]);
	return { database: rows, 'n8n.log': server.log(), ...Object.fromEntries(bytes) };
}

/** As it is, and as it would look inside JSON, a URL or a header. */
const spellings = (secret: string) => [
	secret,
	encodeURIComponent(secret),
	Buffer.from(secret).toString('base64').replace(/=+$/, ''),
];

const places = (texts: Record<string, string>, secret: string) =>
	Object.keys(texts).filter((place) =>
		spellings(secret).some((text) => texts[place].includes(text)),
	);

/** Last of all: nothing secret of all that went on before is readable anywhere. */
export const secretCases: Array<Case<World>> = [
	{
		name: 'no secret and no token in the database, its files or the log',
		async run(world) {
			world.noteSecrets();
			assert.ok(world.secrets.size > 20, `only ${world.secrets.size} secrets are known`);
			const texts = await kept(world);
			const found = [...world.secrets].flatMap((secret) =>
				places(texts, secret).map((place) => `${secret} in ${place}`),
			);
			assert.deepEqual(found, []);
		},
	},
	{
		name: 'control: the search finds a secret where one is stored, and where one is logged',
		async run(world) {
			const secret = world.app.appSecret;
			const token = [...world.secrets].find((text) => text.startsWith('t-')) as string;
			const workflow = await world.activeWorkflow(
				chain('Control', [webhook(`control/${token}`), deleteNode(world.credential, FROM_LIST)]),
			);
			// As the business ID of a card, it is stored with the execution.
			await world.call(workflow, { cards: [{ ...cards('control', 1)[0], biz_id: secret }] });
			const texts = await kept(world);
			assert.ok(places(texts, secret).includes('database'));
			assert.ok(places(texts, token).includes('database'));
			// As part of a webhook's path, n8n logs it.
			assert.ok(places(texts, token).includes('n8n.log'), 'n8n did not log the path');
		},
	},
];
