/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it was sent, and what the other side answered. */
export interface Exchange {
	method: string;
	path: string;
	requestBody: unknown;
	status: number;
	headers: Record<string, string>;
	body: unknown;
}

/** Headers that belong to one connection, or are made anew by whoever passes a message on. */
const NOT_PASSED_ON = ['host', 'connection', 'content-length', 'content-encoding', 'keep-alive'];

/** Stands on this computer in front of a Feishu, passes everything on, and notes what was said. */
export class Recorder {
	readonly exchanges: Exchange[] = [];

	private constructor(
		private readonly target: string,
		private readonly server: Server,
	) {
		server.on('request', (request, response) => void this.passOn(request, response));
	}

	static async start(target: string): Promise<Recorder> {
		const recorder = new Recorder(target.replace(/\/+$/, ''), createServer());
		await new Promise<void>((resolve) => recorder.server.listen(0, '127.0.0.1', resolve));
		return recorder;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	async stop(): Promise<void> {
		const closed = new Promise((resolve) => this.server.close(resolve));
		this.server.closeAllConnections();
		await closed;
	}

	private async passOn(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of incoming) chunks.push(chunk as Buffer);
		const requestBody = Buffer.concat(chunks).toString('utf8');
		const method = incoming.method ?? 'GET';
		const path = incoming.url ?? '/';
		try {
			const answer = await fetch(this.target + path, {
				method,
				headers: passedOn(incoming.headers as Record<string, string>),
				body: requestBody === '' ? undefined : requestBody,
				redirect: 'manual',
				signal: AbortSignal.timeout(30_000),
			});
			const text = await answer.text();
			const headers = passedOn(Object.fromEntries(answer.headers));
			this.exchanges.push({
				method,
				path,
				requestBody: asJson(requestBody),
				status: answer.status,
				headers,
				body: asJson(text),
			});
			response.writeHead(answer.status, headers).end(text);
		} catch {
			// To whoever asked it is what it would have been without anybody between: no answer.
			response.destroy();
		}
	}
}

function passedOn(headers: Record<string, string>): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).filter(([name]) => !NOT_PASSED_ON.includes(name)),
	);
}

function asJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text === '' ? undefined : text;
	}
}
