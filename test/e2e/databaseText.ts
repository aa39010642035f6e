/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, import-x/no-unresolved, no-console -- this runs in tests, never inside n8n */
// `node databaseText.ts <SQLite file>`: prints everything that is stored in it, a row a line.
// The Node that comes with n8n runs this file as it is, so it uses nothing but erasable types.
// A search in the bytes of the file alone could miss a text that lies across two of its pages.
import { DatabaseSync } from 'node:sqlite';

const database = new DatabaseSync(process.argv[2], { readOnly: true });
const tables = database
	.prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
	.all() as Array<{ name: string }>;
for (const { name } of tables) {
	for (const row of database.prepare(`SELECT * FROM "${name}"`).all()) {
		const values = Object.values(row).map((value) =>
			value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value),
		);
		console.log(`${name} ${values.join(' ')}`);
	}
}
