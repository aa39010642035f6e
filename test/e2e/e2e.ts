/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, no-console -- this runs in tests, never inside n8n */
// What `npm run e2e` runs: the packed package in real n8n servers, in a browser, and in queue mode.
// See --help.
import { parseArgs } from 'node:util';

import { packProject } from '../server/pack';
import {
	KNOWN_VERSIONS,
	N8N_VERSIONS,
	n8nVersion,
	NEWEST_N8N,
	OLDEST_N8N,
} from '../server/versions';
import { runApi } from './api/apiRun';
import { runBrowser } from './browser/browserRun';
import { Report } from './report';
import { runQueue } from './queue/queueRun';
import { removeTarball } from './world';

const PARTS = ['api', 'browser', 'queue'] as const;
type Part = (typeof PARTS)[number];
/** A part on a version of n8n. */
type Played = [Part, string, () => Promise<void>];

const HELP = `npm run e2e                      all parts: ${PARTS.join(', ')}
npm run e2e -- --only <part>     one of them
npm run e2e -- --case <text>     of the parts api and queue, the cases whose name has this
npm run e2e -- --n8n <version>   another n8n than the usual: ${KNOWN_VERSIONS}, or "oldest"`;

const say = (line: string) => console.log(line);

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			only: { type: 'string' },
			n8n: { type: 'string' },
			case: { type: 'string' },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) return say(HELP);
	const parts = PARTS.filter((part) =>
		values.only === undefined ? !values.case || part !== 'browser' : values.only === part,
	);
	if (parts.length === 0) throw new Error(`There is no part "${values.only}".\n${HELP}`);
	const wanted = values.n8n === 'oldest' ? OLDEST_N8N.version : values.n8n;
	if (wanted) n8nVersion(wanted);

	const started = Date.now();
	const newest = wanted ?? NEWEST_N8N;
	const report = new Report(say);
	const tarball = await packProject();
	process.once('exit', () => removeTarball(tarball));
	const versions = wanted ? [wanted] : N8N_VERSIONS.map(({ version }) => version);
	const api = (version: string): Played => [
		'api',
		version,
		async () => await runApi(report, say, version, tarball, values.case),
	];
	const browser = (version: string): Played => [
		'browser',
		version,
		async () => await runBrowser(report, say, version, tarball),
	];
	const queue: Played = [
		'queue',
		newest,
		async () => await runQueue(report, say, newest, tarball, values.case),
	];
	const older = versions.slice(1);
	// Side by side, because n8n waits half of the time; about as long as each other.
	const lanes = [
		[api(newest), queue],
		[...older.map(api), ...older.map(browser), browser(newest)],
	];
	const play = async ([part, version, run]: Played) => {
		const begun = Date.now();
		// One part that cannot even begin must not hide what the others have to say.
		await run().catch(async (error: Error) => {
			await report.check(`${part}, ${version}`, async () => await Promise.reject(error));
		});
		say(`\n${part}, ${version}: ${Math.round((Date.now() - begun) / 1000)} s`);
	};
	await Promise.all(
		lanes.map(async (lane) => {
			for (const one of lane.filter(([part]) => parts.includes(part))) await play(one);
		}),
	);
	say(`\nIt took ${Math.round((Date.now() - started) / 1000)} s.`);
	const skipped = report.skipped > 0 ? `, ${report.skipped} skipped` : '';
	say(`${report.passed} passed, ${report.failed} failed${skipped}`);
	// A case that ran out of time may still be at work, which must not keep the run from ending.
	process.exit(report.failed === 0 ? 0 : 1);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	// The servers notice that this process is gone, and end themselves.
	process.on(signal, () => process.exit(130));
}

main().catch((error: unknown) => {
	console.error(`\n${error instanceof Error ? error.message : String(error)}`);
	process.exit(1);
});
