/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { spawn } from 'node:child_process';

const LINES_SHOWN = 25;

export interface CommandSettings {
	cwd: string;
	env?: NodeJS.ProcessEnv;
}

/** Runs a command to its end and gives back what it printed; a failure shows its last lines. */
export async function runCommand(
	command: string,
	args: string[],
	{ cwd, env = process.env }: CommandSettings,
): Promise<string> {
	return await new Promise((resolve, reject) => {
		const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
		// A run that is broken off must not leave an installation going on behind its back.
		const endChild = () => child.kill();
		process.once('exit', endChild);
		let output = '';
		const collect = (chunk: Buffer) => {
			output += chunk.toString();
		};
		child.stdout.on('data', collect);
		child.stderr.on('data', collect);
		child.on('error', (error: NodeJS.ErrnoException) => {
			reject(error.code === 'ENOENT' ? new Error(`${command} is not installed`) : error);
		});
		child.on('close', (code, signal) => {
			process.off('exit', endChild);
			if (code === 0) return resolve(output);
			const how = signal ? `was ended by ${signal}` : `failed with exit code ${code}`;
			reject(new Error(`${[command, ...args].join(' ')} ${how}:\n${lastLines(output)}`));
		});
	});
}

export async function canRun(command: string): Promise<boolean> {
	return await runCommand(command, ['--version'], { cwd: '/' }).then(
		() => true,
		() => false,
	);
}

export function lastLines(text: string): string {
	return text.trimEnd().split('\n').slice(-LINES_SHOWN).join('\n');
}

/**
 * The environment for npm in another folder than this project's. A script started by npm is given
 * the settings of the project it belongs to, ours among them `ignore-scripts`; they must not reach
 * an npm that installs something else.
 */
export function npmEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
	const ofThisProject =
		/^(npm_(package|lifecycle)_|npm_(command|config_(ignore_scripts|local_prefix))$|INIT_CWD$)/i;
	const kept = Object.entries(process.env).filter(([name]) => !ofThisProject.test(name));
	return { ...Object.fromEntries(kept), ...extra };
}
