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

it.each(['README.md', 'README.zh-CN.md'])('%s shows each of them', (file) => {
	const text = readFileSync(join(DOCS, '..', file), 'utf8');
	expect(PICTURES.filter((name) => !text.includes(`](docs/${name}.png)`))).toEqual([]);
});

it(`the pictures are not older than what they show; where they are: ${AGAIN}`, () => {
	const { shown } = JSON.parse(readFileSync(STAMP, 'utf8')) as { shown: string };
	const isOld = shown !== hashOfWhatIsShown();
	expect(isOld ? `Panel or messages have changed: ${AGAIN}.` : 'not older').toBe('not older');
});
