import { refusalIn, type FeishuError } from '../../shared/feishuError';

/** The people of a group or department: read page by page, and once, however many cards are for them. */
export class Members {
	private readonly read: string[][] = [];
	private isComplete = false;
	private refusal: FeishuError | undefined;

	constructor(private readonly source: AsyncGenerator<string[]>) {}

	/**
	 * Reads one page more.
	 *
	 * @throws FeishuError that is more than a refusal of this group or department
	 */
	async readOn(): Promise<void> {
		try {
			const next = await this.source.next();
			if (next.done) this.isComplete = true;
			else this.read.push(next.value);
		} catch (error) {
			this.refusal = refusalIn(error);
			this.isComplete = true;
		}
	}

	/** @throws FeishuError after the last page that could be read, if there is one that could not */
	async *pages(): AsyncGenerator<string[]> {
		for (let page = 0; ; page++) {
			while (page >= this.read.length && !this.isComplete) await this.readOn();
			if (page >= this.read.length) break;
			yield this.read[page];
		}
		if (this.refusal) throw this.refusal;
	}
}
