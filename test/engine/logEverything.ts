/* eslint-disable @n8n/community-nodes/no-restricted-globals -- this runs in tests, never inside n8n */
/** Import it first: n8n's logger reads its level, and takes hold of the console, when it is loaded. */
process.env.N8N_LOG_LEVEL = 'debug';

/** What was written to the console. */
export const logged: unknown[][] = [];

// A plain object: n8n's logger goes past the functions of a console that has a stream.
const note = (...words: unknown[]) => void logged.push(words);
globalThis.console = {
	...console,
	...{ log: note, info: note, warn: note, error: note, debug: note },
	...{ _stdout: undefined, _stderr: undefined },
};
