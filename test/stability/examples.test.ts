/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { FeishuAppFeedCard } from '../engine/built';
import { CREDENTIAL_TYPE, NODE_TYPE } from '../server/exampleWorkflow';
import type { WorkflowContent, WorkflowNode } from '../server/rest';

const PROJECT = join(__dirname, '..', '..');
const FOLDER = join(PROJECT, 'examples');

/** Every node type that the examples may use, with the versions that n8n 1.123 and 2.41 both have. */
const KNOWN_TYPES: Record<string, number[]> = {
	'n8n-nodes-base.stickyNote': [1],
	'n8n-nodes-base.webhook': [1, 1.1, 2, 2.1],
	'n8n-nodes-base.splitOut': [1],
	'n8n-nodes-base.scheduleTrigger': [1, 1.1, 1.2, 1.3],
	'n8n-nodes-base.manualTrigger': [1],
	'n8n-nodes-base.code': [1, 2],
	'n8n-nodes-base.filter': [1, 2, 2.1, 2.2, 2.3],
	'n8n-nodes-base.if': [1, 2, 2.1, 2.2, 2.3],
	'n8n-nodes-base.switch': [1, 2, 3, 3.1, 3.2, 3.3, 3.4],
	'n8n-nodes-base.set': [1, 2, 3, 3.1, 3.2, 3.3, 3.4],
	'n8n-nodes-base.wait': [1, 1.1],
	'n8n-nodes-base.noOp': [1],
	'@n8n/n8n-nodes-langchain.chatTrigger': [1, 1.1, 1.2, 1.3, 1.4],
	'@n8n/n8n-nodes-langchain.agent': [1.7, 1.8, 1.9, 2, 2.1, 2.2, 3],
	'@n8n/n8n-nodes-langchain.lmChatOpenAi': [1, 1.1, 1.2, 1.3],
	[NODE_TYPE]: [1],
	[`${NODE_TYPE}Tool`]: [1],
};

/** What n8n adds to a node that is used as a tool. */
const TOOL_PARAMETERS = ['descriptionType', 'toolDescription'];

const files = readdirSync(FOLDER);

/** By output type, then output: what each is connected to. */
type Connections = Record<string, Record<string, Array<Array<{ node: string; type: string }>>>>;

it('there is an example for each use that the README names', () => {
	expect(files.sort()).toEqual([
		'ai-agent-tool.json',
		'due-cards-schedule.json',
		'failed-cards-by-reason.json',
		'finished-tasks-webhook.json',
	]);
	for (const readme of ['README.md', 'README.zh-CN.md']) {
		const text = readFileSync(join(PROJECT, readme), 'utf8');
		for (const file of files) expect(text).toContain(`examples/${file}`);
	}
});

describe.each(files)('the example %s', (file) => {
	const text = readFileSync(join(FOLDER, file), 'utf8');
	const workflow = JSON.parse(text) as WorkflowContent;
	const connections = workflow.connections as Connections;
	const ours = workflow.nodes.filter(({ type }) => type.startsWith(NODE_TYPE));
	const names = workflow.nodes.map(({ name }) => name);

	it('has a name, and nodes with different names and ids', () => {
		expect(workflow.name).not.toBe('');
		expect(new Set(names).size).toBe(names.length);
		expect(new Set(workflow.nodes.map(({ id }) => id)).size).toBe(names.length);
	});

	it('has a sticky note that explains it and names only nodes that it has', () => {
		const notes = workflow.nodes.filter(({ type }) => type === 'n8n-nodes-base.stickyNote');
		expect(notes).toHaveLength(1);
		const content = notes[0].parameters.content as string;
		expect(content).toContain(`## ${workflow.name}`);
		expect(content).toContain('**To use it**');
		const named = [...content.matchAll(/(?<!\*)\*([^*\n]+)\*(?!\*)/g)].map(([, name]) => name);
		const labels = [...FIELD_LABELS, 'All Cards', 'Authentication'];
		expect(named.filter((name) => ![...names, ...labels].includes(name))).toEqual([]);
	});

	it('uses node types and versions that every supported n8n has', () => {
		const unknown = workflow.nodes.filter(
			({ type, typeVersion }) => !KNOWN_TYPES[type]?.includes(typeVersion),
		);
		expect(unknown.map(({ type, typeVersion }) => `${type} ${typeVersion}`)).toEqual([]);
	});

	it('connects nodes that exist, and leaves none but the note without a connection', () => {
		const connected = new Set<string>();
		for (const [from, outputs] of Object.entries(connections)) {
			connected.add(from);
			for (const { node } of Object.values(outputs).flat(2)) connected.add(node);
		}
		const alone = workflow.nodes
			.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote')
			.filter(({ name }) => !connected.has(name));
		expect(alone).toEqual([]);
		expect([...connected].filter((name) => !names.includes(name))).toEqual([]);
	});

	it('refers in its expressions only to nodes that exist', () => {
		const referred = [...text.matchAll(/\$\('([^']+)'\)/g)].map(([, name]) => name);
		expect(referred.filter((name) => !names.includes(name))).toEqual([]);
	});

	it('gives this node only parameters and values that it has', () => {
		expect(ours.length).toBeGreaterThan(0);
		for (const node of ours) expect(mistakesIn(node)).toEqual([]);
	});

	it("holds no credential and nobody else's host", () => {
		for (const node of workflow.nodes) expect(node.credentials).toBeUndefined();
		expect(text).not.toContain(CREDENTIAL_TYPE);
		expect(text).not.toMatch(/https?:\/\//);
	});
});

const PROPERTIES = new FeishuAppFeedCard().description.properties;
const FIELD_LABELS = PROPERTIES.map(({ displayName }) => displayName);

/** What is wrong with the parameters of one of our nodes, in words. */
function mistakesIn({ type, parameters }: WorkflowNode): string[] {
	const foreign = type.endsWith('Tool') ? TOOL_PARAMETERS : [];
	const own = Object.entries(parameters).filter(([name]) => !foreign.includes(name));
	return own.flatMap(([name, value]) => mistakesInValue(PROPERTIES, name, value, parameters));
}

function mistakesInValue(
	properties: INodeProperties[],
	name: string,
	value: unknown,
	parameters: Record<string, unknown>,
): string[] {
	const property = properties.find((candidate) => candidate.name === name);
	if (!property) return [`there is no parameter ${name}`];
	const hiddenBy = Object.entries(property.displayOptions?.show ?? {}).filter(
		([other, values]) => !values?.includes(parameters[other.replace('/', '')] as string),
	);
	if (hiddenBy.length > 0) return [`${name} is not shown with these values`];
	switch (property.type) {
		case 'options': {
			const values = (property.options as INodePropertyOptions[]).map((option) => option.value);
			return values.includes(value as string) ? [] : [`${name} has no value ${String(value)}`];
		}
		case 'collection':
			return Object.entries(value as object).flatMap(([inner, entry]) =>
				mistakesInValue(property.options as INodeProperties[], inner, entry, parameters),
			);
		case 'json':
			return typeof value === 'string' ? [] : [`${name} is no text`];
		default:
			return typeof value === property.type ? [] : [`${name} is no ${property.type}`];
	}
}
