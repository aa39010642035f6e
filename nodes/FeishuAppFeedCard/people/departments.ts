import { refusalIn } from '../../shared/feishuError';
import { PERMISSIONS } from '../card/permissions';
import type { PatientClient } from '../sending/patience';
import { pagesOf } from './pages';

/** The most that Feishu gives on a page of departments or of their people. */
const PAGE_SIZE = 50;

/** How many departments are read at the same time: many are small, and each takes at least one request. */
const AT_ONCE = 8;

/** Feishu does not list very large departments ("超大部门不允许进行查询"): those below it are asked for level by level. */
const TOO_LARGE_FOR_ALL_LEVELS = 43010;

/** Feishu's own department IDs begin with od-; those that a company chooses may not. */
const typeOf = (id: string) =>
	id.startsWith('od-') || id === '0' ? 'open_department_id' : 'department_id';

/**
 * The open IDs of everybody in a department and in those below it, page by page; "0" is the whole company.
 *
 * @throws FeishuError if Feishu refuses to tell them
 */
export async function* departmentMembers(
	client: PatientClient,
	id: string,
): AsyncGenerator<string[]> {
	yield* directMembers(client, id);
	const waiting: Array<Promise<string[]>> = [];
	for await (const below of departmentsBelow(client, id)) {
		const members = allOf(directMembers(client, below));
		// It is awaited later, or not at all if another one fails before.
		members.catch(() => {});
		waiting.push(members);
		const next = waiting.length >= AT_ONCE ? waiting.shift() : undefined;
		if (next) yield await next;
	}
	for (const members of waiting) yield await members;
}

async function allOf(pages: AsyncIterable<string[]>): Promise<string[]> {
	const all: string[] = [];
	for await (const page of pages) all.push(...page);
	return all;
}

/** https://open.feishu.cn/document/uAjLw4CM/ukTMukTMukTM/reference/contact-v3/user/find_by_department */
function directMembers(client: PatientClient, id: string): AsyncGenerator<string[]> {
	return pagesOf(client, 'open_id', {
		path: '/open-apis/contact/v3/users/find_by_department',
		qs: {
			department_id: id,
			department_id_type: typeOf(id),
			user_id_type: 'open_id',
			page_size: PAGE_SIZE,
		},
		needs: PERMISSIONS.department_id,
	});
}

/** All departments below, each once: https://open.feishu.cn/document/uAjLw4CM/ukTMukTMukTM/reference/contact-v3/department/children */
async function* departmentsBelow(client: PatientClient, id: string): AsyncGenerator<string> {
	const seen = new Set<string>([id]);
	const levels = [{ id, allLevels: true }];
	for (let level = levels.shift(); level !== undefined; level = levels.shift()) {
		try {
			for await (const page of childrenOf(client, level.id, level.allLevels)) {
				for (const child of page) {
					if (seen.has(child)) continue;
					seen.add(child);
					if (!level.allLevels) levels.push({ id: child, allLevels: true });
					yield child;
				}
			}
		} catch (error) {
			const refusal = refusalIn(error);
			const mayHelp = refusal.details.code === TOO_LARGE_FOR_ALL_LEVELS && level.allLevels;
			if (!mayHelp) throw refusal;
			levels.push({ id: level.id, allLevels: false });
		}
	}
}

function childrenOf(
	client: PatientClient,
	id: string,
	allLevels: boolean,
): AsyncGenerator<string[]> {
	return pagesOf(client, 'open_department_id', {
		path: `/open-apis/contact/v3/departments/${encodeURIComponent(id)}/children`,
		api: '/open-apis/contact/v3/departments/:department_id/children',
		qs: { department_id_type: typeOf(id), fetch_child: allLevels, page_size: PAGE_SIZE },
		needs: PERMISSIONS.department_id,
	});
}
