/** Rows as aligned text; the last column may be of any length. */
export function table(columns: string[], rows: Array<Record<string, unknown>>): string {
	const cells = rows.map((row) => columns.map((column) => String(row[column])));
	const widths = columns.map((column, index) =>
		Math.max(column.length, ...cells.map((line) => line[index].length)),
	);
	const draw = (line: string[]) =>
		line
			.map((cell, index) => cell.padEnd(widths[index]))
			.join('  ')
			.trimEnd();
	return [columns, widths.map((width) => '-'.repeat(width)), ...cells].map(draw).join('\n');
}
