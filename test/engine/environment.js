const { mkdirSync } = require('node:fs');
const { join } = require('node:path');
const makeFolder = require('./folder.js');

// The bench and the live check run without jest, and its global setup.
if (!process.env.TESTS_FOLDER) makeFolder();

// n8n-core makes a user folder with an encryption key when it is loaded: not in the developer's home, and
// one for each process, so that none reads what another has half written.
const folder = join(process.env.TESTS_FOLDER, `n8n-${process.env.JEST_WORKER_ID ?? process.pid}`);
mkdirSync(folder, { recursive: true });
process.env.N8N_USER_FOLDER = folder;
process.env.N8N_ENCRYPTION_KEY = 'for tests only';

// What fails on purpose would fill the tests' output.
process.env.N8N_LOG_LEVEL ??= 'silent';
