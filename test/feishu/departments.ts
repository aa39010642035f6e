/** A department; the root of the company is "0" (根部门的部门 ID 为 0). */
export interface Department {
	/** open_department_id: begins with "od-". */
	openId: string;
	/** department_id: chosen by the company (自定义部门 ID). */
	ownId: string;
	/** The open_department_id of the one above. */
	parent: string;
	/** Open IDs of those who are in it directly. */
	members: string[];
}

export const ROOT = '0';

/** The tree of a company's departments. */
export class Departments {
	private readonly all = new Map<string, Department>();
	private readonly root: Department = { openId: ROOT, ownId: ROOT, parent: '', members: [] };

	add(department: Department): void {
		this.all.set(department.openId, department);
	}

	addToRoot(...members: string[]): void {
		this.root.members.push(...members);
	}

	find(id: string, type: string): Department | undefined {
		if (id === ROOT) return this.root;
		if (type === 'open_department_id') return this.all.get(id);
		return [...this.all.values()].find(({ ownId }) => ownId === id);
	}

	/** Those directly below, or all below. */
	below({ openId }: Department, all: boolean): Department[] {
		const children = [...this.all.values()].filter(({ parent }) => parent === openId);
		if (!all) return children;
		return children.flatMap((child) => [child, ...this.below(child, true)]);
	}

	/** Whether it is, or stands below, one of those that the app may see. */
	isWithin({ openId, parent }: Department, range: 'all' | Set<string>): boolean {
		if (range === 'all' || range.has(openId)) return true;
		const above = this.all.get(parent);
		return above !== undefined && this.isWithin(above, range);
	}

	/** Whether somebody is in a department that the app may see, or is named himself. */
	seesPerson(openId: string, range: 'all' | Set<string>): boolean {
		if (range === 'all' || range.has(openId)) return true;
		return [...this.all.values()].some(
			(one) => one.members.includes(openId) && this.isWithin(one, range),
		);
	}
}
