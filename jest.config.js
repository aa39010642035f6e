// A run of everything plays the test files together, which saves loading n8n's engine for each of them.
const isWhole = process.argv.slice(2).every((argument) => argument.startsWith('-'));

/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	roots: ['<rootDir>/test'],
	testMatch: isWhole ? ['**/*.together.ts'] : ['**/*.test.ts'],
	transform: { '^.+\\.ts$': '@swc/jest' },
	globalSetup: '<rootDir>/test/engine/folder.js',
	setupFiles: ['<rootDir>/test/engine/environment.js'],
	setupFilesAfterEnv: ['<rootDir>/test/feishu/stopAll.ts'],
	reporters: ['default', ...(isWhole ? ['<rootDir>/test/together/notCovered.js'] : [])],
	maxWorkers: 2,
	// Far above what any test takes: a shared machine may stall.
	testTimeout: 120_000,
};
