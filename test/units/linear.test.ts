/** What comes from outside costs no more than its length: counted in characters, not in time. */
import { asHtml } from '../../nodes/FeishuAppFeedCard/output/html';
import { readContents } from '../../nodes/FeishuAppFeedCard/reading/contents';
import { Problems } from '../../nodes/FeishuAppFeedCard/reading/problems';
import { readRefusal } from '../../nodes/FeishuAppFeedCard/sending/refusal';
import { readAnswer } from '../../nodes/shared/answer';
import type { FeishuError } from '../../nodes/shared/feishuError';
import { parseIdList, parsePair, pictureIn } from './parsing';

/** What each regular expression was given to look at: by its source, all characters, and the longest text. */
function lookedAt(run: () => unknown): Map<string, { all: number; longest: number }> {
	const counts = new Map<string, { all: number; longest: number }>();
	const { exec } = RegExp.prototype;
	const { parse } = JSON;
	const note = (what: string, length: number) => {
		const { all, longest } = counts.get(what) ?? { all: 0, longest: 0 };
		counts.set(what, { all: all + length, longest: Math.max(longest, length) });
	};
	// All of test, match, replace and split come here.
	RegExp.prototype.exec = function (text: string) {
		const from = this.lastIndex;
		const found = exec.call(this, text);
		// Where it must begin at one place, as in split, it looks no further if it does not.
		const nowhere = this.sticky ? from + 1 : text.length;
		const to = found ? found.index + found[0].length : nowhere;
		note(this.source, Math.max(to - from, 0));
		return found;
	};
	JSON.parse = (text: string) => {
		note('JSON', text.length);
		return parse(text) as unknown;
	};
	try {
		run();
	} finally {
		RegExp.prototype.exec = exec;
		JSON.parse = parse;
	}
	return counts;
}

/** Texts on which a careless expression goes back again and again. */
const HOSTILE: Array<[string, (length: number) => string]> = [
	['letters', (n) => 'a'.repeat(n)],
	['spaces', (n) => `x${' '.repeat(n)}x`],
	['line breaks', (n) => '\n'.repeat(n)],
	['commas', (n) => ','.repeat(n)],
	['open expressions', (n) => '{{'.repeat(n / 4) + '$a'.repeat(n / 4)],
	['brackets', (n) => '['.repeat(n)],
	['objects', (n) => '{"a":'.repeat(n / 5)],
	['quotes', (n) => '"'.repeat(n)],
	['fences', (n) => '```'.repeat(n / 3)],
	['addresses', (n) => 'https://a.'.repeat(n / 10)],
	['at signs', (n) => 'a@a.'.repeat(n / 4)],
	['digits', (n) => '1'.repeat(n)],
	['emoji', (n) => '👨‍👩‍👧'.repeat(n / 8)],
	['invisible characters', (n) => '\u200b'.repeat(n)],
	['a list of cards', (n) => `[${'{"biz_id":"a","user_id":"ou_1"},'.repeat(n / 32)}`],
	['times', (n) => '00:00:00 GMT+0000 '.repeat(n / 18)],
	['words about cards', (n) => 'card not exist '.repeat(n / 15)],
];

/** The error of an answer of Feishu's: its texts are bounded there. */
function refusedWith(msg: string): FeishuError {
	const error = { troubleshooter: msg, log_id: msg };
	try {
		readAnswer({ statusCode: 400, headers: {}, body: { code: 230001, msg, error } }, []);
	} catch (refusal) {
		return refusal as FeishuError;
	}
	throw new Error('It was read as a success');
}

const READERS: Array<[string, (text: string) => unknown]> = [
	['a business ID', (text) => parsePair(text, 'ou_1', 'open_id')],
	['a user ID', (text) => parsePair('a', text, 'open_id')],
	['an e-mail address', (text) => parsePair('a', text, 'email')],
	['a phone number', (text) => parsePair('a', text, 'mobile')],
	['a list', (text) => parseIdList(text)],
	['the name of a column', (text) => parseIdList([{ [text]: 'a' }])],
	...['title', 'link', 'buttons', 'status_label', 'notify', 'update_fields'].map(
		(key): [string, (text: string) => unknown] => [
			key,
			(text) =>
				readContents(
					{ shape: 'flat', fields: { [key]: text }, updateFields: key === 'update_fields' && text },
					{ whole: true, changes: true },
					new Problems(0, (path) => path),
					pictureIn,
				),
		],
	),
	[
		"a message of Feishu's",
		(text) =>
			readRefusal(refusedWith(text), { verb: 'delete', stateReason: 'NOT_CREATED' }, [
				{ bizId: 'a', userId: 'ou_1', inputs: [0], order: 0 },
			]),
	],
	['the description of an error', (text) => asHtml([text])],
];

test.each(READERS)('%s that is twice as long costs twice as much at most', (_, read) => {
	const N = 10_080;
	for (const [what, hostile] of HOSTILE) {
		const [once, twice] = [N, 2 * N].map((length) => lookedAt(() => read(hostile(length))));
		for (const [source, { all }] of twice) {
			const before = once.get(source)?.all ?? 0;
			// JSON is looked for by halves, so twice the length is one step more.
			expect({ what, source, isLinear: all <= 2.2 * before + 1_000 }).toEqual({
				what,
				source,
				isLinear: true,
			});
		}
	}
});

/** None of these goes back further than a few characters. */
const MAY_SEE_ALL = [
	'JSON',
	'[\\ud800-\\udbff][\\udc00-\\udfff]',
	'^\\s*[[{]',
	'\\[object [A-Z]\\w{0,30}\\]',
	'Invalid Date',
	'\\[native code\\]',
	'\\d{2}:\\d{2}:\\d{2} GMT[+-]\\d{4} \\(',
	'^\\s*#(?:N\\/A|REF!|VALUE!|DIV\\/0!|NAME\\?|NUM!|NULL!|ERROR!)\\s*$',
];

test('a text is bounded before an expression looks at it that could go back', () => {
	const seen = new Set<string>();
	// The description holds what was bounded before.
	for (const [, read] of READERS.slice(0, -1)) {
		for (const [, hostile] of HOSTILE) {
			for (const [source, { longest }] of lookedAt(() => read(hostile(20_160)))) {
				if (longest > 11_000) seen.add(source);
			}
		}
	}
	expect([...seen].filter((source) => !MAY_SEE_ALL.includes(source))).toEqual([]);
});
