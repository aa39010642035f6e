const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

// n8n-core makes a user folder with an encryption key when it is loaded: not in the developer's home.
process.env.N8N_USER_FOLDER = mkdtempSync(join(tmpdir(), 'n8n-core-'));
process.env.N8N_ENCRYPTION_KEY = 'for tests only';

// What fails on purpose would fill the tests' output.
process.env.N8N_LOG_LEVEL ??= 'silent';
