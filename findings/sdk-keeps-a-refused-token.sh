#!/usr/bin/env bash
# @larksuiteoapi/node-sdk: a tenant access token that the server refuses before its time (code 99991663, as after a change of
# the secret) stays in the client's cache. Each later call is sent with it and fails, until its announced lifetime is over.
# Expected: the client fetches a new token at the latest for the next call.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent @larksuiteoapi/node-sdk@1.74.0
cat >run.cjs <<'JS'
const http = require('http');
const { version } = require('@larksuiteoapi/node-sdk/package.json');
const { Client } = require('@larksuiteoapi/node-sdk');

let tokens = 0;
const sent = [];
const server = http.createServer((request, response) => {
	const answer = (status, body) => {
		response.writeHead(status, { 'content-type': 'application/json' });
		response.end(JSON.stringify(body));
	};
	if (request.url.includes('/auth/v3/tenant_access_token')) {
		tokens++;
		return answer(200, { code: 0, msg: 'ok', tenant_access_token: `t-${tokens}`, expire: 7200 });
	}
	const token = (request.headers.authorization ?? '').replace('Bearer ', '');
	sent.push(token);
	// The first token has been revoked; any other is good.
	if (token === 't-1') return answer(400, { code: 99991663, msg: 'Invalid access token for authorization. Please make a test attempt with the correct token.' });
	answer(200, { code: 0, msg: 'success', data: { items: [] } });
});
server.listen(0, '127.0.0.1', async () => {
	const client = new Client({ appId: 'cli_a', appSecret: 'secret', domain: `http://127.0.0.1:${server.address().port}`, logger: { fatal() {}, error() {}, warn() {}, info() {}, debug() {}, trace() {} } });
	let failed = 0;
	for (let call = 0; call < 5; call++) {
		await client.im.v1.chat.list({}).catch(() => failed++);
	}
	console.log(`@larksuiteoapi/node-sdk ${version}, Node.js ${process.version}`);
	console.log(`5 calls with the tokens ${sent.join(', ')}: ${failed} failed; tokens fetched: ${tokens}`);
	const asSeen = failed === 5 && tokens === 1;
	console.log(asSeen ? 'As seen before.' : 'This has changed.');
	process.exit(asSeen ? 0 : 1);
});
JS
node run.cjs
