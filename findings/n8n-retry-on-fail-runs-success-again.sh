#!/usr/bin/env bash
# n8n-core: with "Retry On Fail", a node that succeeded is run again if the json of its first output item has a key "error".
# What the node did the first time is done again. (A column called "error" in a table is enough.)
# Expected: a node that returned its items has succeeded, whatever is in them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent n8n-core@2.41.1 n8n-workflow@2.41.0 reflect-metadata@0.2.2 2>/dev/null
cat >run.cjs <<'JS'
process.env.N8N_USER_FOLDER = process.cwd();
process.env.N8N_ENCRYPTION_KEY = 'for this run only';
process.env.N8N_LOG_LEVEL = 'silent';
require('reflect-metadata');
const { ExecutionLifecycleHooks, WorkflowExecute } = require('n8n-core');
const { Workflow } = require('n8n-workflow');
const version = require('fs').readFileSync('node_modules/n8n-core/package.json', 'utf8').match(/"version": "(.*)"/)[1];

const runs = async (json) => {
	let times = 0;
	const type = {
		description: { displayName: 'Row', name: 'row', group: ['transform'], version: 1, description: '', defaults: { name: 'Row' }, inputs: ['main'], outputs: ['main'], properties: [] },
		execute: async () => (times++, [[{ json }]]),
	};
	const node = { id: '1', name: 'Row', type: 'row', typeVersion: 1, position: [0, 0], parameters: {}, retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
	const nodeTypes = { getByName: () => type, getByNameAndVersion: () => type, getKnownTypes: () => ({}) };
	const workflow = new Workflow({ id: '1', nodes: [node], connections: {}, active: false, nodeTypes });
	const hooks = new ExecutionLifecycleHooks('manual', '1', { id: '1', name: 'Test', nodes: [], connections: {} });
	const run = await new WorkflowExecute({ hooks, executionId: '1', currentNodeExecutionIndex: 0, variables: {} }, 'manual').run({ workflow, startNode: node });
	return { status: run.status, times };
};
(async () => {
	const plain = await runs({ title: 'Disk' });
	const named = await runs({ title: 'Disk', error: 'none so far' });
	console.log(`n8n-core ${version}`);
	console.log('item without a key "error":', JSON.stringify(plain));
	console.log('item with a key "error":   ', JSON.stringify(named));
	const asSeen = plain.times === 1 && named.times === 3 && named.status === 'success';
	console.log(asSeen ? 'As seen before.' : 'This has changed.');
	process.exit(asSeen ? 0 : 1);
})();
JS
node run.cjs
