#!/usr/bin/env bash
# n8n-workflow: a collection that is given by one expression as a whole loses its members, and a fixed collection
# inside is walked through letter by letter. Nothing reports it, and the node cannot see what was meant.
# Expected: the stored expression comes back as it is, so that it can be evaluated later.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent n8n-workflow@2.41.0
cat >run.cjs <<'JS'
const { NodeHelpers } = require('n8n-workflow');
const { version } = require('n8n-workflow/package.json');

const description = {
	displayName: 'Form', name: 'form', group: ['transform'], version: 1, description: '',
	defaults: { name: 'Form' }, inputs: ['main'], outputs: ['main'],
	properties: [
		{
			displayName: 'Rows', name: 'rows', type: 'fixedCollection', default: {},
			typeOptions: { multipleValues: true },
			options: [{ displayName: 'Row', name: 'row', values: [{ displayName: 'Text', name: 'text', type: 'string', default: '-' }] }],
		},
		{
			displayName: 'Options', name: 'options', type: 'collection', default: {},
			options: [{ displayName: 'Careful', name: 'careful', type: 'boolean', default: false }],
		},
	],
};
const read = (stored) => NodeHelpers.getNodeParameters(description.properties, stored, true, false, null, description);

const whole = read({ rows: '={{ $json.rows }}', options: '={{ $json.options }}' });
const inside = read({ rows: { row: '={{ $json.rows }}' } });
console.log(`n8n-workflow ${version}`);
console.log('stored: rows and options are one expression each; read:', JSON.stringify(whole));
console.log(`stored: rows.row is an expression of ${'={{ $json.rows }}'.length} characters; read: ${inside.rows.row.length} rows,`, JSON.stringify(inside.rows.row[0]));

const asSeen =
	JSON.stringify(whole) === '{"rows":{},"options":{}}' &&
	inside.rows.row.length === '={{ $json.rows }}'.length &&
	inside.rows.row.every(({ text }) => text === '-');
console.log(asSeen ? 'As seen before.' : 'This has changed.');
process.exit(asSeen ? 0 : 1);
JS
node run.cjs
