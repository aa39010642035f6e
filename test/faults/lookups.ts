/* eslint-disable @n8n/community-nodes/no-restricted-globals -- this runs in tests, never inside n8n */
// Test code, never part of the package.
/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import dns from 'node:dns';

/**
 * Makes the operating system's name resolution fail for `localhost`, where Node calls it: a name that
 * really begins to resolve later is nothing that a test can arrange.
 *
 * @param fails asked for each lookup; gives the code that it fails with
 * @returns what ends it
 */
export function failLookups(fails: () => string | undefined): () => void {
	const real = dns.lookup;
	const failing = (hostname: string, ...rest: unknown[]) => {
		const code = hostname === 'localhost' ? fails() : undefined;
		if (code === undefined) return (real as (...all: unknown[]) => void)(hostname, ...rest);
		const callback = rest.at(-1) as (error: Error) => void;
		const error = Object.assign(new Error(`getaddrinfo ${code} ${hostname}`), { code, hostname });
		process.nextTick(callback, error);
	};
	dns.lookup = failing as unknown as typeof dns.lookup;
	return () => (dns.lookup = real);
}
