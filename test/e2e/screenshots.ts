/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, no-console -- this runs in tests, never inside n8n */
// What `npm run screenshots` runs: goes through n8n's editor in a browser and puts the pictures of the
// README into docs/.
import { execFileSync } from 'node:child_process';
import { copyFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { packProject } from '../server/pack';
import { NEWEST_N8N } from '../server/versions';
import { runBrowser, screenshotsOf } from './browser/browserRun';
import { DOCS, hashOfWhatIsShown, MAX_BYTES, PICTURES, STAMP } from './browser/pictures';
import { Report } from './report';
import { removeTarball } from './world';

const say = (line: string) => console.log(line);

async function main(): Promise<void> {
	const report = new Report(say);
	// Without one the Chinese words of the panel are boxes.
	if (execFileSync('fc-list', [':lang=zh']).length === 0) {
		throw new Error('A Chinese font is missing: apt-get install fonts-noto-cjk');
	}
	const tarball = await packProject();
	process.once('exit', () => removeTarball(tarball));
	await runBrowser(report, say, NEWEST_N8N, tarball);
	if (report.failed > 0) throw new Error('The pictures in docs/ stay as they are.');
	for (const name of PICTURES) {
		const picture = join(screenshotsOf(NEWEST_N8N), `${name}.png`);
		const { size } = statSync(picture);
		if (size > MAX_BYTES) throw new Error(`${picture} has ${size} bytes, more than ${MAX_BYTES}`);
		copyFileSync(picture, join(DOCS, `${name}.png`));
		say(`docs/${name}.png, ${Math.ceil(size / 1000)} kB`);
	}
	writeFileSync(STAMP, `${JSON.stringify({ shown: hashOfWhatIsShown() }, null, '\t')}\n`);
	say(`${relative(process.cwd(), STAMP)} says what they show.`);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.on(signal, () => process.exit(130));
}

main().catch((error: unknown) => {
	console.error(`\n${error instanceof Error ? error.message : String(error)}`);
	process.exit(1);
});
