/**
 * Reads the format in which n8n stores an execution ("flatted"): one JSON array of all objects,
 * arrays and strings of the original; where one stood inside another, its index stands as a string.
 * So one object may be in several places, even in itself.
 */
export function parseFlatted(text: string): unknown {
	const table = JSON.parse(text) as unknown[];
	const restored = new Map<number, unknown>();

	const at = (index: number): unknown => {
		const entry = table[index];
		if (typeof entry !== 'object' || entry === null) return entry;
		if (restored.has(index)) return restored.get(index);
		const copy: unknown[] | Record<string, unknown> = Array.isArray(entry) ? [] : {};
		restored.set(index, copy);
		for (const [key, value] of Object.entries(entry)) {
			(copy as Record<string, unknown>)[key] =
				typeof value === 'string' ? at(Number(value)) : value;
		}
		return copy;
	};

	return at(0);
}
