import fc from 'fast-check';

import { asHtml } from '../../nodes/FeishuAppFeedCard/output/html';

/** What a browser shows of our HTML: its text, tags left out. */
const shown = (html: string) =>
	html
		.replace(/<[^>]*>/g, '')
		.replace(/&lt;/g, '<')
		.replace(/&amp;/g, '&');

test('whatever text comes in is shown unchanged, and no tag of its own survives', () => {
	fc.assert(
		fc.property(fc.string({ unit: fc.constantFrom(...'<>&;#"\'/ahltpmgs:. [x') }), (text) => {
			expect(shown(asHtml([text]))).toBe(text);
			const tags = asHtml([text]).match(/<[^>]*>/g) ?? [];
			for (const tag of tags)
				expect(tag).toMatch(/^<(a href="https:\/\/[^"<>\s]+" target="_blank"|\/a)>$/);
		}),
		{ numRuns: 2_000 },
	);
});

test.each([
	['open https://a.example/x?a=1&b=2.', 'https://a.example/x?a=1&amp;b=2'],
	['点击链接：https://a.example/x，然后', 'https://a.example/x'],
	['[https://a.example/x]', 'https://a.example/x'],
])('in "%s" the address becomes a link', (text, address) => {
	expect(asHtml([text])).toContain(`<a href="${address}" target="_blank">${address}</a>`);
});

test.each(['javascript:alert(1)', 'http://plain.example', 'data:text/html,x'])(
	'%s becomes none',
	(text) => {
		expect(asHtml([text])).toBe(text);
	},
);

test('empty lines are left out', () => {
	expect(asHtml(['a', '', 'b'])).toBe('a<br>b');
});
