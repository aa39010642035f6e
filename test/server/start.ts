/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error, no-console -- this runs in tests, never inside n8n */
// What `npm start` runs: a real n8n with this package in it, a server that plays Feishu, and an
// example workflow that has just run. See --help.
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';

import { FeishuStandIn } from '../feishu/standIn';
import { CARDS, complaints, CREATED, MISSING, runExample, setUpExample, TO_TRY } from './example';
import { WEBHOOK_PATH } from './exampleWorkflow';
import { N8nServer } from './n8n';
import { packProject } from './pack';
import { N8nRest, OWNER } from './rest';
import { table } from './table';
import { KNOWN_VERSIONS, NEWEST_N8N } from './versions';

const HELP = `npm start                      n8n, the stand-in for Feishu and the example, until Ctrl-C
npm start -- --once            the example only; exit code 0 when it did what it must
npm start -- --n8n <version>   another n8n than ${NEWEST_N8N}: ${KNOWN_VERSIONS}`;

const say = (line: string) => console.log(line);

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			once: { type: 'boolean', default: false },
			n8n: { type: 'string', default: NEWEST_N8N },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) return say(HELP);

	const askedToEnd = endRequest();
	say(`\nA real n8n ${values.n8n} with this package in it, and a server that plays Feishu.\n`);
	const tarball = await packProject();
	process.once('exit', () => rmSync(dirname(tarball), { recursive: true, force: true }));
	const server = await N8nServer.start({ version: values.n8n, tarball, say });
	const feishu = await FeishuStandIn.start();
	try {
		const rest = new N8nRest(server.url);
		const workflow = await setUpExample(rest, feishu);
		say(`\nA workflow is asked to delete ${CARDS.length} app feed cards.`);
		say(`${MISSING.length} of them were never created in Feishu, so they cannot be deleted.\n`);
		const failed = await runExample(rest, feishu, workflow);
		say('It gave back the cards that could not be deleted:\n');
		say(table(['biz_id', 'user_id', 'reason', 'message'], failed));
		const deleted = CREATED.filter((card) => !feishu.hasCard(card.biz_id, card.user_id)).length;
		say(
			`\nThe stand-in for Feishu got ${feishu.deleteRequests.length} delete requests; ` +
				`${deleted} of its ${CREATED.length} cards are gone.`,
		);

		const wrong = complaints(failed, feishu);
		for (const line of wrong) say(`WRONG: ${line}`);
		if (wrong.length > 0) process.exitCode = 1;
		if (values.once) return;

		feishu.addCards([{ bizId: TO_TRY.biz_id, userId: TO_TRY.user_id }]);
		say(howToGoOn(server, workflow.id, feishu));
		await askedToEnd.comes();
		say('\nStopping n8n …');
	} catch (error) {
		say(`\nThe end of n8n's log:\n${server.log().trimEnd().split('\n').slice(-15).join('\n')}\n`);
		throw error;
	} finally {
		await server.stop();
		await feishu.stop();
	}
}

function howToGoOn(server: N8nServer, workflowId: string, feishu: FeishuStandIn): string {
	const { appId, appSecret } = feishu.app;
	return `
Look at it   ${server.url}/workflow/${workflowId}
Log in       ${OWNER.email}, password ${OWNER.password}
Try it       curl -d '${JSON.stringify({ cards: [TO_TRY] })}' -H 'content-type: application/json' ${server.url}/webhook/${WEBHOOK_PATH}
             answers that one card was deleted; the second time it answers that the card is not there any more
Feishu       ${feishu.url} plays it: the Base URL of a credential whose Platform is Custom
             App ID ${appId}, App Secret ${appSecret}
n8n's log    ${server.logFile}

Ctrl-C ends n8n and removes all that it has stored.`;
}

/**
 * Ctrl-C before everything is up ends the run on the spot: what was started until then notices that
 * this process is gone, and cleans up after itself. Later it is what `comes` waits for.
 */
function endRequest(): { comes(): Promise<void> } {
	let end = () => process.exit(130);
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end());
	return {
		comes: async () =>
			await new Promise((resolve) => {
				end = resolve as typeof end;
			}),
	};
}

main().catch((error: unknown) => {
	console.error(`\n${error instanceof Error ? error.message : String(error)}`);
	process.exit(1);
});
