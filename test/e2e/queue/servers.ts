/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error -- this runs in tests, never inside n8n */
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { lastLines, runCommand } from '../../server/command';
import { GuardedProcess } from '../../server/guarded';
import { freePort } from '../../server/port';
import { findProgram } from '../programs';

const START_TIMEOUT = 30_000;

/** A PostgreSQL and a Redis on free ports, with their data in a temporary folder: what queue mode needs. */
export class QueueServers {
	/** @param node a Node that runs TypeScript as it is */
	static async start(node: string): Promise<QueueServers> {
		const programs = {
			initdb: findProgram('initdb'),
			postgres: findProgram('postgres'),
			redis: findProgram('redis-server'),
		};
		const servers = new QueueServers(
			mkdtempSync(join(tmpdir(), 'n8n-queue-')),
			await freePort(),
			await freePort(),
		);
		try {
			await servers.startRedis(node, programs.redis);
			await servers.startPostgres(node, programs);
		} catch (error) {
			await servers.stop();
			throw error;
		}
		return servers;
	}

	private readonly started: GuardedProcess[] = [];

	private constructor(
		private readonly folder: string,
		private readonly redisPort: number,
		private readonly postgresPort: number,
	) {}

	/** The settings that make n8n use them. */
	get env(): Record<string, string> {
		return {
			EXECUTIONS_MODE: 'queue',
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(this.redisPort),
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(this.postgresPort),
			DB_POSTGRESDB_DATABASE: 'postgres',
			DB_POSTGRESDB_USER: 'postgres',
		};
	}

	async stop(): Promise<void> {
		// SIGINT: for PostgreSQL an orderly end that does not wait for clients.
		await Promise.all(this.started.map(async (server) => await server.stop('SIGINT')));
		rmSync(this.folder, { recursive: true, force: true });
	}

	private async startRedis(node: string, redis: string): Promise<void> {
		const settings = { port: this.redisPort, bind: '127.0.0.1', dir: this.folder, save: '' };
		const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, `${value}`]);
		await this.launch(node, 'redis', [redis, ...args], this.redisPort);
	}

	private async startPostgres(
		node: string,
		{ initdb, postgres }: { initdb: string; postgres: string },
	): Promise<void> {
		const data = join(this.folder, 'postgres');
		mkdirSync(data);
		const prefix = await this.asOrdinaryUser(data);
		const [command, ...args] = [...prefix, initdb, '-D', data, '-U', 'postgres', '-A', 'trust'];
		await runCommand(command, [...args, '--no-sync'], { cwd: data });
		const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off', '-k', data];
		await this.launch(
			node,
			'postgres',
			[...prefix, postgres, '-D', data, '-p', String(this.postgresPort), ...settings],
			this.postgresPort,
		);
	}

	/** PostgreSQL refuses to run as root; Debian's package brings a user for it. */
	private async asOrdinaryUser(data: string): Promise<string[]> {
		if (process.getuid?.() !== 0) return [];
		const id = async (flag: string) =>
			Number(await runCommand('id', [flag, 'postgres'], { cwd: '/' }));
		const [uid, gid] = [await id('-u'), await id('-g')];
		chownSync(this.folder, uid, gid);
		chownSync(data, uid, gid);
		return ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--'];
	}

	private async launch(node: string, name: string, command: string[], port: number): Promise<void> {
		const logFile = join(this.folder, `${name}.log`);
		const server = GuardedProcess.start({
			node,
			command,
			cwd: this.folder,
			env: { PATH: process.env.PATH },
			logFile,
			removedAfterwards: this.folder,
		});
		this.started.push(server);
		const deadline = Date.now() + START_TIMEOUT;
		while (!(await accepts(port))) {
			if (!server.hasEnded && Date.now() < deadline) await sleep(100);
			else throw new Error(`${name} did not start:\n${lastLines(readFileSync(logFile, 'utf8'))}`);
		}
	}
}

async function accepts(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1');
		socket.on('connect', () => resolve(true));
		socket.on('error', () => resolve(false));
		socket.on('close', () => socket.destroy());
		socket.on('connect', () => socket.end());
	});
}
