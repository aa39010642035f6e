/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, no-console -- this runs in tests, never inside n8n */
// What `npm run scan` runs: the rules by which n8n judges a published package, on this one before it is
// published. What cannot be judged here is the provenance: it comes with the publication.
import assert from 'node:assert/strict';
import {
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { npmEnvironment, runCommand } from '../../server/command';
import { cacheFolder } from '../../server/install';
import { packProject } from '../../server/pack';
import { withProgress } from '../../server/say';
import { Report } from '../report';

/** Not a development dependency: it brings a TypeScript and a linter of its own. */
const SCANNER = '@n8n/scan-community-package';
const SCANNER_VERSION = '0.32.0';

const PROJECT = resolve(__dirname, '..', '..', '..');

const say = (line: string) => console.log(line);

interface Judgement {
	passed: boolean;
	message?: string;
	details?: string;
}

async function main(): Promise<void> {
	const scanner = await installScanner();
	const tarball = await packProject();
	const folder = mkdtempSync(join(tmpdir(), 'feishu-feed-card-scan-'));
	process.once('exit', () => {
		for (const made of [folder, dirname(tarball)]) rmSync(made, { recursive: true, force: true });
	});
	await runCommand('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1'], { cwd: folder });

	const judge = async (leg: 'source' | 'packed', where: string) => {
		const args = [join(__dirname, 'judge.mjs'), scanner, leg, where];
		const output = await runCommand(process.execPath, args, { cwd: where });
		return JSON.parse(output.trim().split('\n').at(-1) as string) as Judgement;
	};
	const mustPass = ({ passed, message, details }: Judgement) =>
		assert.ok(passed, `${message}\n${details}`);

	const report = new Report(say);
	await report.check('n8n has nothing against the source', async () => {
		mustPass(await judge('source', PROJECT));
	});
	await report.check('n8n has nothing against the packed file', async () => {
		mustPass(await judge('packed', folder));
	});
	await report.check(
		'control: it has something against a package that does what it must not',
		async () => {
			const bad = join(folder, 'bad');
			mkdirSync(bad);
			for (const name of ['package.json', 'dist']) {
				cpSync(join(folder, name), join(bad, name), { recursive: true });
			}
			const node = join(bad, 'dist/nodes/FeishuAppFeedCard/FeishuAppFeedCard.node.js');
			writeFileSync(node, `${readFileSync(node, 'utf8')}\nconsole.log(process.env);\n`);
			const { passed, details } = await judge('packed', bad);
			assert.equal(passed, false);
			assert.match(String(details), /no-console/);
		},
	);
	say(`\n${report.passed} passed, ${report.failed} failed`);
	process.exitCode = report.failed === 0 ? 0 : 1;
}

/** Kept beside the n8n installations; what carries the final name is whole. */
async function installScanner(): Promise<string> {
	const folder = join(dirname(cacheFolder()), `scan-${SCANNER_VERSION}`);
	const scanner = join('node_modules', SCANNER, 'scanner', 'scanner.mjs');
	if (existsSync(join(folder, scanner))) return join(folder, scanner);
	const draft = `${folder}.installing-${process.pid}`;
	mkdirSync(draft, { recursive: true });
	try {
		writeFileSync(join(draft, 'package.json'), '{"name":"n8n-scanner","private":true}\n');
		const flags = ['--ignore-scripts', '--no-audit', '--no-fund'];
		const args = ['install', ...flags, `${SCANNER}@${SCANNER_VERSION}`];
		await withProgress(
			`Installing ${SCANNER} ${SCANNER_VERSION} (the first time only)`,
			async () => await runCommand('npm', args, { cwd: draft, env: npmEnvironment() }),
			say,
		);
		rmSync(folder, { recursive: true, force: true });
		renameSync(draft, folder);
	} finally {
		rmSync(draft, { recursive: true, force: true });
	}
	return join(folder, scanner);
}

main().catch((error: unknown) => {
	console.error(`\n${error instanceof Error ? error.message : String(error)}`);
	process.exit(1);
});
