// Required by an n8n that is measured: tells who connects to the socket "heap" in n8n's folder how many bytes
// are alive. Garbage that is not collected yet would count otherwise, so Node needs --expose-gc.
const { createServer } = require('node:net');
const { join } = require('node:path');

if (process.argv[2] === 'start') {
	const server = createServer((socket) => {
		for (let times = 0; times < 3; times++) global.gc();
		socket.end(String(process.memoryUsage().heapUsed));
	});
	server.listen(join(process.env.N8N_USER_FOLDER, 'heap'));
	server.unref();
}
