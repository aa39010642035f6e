#!/usr/bin/env bash
# n8n-workflow: a node's static data is watched, and n8n stores it when it has changed. A list or an object that the node puts
# in is not watched itself: what is added to it after the next save counts as no change and is not stored. In a trigger
# that keeps running, the list looks complete in memory and is lost with the next restart. After that restart the very same
# code is stored each time, since what is read from the database is watched throughout.
# Expected: each of the IDs is stored, in the first run as in the second.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent n8n-workflow@2.41.0
cat >run.cjs <<'JS'
const { Workflow } = require('n8n-workflow');
const { version } = require('n8n-workflow/package.json');
const type = { description: { displayName: 'Listen', name: 'listen', group: ['trigger'], version: 1, description: '', defaults: { name: 'Listen' }, inputs: [], outputs: ['main'], properties: [] } };
const nodeTypes = { getByName: () => type, getByNameAndVersion: () => type, getKnownTypes: () => ({}) };
const node = { id: '1', name: 'Listen', type: 'listen', typeVersion: 1, position: [0, 0], parameters: {} };

/** What the database has. */
let stored = '{}';
const start = () => new Workflow({ id: '1', nodes: [node], connections: {}, active: true, nodeTypes, staticData: JSON.parse(stored) });
/** As n8n does each time that a trigger gives out an item: it stores all of it if it is marked as changed. */
const save = ({ staticData }) => {
	if (!staticData.__dataChanged) return;
	stored = JSON.stringify(staticData);
	staticData.__dataChanged = false;
};
/** What a trigger does with the ID of an event (getWorkflowStaticData('node') in a node is getStaticData here). */
const receive = (workflow, id) => {
	const data = workflow.getStaticData('node', node);
	data.seen ??= [];
	data.seen.push(id);
	save(workflow);
};

const runs = ['first run', 'after a restart'].map((name, run) => {
	const workflow = start();
	for (const id of ['a', 'b', 'c']) receive(workflow, `${id}${run + 1}`);
	const inMemory = workflow.getStaticData('node', node).seen.join(' ');
	const inDatabase = JSON.parse(stored)['node:Listen'].seen.join(' ');
	return { name, inMemory, inDatabase };
});
console.log(`n8n-workflow ${version}`);
for (const { name, inMemory, inDatabase } of runs) console.log(`${name}: in memory ${inMemory}; stored ${inDatabase}`);
const asSeen =
	runs[0].inMemory === 'a1 b1 c1' && runs[0].inDatabase === 'a1' &&
	runs[1].inMemory === 'a1 a2 b2 c2' && runs[1].inDatabase === 'a1 a2 b2 c2';
console.log(asSeen ? 'As seen before.' : 'This has changed.');
process.exit(asSeen ? 0 : 1);
JS
node run.cjs
