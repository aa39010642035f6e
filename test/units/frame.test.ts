/** The frames of the long connection, against the library that the official SDK writes and reads them with. */
import * as fc from 'fast-check';

import {
	decode,
	encode,
	pingOf,
	type Frame,
} from '../../nodes/FeishuAppFeedCardConnectionTrigger/frame';
import { readFrame, writeFrame } from '../feishu/frames';

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const text = fc.string({ unit: 'grapheme' });
const frames: fc.Arbitrary<Frame> = fc.record(
	{
		seqId: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
		logId: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
		service: int32,
		method: int32,
		headers: fc.array(fc.record({ key: text, value: text }), { maxLength: 8 }),
		payloadEncoding: text,
		payloadType: text,
		payload: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
		logIdNew: text,
	},
	{ requiredKeys: ['seqId', 'logId', 'service', 'method', 'headers'] },
);
const asSent = ({ seqId, logId, service, method, headers, ...rest }: Frame) => ({
	...{ SeqID: String(seqId), LogID: String(logId), service, method, headers },
	...('payloadEncoding' in rest && { payloadEncoding: rest.payloadEncoding }),
	...('payloadType' in rest && { payloadType: rest.payloadType }),
	...('payload' in rest && { payload: rest.payload }),
	...('logIdNew' in rest && { LogIDNew: rest.logIdNew }),
});

test('property: any frame is written byte for byte as the SDK writes it, and read back', () => {
	fc.assert(
		fc.property(frames, (frame) => {
			const bytes = encode(frame);
			expect(bytes.equals(writeFrame(asSent(frame)))).toBe(true);
			expect(decode(bytes)).toEqual(frame);
			expect(readFrame(bytes)).toEqual(asSent(frame));
		}),
		{ numRuns: 2_000 },
	);
});

test('numbers above 2^53 are not rounded', () => {
	const frame = {
		seqId: 2n ** 53n + 1n,
		logId: 2n ** 64n - 1n,
		service: -1,
		method: 1,
		headers: [],
	};
	expect(decode(encode(frame))).toEqual(frame);
});

test('a ping is the SDK’s, byte for byte', () => {
	const headers = [{ key: 'type', value: 'ping' }];
	const ping = { SeqID: '0', LogID: '0', service: 33554678, method: 0, headers };
	expect(pingOf(33554678).equals(writeFrame(ping))).toBe(true);
});

test('fields that nobody knows yet are left out', () => {
	const frame = encode({ seqId: 1n, logId: 2n, service: 3, method: 1, headers: [] });
	const unknown = Buffer.from([
		0x78, 0x05, 0x81, 0x01, 1, 2, 3, 4, 5, 6, 7, 8, 0x8a, 0x01, 0x01, 0x41,
	]);
	expect(decode(Buffer.concat([frame, unknown]))).toEqual(decode(frame));
});

test('property: no bytes make it throw, and what it takes for a frame, the SDK does too', () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
			decode(Buffer.from(bytes));
		}),
		{ numRuns: 5_000 },
	);
});

test('property: a frame that is cut off is none, or a shorter one', () => {
	fc.assert(
		fc.property(frames, fc.nat(), (frame, length) => {
			const bytes = encode(frame);
			const cut = bytes.subarray(0, length % bytes.length);
			const read = decode(cut);
			if (read) expect(read.headers.length).toBeLessThanOrEqual(frame.headers.length);
		}),
	);
});
