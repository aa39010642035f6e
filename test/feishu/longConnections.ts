/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a test server, never part of the package */
import { randomInt, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';

import type { App } from './apps';
import { headersOf, readFrame, writeFrame, type SentFrame } from './frames';

/** How Feishu treats long connections. The numbers of the timing are seconds. */
export interface LongConnectionSettings {
	timing: {
		PingInterval: number;
		ReconnectCount: number;
		ReconnectInterval: number;
		ReconnectNonce: number;
	};
	/** What the endpoint answers in the place of an address; `nth` counts from 1. */
	refuse?: (nth: number) => { status?: number; code: number; msg: string } | undefined;
	/** The handshake is refused: in headers, as the official Go SDK reads them. */
	refuseHandshake?: (
		nth: number,
	) => { status: string; msg: string; authErrCode?: string } | undefined;
	/** Nothing is answered to a ping, and nothing sent. */
	silent: boolean;
	/** 每个应用最多建立 50 个连接 */
	connectionsAtMost: number;
}

export const defaultLongConnections = (): LongConnectionSettings => ({
	timing: { PingInterval: 120, ReconnectCount: -1, ReconnectInterval: 120, ReconnectNonce: 30 },
	silent: false,
	connectionsAtMost: 50,
});

/** How a call goes out. */
export interface Push {
	type?: 'event' | 'card' | (string & {});
	/** How many frames it is split into. */
	parts?: number;
	/** In which order they go, and which of them: all, as they are. */
	order?: number[];
	messageId?: string;
	/** Which client gets it: one of them at random (集群模式). */
	to?: Client;
	/** For the wait for an answer. */
	withinMs?: number;
	SeqID?: string;
	LogID?: string;
}

export interface PushAnswer {
	frame: SentFrame;
	code: number;
	/** What the base64 holds. */
	data?: unknown;
	ms: number;
}

/** A client that is connected. */
export class Client {
	readonly pings: Buffer[] = [];
	/** Frames that answered nothing that was asked. */
	readonly strays: SentFrame[] = [];
	readonly waiting = new Map<string, (frame: SentFrame) => void>();

	constructor(
		readonly socket: WebSocket,
		readonly appId: string,
		readonly service: number,
	) {}
}

/** The server's side of 长连接, as the official SDKs show it. */
export class LongConnections {
	readonly clients = new Set<Client>();
	/** How many were let in since the start. */
	opened = 0;
	endpointCalls = 0;
	handshakes = 0;
	private readonly tickets = new Map<string, { app: App; service: number }>();
	private readonly server = new WebSocketServer({ noServer: true });

	constructor(private readonly settings: () => LongConnectionSettings) {}

	/** A new address, good for one connection. */
	addressFor(app: App, url: string): string {
		const ticket = randomUUID();
		const service = randomInt(1, 2 ** 31);
		this.tickets.set(ticket, { app, service });
		return `${url.replace(/^http/, 'ws')}/ws/v2?fpid=493&aid=552564&device_id=7&access_key=1&service_id=${service}&ticket=${ticket}`;
	}

	upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
		this.handshakes++;
		const { refuseHandshake, connectionsAtMost } = this.settings();
		const ticket = new URL(request.url ?? '', 'ws://x').searchParams.get('ticket') ?? '';
		const known = this.tickets.get(ticket);
		const ofApp = [...this.clients].filter(({ appId }) => appId === known?.app.appId);
		const refusal =
			refuseHandshake?.(this.handshakes) ??
			(ofApp.length >= connectionsAtMost
				? { status: '514', msg: 'exceed conn limit', authErrCode: '1000040350' }
				: undefined) ??
			(known ? undefined : { status: '403', msg: 'forbidden' });
		if (refusal || !known) return refuseUpgrade(socket, refusal);
		this.tickets.delete(ticket);
		this.server.handleUpgrade(request, socket, head, (webSocket) => {
			const client = new Client(webSocket, known.app.appId, known.service);
			this.clients.add(client);
			this.opened++;
			webSocket.on('message', (data: Buffer) => this.take(client, data));
			webSocket.on('close', () => this.clients.delete(client));
			webSocket.on('error', () => undefined);
		});
	}

	/** Sends a call and waits for the answer; undefined where none came in time. */
	async push(call: unknown, push: Push = {}): Promise<PushAnswer | undefined> {
		const clients = [...this.clients];
		const client = push.to ?? clients[randomInt(Math.max(clients.length, 1))];
		if (!client) return undefined;
		const messageId = push.messageId ?? randomUUID();
		const started = performance.now();
		const answered = new Promise<SentFrame>((resolve) => client.waiting.set(messageId, resolve));
		for (const bytes of framesOf(call, messageId, client.service, push)) client.socket.send(bytes);
		let timer: NodeJS.Timeout | undefined;
		const late = new Promise<undefined>((resolve) => {
			timer = setTimeout(() => resolve(undefined), push.withinMs ?? 3_000);
		});
		const frame = await Promise.race([answered, late]);
		clearTimeout(timer);
		client.waiting.delete(messageId);
		if (!frame) return undefined;
		const { code, data } = JSON.parse(String(frame.payload)) as { code: number; data?: string };
		const text = data === undefined ? undefined : Buffer.from(data, 'base64').toString('utf8');
		return {
			frame,
			code,
			...(text !== undefined && { data: JSON.parse(text) as unknown }),
			ms: performance.now() - started,
		};
	}

	/** Every client is cut off, without a word. */
	cut(): void {
		for (const { socket } of this.clients) socket.terminate();
	}

	private take(client: Client, data: Buffer): void {
		if (this.settings().silent) return;
		const frame = readFrame(data);
		const headers = headersOf(frame);
		if (frame.method === 0 && headers.type === 'ping') {
			client.pings.push(Buffer.from(data));
			client.socket.send(
				writeFrame({
					...frame,
					headers: [{ key: 'type', value: 'pong' }],
					payload: Buffer.from(JSON.stringify(this.settings().timing)),
				}),
			);
			return;
		}
		const waiting = client.waiting.get(headers.message_id);
		if (waiting) waiting(frame);
		else client.strays.push(frame);
	}
}

function framesOf(call: unknown, messageId: string, service: number, push: Push): Buffer[] {
	const { type = 'event', parts = 1, SeqID = '1', LogID = '1' } = push;
	const payload = Buffer.isBuffer(call) ? call : Buffer.from(JSON.stringify(call));
	const size = Math.ceil(payload.length / parts);
	const order = push.order ?? Array.from({ length: parts }, (_, index) => index);
	return order.map((seq) => {
		const headers = {
			...{ type, message_id: messageId, sum: String(parts), seq: String(seq) },
			...{ trace_id: randomUUID(), timestamp: String(Date.now()), instance_id: '1' },
		};
		return writeFrame({
			...{ SeqID, LogID, service, method: 1 },
			headers: Object.entries(headers).map(([key, value]) => ({ key, value })),
			payloadEncoding: '',
			payload: payload.subarray(seq * size, (seq + 1) * size),
		});
	});
}

function refuseUpgrade(
	socket: Duplex,
	refusal: { status: string; msg: string; authErrCode?: string } = {
		status: '403',
		msg: 'forbidden',
	},
): void {
	const headers = [
		`Handshake-Status: ${refusal.status}`,
		`Handshake-Msg: ${refusal.msg}`,
		...(refusal.authErrCode ? [`Handshake-Autherrcode: ${refusal.authErrCode}`] : []),
	];
	socket.end(
		`HTTP/1.1 200 OK\r\n${headers.join('\r\n')}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
	);
}
