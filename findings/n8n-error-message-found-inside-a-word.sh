#!/usr/bin/env bash
# n8n-workflow: NodeOperationError and NodeApiError look for codes of Node.js (ENOTFOUND, EACCES, EPERM, EEXIST …) anywhere
# in the message, in upper or lower case, and put a sentence about networks or files in its place. They find them inside
# ordinary names too: "FileNotFound" has "ENotFound" in it, "ResourceAccess" has "eAcces", "RolePermission" has "ePerm". So
# a node that hands on an API's own words shows "incorrect host" for a missing file, and the right words for a missing record.
# Expected: the message that the node gave, unless the code stands in it as a word or in the error's `code`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent n8n-workflow@2.41.0
cat >run.cjs <<'JS'
const { NodeApiError, NodeOperationError } = require('n8n-workflow');
const { version } = require('n8n-workflow/package.json');

const node = { id: '1', name: 'Files', type: 'files', typeVersion: 1, position: [0, 0], parameters: {} };
const given = {
	'RecordNotFound: there is no record 7': false,
	'FileNotFound: there is no file 7': true,
	'ResourceAccessDenied: file 7 belongs to another app': true,
	'Give the app the RolePermission first': true,
	'Delete the preexisting file first': true,
};
console.log(`n8n-workflow ${version}`);
const seen = Object.keys(given).map((message) => {
	const operation = new NodeOperationError(node, message);
	const api = new NodeApiError(node, { status: 'failed' }, { message });
	console.log(`given: ${message}\n shown: ${operation.message}`);
	return { same: operation.message === api.message, replaced: operation.message !== message };
});
const asSeen = seen.every(({ same, replaced }, index) => same && replaced === Object.values(given)[index]);
console.log(asSeen ? 'As seen before.' : 'This has changed.');
process.exit(asSeen ? 0 : 1);
JS
node run.cjs
