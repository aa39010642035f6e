import { TOO_LARGE_FOR_ALL_LEVELS } from '../../shared/errorCodes';
import { FeishuError, refusalIn } from '../../shared/feishuError';
import { listed } from '../../shared/values';
import { PERMISSIONS } from '../card/permissions';
import type { PatientClient } from '../sending/patience';
import { pagesOf } from './pages';

/** The most that Feishu gives on a page of departments or of their people. */
const PAGE_SIZE = 50;

/** How many departments are read at the same time: many are small, and each takes at least one request. */
const AT_ONCE = 8;

/** How many of the departments that Feishu refused are named. */
const IDS_SHOWN = 10;

/** Feishu's own department IDs begin with od-; those that a company chooses may not. */
const typeOf = (id: string) =>
	id.startsWith('od-') || id === '0' ? 'open_department_id' : 'department_id';

/**
 * The open IDs of everybody in a department and in those below it, page by page; "0" is the whole company.
 *
 * @throws FeishuError if Feishu refuses to tell them: after everybody else, where it refuses departments below
 */
export async function* departmentMembers(
	client: PatientClient,
	id: string,
): AsyncGenerator<string[]> {
	const refused = new Refused();
	yield* directMembers(client, id);
	const waiting: Array<Promise<string[]>> = [];
	for await (const below of departmentsBelow(client, id, refused)) {
		const members = allOf(client, below, refused);
		// It is awaited later, or not at all if another one fails before.
		members.catch(() => {});
		waiting.push(members);
		const next = waiting.length >= AT_ONCE ? waiting.shift() : undefined;
		if (next) yield await next;
	}
	for (const members of waiting) yield await members;
	if (refused.error) throw refused.error;
}

/** The departments that Feishu refused: the others are read all the same. */
class Refused {
	private readonly ids = new Set<string>();
	private first: FeishuError | undefined;

	/** @throws the error, if it is more than a refusal */
	add(id: string, error: unknown): void {
		const refusal = refusalIn(error);
		this.first ??= refusal;
		this.ids.add(id);
	}

	/** The first refusal, with the departments that were refused: the user named another one. */
	get error(): FeishuError | undefined {
		if (!this.first) return undefined;
		const { details } = this.first;
		const summary = `${details.summary}: ${listed([...this.ids], IDS_SHOWN)}`;
		return new FeishuError({ ...details, summary });
	}
}

/** Everybody in a department, as far as Feishu tells. */
async function allOf(client: PatientClient, id: string, refused: Refused): Promise<string[]> {
	const all: string[] = [];
	try {
		for await (const page of directMembers(client, id)) all.push(...page);
	} catch (error) {
		refused.add(id, error);
	}
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
async function* departmentsBelow(
	client: PatientClient,
	id: string,
	refused: Refused,
): AsyncGenerator<string> {
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
			if (mayHelp) levels.push({ id: level.id, allLevels: false });
			else refused.add(level.id, refusal);
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
