#!/usr/bin/env bash
# @larksuiteoapi/node-sdk: on the long connection, a data frame of type "card" gets no answer at all, also if its payload is an event
# that a handler is registered for; the same payload in a frame of type "event" is answered. Nothing is logged either.
# Expected: an answer to both, or a warning that the frame was dropped.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent @larksuiteoapi/node-sdk@1.74.0 ws@8.18.3
cat >run.cjs <<'JS'
const http = require('http');
const { WebSocketServer } = require('ws');
const { version } = require('@larksuiteoapi/node-sdk/package.json');

// The two protobuf messages of the long connection, as far as they are needed here: pairs of field number and value.
const varint = (value) => {
	const bytes = [];
	for (let left = BigInt(value); ; left >>= 7n) {
		bytes.push(Number(left & 127n) | (left > 127n ? 128 : 0));
		if (left <= 127n) return Buffer.from(bytes);
	}
};
const encode = (fields) =>
	Buffer.concat(fields.flatMap(([number, value]) =>
		typeof value === 'bigint'
			? [varint(number << 3), varint(value)]
			: [varint((number << 3) | 2), varint(Buffer.byteLength(value)), Buffer.from(value)]));
const decode = (bytes) => {
	let at = 0;
	const read = () => {
		let value = 0n;
		for (let shift = 0n; ; shift += 7n) {
			const byte = bytes[at++];
			value |= BigInt(byte & 127) << shift;
			if (byte < 128) return value;
		}
	};
	const fields = [];
	while (at < bytes.length) {
		const key = Number(read());
		const value = read();
		if (key % 8 === 0) fields.push([key >> 3, value]);
		else fields.push([key >> 3, bytes.subarray(at, (at += Number(value)))]);
	}
	return fields;
};
const frameOf = (seqId, logId, headers, payload) =>
	encode([
		[1, seqId], [2, logId], [3, 1n], [4, 1n],
		...Object.entries(headers).map(([key, value]) => [5, encode([[1, key], [2, value]])]),
		[8, JSON.stringify(payload)],
	]);
const isData = (fields) => fields.some(([number, value]) => number === 4 && value === 1n);
const headersOf = (fields) =>
	Object.fromEntries(fields.filter(([number]) => number === 5).map(([, header]) => decode(header).map(([, text]) => text.toString())));

const answered = [];
const server = http.createServer((request, response) => {
	const { port } = server.address();
	const data = { URL: `ws://127.0.0.1:${port}/socket?device_id=1&service_id=1`, ClientConfig: { PingInterval: 120, ReconnectCount: 0, ReconnectInterval: 120, ReconnectNonce: 1 } };
	response.setHeader('content-type', 'application/json');
	response.end(JSON.stringify({ code: 0, msg: '', data }));
});
const finish = (asSeen) => {
	console.log(asSeen ? 'As seen before.' : 'This has changed.');
	process.exit(asSeen ? 0 : 1);
};
new WebSocketServer({ server }).on('connection', (socket) => {
	socket.on('message', (bytes) => {
		const fields = decode(bytes);
		if (isData(fields)) answered.push(headersOf(fields).type);
	});
	const send = (type) => {
		const headers = { type, message_id: `m-${type}`, sum: '1', seq: '0', trace_id: 't1' };
		const payload = { schema: '2.0', header: { event_type: 'card.action.trigger', event_id: `e-${type}` }, event: {} };
		socket.send(frameOf(1n, 1n, headers, payload));
	};
	// Not at once: the client listens a moment after it has connected.
	setTimeout(() => ['card', 'event'].forEach(send), 1_000);
	setTimeout(() => {
		console.log('sent: frames of type card and event; answered:', answered.join(', '));
		finish(answered.join() === 'event');
	}, 3_000);
});
server.listen(0, '127.0.0.1', () => {
	const { EventDispatcher, WSClient, LoggerLevel } = require('@larksuiteoapi/node-sdk');
	console.log(`@larksuiteoapi/node-sdk ${version}, Node.js ${process.version}`);
	const eventDispatcher = new EventDispatcher({}).register({
		'card.action.trigger': () => ({ toast: { type: 'success', content: 'Done' } }),
	});
	const client = new WSClient({ appId: 'cli_0123456789abcdef', appSecret: 'secret', domain: `http://127.0.0.1:${server.address().port}`, loggerLevel: LoggerLevel.fatal });
	void client.start({ eventDispatcher });
});
setTimeout(() => finish(false), 20_000);
JS
node run.cjs
