/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
/** What stands between n8n and Feishu in companies: certificates of their own, and proxies. */
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';

import { COMPANYS, COMPANYS_CA, KEY, SELF_SIGNED } from '../feishu/certificates';
import { testCredential } from './credentialTester';
import { cardItems, credentialOf, hurry, setUp } from './setUp';

const n8n = setUp();
const servers: Server[] = [];
afterEach(() => {
	for (const server of servers.splice(0)) server.close();
	delete process.env.HTTPS_PROXY;
	delete process.env.HTTP_PROXY;
});
// Retries would not change what is said, and a certificate must be given up without any.
beforeEach(hurry);

async function listen<T extends Server>(server: T): Promise<number> {
	servers.push(server);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return (server.address() as AddressInfo).port;
}

/** A run that cannot reach Feishu, and what the credential's Test says of the same. */
async function bothWith(baseUrl: string) {
	n8n.changeCredential({ baseUrl });
	const ran = await n8n.run(cardItems(3), { parameters: { options: { maxRetries: 1 } } });
	const verdict = await testCredential({ ...credentialOf(n8n.feishu), baseUrl });
	return { headline: ran.error?.message, advice: ran.error?.description ?? '', verdict };
}

describe("a certificate of the company's own", () => {
	test.each([
		['is self-signed', SELF_SIGNED],
		['is signed by its CA', COMPANYS],
		['comes with its CA', COMPANYS + '\n' + COMPANYS_CA],
	])('that %s stops the run at the first try, and says what to set', async (_, cert) => {
		let connections = 0;
		const server = createHttpsServer({ key: KEY, cert });
		server.on('connection', () => connections++);
		const host = `localhost:${await listen(server)}`;
		n8n.changeCredential({ baseUrl: `https://${host}` });
		const ran = await n8n.run(cardItems(3));
		expect(connections).toBe(1);
		expect(ran.error?.message).toBe(
			`Could not reach ${host}: this n8n does not know who issued its certificate`,
		);
		expect(ran.error?.description).toContain('set NODE_EXTRA_CA_CERTS');
		expect(ran.error?.description).not.toContain('Tried');
		const { message } = await testCredential({
			...credentialOf(n8n.feishu),
			baseUrl: `https://${host}`,
		});
		expect(message).toContain('NODE_EXTRA_CA_CERTS');
	});
});

test('https to a port that speaks plain HTTP is said in words, not in those of OpenSSL', async () => {
	const { headline, advice, verdict } = await bothWith(
		n8n.feishu.url.replace('http://', 'https://'),
	);
	expect(headline).toMatch(
		/^Could not reach 127\.0\.0\.1:\d+: it does not use HTTPS on this port$/,
	);
	expect(advice).toContain('Check the port of the Base URL');
	expect(verdict.message).toContain('it does not use HTTPS on this port');
});

describe('a proxy', () => {
	const answering = async (status: number) => {
		const answer: RequestListener = (_request, response) =>
			response.writeHead(status).end('<html>');
		const server = createHttpServer(answer);
		server.on('connect', (_request, socket) => {
			socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
		});
		return `http://127.0.0.1:${await listen(server)}`;
	};

	test('that wants a login (407) stops the run at once, and says where to put it', async () => {
		process.env.HTTPS_PROXY = await answering(407);
		const { headline, advice, verdict } = await bothWith('https://feishu.invalid');
		expect(headline).toBe('The proxy of this n8n asks for a login (HTTP 407)');
		expect(advice).toContain('into HTTPS_PROXY');
		expect(advice).not.toContain('Tried');
		expect(verdict.message).toContain('HTTPS_PROXY');
	});

	test.each([
		[403, 'The answer did not come from Feishu (HTTP 403)'],
		[502, 'Feishu failed to answer (HTTP 502)'],
	])('that refuses with HTTP %i is thought of', async (status, said) => {
		process.env.HTTPS_PROXY = await answering(status);
		const { headline, advice } = await bothWith('https://feishu.invalid');
		expect(headline).toBe(said);
		expect(advice).toContain('If this n8n uses a proxy (HTTPS_PROXY)');
	});

	test('that hangs up is named, not n8n', async () => {
		const server = createTcpServer((socket) => socket.once('data', () => socket.end()));
		process.env.HTTPS_PROXY = `http://127.0.0.1:${await listen(server)}`;
		const { headline, advice, verdict } = await bothWith('https://feishu.invalid');
		expect(headline).toBe(
			'Could not reach feishu.invalid: the proxy of this n8n closed the connection',
		);
		expect(advice).toContain('HTTPS_PROXY');
		expect(verdict.message).toContain('the proxy of this n8n closed the connection');
		// A name with the letters of ENOTFOUND, for which n8n has words of its own.
		const other = await bothWith('https://filenotfound.invalid');
		expect(other.headline).toContain('Could not reach filenotfound.invalid: the proxy');
	});
});
