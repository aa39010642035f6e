/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PROJECT = join(__dirname, '..', '..', '..');

/** What a step of the README tells to look for or to write, in its order. */
export interface Step {
	/** **What is bold**: what stands on the screen. */
	labels: string[];
	/** `What is code`: what is typed, or comes out. */
	texts: string[];
}

/**
 * The numbered steps below a heading of README.md, by their number. In README.zh-CN.md the same chapter must
 * name the same words in the same order, apart from Feishu's console, which is Chinese there.
 *
 * @throws AssertionError where there is no such heading
 */
export function readSteps(heading: string): Step[] {
	return stepsOf(chapters('README.md').find(({ title }) => title === heading)?.text, heading);
}

/** @throws AssertionError where the Chinese README names other words in one of these steps */
export function assertSameInChinese(heading: string, numbers: number[]): void {
	const english = chapters('README.md');
	const chinese = chapters('README.zh-CN.md')[english.findIndex(({ title }) => title === heading)];
	const [here, there] = [readSteps(heading), stepsOf(chinese?.text, heading)];
	for (const number of numbers) {
		assert.deepEqual(there[number], here[number], `${heading}, step ${number}, in Chinese`);
	}
}

function chapters(file: string): Array<{ title: string; text: string }> {
	return readFileSync(join(PROJECT, file), 'utf8')
		.split(/^## /m)
		.slice(1)
		.map((text) => ({ title: text.split('\n')[0], text }));
}

function stepsOf(text: string | undefined, heading: string): Step[] {
	assert.ok(text, `The README has no chapter "${heading}"`);
	const steps: Step[] = [];
	for (const [, number, words] of text.matchAll(/^(\d+)\. (.*)$/gm)) {
		steps[Number(number)] = {
			labels: [...words.matchAll(/\*\*(.+?)\*\*/g)].map(([, label]) => label),
			texts: [...words.matchAll(/`(.+?)`/g)].map(([, code]) => code),
		};
	}
	return steps;
}
