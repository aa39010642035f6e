/**
 * The one message of Feishu's long connection, `pbbp2.Frame` of its official SDKs, in protobuf's wire format
 * (https://protobuf.dev/programming-guides/encoding). Written by hand: n8n verifies no package with dependencies.
 */
export interface Frame {
	/** 64 bits: as a number they would be rounded above 2^53. */
	seqId: bigint;
	logId: bigint;
	service: number;
	/** CONTROL or DATA. */
	method: number;
	headers: Array<{ key: string; value: string }>;
	payloadEncoding?: string;
	payloadType?: string;
	payload?: Buffer;
	logIdNew?: string;
}

/** The methods of frames: pings and pongs, and calls. */
export const CONTROL = 0;
export const DATA = 1;

const VARINT = 0;
const FIXED_64 = 1;
const BYTES = 2;
const FIXED_32 = 5;

/** The first header of this name; undefined if there is none. */
export function frameHeader({ headers }: Frame, name: string): string | undefined {
	return headers.find(({ key }) => key === name)?.value;
}

/** Byte for byte what the official SDK 1.74.0 sends every PingInterval seconds. */
export function pingOf(service: number): Buffer {
	const headers = [{ key: 'type', value: 'ping' }];
	return encode({ seqId: 0n, logId: 0n, service, method: CONTROL, headers });
}

/** The bytes of a frame. */
export function encode(frame: Frame): Buffer {
	const headers = frame.headers.flatMap(({ key, value }) =>
		bytes(5, Buffer.concat([...bytes(1, key), ...bytes(2, value)])),
	);
	return Buffer.concat([
		...number(1, frame.seqId),
		...number(2, frame.logId),
		...number(3, frame.service),
		...number(4, frame.method),
		...headers,
		...bytes(6, frame.payloadEncoding),
		...bytes(7, frame.payloadType),
		...bytes(8, frame.payload),
		...bytes(9, frame.logIdNew),
	]);
}

/** undefined if the bytes are not a frame. */
export function decode(message: Buffer): Frame | undefined {
	const frame: Frame = { seqId: 0n, logId: 0n, service: 0, method: CONTROL, headers: [] };
	const isRead = readFields(message, (field, value) => {
		if (typeof value === 'bigint') {
			if (field === 1) frame.seqId = value;
			if (field === 2) frame.logId = value;
			if (field === 3) frame.service = Number(BigInt.asIntN(32, value));
			if (field === 4) frame.method = Number(BigInt.asIntN(32, value));
			return true;
		}
		if (field === 5) return readHeader(value, frame);
		if (field === 6) frame.payloadEncoding = value.toString();
		if (field === 7) frame.payloadType = value.toString();
		if (field === 8) frame.payload = value;
		if (field === 9) frame.logIdNew = value.toString();
		return true;
	});
	return isRead ? frame : undefined;
}

function readHeader(message: Buffer, frame: Frame): boolean {
	const header = { key: '', value: '' };
	frame.headers.push(header);
	return readFields(message, (field, value) => {
		if (field === 1) header.key = value.toString();
		if (field === 2) header.value = value.toString();
		return true;
	});
}

/**
 * Hands over each field of a message, also those that this package does not know, as protobuf wants it.
 *
 * @returns false if the bytes are not a message, or a field is refused
 */
function readFields(message: Buffer, take: (field: number, value: bigint | Buffer) => boolean) {
	let at = 0;
	const readVarint = (): bigint => {
		let value = 0n;
		for (let shift = 0n; shift < 70n; shift += 7n) {
			const byte = message[at++];
			if (byte === undefined) break;
			value |= BigInt(byte & 0x7f) << shift;
			if (byte < 0x80) return BigInt.asUintN(64, value);
		}
		at = Number.POSITIVE_INFINITY;
		return 0n;
	};
	while (at < message.length) {
		const key = Number(readVarint());
		const wireType = key & 7;
		const field = Math.floor(key / 8);
		if (wireType === VARINT) {
			const value = readVarint();
			if (at <= message.length && !take(field, value)) return false;
		} else if (wireType === BYTES) {
			const length = Number(readVarint());
			const value = message.subarray(at, at + length);
			at += length;
			if (at <= message.length && !take(field, value)) return false;
		} else if (wireType === FIXED_64 || wireType === FIXED_32) {
			at += wireType === FIXED_64 ? 8 : 4;
		} else {
			return false;
		}
	}
	return at === message.length;
}

const tag = (field: number, wireType: number) => varint(field * 8 + wireType);

const number = (field: number, value: bigint | number) => [tag(field, VARINT), varint(value)];

function bytes(field: number, value: string | Buffer | undefined): Buffer[] {
	if (value === undefined) return [];
	const content = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
	return [tag(field, BYTES), varint(content.length), content];
}

/** Negative numbers take ten bytes, as protobuf has it for int32. */
function varint(value: bigint | number): Buffer {
	const result: number[] = [];
	let rest = BigInt.asUintN(64, BigInt(value));
	while (rest >= 0x80n) {
		result.push(Number(rest & 0x7fn) | 0x80);
		rest >>= 7n;
	}
	return Buffer.from([...result, Number(rest)]);
}
