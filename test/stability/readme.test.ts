/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

import type {
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	INodeType,
} from 'n8n-workflow';

import { made, PAGES as MADE_PAGES, read as readPage } from '../docs/pages';
import { FeishuAppApi } from '../engine/built';

const PROJECT = join(__dirname, '..', '..');
const read = (file: string) => readFileSync(join(PROJECT, file), 'utf8');

const { n8n, scripts } = JSON.parse(read('package.json')) as {
	n8n: { nodes: string[] };
	scripts: Record<string, string>;
};

const PAGES = [
	'README',
	'docs/reference',
	'docs/errors',
	'docs/recipes',
	'docs/people',
	'docs/clicks',
	'docs/store-apps',
	'docs/install',
	'docs/tested',
	'docs/measurements',
];
const LANGUAGES = ['.md', '.zh-CN.md'];
const FILES = PAGES.flatMap((page) => LANGUAGES.map((language) => page + language));

/** In one language only. */
const OTHER_FILES = ['CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', 'findings/README.md'];

/** Every field that a user sees, with those inside it. */
const NODE_PROPERTIES = n8n.nodes.flatMap((file) => {
	const [Node] = Object.values(
		jest.requireActual<Record<string, new () => INodeType>>(join(PROJECT, file)),
	);
	return new Node().description.properties.flatMap(withInside).filter(isSeen);
});
const PROPERTIES = [...NODE_PROPERTIES, ...new FeishuAppApi().properties.filter(isSeen)];

it('every page in docs/ is one of those checked here', () => {
	const pages = readdirSync(join(PROJECT, 'docs')).filter((file) => file.endsWith('.md'));
	expect(pages.map((file) => `docs/${file}`).filter((file) => !FILES.includes(file))).toEqual([]);
});

