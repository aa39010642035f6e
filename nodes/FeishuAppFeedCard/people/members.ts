import { refusalIn } from '../../shared/feishuError';

/** The people of a group or department: read page by page, and once, however many cards are for them. */
export class Members {
	private readonly read: string[][] = [];
	private isComplete = false;
	private error: unknown;
	private reading: Promise<void> | undefined;

	constructor(private readonly source: AsyncGenerator<string[]>) {}

	/**
	 * Reads one page more, unless one is being read.
	 *
	 * @throws FeishuError that is more than a refusal of this group or department
	 */
	async readOn(): Promise<void> {
		this.reading ??= this.readPage();
		await this.reading;
	}

	private async readPage(): Promise<void> {
		try {
			const next = await this.source.next();
			if (next.done) this.isComplete = true;
			else this.read.push(next.value);
		} catch (error) {
			this.error = error;
			this.isComplete = true;
			// Whatever is more than a refusal is heard at once, also by whoever reads ahead.
			refusalIn(error);
		} finally {
			this.reading = undefined;
		}
	}

	/** @throws what the first page that could not be read threw, after those before it */
	async *pages(): AsyncGenerator<string[]> {
		for (let page = 0; ; page++) {
			while (page >= this.read.length && !this.isComplete) await this.readOn();
			if (page >= this.read.length) break;
			yield this.read[page];
		}
		if (this.error !== undefined) throw this.error;
	}
}
