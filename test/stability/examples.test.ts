/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { CREDENTIAL_TYPE, NODE_TYPE } from '../server/exampleWorkflow';
import type { WorkflowContent } from '../server/rest';
import { boxOf, isIn, linesOf, NOTE, overlap, type Connections } from './canvas';
import { FIELD_LABELS, mistakesIn } from './storedParameters';

const PROJECT = join(__dirname, '..', '..');
const FOLDER = join(PROJECT, 'examples');

/** Every node type that the examples may use, with the versions that n8n 1.123 and 2.41 both have. */
const KNOWN_TYPES: Record<string, number[]> = {
	[NOTE]: [1],
	'n8n-nodes-base.webhook': [1, 1.1, 2, 2.1],
	'n8n-nodes-base.splitOut': [1],
	'n8n-nodes-base.scheduleTrigger': [1, 1.1, 1.2, 1.3],
	'n8n-nodes-base.manualTrigger': [1],
	'n8n-nodes-base.filter': [1, 2, 2.1, 2.2, 2.3],
	'n8n-nodes-base.if': [1, 2, 2.1, 2.2, 2.3],
	'n8n-nodes-base.switch': [1, 2, 3, 3.1, 3.2, 3.3, 3.4],
	'n8n-nodes-base.respondToWebhook': [1, 1.1],
	'n8n-nodes-base.set': [1, 2, 3, 3.1, 3.2, 3.3, 3.4],
	'n8n-nodes-base.wait': [1, 1.1],
	'n8n-nodes-base.noOp': [1],
	'n8n-nodes-base.splitInBatches': [1, 2, 3],
	'n8n-nodes-base.aggregate': [1],
	'n8n-nodes-base.executeWorkflowTrigger': [1, 1.1],
	'@n8n/n8n-nodes-langchain.chatTrigger': [1, 1.1, 1.2, 1.3, 1.4],
	'@n8n/n8n-nodes-langchain.agent': [1.7, 1.8, 1.9, 2, 2.1, 2.2, 3],
	'@n8n/n8n-nodes-langchain.lmChatOpenAi': [1, 1.1, 1.2, 1.3],
	[NODE_TYPE]: [1],
	[`${NODE_TYPE}Tool`]: [1],
	[`${NODE_TYPE}Trigger`]: [1],
	[`${NODE_TYPE}ConnectionTrigger`]: [1],
};

/** Addresses that belong to Feishu, or to nobody. */
const HARMLESS_HOSTS = ['www.feishu.cn', 'example.com'];

const files = readdirSync(FOLDER);

it('there is an example for each use that docs/recipes names', () => {
	expect(files.sort()).toEqual([
		'ai-agent-tool.json',
		'approve-and-wait.json',
		'card-for-a-group.json',
		'cards-from-table.json',
		'delete-cards-sub-workflow.json',
		'due-cards-schedule.json',
		'failed-cards-by-reason.json',
		'finished-tasks-webhook.json',
		'first-card.json',
		'loop-over-items.json',
		'message-when-failed.json',
		'task-card-with-button.json',
	]);
	for (const page of ['recipes.md', 'recipes.zh-CN.md']) {
		const text = readFileSync(join(PROJECT, 'docs', page), 'utf8');
		for (const file of files) expect(text).toContain(`examples/${file}`);
	}
});

it('docs/clicks gives the address that the example "approve and wait" gives a button', () => {
	const example = readFileSync(join(FOLDER, 'approve-and-wait.json'), 'utf8');
	for (const page of ['clicks.md', 'clicks.zh-CN.md']) {
		const text = readFileSync(join(PROJECT, 'docs', page), 'utf8');
		const addresses = text.match(/\{\{[^}]*resumeUrl[^}]*\}\}/g);
		expect(addresses).toHaveLength(1);
		expect(example).toContain(`"url": "=${addresses![0]}"`);
	}
});

