#!/usr/bin/env bash
# n8n-core: an expression such as {{ $json.id }} in a parameter of a trigger node. A trigger that keeps a connection
# (TriggerContext) gets an exception that names no parameter; a webhook (WebhookContext) gets an empty text from the
# same expression. The node's author sees neither while the node is tried with plain texts.
# Expected: the same in both, and an error that says which parameter and why.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export N8N_USER_FOLDER="$folder"
npm init -y >/dev/null
npm install --ignore-scripts --legacy-peer-deps --no-audit --no-fund --silent n8n-core@2.41.1 n8n-workflow@2.41.0
cat >run.cjs <<'JS'
require('reflect-metadata');
const { TriggerContext, WebhookContext } = require('n8n-core');
const { Workflow } = require('n8n-workflow');
const versions = ['n8n-core', 'n8n-workflow'].map((name) => `${name} ${require(`${name}/package.json`).version}`);

const description = {
	displayName: 'Listen', name: 'listen', group: ['trigger'], version: 1, description: '',
	defaults: { name: 'Listen' }, inputs: [], outputs: ['main'],
	properties: [{ displayName: 'Answer', name: 'answer', type: 'string', default: '' }],
};
const listen = { description };
const nodeTypes = { getByName: () => listen, getByNameAndVersion: () => listen, getKnownTypes: () => ({}) };
const node = {
	id: '1', name: 'Listen', type: 'listen', typeVersion: 1, position: [0, 0],
	parameters: { answer: '=Got {{ $json.id }}' },
};
const workflow = new Workflow({ id: 'w', nodes: [node], connections: {}, active: true, nodeTypes });
const data = { variables: {} };
const read = (context) => {
	try {
		return JSON.stringify(context.getNodeParameter('answer'));
	} catch (error) {
		return `${error.constructor.name}: ${error.message}`;
	}
};
const kept = read(new TriggerContext(workflow, node, data, 'trigger', 'activate', () => {}, () => {}));
const called = read(
	new WebhookContext(workflow, node, { ...data, httpRequest: {} }, 'webhook', { node: 'Listen' }, [], null),
);
console.log(versions.join(', '));
console.log(`the stored text: ${node.parameters.answer}`);
console.log(`read by a trigger that keeps a connection: ${kept}`);
console.log(`read by a webhook: ${called}`);

const asSeen = /hasn.t been executed$/.test(kept) && called === '"Got "';
console.log(asSeen ? 'As seen before.' : 'This has changed.');
process.exit(asSeen ? 0 : 1);
JS
node run.cjs
