/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- this runs in tests, never inside n8n */
/** The commands of the pages for installing and removing the package, in a folder of the test's own. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { npmEnvironment, runCommand } from '../server/command';

const PROJECT = join(__dirname, '..', '..');
const OURS = 'n8n-nodes-feishu-app-feed-card';
const TARBALL = `/tmp/${OURS}-2.0.0.tgz`;

/** What n8n 1.123.81 and 2.41.1 write before they install the first package of their panel. */
const BY_N8N = { name: 'installed-nodes', private: true, dependencies: {} };

const PAGES = ['README.md', 'README.zh-CN.md', 'docs/install.md', 'docs/install.zh-CN.md'];
const [REMOVE] = blocksOf('docs/install.md').filter((block) => block.includes('npm uninstall'));

let home: string;
let nodes: string;

beforeEach(() => {
	home = mkdtempSync(join(tmpdir(), 'install-'));
	nodes = join(home, '.n8n', 'nodes');
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

it.each(PAGES)('%s writes the package.json that n8n writes, before npm installs', (page) => {
	const [install] = blocksOf(page).filter((block) => block.includes('.n8n/nodes'));
	const [, written] = /echo '(.+)' > package\.json/.exec(install) ?? [];
	expect(JSON.parse(written)).toEqual(BY_N8N);
	expect(install).toContain(TARBALL);
});

it('every page has the same commands', () => {
	const [english, chinese] = ['docs/install.md', 'docs/install.zh-CN.md'].map(blocksOf);
	expect(chinese).toEqual(english);
	for (const readme of PAGES.slice(0, 2)) {
		expect(english).toEqual(expect.arrayContaining(blocksOf(readme).slice(0, 2)));
	}
});

it('installs from a file, and removes: n8n writes its package.json anew', async () => {
	await shell(installing(await packed(OURS)));
	expect(Object.keys(manifest().dependencies)).toEqual([OURS]);
	await shell(REMOVE);
	// n8n 1 answers 500 to an installation in its panel if there is one without `dependencies`.
	expect(existsSync(join(nodes, 'package.json'))).toBe(false);
	expect(existsSync(join(nodes, 'node_modules', OURS))).toBe(false);
});

it('leaves the other packages of that n8n as they are', async () => {
	await shell(installing(await packed('n8n-nodes-of-others')));
	await shell(installing(await packed(OURS)));
	await shell(REMOVE);
	expect(Object.keys(manifest().dependencies)).toEqual(['n8n-nodes-of-others']);
	expect(existsSync(join(nodes, 'node_modules', 'n8n-nodes-of-others'))).toBe(true);
});

function blocksOf(page: string): string[] {
	const text = readFileSync(join(PROJECT, page), 'utf8');
	return [...text.matchAll(/```sh\n([^]*?)```/g)].map(([, block]) => block);
}

function installing(tarball: string): string {
	const [block] = blocksOf('docs/install.md').filter((one) => one.includes('.n8n/nodes'));
	return block.replace(TARBALL, tarball);
}

/** A package that holds nothing. */
async function packed(name: string): Promise<string> {
	const folder = join(home, name);
	mkdirSync(folder);
	writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version: '2.0.0' }));
	await runCommand('npm', ['pack'], { cwd: folder, env: npmEnvironment() });
	return join(folder, `${name}-2.0.0.tgz`);
}

/** Without the network: nothing of these packages is there. */
const ALONE = { npm_config_offline: 'true', npm_config_audit: 'false', npm_config_fund: 'false' };

const shell = async (commands: string) =>
	await runCommand('sh', ['-ec', commands], {
		cwd: home,
		env: npmEnvironment({ ...ALONE, HOME: home }),
	});

const manifest = () =>
	JSON.parse(readFileSync(join(nodes, 'package.json'), 'utf8')) as {
		dependencies: Record<string, string>;
	};
