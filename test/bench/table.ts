/** A Markdown table; numbers stand on the right. */
export function table(head: string[], rows: Array<Array<string | number>>): string {
	const cells = [head, ...rows.map((row) => row.map(String))];
	const numeric = head.map(
		(name, column) => name !== '' && rows.every((row) => /^[\d≤<–-]/.test(`${row[column]}`)),
	);
	const line = (row: string[]) => `| ${row.join(' | ')} |`;
	const rule = line(numeric.map((right) => (right ? '--:' : '---')));
	return [line(cells[0]), rule, ...cells.slice(1).map(line)].join('\n');
}

export const seconds = (ms: number) => `${(ms / 1_000).toFixed(2)} s`;

export const count = (value: number) => value.toLocaleString('en-US');

export const megabytes = (bytes: number, digits = 0) => `${(bytes / 1e6).toFixed(digits)} MB`;
