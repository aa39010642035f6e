#!/usr/bin/env bash
# n8n-workflow: the name of an agent's tool is made of the node's name by replacing each run of characters outside
# [a-zA-Z0-9_-] with one "_". Nodes with Chinese, Greek or Arabic names all become the tool "_".
# Expected: two nodes with different names are two different tools.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent n8n-workflow@2.41.0
cat >run.cjs <<'JS'
const { nodeNameToToolName } = require('n8n-workflow');
const { version } = require('n8n-workflow/package.json');

const names = ['删除卡片', '更新卡片', 'Διαγραφή', 'Delete 卡片', 'Delete 消息'];
const tools = names.map((name) => nodeNameToToolName({ name }));
console.log(`n8n-workflow ${version}`);
names.forEach((name, index) => console.log(`${name} -> ${tools[index]}`));
const asSeen = JSON.stringify(tools) === JSON.stringify(['_', '_', '_', 'Delete_', 'Delete_']);
console.log(asSeen ? 'As seen before.' : 'This has changed.');
process.exit(asSeen ? 0 : 1);
JS
node run.cjs
