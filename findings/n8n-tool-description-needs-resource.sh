#!/usr/bin/env bash
# n8n-workflow: the description of an agent's tool names the chosen operation only if the parameter "operation" is shown
# by a parameter called "resource". A node with operations and no resource describes all its tools in the same words.
# Expected: the operation's own action text is used in both cases.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent n8n-workflow@2.41.0
cat >run.cjs <<'JS'
const { NodeHelpers } = require('n8n-workflow');
const { version } = require('n8n-workflow/package.json');

const operation = (displayOptions) => ({
	displayName: 'Operation', name: 'operation', type: 'options', default: 'delete', displayOptions,
	options: [
		{ name: 'Create', value: 'create', action: 'Create rows' },
		{ name: 'Delete', value: 'delete', action: 'Delete rows' },
	],
});
const resource = {
	displayName: 'Resource', name: 'resource', type: 'hidden', default: 'row',
};
const describe = (properties, parameters) =>
	NodeHelpers.makeDescription(parameters, {
		displayName: 'Table', name: 'table', group: ['transform'], version: 1, description: 'Works on tables',
		defaults: { name: 'Table' }, inputs: ['main'], outputs: ['main'], properties,
	});
const alone = ['create', 'delete'].map((value) => describe([operation()], { operation: value }));
const shown = ['create', 'delete'].map((value) =>
	describe([resource, operation({ show: { resource: ['row'] } })], { resource: 'row', operation: value }),
);
console.log(`n8n-workflow ${version}`);
console.log('operation alone:            ', JSON.stringify(alone));
console.log('operation shown by resource:', JSON.stringify(shown));
const asSeen = alone[0] === alone[1] && shown[0] !== shown[1];
console.log(asSeen ? 'As seen before.' : 'This has changed.');
process.exit(asSeen ? 0 : 1);
JS
node run.cjs
