/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error -- this runs in tests, never inside n8n */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { lastLines, npmEnvironment, runCommand } from './command';
import { GuardedProcess } from './guarded';
import { type Installation, installN8n } from './install';
import { freePort } from './port';
import { type Say, silent, withProgress } from './say';
import { n8nVersion } from './versions';

export interface N8nServerSettings {
	version: string;
	/** The packed community package to install in it. */
	tarball: string;
	/** Where n8n keeps its data. One that is given is kept; without one, a new one is made and removed at the end. */
	userFolder?: string;
	port?: number;
	/** `worker`: works off the jobs of a main server in queue mode, and has no editor, REST API or webhooks. */
	role?: 'main' | 'worker';
	/** Settings for n8n on top of the harness's own. */
	env?: Record<string, string>;
	say?: Say;
}

const START_TIMEOUT = 180_000;

/** A real n8n of its own: own data, own port, the community package installed, no calls to the internet. */
export class N8nServer {
	static async start(settings: N8nServerSettings): Promise<N8nServer> {
		const { version, tarball, role = 'main', say = silent } = settings;
		const installation = await installN8n(version, say);
		const userFolder = settings.userFolder ?? mkdtempSync(join(tmpdir(), `n8n-${version}-`));
		const port = settings.port ?? (await freePort());
		const removesFolder = settings.userFolder === undefined;
		const server = new N8nServer(version, port, role, userFolder, removesFolder);
		try {
			await installCommunityPackage(userFolder, tarball);
			const env = await environment(server, settings.env);
			await withProgress(
				`Starting ${role === 'worker' ? 'a worker of ' : ''}n8n ${version}`,
				async () => await server.launch(installation, env),
				say,
			);
		} catch (error) {
			await server.stop();
			throw error;
		}
		return server;
	}

	/** Where the editor, the REST API and the webhooks are; no slash at the end. */
	readonly url: string;

	private process?: GuardedProcess;

	private constructor(
		readonly version: string,
		readonly port: number,
		readonly role: 'main' | 'worker',
		readonly userFolder: string,
		private readonly removesFolder: boolean,
	) {
		this.url = `http://127.0.0.1:${port}`;
	}

	/** Everything n8n has printed so far. */
	log(): string {
		return existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8') : '';
	}

	get logFile(): string {
		return join(this.userFolder, 'n8n.log');
	}

	/**
	 * Waits until n8n can work. /healthz answers a few seconds before the REST API does, which until then
	 * sends a line of text; and after many calls n8n says for up to a minute that its SQLite is not ready.
	 */
	async ready(): Promise<void> {
		const deadline = Date.now() + START_TIMEOUT;
		while (!(await this.answers())) {
			const ended = this.process?.hasEnded !== false;
			if (!ended && Date.now() < deadline) {
				await sleep(200);
				continue;
			}
			const what = ended ? 'has ended' : `was not ready after ${START_TIMEOUT / 1000} s`;
			throw new Error(`n8n ${this.version} ${what}. The end of its log:\n${lastLines(this.log())}`);
		}
	}

	/** Ends n8n and every process it started, and removes its data where the harness made the folder. */
	async stop(): Promise<void> {
		await this.process?.stop();
		this.process = undefined;
		if (this.removesFolder) rmSync(this.userFolder, { recursive: true, force: true });
	}

	/** As if its machine lost power; `stop` is still needed. */
	async kill(): Promise<void> {
		await this.process?.kill();
	}

	private async launch(installation: Installation, env: NodeJS.ProcessEnv): Promise<void> {
		this.process = GuardedProcess.start({
			node: installation.node,
			command: [installation.node, installation.n8n, this.role === 'worker' ? 'worker' : 'start'],
			// n8n reads a file .env in its working directory; the checkout may have one.
			cwd: this.userFolder,
			env,
			logFile: this.logFile,
			removedAfterwards: this.removesFolder ? this.userFolder : undefined,
		});
		await this.ready();
	}

	private async answers(): Promise<boolean> {
		if (!(await answersJson(`${this.url}/healthz`))) return false;
		return this.role === 'worker' || (await answersJson(`${this.url}/rest/settings`));
	}
}

/** The way n8n documents for an installation by hand; n8n's own installer does the same in this folder. */
async function installCommunityPackage(userFolder: string, tarball: string): Promise<void> {
	const nodes = join(userFolder, '.n8n', 'nodes');
	mkdirSync(nodes, { recursive: true });
	// Without a package.json here npm goes up the folders and installs into the first one that has some.
	const manifest = join(nodes, 'package.json');
	// This is n8n's own (1.123.81, 2.41.1).
	const own = { name: 'installed-nodes', private: true, dependencies: {} };
	if (!existsSync(manifest)) writeFileSync(manifest, JSON.stringify(own));
	// --legacy-peer-deps: n8n-workflow is the peer, and n8n brings its own; npm would download another.
	const flags = ['--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'];
	await runCommand('npm', ['install', ...flags, tarball], { cwd: nodes, env: npmEnvironment() });
}

async function environment(
	{ version, port, userFolder, role }: N8nServer,
	extra: Record<string, string> = {},
): Promise<NodeJS.ProcessEnv> {
	// Nothing else of the caller's environment: a DB_TYPE or N8N_… meant for another n8n, a proxy
	// that loopback must not go through, NODE_OPTIONS for the test runner.
	const kept = ['PATH', 'LANG', 'TZ'].filter((name) => process.env[name] !== undefined);
	return {
		...Object.fromEntries(kept.map((name) => [name, process.env[name]])),
		HOME: userFolder,
		// n8n leaves a folder for uploads in the temporary folder.
		TMPDIR: userFolder,
		N8N_USER_FOLDER: userFolder,
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_PORT: String(port),
		// A worker answers /healthz only when it is told to, and on a port of its own.
		...(role === 'worker' && {
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			QUEUE_HEALTH_CHECK_PORT: String(port),
			N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
		}),
		// n8n 2 keeps a port for its task runners, 5679 unless told: two servers would fight for it.
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		// The login cookie is for https only otherwise.
		N8N_SECURE_COOKIE: 'false',
		N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'false',
		// Seconds that a running execution gets when the server is stopped, 30 unless told.
		N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '2',
		// n8n is about to make false the default, and an unpublished package is never verified.
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		// Everything below is a reason for n8n to call the internet, or to ask the user something first.
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		...n8nVersion(version).env,
		...extra,
	};
}

async function answersJson(url: string): Promise<boolean> {
	try {
		const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
		if (!response.ok) return false;
		await response.json();
		return true;
	} catch {
		return false;
	}
}
