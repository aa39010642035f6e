/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	roots: ['<rootDir>/test'],
	testMatch: ['**/*.test.ts'],
	transform: { '^.+\\.ts$': '@swc/jest' },
	globalSetup: '<rootDir>/test/engine/folder.js',
	setupFiles: ['<rootDir>/test/engine/environment.js'],
	setupFilesAfterEnv: ['<rootDir>/test/feishu/stopAll.ts'],
	// Far above what any test takes: a shared machine may stall.
	testTimeout: 60_000,
};
