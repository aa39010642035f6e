/*
 * n8n shows the description of an error as HTML (sanitised), and its other texts as they are. So what comes
 * from outside is escaped in a description, or a part of it would be lost, and lines are broken by tags.
 */

/** Text as HTML that shows it unchanged; what needs no escape stays readable if no HTML is shown. */
function escaped(text: string): string {
	return text.replace(/&(?=[#\w])/g, '&amp;').replace(/</g, '&lt;');
}

/** Up to white space, quotes, brackets and Chinese punctuation, without a full stop or the like at its end. */
const ADDRESS =
	/(https:\/\/[^\s"'<>()[\]{}，。；、！？）】」]*[^\s"'<>()[\]{}，。；、！？）】」.,;:!?])/;

/** The same, with web addresses as links: the message of a missing permission has one that grants it. */
function escapedWithLinks(text: string): string {
	return text
		.split(ADDRESS)
		.map(escaped)
		.map((part, index) =>
			index % 2 === 1 ? `<a href="${part}" target="_blank">${part}</a>` : part,
		)
		.join('');
}

/** Lines of plain text as HTML, one under the other; empty ones are left out. */
export function asHtml(lines: readonly string[]): string {
	return lines
		.filter((line) => line !== '')
		.map(escapedWithLinks)
		.join('<br>');
}
