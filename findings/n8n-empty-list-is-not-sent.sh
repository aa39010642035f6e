#!/usr/bin/env bash
# n8n-core: a node's httpRequest helper sends a body that is an empty list, an empty object, 0, false or null as no body at all,
# without a content type, also with `json: true`. PUT of a list of labels replaces them; PUT of [] sends nothing. The same
# JSON as a text with a content type of its own is sent. (A list with one entry in it is sent as it is.)
# Expected: the JSON that was given, "[]", "{}", "0", "false" or "null", as application/json.
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
const version = require('fs').readFileSync('node_modules/n8n-core/package.json', 'utf8').match(/"version": "(.*)"/)[1];

const type = { description: { displayName: 'Send', name: 'send', group: ['transform'], version: 1, description: '', defaults: { name: 'Send' }, inputs: ['main'], outputs: ['main'], properties: [] } };
const nodeTypes = { getByName: () => type, getByNameAndVersion: () => type, getKnownTypes: () => ({}) };
const node = { id: '1', name: 'Send', type: 'send', typeVersion: 1, position: [0, 0], parameters: {} };
const workflow = new Workflow({ id: '1', nodes: [node], connections: {}, active: false, nodeTypes });
const input = { main: [[{ json: {} }]] };
const context = new ExecuteContext(workflow, node, { variables: {} }, 'manual', { resultData: { runData: {} } }, 0, [], input, { node, data: input, source: null }, []);

const server = http.createServer(async (request, response) => {
	let body = '';
	for await (const piece of request) body += piece;
	response.setHeader('content-type', 'application/json');
	response.end(JSON.stringify({ body, type: request.headers['content-type'] ?? 'none' }));
});
server.listen(0, '127.0.0.1', async () => {
	const url = `http://127.0.0.1:${server.address().port}/labels`;
	const send = (options) => context.helpers.httpRequest({ method: 'PUT', url, json: true, ...options });
	const show = (given, { body, type }) => console.log(`given ${given}: received "${body}", content type ${type}`);
	console.log(`n8n-core ${version}`);
	const full = await send({ body: ['new'] });
	show('["new"]', full);
	const empty = [];
	for (const body of [[], {}, 0, false, null]) {
		empty.push(await send({ body }));
		show(JSON.stringify(body), empty.at(-1));
	}
	const text = await send({ body: '[]', headers: { 'content-type': 'application/json' } });
	show('[] as text with a content type', text);
	const asSeen =
		full.body === '["new"]' && full.type === 'application/json' && text.body === '[]' &&
		empty.every(({ body, type }) => body === '' && type === 'none');
	console.log(asSeen ? 'As seen before.' : 'This has changed.');
	process.exit(asSeen ? 0 : 1);
});
JS
node run.cjs
