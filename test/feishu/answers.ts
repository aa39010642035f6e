/** What Feishu answers: an HTTP status and a body with a code and a message. */
export interface Answer {
	status: number;
	body: Record<string, unknown> & { code: number; msg: string };
	headers?: Record<string, string>;
}

export const success = (data: Record<string, unknown>): Answer => ({
	status: 200,
	body: { code: 0, msg: 'success', data },
});

/** 400 unless a document says otherwise: it is the one status the card APIs list for an error. */
export const refusal = (code: number, msg: string, status = 400): Answer => ({
	status,
	body: { code, msg },
});

export interface Violation {
	field: string;
	description: string;
	value?: string;
}

/** 99992402: 请求参数缺失或者有误. Feishu lists what is wrong, without saying at which index. */
export const fieldRefusal = (violations: Violation[]): Answer => ({
	status: 400,
	body: {
		code: 99992402,
		msg: 'field validation failed',
		error: { field_violations: violations },
	},
});
