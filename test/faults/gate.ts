// Test code, never part of the package.
/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { connect, createServer, type AddressInfo, type Server } from 'node:net';

/** A port that leads to the stand-in and can be closed for a while: then connections are refused. */
export class Gate {
	private server: Server | undefined;
	private port = 0;

	constructor(private readonly target: string) {}

	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	/** Opens it on the port that it had before. */
	async open(): Promise<void> {
		const { hostname, port } = new URL(this.target);
		const server = createServer((incoming) => {
			const outgoing = connect(Number(port), hostname);
			incoming.pipe(outgoing).pipe(incoming);
			for (const socket of [incoming, outgoing]) socket.on('error', () => socket.destroy());
		});
		this.server = server;
		await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
		this.port = (server.address() as AddressInfo).port;
	}

	/** Lets nobody in any more; who is inside may go on. */
	close(): void {
		this.server?.close();
	}
}
