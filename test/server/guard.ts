/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
// Stands between the harness and a server: `node guard.ts <folder to remove or ""> <command> <argument>…`.
// It leads the process group of the server, and its standard input is a pipe that closes when the
// harness ends, however it ends: a server never outlives the run that started it.
// The Node that comes with n8n runs this file as it is, so it uses nothing but erasable types.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

const [folder, command, ...args] = process.argv.slice(2) as [string, string, ...string[]];

const server = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });

// The harness signals the whole group: the server ends itself, and this process waits for it.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => {});

let orphaned = false;
process.stdin.resume();
process.stdin.on('end', () => {
	orphaned = true;
	server.kill('SIGTERM');
	setTimeout(() => server.kill('SIGKILL'), 10_000).unref();
});

server.on('exit', (code) => {
	if (!orphaned) process.exit(code ?? 1);
	if (folder) rmSync(folder, { recursive: true, force: true });
	// n8n's task runner is in this group as well.
	process.kill(-process.pid, 'SIGKILL');
});
