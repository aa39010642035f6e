/* eslint-disable @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- this runs in tests, never inside n8n */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import type { Settings } from '../feishu/settings';
import type { Prepared, Question, Report, Trouble } from './standInProcess';

/** The measuring process's hold on the stand-in. */
export class RemoteStandIn {
	private constructor(private readonly child: ChildProcess) {}

	static async start(): Promise<RemoteStandIn> {
		const child = fork(join(__dirname, 'standInProcess.ts'), {
			// Keeps `rateLimit: undefined`, which JSON would drop.
			serialization: 'advanced',
		});
		await once(child, 'message');
		return new RemoteStandIn(child);
	}

	async prepare(cards: number, settings: Partial<Settings>, trouble?: Trouble): Promise<Prepared> {
		return await this.ask({ ask: 'prepare', cards, settings, trouble });
	}

	/** Each card is for somebody else, who has an e-mail address. */
	async preparePeople(cards: number, settings: Partial<Settings>): Promise<Prepared> {
		return await this.ask({ ask: 'prepare', cards, settings, people: true });
	}

	async report(): Promise<Report> {
		return await this.ask({ ask: 'report' });
	}

	stop(): void {
		this.child.disconnect();
	}

	private async ask<T>(question: Question): Promise<T> {
		const answered = once(this.child, 'message');
		this.child.send(question);
		return (await answered)[0] as T;
	}
}
