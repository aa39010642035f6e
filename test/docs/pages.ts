/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs by hand and in tests, never inside n8n */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { codes } from './codes';
import { cardFields, partFields, updateNumbers } from './fields';
import type { Language, Rows } from './words';

export const LANGUAGES: Language[] = ['english', 'chinese'];

/** Each table that is made of the code, by the name in its mark. */
const TABLES: Record<string, Record<string, (language: Language) => Rows>> = {
	errors: {
		'codes that stop the node': (language) => codes(language, false),
		'codes of refused cards': (language) => codes(language, true),
	},
	reference: {
		'fields of a card': cardFields,
		'fields of buttons and labels': partFields,
		'numbers of update_fields': updateNumbers,
	},
};

/** The pages that have such tables. */
export const PAGES = Object.keys(TABLES);

export function fileOf(page: string, language: Language): string {
	return join('docs', language === 'english' ? `${page}.md` : `${page}.zh-CN.md`);
}

export const read = (page: string, language: Language) =>
	readFileSync(join(__dirname, '..', '..', fileOf(page, language)), 'utf8');

/**
 * The page with its tables made anew, each between two marks.
 *
 * @throws Error where a mark is missing
 */
export function made(page: string, language: Language, text: string): string {
	return Object.entries(TABLES[page]).reduce((before, [name, rows]) => {
		const [begin, end] = [`<!-- ${name}, by npm run docs -->`, `<!-- end -->`];
		const from = before.indexOf(begin);
		const to = before.indexOf(end, from);
		if (from < 0 || to < 0) throw new Error(`${fileOf(page, language)} has no ${begin} … ${end}`);
		const table = tableOf(rows(language));
		return `${before.slice(0, from)}${begin}\n\n${table}\n\n${before.slice(to)}`;
	}, text);
}

function tableOf([head, ...rows]: Rows): string {
	const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
