/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error -- this runs in tests, never inside n8n */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface GuardedSettings {
	/** A Node that runs TypeScript as it is: the one that comes with n8n. */
	node: string;
	command: string[];
	cwd: string;
	env: NodeJS.ProcessEnv;
	/** Where everything goes that it prints. */
	logFile: string;
	/** A folder to remove should this process end without stopping the other. */
	removedAfterwards?: string;
}

const STOP_TIMEOUT = 15_000;

/** A server in a process group of its own, which never outlives the run that started it. */
export class GuardedProcess {
	static start(settings: GuardedSettings): GuardedProcess {
		const { node, command, cwd, env, logFile, removedAfterwards = '' } = settings;
		const log = openSync(logFile, 'a');
		const guard = join(__dirname, 'guard.ts');
		// guard.ts is a module in a package that does not say "type": no need to hear that in the log.
		const flags = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'];
		const child = spawn(node, [...flags, guard, removedAfterwards, ...command], {
			cwd,
			env,
			// A process group of its own: Ctrl-C in the terminal is for the harness, which then stops the server.
			detached: true,
			stdio: ['pipe', log, log],
		});
		closeSync(log);
		return new GuardedProcess(child);
	}

	private constructor(private readonly child: ChildProcess) {}

	get hasEnded(): boolean {
		return this.child.exitCode !== null || this.child.signalCode !== null;
	}

	/** Ends it and every process it started; what does not end by itself in time is killed. */
	async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
		const group = this.child.pid;
		if (group === undefined) return;
		signalGroup(group, signal);
		const deadline = Date.now() + STOP_TIMEOUT;
		while (groupExists(group) && Date.now() < deadline) await sleep(50);
		await this.kill();
	}

	async kill(): Promise<void> {
		const group = this.child.pid;
		if (group === undefined) return;
		signalGroup(group, 'SIGKILL');
		while (groupExists(group)) await sleep(20);
	}
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
	try {
		process.kill(-group, signal);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
	}
}

function groupExists(group: number): boolean {
	try {
		process.kill(-group, 0);
		return true;
	} catch {
		return false;
	}
}
