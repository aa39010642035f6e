/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { mkdirSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

import type { WorkflowContent } from '../../server/rest';
import type { Say } from '../../server/say';
import { findProgram } from '../programs';
import type { Report } from '../report';
import { chain, splitOut } from '../workflows';
import { World } from '../world';
import { browserCases, CARDS } from './browserCases';
import { Editor } from './editor';
import { lifeCases, PERSON } from './lifeCases';
import { triggerCases } from './triggerCases';

export const SCREENSHOTS = resolve(__dirname, '..', '..', '..', 'e2e-results', 'browser');

/** What a person does in n8n's editor, step by step, with a screenshot of each. */
export async function runBrowser(
	report: Report,
	say: Say,
	version: string,
	tarball: string,
): Promise<void> {
	say(`\nThe editor of n8n ${version} in a browser`);
	// Said before n8n is started for nothing.
	findProgram('chromium');
	rmSync(SCREENSHOTS, { recursive: true, force: true });
	mkdirSync(SCREENSHOTS, { recursive: true });
	const world = await World.start({ version, tarball, say });
	try {
		// The credential is made in its form, for an app whose ID looks like one of Feishu's.
		await world.rest.send('DELETE', `/credentials/${world.credential.id}`);
		world.app = world.addApp('a1b2c3d4e5f6a7b8');
		const { id } = await world.rest.createWorkflow(byHand({ body: { cards: CARDS } }, splitOut()));
		const { id: personId } = await world.rest.createWorkflow(byHand(PERSON));
		const editor = await Editor.open(world.server.url);
		try {
			await editor.openWorkflow(id);
			const there = { world, editor, folder: SCREENSHOTS, personId };
			for (const one of [...browserCases, ...lifeCases, ...triggerCases]) {
				const passed = await report.check(
					`browser, ${version}: ${one.name}`,
					async () => await one.run(there),
					one.timeout ?? 90_000,
				);
				if (passed) continue;
				// The next case would begin in the middle of nowhere.
				await editor.page.screenshot({ path: join(SCREENSHOTS, 'failed.png') });
				break;
			}
		} finally {
			await editor.close();
		}
	} finally {
		await world.stop();
	}
	say(`Screenshots: ${relative(process.cwd(), SCREENSHOTS)}`);
}

/** A workflow that is run by hand and begins with this item. */
function byHand(item: object, ...more: Array<ReturnType<typeof splitOut>>): WorkflowContent {
	const trigger = {
		name: 'By hand',
		type: 'n8n-nodes-base.manualTrigger',
		typeVersion: 1,
		parameters: {},
	};
	const list = {
		name: 'Item',
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: {
			mode: 'raw',
			jsonOutput: JSON.stringify(item),
			options: {},
		},
	};
	return chain('Feed cards', [trigger, list, ...more]);
}
