/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { npmEnvironment } from '../server/command';

const PROJECT = join(__dirname, '..', '..');

interface Packed {
	size: number;
	files: Array<{ path: string }>;
}

describe('what npm would publish', () => {
	const [packed] = JSON.parse(
		execFileSync('npm', ['pack', '--dry-run', '--json'], {
			cwd: PROJECT,
			encoding: 'utf8',
			env: npmEnvironment(),
			stdio: ['ignore', 'pipe', 'ignore'],
		}),
	) as Packed[];
	const paths = packed.files.map(({ path }) => path);

	// The Chinese README is taken out by publish.yml: npm packs every README.*.
	it('holds the texts that belong to a package, and beside them only dist/', () => {
		const texts = paths.filter((path) => !path.startsWith('dist/'));
		expect(texts.sort()).toEqual([
			'CHANGELOG.md',
			'LICENSE.md',
			'README.md',
			'README.zh-CN.md',
			'package.json',
		]);
	});

	it('holds in dist/ what n8n loads: code, icons and the codex file, and nothing else', () => {
		const strange = paths
			.filter((path) => path.startsWith('dist/'))
			.filter((path) => !/^dist\/(credentials|nodes)\/.+\.(js|node\.json)$/.test(path))
			.filter((path) => !/^dist\/icons\/\w+(\.dark)?\.svg$/.test(path));
		expect(strange).toEqual([]);
	});

	it('holds every file that package.json names', () => {
		const { n8n } = jest.requireActual<{ n8n: Record<'nodes' | 'credentials', string[]> }>(
			join(PROJECT, 'package.json'),
		);
		expect(paths).toEqual(expect.arrayContaining([...n8n.nodes, ...n8n.credentials]));
	});

	// What grows it beyond that is a decision, not an accident.
	it.each([
		['reference.md', /under (\d+) kB/],
		['reference.zh-CN.md', /小于 (\d+) kB/],
	])('is as small as docs/%s says', (page, size) => {
		const text = readFileSync(join(PROJECT, 'docs', page), 'utf8');
		expect(packed.size).toBeLessThan(Number(size.exec(text)?.[1]) * 1_000);
	});
});
