/* eslint-disable @typescript-eslint/no-require-imports -- a test server, never part of the package */
import type * as Protobuf from 'protobufjs';

// An instance of its own: the official SDK takes the support for 64 bits out of the one that it loads.
const protobuf = require('protobufjs/dist/protobuf') as typeof Protobuf;
protobuf.util.Long = require('long') as typeof protobuf.util.Long;
protobuf.configure();

/** `pbbp2` of the official SDK (Node, 1.74.0), read by the library that the SDK uses too. */
const PROTO = `syntax = "proto2"; package pbbp2;
message Header { required string key = 1; required string value = 2; }
message Frame {
	required uint64 SeqID = 1; required uint64 LogID = 2;
	required int32 service = 3; required int32 method = 4;
	repeated Header headers = 5;
	optional string payloadEncoding = 6; optional string payloadType = 7;
	optional bytes payload = 8; optional string LogIDNew = 9;
}`;

const type = protobuf.parse(PROTO, { keepCase: true }).root.lookupType('pbbp2.Frame');

export interface SentFrame {
	/** 64 bits, as decimal text. */
	SeqID: string;
	LogID: string;
	service: number;
	method: number;
	headers: Array<{ key: string; value: string }>;
	payloadEncoding?: string;
	payloadType?: string;
	payload?: Buffer;
	LogIDNew?: string;
}

export const writeFrame = (frame: SentFrame): Buffer =>
	Buffer.from(type.encode(type.fromObject({ ...frame })).finish());

/** @throws where the bytes are no frame */
export const readFrame = (bytes: Uint8Array): SentFrame => {
	const frame = type.toObject(type.decode(bytes), { longs: String, arrays: true }) as SentFrame;
	return frame.payload ? { ...frame, payload: Buffer.from(frame.payload) } : frame;
};

export const headersOf = ({ headers }: SentFrame): Record<string, string> =>
	Object.fromEntries(headers.map(({ key, value }) => [key, value]));
