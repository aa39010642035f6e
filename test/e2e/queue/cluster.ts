/* eslint-disable @n8n/community-nodes/require-node-api-error -- this runs in tests, never inside n8n */
import { randomBytes } from 'node:crypto';

import { installN8n } from '../../server/install';
import { N8nServer } from '../../server/n8n';
import { type Say, silent, withProgress } from '../../server/say';
import { QueueServers } from './servers';

interface ClusterSettings {
	version: string;
	/** The packed community package to install in each server. */
	tarball: string;
	say?: Say;
}

/** Makes a worker take one job at a time, so that each worker has its part. */
export const ONE_AT_A_TIME = { N8N_CONCURRENCY_PRODUCTION_LIMIT: '1' };

/** An n8n in queue mode: PostgreSQL, Redis, one main server, and workers that do not know of each other. */
export class Cluster {
	static async start(settings: ClusterSettings): Promise<Cluster> {
		const { version, say = silent } = settings;
		const { node } = await installN8n(version, say);
		const servers = await withProgress(
			'Starting PostgreSQL and Redis',
			async () => await QueueServers.start(node),
			say,
		);
		const cluster = new Cluster(settings, servers);
		try {
			// It makes the tables, so it comes before the workers.
			await cluster.startMain();
		} catch (error) {
			await cluster.stop();
			throw error;
		}
		return cluster;
	}

	main!: N8nServer;

	private readonly started: N8nServer[] = [];
	private readonly encryptionKey = randomBytes(24).toString('hex');

	private constructor(
		private readonly settings: ClusterSettings,
		private readonly servers: QueueServers,
	) {}

	/** @param env more settings for n8n */
	async startWorkers(count: number, env: Record<string, string> = {}): Promise<N8nServer[]> {
		return await Promise.all(
			Array.from({ length: count }, async () => await this.launch('worker', env)),
		);
	}

	async restartMain(): Promise<void> {
		await this.main.stop();
		await this.startMain();
	}

	/** What was started last is stopped first. */
	async stop(): Promise<void> {
		for (const server of this.started.reverse()) await server.stop();
		await this.servers.stop();
	}

	private async startMain(): Promise<void> {
		this.main = await this.launch('main');
	}

	private async launch(
		role: 'main' | 'worker',
		more: Record<string, string> = {},
	): Promise<N8nServer> {
		const env = { ...this.servers.env, N8N_ENCRYPTION_KEY: this.encryptionKey, ...more };
		const server = await N8nServer.start({ ...this.settings, role, env });
		this.started.push(server);
		return server;
	}
}
