#!/usr/bin/env bash
# n8n-core: a node throws an error and is set to "Continue (using error output)". Nothing comes out of its error output: its
# input items go on through the success output, as if the node had done its work, and the execution is a success. So a
# node that throws for what it cannot do (without a catch for each item) tells the next node that all is done.
# Expected: two items come out of the error output, as with a node that catches the error and gives back an item for each.
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
const { NodeOperationError, Workflow } = require('n8n-workflow');
const version = require('fs').readFileSync('node_modules/n8n-core/package.json', 'utf8').match(/"version": "(.*)"/)[1];

/** Runs Rows -> Pay, with one more node at each of Pay's two outputs; tells what these two received. */
const run = async (pay) => {
	const received = { Paid: [], Failed: [] };
	const receive = (name) => async function () {
		received[name].push(...this.getInputData().map(({ json }) => json));
		return [[]];
	};
	const execute = {
		Rows: async () => [[{ json: { id: 1 } }, { json: { id: 2 } }]],
		Pay: pay,
		Paid: receive('Paid'),
		Failed: receive('Failed'),
	};
	const type = (name) => ({
		description: { displayName: name, name, group: ['transform'], version: 1, description: '', defaults: { name }, inputs: ['main'], outputs: ['main'], properties: [] },
		execute: execute[name],
	});
	const nodes = Object.keys(execute).map((name) => ({ id: name, name, type: name, typeVersion: 1, position: [0, 0], parameters: {} }));
	nodes[1].onError = 'continueErrorOutput';
	const to = (node) => [{ node, type: 'main', index: 0 }];
	const connections = { Rows: { main: [to('Pay')] }, Pay: { main: [to('Paid'), to('Failed')] } };
	const nodeTypes = { getByName: type, getByNameAndVersion: type, getKnownTypes: () => ({}) };
	const workflow = new Workflow({ id: '1', nodes, connections, active: false, nodeTypes, settings: { executionOrder: 'v1' } });
	const hooks = new ExecutionLifecycleHooks('manual', '1', { id: '1', name: 'Test', nodes, connections });
	const base = 'http://127.0.0.1';
	const data = { hooks, executionId: '1', currentNodeExecutionIndex: 0, variables: {}, webhookWaitingBaseUrl: base, formWaitingBaseUrl: base };
	const { status } = await new WorkflowExecute(data, 'manual').run({ workflow, startNode: nodes[0] });
	return { status, ...received };
};

(async () => {
	const thrown = await run(async function () {
		throw new NodeOperationError(this.getNode(), 'There is no money left');
	});
	const given = await run(async function () {
		return [this.getInputData().map((_, item) => ({ json: { error: 'There is no money left' }, pairedItem: { item } }))];
	});
	console.log(`n8n-core ${version}; the items 1 and 2 come in`);
	console.log('thrown:    ', JSON.stringify(thrown));
	console.log('given back:', JSON.stringify(given));
	const asSeen =
		thrown.status === 'success' && JSON.stringify(thrown.Paid) === '[{"id":1},{"id":2}]' && thrown.Failed.length === 0 &&
		given.status === 'success' && given.Paid.length === 0 && given.Failed.length === 2;
	console.log(asSeen ? 'As seen before.' : 'This has changed.');
	process.exit(asSeen ? 0 : 1);
})();
JS
node run.cjs
