// A test server, never part of the package.
// eslint-disable-next-line @n8n/community-nodes/no-restricted-imports
import type { ServerResponse } from 'node:http';
import type { Answer } from './answers';

/** What can go wrong between Feishu and the client. `done`: Feishu did its work all the same. */
export type Fault = { done?: boolean } & (
	| { kind: 'reset' }
	| { kind: 'timeout' }
	/** The headers and a byte after the other, without an end. */
	| { kind: 'trickle' }
	/** The headers and half of the body arrive, then the connection breaks. */
	| { kind: 'cut' }
	/** The headers say gzip, and the body is none. */
	| { kind: 'damaged' }
	| { kind: 'status'; status: number; headers?: Record<string, string> }
	/** HTTP 200 with a web page, as a proxy's login page. */
	| { kind: 'not-json' }
	/** HTTP 200 with `{}`. */
	| { kind: 'no-code' }
	/** `data` as a gateway may add it. */
	| { kind: 'code'; code: number; msg?: string; status?: number; data?: null }
	| { kind: 'redirect'; location: string; status?: number }
);

const PAGE = '<html><body>Something that is not Feishu</body></html>';
const HTML = { 'content-type': 'text/html' };
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

export function sendFault(fault: Fault, answer: Answer, response: ServerResponse): void {
	switch (fault.kind) {
		case 'reset':
			response.socket?.resetAndDestroy();
			return;
		case 'timeout':
			return;
		case 'trickle': {
			response.writeHead(answer.status, JSON_TYPE);
			// eslint-disable-next-line @n8n/community-nodes/no-restricted-globals
			const trickle = setInterval(() => response.write(' '), 20);
			// eslint-disable-next-line @n8n/community-nodes/no-restricted-globals
			response.once('close', () => clearInterval(trickle));
			return;
		}
		case 'cut': {
			const text = Buffer.from(JSON.stringify(answer.body));
			response.writeHead(answer.status, { ...JSON_TYPE, 'content-length': text.length });
			response.write(text.subarray(0, text.length / 2), () => response.socket?.destroy());
			return;
		}
		case 'damaged':
			response.writeHead(answer.status, { ...JSON_TYPE, 'content-encoding': 'gzip' });
			response.end(JSON.stringify(answer.body));
			return;
		case 'status':
			response.writeHead(fault.status, { ...HTML, ...fault.headers }).end(PAGE);
			return;
		case 'not-json':
			response.writeHead(200, HTML).end(PAGE);
			return;
		case 'no-code':
			response.writeHead(200, JSON_TYPE).end('{}');
			return;
		case 'code': {
			const { code, msg = 'internal error', data } = fault;
			const body = { code, msg, data };
			response.writeHead(fault.status ?? 200, JSON_TYPE).end(JSON.stringify(body));
			return;
		}
		case 'redirect':
			response.writeHead(fault.status ?? 302, { location: fault.location }).end();
			return;
	}
}
