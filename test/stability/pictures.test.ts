/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { DOCS, hashOfWhatIsShown, MAX_BYTES, PICTURES, STAMP } from '../e2e/browser/pictures';

const AGAIN = 'run "npm run screenshots", look at the pictures in docs/ and commit them';

it('the pictures in docs/ are those that npm run screenshots takes, and none is too large', () => {
	const files = readdirSync(DOCS).filter((file) => file.endsWith('.png'));
	expect(files.sort()).toEqual(PICTURES.map((name) => `${name}.png`));
	const large = files.filter((file) => statSync(join(DOCS, file)).size > MAX_BYTES);
	expect(large).toEqual([]);
});

it.each(['English', 'Chinese'])('each of them stands on a page in %s', (language) => {
	const files = ['README.md', 'README.zh-CN.md'].map((file) => join(DOCS, '..', file));
	const pages = readdirSync(DOCS).map((file) => join(DOCS, file));
	const texts = [...files, ...pages]
		.filter((file) => file.endsWith('.md'))
		.filter((file) => file.endsWith('.zh-CN.md') === (language === 'Chinese'))
		.map((file) => readFileSync(file, 'utf8'));
	const isShown = (name: string) =>
		texts.some((text) => new RegExp(`^!\\[.+\\]\\((docs/)?${name}\\.png\\)$`, 'm').test(text));
	expect(PICTURES.filter((name) => !isShown(name))).toEqual([]);
});

it(`the pictures are not older than what they show; where they are: ${AGAIN}`, () => {
	const { shown } = JSON.parse(readFileSync(STAMP, 'utf8')) as { shown: string };
	const isOld = shown !== hashOfWhatIsShown();
	expect(isOld ? `Panel or messages have changed: ${AGAIN}.` : 'not older').toBe('not older');
});
