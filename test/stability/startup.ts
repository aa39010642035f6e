/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, no-console -- this runs in tests, never inside n8n */
// What `npm run startup` runs: how much this package adds to the start of n8n. n8n has loaded
// n8n-workflow by the time it loads a community package; what that takes is the measure beside it.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const PROJECT = join(__dirname, '..', '..');
const REPETITIONS = 15;
const TARGET_MS = 20;

/** Runs in a fresh process each time: a module that was loaded once costs nothing any more. */
const MEASUREMENT = `
	const start = performance.now();
	require('n8n-workflow');
	const loaded = performance.now();
	const { n8n } = require('./package.json');
	for (const file of [...n8n.nodes, ...n8n.credentials]) {
		for (const Type of Object.values(require('./' + file))) new Type();
	}
	const end = performance.now();
	console.log(JSON.stringify({ workflow: loaded - start, ours: end - loaded }));
`;

interface Times {
	workflow: number;
	ours: number;
}

function measure(): Times {
	const output = execFileSync(process.execPath, ['-e', MEASUREMENT], {
		cwd: PROJECT,
		encoding: 'utf8',
		env: { PATH: process.env.PATH },
	});
	return JSON.parse(output) as Times;
}

function median(values: number[]): number {
	return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function main(): void {
	if (!existsSync(join(PROJECT, 'dist'))) {
		throw new Error('The package is not built: run "npm run build" first.');
	}
	// The first one also reads the files from the disk.
	measure();
	const times = Array.from({ length: REPETITIONS }, measure);
	const workflow = median(times.map((time) => time.workflow));
	const ours = median(times.map((time) => time.ours));
	const slowest = Math.max(...times.map((time) => time.ours));

	console.log(`Loading n8n-workflow              ${workflow.toFixed(1)} ms`);
	console.log(`Loading the node and credential   ${ours.toFixed(1)} ms`);
	console.log(`Share                             ${((100 * ours) / workflow).toFixed(1)} %`);
	console.log(
		`\nMedians of ${REPETITIONS} fresh processes (the slowest: ${slowest.toFixed(1)} ms), Node ${process.version}.`,
	);
	const reached = ours < TARGET_MS;
	console.log(`Under ${TARGET_MS} ms: ${reached ? 'yes' : 'NO'}`);
	if (!reached) process.exitCode = 1;
}

main();
