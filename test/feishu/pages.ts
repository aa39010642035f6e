import { oneOf, optional, text } from './shapes';

/** The keys of a query that asks for a page. */
export const pageKeys = (largest: number) => ({
	page_size: optional(oneOf(...Array.from({ length: largest }, (_, index) => String(index + 1)))),
	page_token: optional(text(1)),
});

const PREFIX = 'page-';

/** A page_token is opaque to clients. */
export const tokenOf = (from: number) => Buffer.from(`${PREFIX}${from}`).toString('base64');

/** Where a page begins; undefined where the token is none of ours. */
export function beginning(token: string | undefined): number | undefined {
	if (token === undefined) return 0;
	const said = Buffer.from(token, 'base64').toString();
	const from = Number(said.slice(PREFIX.length));
	return said.startsWith(PREFIX) && Number.isInteger(from) ? from : undefined;
}

/** 当 has_more 为 true 时，会同时返回新的 page_token，否则不返回 page_token */
export const pageData = (items: unknown[], next: number | undefined) => ({
	items,
	has_more: next !== undefined,
	...(next === undefined ? {} : { page_token: tokenOf(next) }),
});
