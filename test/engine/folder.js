const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** Makes a folder for what the tests write; it is gone when this process ends. For Jest: once before all tests. */
module.exports = () => {
	const folder = mkdtempSync(join(tmpdir(), 'feishu-feed-card-tests-'));
	process.env.TESTS_FOLDER = folder;
	// In place of a teardown, which does not run when the tests are broken off.
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
};
