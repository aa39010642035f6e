import type { IDataObject } from 'n8n-workflow';

import { FeishuError } from '../../shared/feishuError';
import { isRecord } from '../../shared/values';
import type { PatientClient, Permission } from '../sending/patience';

/** One of Feishu's lists that come in pages. */
export interface PagedList {
	readonly path: string;
	/** The path with a placeholder: Feishu's rate limit counts for each API. */
	readonly api: string;
	readonly qs: IDataObject;
	readonly needs: Permission;
}

/**
 * The pages of a list, to the last: a page may be empty and still not be the last.
 *
 * @throws FeishuError if Feishu refuses, and if a page does not tell what is on it
 */
export async function* pagesOf(
	client: PatientClient,
	{ qs, ...list }: PagedList,
): AsyncGenerator<Array<Record<string, unknown>>> {
	const seen = new Set<string>();
	let pageToken: string | undefined;
	do {
		const more = pageToken === undefined ? {} : { page_token: pageToken };
		const { data } = await client.request({ ...list, method: 'GET', qs: { ...qs, ...more } });
		const page = isRecord(data) ? data : {};
		const items = page.items ?? [];
		if (!Array.isArray(items)) throw unreadable();
		yield items.filter(isRecord);
		if (page.has_more !== true) return;
		if (typeof page.page_token !== 'string' || page.page_token === '') throw unreadable();
		// The same page again would go on for ever.
		if (seen.has(page.page_token)) throw unreadable();
		pageToken = page.page_token;
		seen.add(pageToken);
	} while (pageToken !== undefined);
}

const unreadable = () =>
	new FeishuError({
		kind: 'refused',
		summary: "Feishu's answer does not tell who is on this page or where the next one is",
		advice: 'Try again later.',
	});
