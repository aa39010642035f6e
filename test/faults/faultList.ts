import type { Fault } from '../feishu/faults';

/** Every way in which a request may fail without anybody knowing whether it was carried out. */
export const FAULTS: Array<[name: string, fault: Fault]> = [
	['a connection reset', { kind: 'reset' }],
	['no answer in time', { kind: 'timeout' }],
	['an answer cut off in the middle', { kind: 'cut' }],
	['an answer that cannot be unpacked', { kind: 'damaged' }],
	['HTTP 500', { kind: 'status', status: 500 }],
	['HTTP 502', { kind: 'status', status: 502 }],
	['HTTP 503', { kind: 'status', status: 503 }],
	['HTTP 504', { kind: 'status', status: 504 }],
	['an answer that is not JSON', { kind: 'not-json' }],
	['an answer without a code', { kind: 'no-code' }],
	['code 2200 with HTTP 200', { kind: 'code', code: 2200 }],
	['code 2200 with HTTP 500', { kind: 'code', code: 2200, status: 500 }],
	['code 1500, which the list calls internal', { kind: 'code', code: 1500, status: 400 }],
	['code 55001, which the list calls internal', { kind: 'code', code: 55001 }],
];
