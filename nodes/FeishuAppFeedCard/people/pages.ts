import { incompleteAnswer } from '../../shared/feishuError';
import { filledText, isRecord } from '../../shared/values';
import type { PatientClient, PatientRequest } from '../sending/patience';

/**
 * The IDs in one of Feishu's lists, page by page to the last: a page may be empty and still not be the last.
 *
 * @param key under which an entry has its ID
 * @throws FeishuError if Feishu refuses, and if a page does not tell what is on it
 */
export async function* pagesOf(
	client: PatientClient,
	key: string,
	{ qs, ...list }: Omit<PatientRequest, 'method'>,
): AsyncGenerator<string[]> {
	const seen = new Set<string>();
	let pageToken: string | undefined;
	for (;;) {
		const more = pageToken === undefined ? {} : { page_token: pageToken };
		const page = await client.request({ ...list, method: 'GET', qs: { ...qs, ...more } });
		const items = page.items ?? [];
		if (!Array.isArray(items)) throw unreadable();
		yield items.filter(isRecord).flatMap(({ [key]: id }) => filledText(id) ?? []);
		if (page.has_more !== true) return;
		pageToken = filledText(page.page_token);
		// The same page again would go on for ever.
		if (pageToken === undefined || seen.has(pageToken)) throw unreadable();
		seen.add(pageToken);
	}
}

const unreadable = () =>
	incompleteAnswer('who is on this page or where the next one is', { kind: 'refused' });