describe.each(files)('the example %s', (file) => {
	const text = readFileSync(join(FOLDER, file), 'utf8');
	const workflow = JSON.parse(text) as WorkflowContent;
	const connections = workflow.connections as Connections;
	const ours = workflow.nodes.filter(({ type }) => type.startsWith(NODE_TYPE));
	const notes = workflow.nodes.filter(({ type }) => type === NOTE);
	const others = workflow.nodes.filter(({ type }) => type !== NOTE);
	const names = workflow.nodes.map(({ name }) => name);

	it('has a name, and nodes with different names and ids', () => {
		expect(workflow.name).not.toBe('');
		expect(new Set(names).size).toBe(names.length);
		expect(new Set(workflow.nodes.map(({ id }) => id)).size).toBe(names.length);
	});

	it('has a note in English and one in Chinese that explain it alike, and name only nodes that it has', () => {
		const contents = notes.map(({ parameters }) => parameters.content as string);
		const chinese = contents.findIndex((content) => content.includes('### 使用方法'));
		const english = contents.findIndex((content) => content.includes('### To use it'));
		expect([english, chinese].sort()).toEqual([0, 1]);
		expect(notes).toHaveLength(2);
		expect(contents[english]).toContain(`## ${workflow.name}`);
		expect(contents[chinese]).toMatch(/^## .*\p{Script=Han}/u);

		const marks = (content: string) =>
			[...content.matchAll(/^(#+ |- |\d+\. )/gm)].map(([mark]) => mark);
		expect(marks(contents[chinese])).toEqual(marks(contents[english]));
		const labels = [...FIELD_LABELS, 'Cards', 'Summary', 'Authentication', 'On Error', 'Continue'];
		for (const content of contents) {
			const named = [...content.matchAll(/(?<!\*)\*([^*\n]+)\*(?!\*)/g)].map(([, name]) => name);
			expect(named.filter((name) => ![...names, ...labels].includes(name))).toEqual([]);
		}
	});

	it('uses node types and versions that every supported n8n has', () => {
		const unknown = workflow.nodes.filter(
			({ type, typeVersion }) => !KNOWN_TYPES[type]?.includes(typeVersion),
		);
		expect(unknown.map(({ type, typeVersion }) => `${type} ${typeVersion}`)).toEqual([]);
	});

	it('connects nodes that exist, and leaves none but the notes without a connection', () => {
		const connected = new Set<string>();
		for (const [from, outputs] of Object.entries(connections)) {
			connected.add(from);
			for (const { node } of Object.values(outputs).flat(2)) connected.add(node);
		}
		expect(others.filter(({ name }) => !connected.has(name))).toEqual([]);
		expect([...connected].filter((name) => !names.includes(name))).toEqual([]);
	});

	it('has no node on another, none on a note, and no line behind a node', () => {
		const places = others.map((node) => ({ name: node.name, box: boxOf(node, connections) }));
		const noteBoxes = notes.map((note) => ({ name: note.name, box: boxOf(note, connections) }));
		const everything = [...places, ...noteBoxes];
		const overlapping = everything.flatMap((one, index) =>
			everything
				.slice(index + 1)
				.filter((other) => overlap(one.box, other.box))
				.map((other) => `${one.name} and ${other.name}`),
		);
		expect(overlapping).toEqual([]);

		const crossed = linesOf(others, connections).flatMap(({ from, to, points }) =>
			places
				.filter(({ name }) => name !== from && name !== to)
				.filter(({ box }) => points.some((point) => isIn(box, point)))
				.map(({ name }) => `from ${from} to ${to} behind ${name}`),
		);
		expect(crossed).toEqual([]);
	});

	it('refers in its expressions only to nodes that exist', () => {
		const referred = [...text.matchAll(/\$\('([^']+)'\)/g)].map(([, name]) => name);
		expect(referred.filter((name) => !names.includes(name))).toEqual([]);
	});

	it('gives the nodes of this package only parameters and values that they have', () => {
		expect(ours.length).toBeGreaterThan(0);
		for (const node of ours) expect(mistakesIn(node)).toEqual([]);
	});

	it("holds no credential and nobody else's host", () => {
		for (const node of workflow.nodes) expect(node.credentials).toBeUndefined();
		expect(text).not.toContain(CREDENTIAL_TYPE);
		const hosts = [...text.matchAll(/https?:\/\/([\w.-]+)/g)].map(([, host]) => host);
		expect(hosts.filter((host) => !HARMLESS_HOSTS.includes(host))).toEqual([]);
	});
});
