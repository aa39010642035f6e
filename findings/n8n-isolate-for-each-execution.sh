#!/usr/bin/env bash
# n8n-workflow and @n8n/expression-runtime: n8n opens a V8 isolate for each execution before its first node and
# keeps it until the end, also where no expression is evaluated. So each execution that waits, for an answer, a limit
# or a Wait node, holds several megabytes that no heap snapshot shows: 1,000 webhook calls that wait hold gigabytes.
# With lazyAcquire (n8n: N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true) an execution without expressions opens none.
# Expected: an execution that evaluates nothing costs nothing of the expression engine.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent n8n-workflow@2.41.0
cat >run.cjs <<'JS'
const { Expression } = require('n8n-workflow');
const WAITING = 50;

/** @returns what each of the waiting executions holds, in bytes of the process and of its JavaScript heap */
async function heldByEach() {
	global.gc();
	const before = process.memoryUsage();
	const waiting = Array.from({ length: WAITING }, () => new Expression('UTC'));
	for (const execution of waiting) await execution.acquireIsolate();
	global.gc();
	const now = process.memoryUsage();
	for (const execution of waiting) await execution.releaseIsolate();
	return { rss: (now.rss - before.rss) / WAITING, heap: (now.heapUsed - before.heapUsed) / WAITING };
}

(async () => {
	const lazyAcquire = process.argv[2] === 'lazy';
	const options = { engine: 'vm', bridgeTimeout: 5000, bridgeMemoryLimit: 128, poolSize: 1, maxCodeCacheSize: 1024 };
	await Expression.initExpressionEngine({ ...options, lazyAcquire });
	await heldByEach();
	const { rss, heap } = await heldByEach();
	const version = require('n8n-workflow/package.json').version;
	const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
	console.log(`n8n-workflow ${version}, Node.js ${process.version}, lazyAcquire ${lazyAcquire}: each execution that evaluates nothing holds ${megabytes(rss)} of the process, ${megabytes(heap)} of the heap`);
	const asSeen = heap < 1e6 && (lazyAcquire ? rss < 0.5e6 : rss > 2e6);
	console.log(asSeen ? 'As seen before.' : 'This has changed.');
	process.exit(asSeen ? 0 : 1);
})();
JS
for mode in eager lazy; do
	npm exec --yes --package=node@24.11.0 -- node --expose-gc run.cjs "$mode"
done
