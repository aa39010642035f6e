/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type * as ErrorCodes from '../../nodes/shared/errorCodes';
import { FeishuAppApi, FeishuAppFeedCard } from '../engine/built';

const PROJECT = join(__dirname, '..', '..');
const read = (file: string) => readFileSync(join(PROJECT, file), 'utf8');

const ENGLISH = read('README.md');
const CHINESE = read('README.zh-CN.md');
const READMES = [
	['README.md', ENGLISH],
	['README.zh-CN.md', CHINESE],
];

const { meaningOf } = jest.requireActual<typeof ErrorCodes>(
	join(PROJECT, 'dist/nodes/shared/errorCodes'),
);

it('both READMEs have the same headings, pictures, code, tables and rows in the same order', () => {
	const outline = (text: string) =>
		text
			.split('\n')
			.map((line) => /^\s*(#+ |!\[.*\]\(.*\)|```\w*|\| |- |\d+\. |<!--.*)/.exec(line)?.[1])
			.map((mark) => mark?.replace(/^!\[.*\]/, '![]'))
			.filter((mark) => mark !== undefined);
	expect(outline(CHINESE)).toEqual(outline(ENGLISH));
});

describe.each(READMES)('%s', (_, text) => {
	it('calls every field of the node and the credential what the editor calls it', () => {
		const properties = [
			...new FeishuAppFeedCard().description.properties,
			...new FeishuAppApi().properties.filter(({ type }) => type !== 'hidden'),
		];
		for (const property of properties) {
			expect(text).toContain(property.displayName);
			for (const option of choicesOf(property)) expect(text).toContain(option);
		}
	});

	it('gives each parameter of the node its name and default', () => {
		for (const property of new FeishuAppFeedCard().description.properties) {
			for (const { name, default: value, type } of [property, ...insideOf(property)]) {
				if (type === 'collection') continue;
				const preset = String(value).replace(/^=/, '');
				expect(rowsOf(text)).toContainEqual(
					expect.arrayContaining([`\`${name}\``, `\`${preset}\``]),
				);
			}
		}
	});

	it('says of each error code what the node says', () => {
		const rows = rowsOf(text).filter(([, codes]) => /^\d{4,}/.test(codes ?? ''));
		expect(rows.length).toBeGreaterThan(15);
		const wrong = rows.flatMap(([says, codes]) =>
			(codes.match(/\d+/g) ?? [])
				.map((code) => `${code}: ${meaningOf(Number(code))?.summary.replace(/ \([^)]*\)$/, '')}`)
				.filter((meant) => !says.startsWith(meant.replace(/^\d+: /, ''))),
		);
		expect(wrong).toEqual([]);
	});

	it('names every code that the node acts on, apart from the internal ones', () => {
		const source = read('nodes/shared/errorCodes.ts').split('const MEANINGS')[1];
		const codes = [...source.matchAll(/\[\s*(\d+),/g)].map(([, code]) => code);
		expect(codes.length).toBeGreaterThan(40);
		expect(codes.filter((code) => !new RegExp(`\\b${code}\\b`).test(text))).toEqual([]);
	});

	it('links to files and pictures that exist', () => {
		const targets = [...text.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map(([, target]) => target);
		expect(targets.length).toBeGreaterThan(8);
		expect(targets.filter((target) => !existsSync(join(PROJECT, target)))).toEqual([]);
	});

	it('links to headings that exist', () => {
		const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) =>
			heading.toLowerCase().replaceAll(' ', '-'),
		);
		const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, link]) => link);
		expect(links).toEqual(headings.slice(0, links.length));
	});

	it('names test files and folders that exist', () => {
		const places = [...text.matchAll(/`(test\/[\w./-]+)`/g)].map(([, place]) => place);
		expect(places.length).toBeGreaterThan(5);
		expect(places.filter((place) => !existsSync(join(PROJECT, place)))).toEqual([]);
	});
});

it.each(['README.md', 'README.zh-CN.md', 'CONTRIBUTING.md'])(
	'%s names only commands that package.json has',
	(file) => {
		const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
		const named = [...read(file).matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name);
		expect([...new Set(named)].filter((name) => !(name in scripts))).toEqual([]);
	},
);

/** The cells of every row of every table. */
function rowsOf(text: string): string[][] {
	return text
		.split('\n')
		.filter((line) => line.trim().startsWith('|'))
		.map((line) =>
			line
				.split('|')
				.slice(1, -1)
				.map((cell) => cell.trim()),
		);
}

function insideOf({ type, options }: INodeProperties): INodeProperties[] {
	return type === 'collection' ? (options as INodeProperties[]) : [];
}

function choicesOf({ type, options }: INodeProperties): string[] {
	if (type === 'options') return (options as INodePropertyOptions[]).map(({ name }) => name);
	return type === 'collection'
		? (options as INodeProperties[]).map(({ displayName }) => displayName)
		: [];
}
