/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error -- this runs in tests, never inside n8n */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Does `work` while no other process does the same under this lock. The lock is a folder that holds
 * its owner's process id; it appears in one step (a rename onto a folder that is not empty fails),
 * so nobody ever sees it without an owner. The lock of a process that is gone is moved away.
 */
export async function withLock<T>(
	lock: string,
	onWait: () => void,
	work: () => Promise<T>,
): Promise<T> {
	const mine = `${lock}-${process.pid}`;
	rmSync(mine, { recursive: true, force: true });
	mkdirSync(mine, { recursive: true });
	writeFileSync(join(mine, 'pid'), String(process.pid));
	let waiting = false;
	while (!moved(mine, lock)) {
		const owner = ownerOf(lock);
		if (owner !== undefined && !isRunning(owner)) {
			// Its name has the dead owner in it: of two processes that saw it dead, only one can move it.
			moved(lock, `${lock}-dead-${owner}`);
			continue;
		}
		if (!waiting) onWait();
		waiting = true;
		await sleep(500);
	}
	try {
		return await work();
	} finally {
		rmSync(lock, { recursive: true, force: true });
	}
}

function moved(from: string, to: string): boolean {
	try {
		renameSync(from, to);
		return true;
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOENT') return false;
		throw error;
	}
}

function ownerOf(lock: string): number | undefined {
	try {
		return Number(readFileSync(join(lock, 'pid'), 'utf8'));
	} catch {
		return undefined;
	}
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
