#!/usr/bin/env bash
# n8n-core: the `timeout` of a node's httpRequest helper ends a request whose answer does not begin, or falls silent, for so
# long. An answer that has begun and comes in small pieces may last any time: here 12 s with a timeout of 3 s. A node
# that promises to be done within a time needs a limit of its own, such as an abort signal.
# Expected: the request ends with an error after 3 s in both cases.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent n8n-core@2.41.1 n8n-workflow@2.41.0 reflect-metadata@0.2.2 2>/dev/null
cat >run.cjs <<'JS'
process.env.N8N_USER_FOLDER = process.cwd();
process.env.N8N_ENCRYPTION_KEY = 'for this run only';
process.env.N8N_LOG_LEVEL = 'silent';
require('reflect-metadata');
const http = require('http');
const { ExecuteContext } = require('n8n-core');
const { Workflow } = require('n8n-workflow');
const version = (name) => `${name} ${require('fs').readFileSync(`node_modules/${name}/package.json`, 'utf8').match(/"version": "(.*)"/)[1]}`;

const TIMEOUT = 3_000;
const PIECES = 60;
const BETWEEN = 200;

const type = { description: { displayName: 'Read', name: 'read', group: ['transform'], version: 1, description: '', defaults: { name: 'Read' }, inputs: ['main'], outputs: ['main'], properties: [] } };
const nodeTypes = { getByName: () => type, getByNameAndVersion: () => type, getKnownTypes: () => ({}) };
const node = { id: '1', name: 'Read', type: 'read', typeVersion: 1, position: [0, 0], parameters: {} };
const workflow = new Workflow({ id: '1', nodes: [node], connections: {}, active: false, nodeTypes });
const input = { main: [[{ json: {} }]] };
const context = new ExecuteContext(workflow, node, { variables: {} }, 'manual', { resultData: { runData: {} } }, 0, [], input, { node, data: input, source: null }, []);

const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));
const server = http.createServer(async (request, response) => {
	if (request.url === '/silent') return;
	response.setHeader('content-type', 'application/json');
	for (let piece = 0; piece < PIECES; piece++) {
		response.write(piece === 0 ? '[0' : `,${piece}`);
		await pause(BETWEEN);
	}
	response.end(']');
});
server.listen(0, '127.0.0.1', async () => {
	const read = async (path) => {
		const start = Date.now();
		const result = await context.helpers
			.httpRequest({ url: `http://127.0.0.1:${server.address().port}${path}`, json: true, timeout: TIMEOUT })
			.then((list) => `an answer of ${list.length} pieces`, (error) => `error: ${error.message}`);
		return { result, time: Date.now() - start };
	};
	console.log([version('n8n-core'), version('axios')].join(', ') + `; timeout ${TIMEOUT} ms`);
	const silent = await read('/silent');
	const slow = await read('/pieces');
	for (const [name, { result, time }] of Object.entries({ silent, slow })) console.log(`${name} server: ${result} after ${(time / 1000).toFixed(0)} s`);
	const asSeen = /^error: timeout/.test(silent.result) && slow.result === `an answer of ${PIECES} pieces` && slow.time > 2 * TIMEOUT;
	console.log(asSeen ? 'As seen before.' : 'This has changed.');
	process.exit(asSeen ? 0 : 1);
});
JS
node run.cjs
