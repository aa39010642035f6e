import { MAX_CALL_BYTES } from '../shared/clicks/event';
import { clock } from '../shared/clock';

/** What arrives later does not become whole any more: the official SDKs wait ten seconds (Node) or five (Go). */
const KEPT_FOR_MS = 10_000;

/** Of all messages that are not whole yet (chosen). */
const KEPT_BYTES_AT_MOST = 4 * MAX_CALL_BYTES;

/** Of one message (chosen). */
const PARTS_AT_MOST = 1_000;

/** Puts together messages that come in several frames, in whatever order. */
export class Parts {
	/** By message, the oldest first. */
	private readonly unfinished = new Map<
		string,
		{ parts: Array<Buffer | undefined>; bytes: number; startedAt: number }
	>();

	/**
	 * @param sum how many parts the message has
	 * @param seq which of them this is, from 0
	 * @returns the whole message once this was the last part that was missing
	 */
	add(id: string, sum: number, seq: number, part: Buffer): Buffer | undefined {
		this.forgetOld();
		// As the official SDK (Go) does, also if it is no number.
		if (!(sum > 1)) return part;
		if (!isWithin(sum, 1, PARTS_AT_MOST) || !isWithin(seq, 0, sum - 1)) return undefined;
		const message = this.unfinished.get(id) ?? {
			parts: new Array<undefined>(sum).fill(undefined),
			bytes: 0,
			startedAt: clock.elapsed(),
		};
		if (message.parts.length !== sum) return undefined;
		message.bytes += part.length - (message.parts[seq]?.length ?? 0);
		message.parts[seq] = part;
		const isTooLong = message.bytes > MAX_CALL_BYTES;
		const isMissing = message.parts.includes(undefined);
		if (isMissing && !isTooLong) this.unfinished.set(id, message);
		else this.unfinished.delete(id);
		return isMissing || isTooLong ? undefined : Buffer.concat(message.parts as Buffer[]);
	}

	private forgetOld(): void {
		const oldest = clock.elapsed() - KEPT_FOR_MS;
		let bytes = 0;
		for (const message of this.unfinished.values()) bytes += message.bytes;
		for (const [id, message] of this.unfinished) {
			if (message.startedAt >= oldest && bytes <= KEPT_BYTES_AT_MOST) return;
			bytes -= message.bytes;
			this.unfinished.delete(id);
		}
	}
}

const isWithin = (value: number, min: number, max: number) =>
	Number.isInteger(value) && value >= min && value <= max;
