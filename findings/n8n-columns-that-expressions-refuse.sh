#!/usr/bin/env bash
# n8n-workflow: an expression cannot read a column called "arguments" or "caller" from an item, although each is a
# valid key of the item's json (a table of commands may have them). Other words of the language, such as "class", are fine.
# Expected: {{ $json.arguments }} gives what stands in that column, like any other.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent n8n-workflow@2.41.0
cat >run.cjs <<'JS'
const { Workflow } = require('n8n-workflow');
const { version } = require('n8n-workflow/package.json');
const type = { description: { displayName: 'N', name: 'n', group: ['transform'], version: 1, description: '', defaults: { name: 'N' }, inputs: ['main'], outputs: ['main'], properties: [] } };
const nodeTypes = { getByName: () => type, getByNameAndVersion: () => type, getKnownTypes: () => ({}) };
const node = { id: '1', name: 'N', type: 'n', typeVersion: 1, position: [0, 0], parameters: {} };
const workflow = new Workflow({ id: '1', nodes: [node], connections: {}, active: false, nodeTypes });

(async () => {
	await workflow.expression.acquireIsolate?.();
	const json = { arguments: 'a', caller: 'b', class: 'c', title: 'd' };
	const read = (name) => {
		try {
			return workflow.expression.resolveSimpleParameterValue(`={{ $json.${name} }}`, {}, null, 0, 0, 'N', [{ json }], 'manual', {});
		} catch (error) {
			return `refused: ${error.message}`;
		}
	};
	console.log(`n8n-workflow ${version}`);
	const seen = Object.fromEntries(Object.keys(json).map((name) => [name, read(name)]));
	console.log(JSON.stringify(seen, null, 2));
	const asSeen = seen.class === 'c' && seen.title === 'd' && seen.arguments !== 'a' && seen.caller !== 'b';
	console.log(asSeen ? 'As seen before.' : 'This has changed.');
	process.exit(asSeen ? 0 : 1);
})();
JS
node run.cjs
