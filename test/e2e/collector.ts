/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Takes what workflows post to it, and keeps it. */
export class Collector {
	readonly received: string[] = [];

	private readonly server = createServer((request, response) => {
		let body = '';
		request.on('data', (chunk: Buffer) => (body += chunk.toString()));
		request.on('end', () => {
			this.received.push(body);
			// A connection that is kept may be closed just as the next workflow takes it.
			response.setHeader('connection', 'close').end('{}');
		});
	});

	static async start(): Promise<Collector> {
		const collector = new Collector();
		await new Promise<void>((resolve) => collector.server.listen(0, '127.0.0.1', resolve));
		return collector;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
	}

	/** Until this has come. */
	async has(text: string): Promise<void> {
		while (!this.received.includes(text)) await sleep(20);
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}
}
