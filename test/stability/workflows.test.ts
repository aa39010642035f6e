/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
/** What runs on GitHub with this project's rights. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '..', '..', '.github', 'workflows');
const workflow = (name: string) => readFileSync(join(FOLDER, name), 'utf8');

test.each(readdirSync(FOLDER))(
	'%s pins every action by its commit, and says which version',
	(name) => {
		const used = [...workflow(name).matchAll(/uses: (.*)/g)].map(([, action]) => action);
		expect(used.length).toBeGreaterThan(0);
		for (const action of used)
			expect(action).toMatch(/^actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
	},
);

test('nothing is published that the tests or n8n’s own scan refuse', () => {
	const steps = [...workflow('publish.yml').matchAll(/- run: (.*)/g)].map(([, command]) => command);
	// npm adds the provenance by itself when it knows the workflow (trusted publishing).
	expect(steps).toEqual([
		'.ci/run install build lint test scan',
		// npm packs every README.*, whatever package.json says: the one at npm is in English.
		'rm README.zh-CN.md',
		'npm publish --access public',
	]);
	expect(workflow('publish.yml')).toMatch(/id-token: write/);
});

test('only steps are named that .ci/run has', () => {
	const run = readFileSync(join(FOLDER, '..', '..', '.ci', 'run'), 'utf8');
	const steps = [...run.matchAll(/\bstep (\w+) /g)].map(([, name]) => name);
	for (const name of readdirSync(FOLDER)) {
		for (const [, named] of workflow(name).matchAll(/\.ci\/run (.*)/g)) {
			expect(steps).toEqual(expect.arrayContaining(named.split(' ')));
		}
	}
});

test('the tests run on the oldest Node that package.json allows, and on the one that n8n asks for', () => {
	expect(workflow('ci.yml')).toMatch(/node: \[20, 24\]/);
});
