/* eslint-disable @n8n/community-nodes/no-restricted-globals, no-console -- this runs in tests, never inside n8n */
// What `npm run live` runs: a check of the node, and of the stand-in that the tests use, against the
// real Feishu.
import '../engine/environment.js';

import { CALLBACK_HELP, HELP, readAccount } from './account';

async function main(): Promise<void> {
	const account = readAccount(process.env);
	if (!account) return console.log(HELP);
	// Loads n8n's engine, which takes a while: only when it is needed.
	const { check } = await import('./check');
	if (!account.callback) console.log(`${CALLBACK_HELP}\n\nNot set: that step is left out.\n`);
	const { outcome, compared, report } = await check(account, (line) => console.log(line));
	console.log(report);

	const differences = compared.flatMap((step) => step.differences).length;
	console.log(`\n${outcome.failures.length} failed, ${differences} differences from the stand-in.`);
	console.log(
		'The report contains no secret, token or ID of yours: it can be pasted into an issue.',
	);
	if (outcome.leftBehind) {
		console.log('A card may still be in the message list: it could not be deleted.');
	}
	if (outcome.failures.length > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