describe.each(LANGUAGES)('README%s', (language) => {
	const readme = read(`README${language}`);

	it('is short enough to be read', () => {
		expect(Buffer.byteLength(readme)).toBeLessThanOrEqual(14_000);
		// A Chinese sentence has no blanks to count.
		const [before] = readme.split(/^## (?:First workflow|第一个工作流)$/m);
		expect(before.split(/\s+/).length).toBeLessThanOrEqual(350);
		expect(before.length).toBeLessThan(readme.length);
	});

	it('leads to every page', () => {
		const linked = [...readme.matchAll(/\]\(([^)#\s]+)/g)].map(([, target]) => target);
		const pages = PAGES.slice(1).map((page) => page + language);
		expect(pages.filter((page) => !linked.includes(page))).toEqual([]);
	});
});

it.each(PAGES)(
	'%s has the same headings, pictures, code, tables and rows in both languages, in the same order',
	(page) => {
		const outline = (text: string) =>
			text
				.split('\n')
				.map((line) => /^\s*(#+ |!\[.*\]\(.*\)|```\w*|\| |- |\d+\. |<!--.*)/.exec(line)?.[1])
				.map((mark) => mark?.replace(/^!\[.*\]/, '![]'))
				.filter((mark) => mark !== undefined);
		const [english, chinese] = LANGUAGES.map((language) => outline(read(page + language)));
		expect(chinese).toEqual(english);
	},
);

describe.each(MADE_PAGES)('docs/%s', (page) => {
	const AGAIN = 'run "npm run docs", look at what it changed, and commit it';
	/** Without the blanks that put the columns of a table below each other. */
	const asMade = (text: string) => text.replace(/ +(?=\|)/g, ' ').replace(/-{3,}/g, '---');

	it.each(['english', 'chinese'] as const)(
		`has the tables that the code gives, in %s; if not: ${AGAIN}`,
		(language) => {
			const text = readPage(page, language);
			expect(asMade(text)).toBe(asMade(made(page, language, text)));
		},
	);
});

describe.each(LANGUAGES)('the pages *%s', (language) => {
	const [, reference, , recipes] = PAGES.map((page) => read(page + language));

	it('call every field of the nodes and the credential, and every choice, what the editor calls it', () => {
		const labels = PROPERTIES.flatMap((property) => [
			property.displayName,
			...choicesOf(property).map(({ name }) => name),
		]);
		expect(labels.length).toBeGreaterThan(30);
		expect(labels.filter((label) => !reference.includes(`**${label}**`))).toEqual([]);
	});

	it('give each parameter of the nodes its name and default, and each choice its value', () => {
		const rows = rowsOf(reference);
		const isToldOf = (property: INodeProperties) => {
			const words = [property.name, ...choicesOf(property).map(({ value }) => String(value))];
			if (!words.every((word) => reference.includes(`\`${word}\``))) return false;
			const cells = [`\`${property.name}\``, presetOf(property.default)];
			const isCollection = property.type === 'collection';
			return isCollection || rows.some((row) => cells.every((cell) => row.includes(cell)));
		};
		const forgotten = NODE_PROPERTIES.filter((property) => !isToldOf(property));
		expect(forgotten.map(({ name, default: preset }) => [name, preset])).toEqual([]);
	});

	it('describe every example', () => {
		const named = rowsOf(recipes).flatMap(
			([file]) => /^\[(examples\/\S+)\]\(\.\.\/\1\)$/.exec(file)?.[1] ?? [],
		);
		const files = readdirSync(join(PROJECT, 'examples')).map((file) => `examples/${file}`);
		expect(named.sort()).toEqual(files.sort());
	});
});

it.each([...FILES, ...OTHER_FILES])('%s links to files and headings that exist', (file) => {
	const targets = [...read(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
	const isWeb = (target: string) => target.startsWith('https://') && URL.canParse(target);
	const missing = targets.filter((target) => !isWeb(target) && !leadsSomewhere(target, file));
	expect(missing).toEqual([]);
});

it('the nodes and the credential lead to chapters of the README', () => {
	const codex = n8n.nodes.map((file) => read(file.replace(/\.js$/, '.json')));
	const texts = [...codex, read('credentials/FeishuAppApi.credentials.ts')];
	const anchors = texts.flatMap((text) => [
		...text.matchAll(/npmjs\.com\/package\/[\w-]+#([\w-]+)/g),
	]);
	expect(anchors.length).toBeGreaterThan(2);
	const headings = anchorsOf(read('README.md'));
	expect(anchors.filter(([, anchor]) => !headings.includes(anchor))).toEqual([]);
});

describe.each(FILES)('%s', (file) => {
	const text = read(file);

	it('begins with the list of its headings, if it is long', () => {
		const list = [...text.matchAll(/^- \[.*\]\(#([^)]+)\)$/gm)].map(([, link]) => link);
		const isWithout = /README|measurements/.test(file);
		expect(list).toEqual(isWithout ? [] : anchorsOf(text, /^## (.*)$/gm));
	});

	it('names test files and folders that exist', () => {
		const places = [...text.matchAll(/`(test\/[\w./-]+)`/g)].map(([, place]) => place);
		expect(places.filter((place) => !existsSync(join(PROJECT, place)))).toEqual([]);
	});
});

it.each([...FILES, 'CONTRIBUTING.md'])('%s names only commands that package.json has', (file) => {
	const named = [...read(file).matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name);
	expect([...new Set(named)].filter((name) => !(name in scripts))).toEqual([]);
});

/** Whether a link of a page leads to a file, and in it to a heading. */
function leadsSomewhere(target: string, from: string): boolean {
	const [path, heading] = target.split('#');
	const place = path === '' ? from : normalize(join(dirname(from), path));
	if (!existsSync(join(PROJECT, place))) return false;
	return heading === undefined || anchorsOf(read(place)).includes(heading);
}

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

/** What links to headings look like, as GitHub and npm make it. */
function anchorsOf(text: string, headings = /^#+ (.*)$/gm): string[] {
	return [...text.matchAll(headings)].map(([, heading]) =>
		heading
			.toLowerCase()
			.replace(/[^\p{L}\p{N}\s_-]/gu, '')
			.replaceAll(' ', '-'),
	);
}

function isSeen({ type }: INodeProperties): boolean {
	return type !== 'hidden' && type !== 'notice';
}

/** A property, and those in it, however deep. */
function withInside(property: INodeProperties): INodeProperties[] {
	const { type, options = [] } = property;
	const inside =
		type === 'collection'
			? (options as INodeProperties[])
			: type === 'fixedCollection'
				? (options as INodePropertyCollection[]).flatMap(({ values }) => values)
				: [];
	return [property, ...inside.flatMap(withInside)];
}

function choicesOf({ type, options }: INodeProperties): INodePropertyOptions[] {
	return type === 'options' || type === 'multiOptions' ? (options as INodePropertyOptions[]) : [];
}

/** A default as the reference shows it: an expression without its `=`, the rest as JSON without needless quotes. */
function presetOf(value: INodeProperties['default']): string {
	const isWords = typeof value === 'string' && value !== '';
	return `\`${isWords ? value.replace(/^=/, '') : JSON.stringify(value)}\``;
}
