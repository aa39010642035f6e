import { MAX_CALL_BYTES } from '../shared/clicks/event';
import { clock } from '../shared/clock';
import { CONTROL, DATA, decode, encode, frameHeader, pingOf, type Frame } from './frame';
import { readTiming, type Endpoint } from './endpoint';
import { Parts } from './parts';

/** How long opening may take (chosen). */
const OPENS_WITHIN_MS = 15_000;

/** How long a pong may take (chosen). */
const PONG_WITHIN_MS = 10_000;

/** What one frame may have besides its payload. */
const MAX_FRAME_BYTES = MAX_CALL_BYTES + 100_000;

/** What is done with what comes in. */
export interface Receiver {
	/**
	 * @param text a whole message: the JSON of a call
	 * @param answer sends the answer; called at once, and once
	 */
	receive(text: string, messageId: string, answer: (code: number, data?: object) => void): void;
	/** Something came that is not as Feishu's SDKs describe it; it is left out. */
	strange(what: string): void;
}

/** One WebSocket to Feishu, from its opening to its end. */
export class FeishuSocket {
	private readonly socket: WebSocket;
	private readonly over = new AbortController();
	private readonly opened = new AbortController();
	private readonly parts = new Parts();
	/** Whether anything has come since the last ping: proof that the connection lives. */
	private isAlive = false;

	constructor(
		private readonly endpoint: Endpoint,
		private readonly receiver: Receiver,
	) {
		this.socket = new WebSocket(endpoint.url);
		this.socket.binaryType = 'arraybuffer';
		this.socket.onopen = () => this.opened.abort();
		this.socket.onerror = () => this.end();
		this.socket.onclose = () => this.end();
		this.socket.onmessage = ({ data }: { data: unknown }) => this.take(data);
	}

	/** Whether it opened, in time. */
	async open(): Promise<boolean> {
		const either = AbortSignal.any([this.opened.signal, this.over.signal]);
		await clock.sleep(OPENS_WITHIN_MS, either);
		const isOpen = this.opened.signal.aborted && !this.over.signal.aborted;
		if (!isOpen) this.close();
		return isOpen;
	}

	/** Keeps the connection alive; ends when it is lost or closed. */
	async serve(): Promise<void> {
		const { signal } = this.over;
		let silentMs = 0;
		while (!signal.aborted) {
			this.isAlive = false;
			this.send(pingOf(this.endpoint.service));
			// Feishu may want the next ping earlier: then one pong for several pings is enough.
			const waitMs = Math.min(PONG_WITHIN_MS - silentMs, this.endpoint.timing.pingEveryMs);
			// In two halves: if this process was held up for a while, the pong waits to be read meanwhile.
			await clock.sleep(waitMs / 2, signal);
			await clock.sleep(waitMs / 2, signal);
			silentMs = this.isAlive ? 0 : silentMs + waitMs;
			if (silentMs >= PONG_WITHIN_MS) return this.close();
			await clock.sleep(this.endpoint.timing.pingEveryMs - waitMs, signal);
		}
	}

	close(): void {
		this.end();
		this.socket.onmessage = null;
		this.socket.onopen = null;
		this.socket.close(1000);
	}

	private end(): void {
		this.over.abort();
	}

	private take(data: unknown): void {
		this.isAlive = true;
		if (!(data instanceof ArrayBuffer)) return this.receiver.strange('a message that is text');
		if (data.byteLength > MAX_FRAME_BYTES)
			return this.receiver.strange('a frame that is too large');
		const frame = decode(Buffer.from(data));
		if (!frame) return this.receiver.strange('a message that is not a frame');
		if (frame.method === CONTROL) return this.takeControl(frame);
		if (frame.method === DATA) return this.takeData(frame);
		this.receiver.strange('a frame of an unknown method');
	}

	/** The payload of a pong has the timing as it is from now on. */
	private takeControl(frame: Frame): void {
		if (frameHeader(frame, 'type') !== 'pong' || !frame.payload?.length) return;
		try {
			const config: unknown = JSON.parse(frame.payload.toString());
			this.endpoint.timing = readTiming(config, this.endpoint.timing);
		} catch {
			this.receiver.strange('a pong that is not JSON');
		}
	}

	private takeData(frame: Frame): void {
		const came = clock.elapsed();
		const id = frameHeader(frame, 'message_id') ?? '';
		const sum = Number(frameHeader(frame, 'sum') ?? 1);
		const seq = Number(frameHeader(frame, 'seq') ?? 0);
		const whole = this.parts.add(id, sum, seq, frame.payload ?? Buffer.alloc(0));
		if (!whole) return;
		this.receiver.receive(whole.toString(), id, (code, data) => {
			const tookMs = Math.max(0, Math.round(clock.elapsed() - came));
			const answer = { code, ...(data && { data: base64Of(data) }) };
			this.send(
				encode({
					...frame,
					headers: [...frame.headers, { key: 'biz_rt', value: String(tookMs) }],
					payload: Buffer.from(JSON.stringify(answer)),
				}),
			);
		});
	}

	private send(message: Buffer): void {
		if (this.socket.readyState === this.socket.OPEN) this.socket.send(message);
	}
}

const base64Of = (data: object) => Buffer.from(JSON.stringify(data)).toString('base64');
