/** The order of the folders: who may know of whom. CONTRIBUTING tells what is in each. */
import { sourceFiles } from './sources';

const files = sourceFiles();
const NODE = 'nodes/FeishuAppFeedCard/';
const TRIGGER = 'nodes/FeishuAppFeedCardTrigger/';
const CONNECTION = 'nodes/FeishuAppFeedCardConnectionTrigger/';
const SHARED = 'nodes/shared/';
const CLICKS = 'nodes/shared/clicks/';

/** From top to bottom: a folder imports from those below its floor, not from its neighbours on it. */
const FLOORS = [
	[NODE],
	[`${NODE}operations/`],
	[`${NODE}output/`],
	[`${NODE}people/`, `${NODE}pictures/`],
	[`${NODE}sending/`],
	[`${NODE}panel/`, `${NODE}pacing/`],
	[`${NODE}reading/`],
	[`${NODE}card/`],
	[SHARED],
];

const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1);
const floorOf = (folder: string) => FLOORS.findIndex((folders) => folders.includes(folder));

function mayImport(from: string, to: string): boolean {
	const [own, other] = [folderOf(from), folderOf(to)];
	if (own === other) return true;
	// The credential and the triggers stand on the ground floor; what the triggers share is theirs alone.
	if (own === 'credentials/' || own === CLICKS) return other === SHARED;
	if (own === TRIGGER || own === CONNECTION) return other === CLICKS || other === SHARED;
	return floorOf(own) >= 0 && floorOf(other) > floorOf(own);
}

test('every file is in a folder that has its place', () => {
	const known = ['credentials/', TRIGGER, CONNECTION, CLICKS, ...FLOORS.flat()];
	expect(files.map(({ path }) => path).filter((path) => !known.includes(folderOf(path)))).toEqual(
		[],
	);
	expect(files.length).toBeGreaterThan(30);
});

test('imports run downwards', () => {
	const wrong = files.flatMap(({ path, imports }) =>
		imports.filter((to) => !mayImport(path, to)).map((to) => `${path} imports ${to}`),
	);
	expect(wrong).toEqual([]);
});

test('imports lead to files that are there', () => {
	const paths = new Set(files.map(({ path }) => path));
	expect(files.flatMap(({ imports }) => imports).filter((to) => !paths.has(to))).toEqual([]);
});

test('imports form no circle', () => {
	const byPath = new Map(files.map((file) => [file.path, file]));
	const circles: string[] = [];
	const done = new Set<string>();
	const follow = (path: string, way: string[]) => {
		if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' → '));
		if (way.includes(path) || done.has(path)) return;
		for (const to of byPath.get(path)?.imports ?? []) follow(to, [...way, path]);
		done.add(path);
	};
	for (const { path } of files) follow(path, []);
	expect(circles).toEqual([]);
});

test('nothing is imported but n8n-workflow and crypto: n8n verifies no package that needs more', () => {
	const all = files.flatMap(({ packages }) => packages);
	expect([...new Set(all)].sort()).toEqual(['crypto', 'n8n-workflow']);
});

test('the package reads time in one place', () => {
	const reads = /\bDate\.now\(|\bnew Date\(\)|\bperformance\.|\bsleep\(ms\)/;
	const places = files.filter(({ text }) => reads.test(text)).map(({ path }) => path);
	expect(places).toEqual(['nodes/shared/clock.ts']);
});
