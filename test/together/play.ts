/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error, @typescript-eslint/no-require-imports -- this runs in tests, never inside n8n */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * All test files of some folders in one: jest loads everything anew for each test file, and n8n's engine
 * takes some seconds each time. A run of single files plays them as they are; see jest.config.js.
 */
export function playTogether(...folders: string[]): void {
	for (const folder of folders) {
		const names = readdirSync(join(__dirname, '..', folder));
		for (const name of names.filter((one) => one.endsWith('.test.ts'))) {
			describe(`${folder}/${name}`, () => {
				try {
					require(join(__dirname, '..', folder, name));
				} catch (error) {
					// Only this file fails, not all of them.
					test('can be loaded', () => {
						throw error;
					});
				}
			});
		}
	}
}
