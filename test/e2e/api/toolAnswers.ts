/* eslint-disable @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import assert from 'node:assert/strict';

/** The summary in what n8n tells a model: each version wraps it in its own way. */
export function summaryIn(said: string): Record<string, unknown> {
	let value: unknown = said;
	for (;;) {
		if (typeof value === 'string') value = JSON.parse(value);
		else if (Array.isArray(value)) {
			assert.equal(value.length, 1, said);
			[value] = value;
		} else if (value !== null && typeof value === 'object' && 'response' in value) {
			value = value.response;
		} else return value as Record<string, unknown>;
	}
}

/** Without tags and escapes, which are for n8n's editor. */
export function assertPlain(said: string): void {
	assert.doesNotMatch(said, /<\w|&amp;|&lt;/);
}
