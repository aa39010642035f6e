/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { mkdirSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

import type { Credential, WorkflowContent } from '../../server/rest';
import type { Say } from '../../server/say';
import { findProgram } from '../programs';
import { type Case, isPlayed, type Report } from '../report';
import { BY_HAND, chain, splitOut } from '../workflows';
import { World } from '../world';
import { browserCases, type BrowserWorld, CARDS } from './browserCases';
import { canvasCases } from './canvasCases';
import { Editor } from './editor';
import { firstWorkflowCases } from './firstWorkflowCases';
import { lifeCases } from './lifeCases';
import { triggerCases } from './triggerCases';

const SCREENSHOTS = resolve(__dirname, '..', '..', '..', 'e2e-results', 'browser');

/** The folder with what the last run of this n8n looked like. */
export const screenshotsOf = (version: string) => join(SCREENSHOTS, version);

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
	const folder = screenshotsOf(version);
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	const world = await World.start({ version, tarball, say });
	try {
		const editor = await Editor.open(world.server.url);
		try {
			const there = { world, editor, folder };
			const stories = STORIES.filter((story) => isPlayed(story, version));
			for (const story of stories) await tell(story, report, there);
		} finally {
			await editor.close();
		}
	} finally {
		await world.stop();
	}
	say(`Screenshots: ${relative(process.cwd(), folder)}`);
}

/** Each case of a story goes on where the last ended. */
interface Story extends Pick<Case<BrowserWorld>, 'inCi'> {
	cases: Array<Case<BrowserWorld>>;
	/** There is no credential so far. */
	begin?: (there: BrowserWorld) => Promise<void>;
}

const STORIES: Story[] = [
	{ cases: firstWorkflowCases },
	{
		cases: browserCases,
		async begin({ world, editor }) {
			// Its ID is in the pictures.
			world.app = world.addApp('a1b2c3d4e5f6a7b8');
			const { id } = await world.rest.createWorkflow(cardsByHand());
			await editor.openWorkflow(id);
		},
	},
	{ cases: lifeCases, begin: addCredential, inCi: 'newest' },
	{ cases: triggerCases, begin: addCredential, inCi: 'newest' },
	{ cases: canvasCases, begin: addCredential, inCi: 'newest' },
];

async function tell({ cases, begin }: Story, report: Report, there: BrowserWorld): Promise<void> {
	const { world, editor, folder } = there;
	await world.calm();
	// n8n chooses a credential by itself where there is one of its kind: every story has its own.
	const credentials = (await world.rest.send('GET', '/credentials')) as Credential[];
	for (const { id } of credentials) await world.rest.send('DELETE', `/credentials/${id}`);
	await begin?.(there);
	for (const one of cases) {
		await world.server.ready();
		const passed = await report.check(
			`browser, ${world.version}: ${one.name}`,
			async () => await one.run(there),
			one.timeout,
		);
		if (passed) continue;
		// The next case would begin in the middle of nowhere.
		await editor.page.screenshot({ path: join(folder, 'failed.png') });
		break;
	}
}

async function addCredential({ world }: BrowserWorld): Promise<void> {
	world.app = world.addApp('c3d4e5f6a7b8c9d0');
	world.credential = await world.addCredential('Feishu (飞书) / Lark App account');
}

function cardsByHand(): WorkflowContent {
	const list = {
		name: 'Cards',
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: {
			mode: 'raw',
			jsonOutput: JSON.stringify({ body: { cards: CARDS } }),
			options: {},
		},
	};
	return chain('Delete feed cards', [BY_HAND, list, splitOut()]);
}
