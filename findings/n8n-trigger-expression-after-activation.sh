#!/usr/bin/env bash
# n8n-core and n8n-workflow: n8n 2.41.1 holds the isolate that evaluates expressions only while it activates a workflow
# (ActiveWorkflowManager: acquireIsolate, the trigger's own function, releaseIsolate). A trigger that keeps a connection
# and reads a parameter when an event comes gets an exception then if the parameter has an expression, be it a constant
# one. During the activation, in a manual test and with plain text the same call gives the value.
# Expected: the same value whenever it is read, or an error when the workflow is activated.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export N8N_USER_FOLDER="$folder"
npm init -y >/dev/null
npm install --ignore-scripts --legacy-peer-deps --no-audit --no-fund --silent n8n-core@2.41.1 n8n-workflow@2.41.0
cat >run.cjs <<'JS'
require('reflect-metadata');
const { TriggerContext } = require('n8n-core');
const { Expression, Workflow } = require('n8n-workflow');
const versions = ['n8n-core', 'n8n-workflow'].map((name) => `${name} ${require(`${name}/package.json`).version}`);

const text = (name) => ({ displayName: name, name, type: 'string', default: '' });
const type = {
	description: {
		displayName: 'Listen', name: 'listen', group: ['trigger'], version: 1, description: '',
		defaults: { name: 'Listen' }, inputs: [], outputs: ['main'], properties: [text('plain'), text('given')],
	},
	/** Keeps its context, as a trigger does that listens to a connection, and reads when an event comes. */
	async trigger() {
		return { onEvent: () => read(this) };
	},
};
const read = (context) => ['plain', 'given'].map((name) => {
	try {
		return context.getNodeParameter(name);
	} catch (error) {
		return `${error.constructor.name}: ${error.message}`;
	}
});
const nodeTypes = { getByName: () => type, getByNameAndVersion: () => type, getKnownTypes: () => ({}) };
const node = {
	id: '1', name: 'Listen', type: 'listen', typeVersion: 1, position: [0, 0],
	parameters: { plain: 'order-', given: '={{ "order" + "-" }}' },
};

(async () => {
	await Expression.initExpressionEngine({
		engine: 'vm', bridgeTimeout: 5000, bridgeMemoryLimit: 128, poolSize: 1, maxCodeCacheSize: 1024,
	});
	const workflow = new Workflow({ id: 'w', nodes: [node], connections: {}, active: true, nodeTypes });
	const context = new TriggerContext(workflow, node, { variables: {} }, 'trigger', 'activate', () => {}, () => {});
	await workflow.expression.acquireIsolate();
	const { onEvent } = await type.trigger.call(context);
	const during = read(context);
	await workflow.expression.releaseIsolate();
	const after = onEvent();
	console.log(versions.join(', '));
	console.log(`read while the workflow is activated: ${during.join(' | ')}`);
	console.log(`read when an event comes: ${after.join(' | ')}`);
	const asSeen = during.join() === 'order-,order-' && after[0] === 'order-' && /No bridge acquired/.test(after[1]);
	console.log(asSeen ? 'As seen before.' : 'This has changed.');
	process.exit(asSeen ? 0 : 1);
})();
JS
npm exec --yes --package=node@24.11.0 -- node run.cjs
