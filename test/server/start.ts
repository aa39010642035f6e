/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error, no-console -- this runs in tests, never inside n8n */
// What `npm start` runs: a real n8n with this package in it, a server that plays Feishu, and an
// example workflow that has just run. See --help.
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';

import { FeishuStandIn } from '../feishu/standIn';
import { ButtonClicks, sentence } from './buttonClicks';
import { complaints, makeCards, setUpExample, TASKS, type Example } from './example';
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
	const clicks = await ButtonClicks.start(feishu);
	try {
		const rest = new N8nRest(server.url);
		const example = await setUpExample(rest, feishu);
		say(
			`\nOne workflow makes app feed cards for ${TASKS.length} people, known by e-mail address alone.\n`,
		);
		const failed = await makeCards(rest, example);
		const columns = ['biz_id', 'user_id', 'reason', 'message'];
		say(`${feishu.cardCount} have their card now. Out of the output Failed came:\n`);
		say(
			table(
				columns,
				failed.map(({ message, ...card }) => ({ ...card, message: message.split('. ')[0] })),
			),
		);

		say('\nAnother workflow waits for clicks. n8n has no public address: it connects to Feishu.');
		const clicked = (await clicks.isHeard()) ? await clicks.next() : undefined;
		say(clicked ? `${sentence(clicked)}` : 'n8n did not connect within a minute.');

		const wrong = await complaints(rest, feishu, example, failed, clicked);
		for (const line of wrong) say(`WRONG: ${line}`);
		if (wrong.length > 0) process.exitCode = 1;
		if (values.once) return;

		say(howToGoOn(server, example, feishu, clicks));
		await askedToEnd.comes();
		say('\nStopping n8n …');
	} catch (error) {
		say(`\nThe end of n8n's log:\n${server.log().trimEnd().split('\n').slice(-15).join('\n')}\n`);
		throw error;
	} finally {
		await server.stop();
		await clicks.stop();
		await feishu.stop();
	}
}

function howToGoOn(
	server: N8nServer,
	{ cards, clicks: waiting }: Example,
	feishu: FeishuStandIn,
	clicks: ButtonClicks,
): string {
	const { appId, appSecret } = feishu.app;
	return `
Open it      ${server.url}/workflow/${cards.id} makes the cards
             ${server.url}/workflow/${waiting.id} takes them away
             Log in as ${OWNER.email} with the password ${OWNER.password}
One click    curl ${clicks.url}
             clicks the button on the next card. Then look at Executions of the second workflow
Try next     In the first workflow open "Tasks", change an address (to colleague-8, say), and choose Execute workflow
             In the second one open "Button clicked", choose Add Option > Business ID Begins With, enter task-2, and publish
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
