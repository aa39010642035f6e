/**
 * What a failed request of n8n's helpers says: Node's code (ECONNRESET, …; empty if it has none) and its
 * words. n8n wraps the failure, in a way that differs between versions, so both the error and its cause
 * are looked at.
 */
export function networkFailureOf(error: unknown): { code: string; words: string } {
	const outer = (error ?? {}) as { code?: unknown; cause?: unknown; message?: unknown };
	const inner = (outer.cause ?? {}) as { code?: unknown; message?: unknown };
	const code = [inner.code, outer.code].find((value) => typeof value === 'string') as
		| string
		| undefined;
	const words = [inner.message, outer.message].find((value) => typeof value === 'string') as
		| string
		| undefined;
	return { code: code ?? '', words: words ?? 'unknown failure' };
}
