const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** Before all tests: a folder for what they write, gone when they end. */
module.exports = () => {
	const folder = mkdtempSync(join(tmpdir(), 'feishu-feed-card-tests-'));
	process.env.TESTS_FOLDER = folder;
	// In place of a teardown, which does not run when the tests are broken off.
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
};
