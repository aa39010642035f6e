/* eslint-disable @n8n/community-nodes/no-restricted-imports, no-console -- this runs by hand and in tests, never inside n8n */
// What `npm run docs` runs: writes the tables of docs/errors and docs/reference anew, in both languages.
import { writeFileSync } from 'node:fs';

import { fileOf, LANGUAGES, made, PAGES, read } from './pages';

for (const page of PAGES) {
	for (const language of LANGUAGES) {
		writeFileSync(fileOf(page, language), made(page, language, read(page, language)));
		console.log(fileOf(page, language));
	}
}
