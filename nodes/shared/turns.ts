import { clock } from './clock';

/** How long a loop may work before it lets others in: n8n answers webhooks and the editor in the same thread. */
const TURN_MS = 25;

/**
 * Lets other work of the process in between pieces of long work.
 *
 * A loop calls `if (turns.isOver) await turns.next();` for each piece.
 */
export class Turns {
	private end = clock.elapsed() + TURN_MS;

	/** @param signal aborted when the work is to end */
	constructor(private readonly signal?: AbortSignal) {}

	get isOver(): boolean {
		return clock.elapsed() >= this.end;
	}

	/** @throws the signal's reason when it is aborted */
	async next(): Promise<void> {
		// Promises are not enough: only a timer lets the event loop come to requests and to Stop.
		await clock.sleep(0);
		this.signal?.throwIfAborted();
		this.end = clock.elapsed() + TURN_MS;
	}
}
