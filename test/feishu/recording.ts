// A test server, never part of the package.
// eslint-disable-next-line @n8n/community-nodes/no-restricted-imports
import type { IncomingMessage } from 'node:http';
import type { RecordedRequest } from './settings';

/** What is known of a request before its body has come. */
export function recordOf(incoming: IncomingMessage, arrivedAt: number): RecordedRequest {
	const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://feishu');
	const query: Record<string, string> = {};
	for (const key of searchParams.keys()) query[key] = searchParams.getAll(key).join(',');
	return {
		arrivedAt,
		method: incoming.method ?? '',
		path: pathname,
		query,
		headers: incoming.headers,
		rawBody: '',
		bytes: Buffer.alloc(0),
		body: undefined,
	};
}

export async function readBody(incoming: IncomingMessage, request: RecordedRequest): Promise<void> {
	const chunks: Buffer[] = [];
	for await (const chunk of incoming) chunks.push(chunk as Buffer);
	request.bytes = Buffer.concat(chunks);
	request.rawBody = request.bytes.toString('utf8');
	try {
		request.body = JSON.parse(request.rawBody);
	} catch {
		// Left undefined: the rule about the body refuses it where a body is needed.
	}
}
