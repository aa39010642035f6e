/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a test server, never part of the package */
/** Of the package `ws`, which has no types of its own: what the stand-in uses. */
declare module 'ws' {
	import type { EventEmitter } from 'node:events';
	import type { IncomingMessage } from 'node:http';
	import type { Duplex } from 'node:stream';

	export class WebSocket extends EventEmitter {
		readonly readyState: number;
		send(data: Uint8Array | string): void;
		close(code?: number): void;
		terminate(): void;
		pause(): void;
	}
	export class WebSocketServer {
		constructor(options: { noServer: true });
		handleUpgrade(
			request: IncomingMessage,
			socket: Duplex,
			head: Buffer,
			done: (socket: WebSocket) => void,
		): void;
	}
}
