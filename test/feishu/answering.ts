import { randomBytes } from 'node:crypto';
import { refusal, type Answer } from './answers';
import { cardApis } from './cardApis';
import { batchGetIds, departmentMembers, subDepartments } from './contactApis';
import { longConnectionEndpoint } from './endpointApi';
import { groupMembers } from './groupApi';
import { uploadImage } from './imageApi';
import { pathParameters, type Api, type Call } from './rules';
import type { RecordedRequest, Settings } from './settings';
import type { State } from './state';
import { tokenApis } from './tokenApis';

export const apis: Api[] = [
	...tokenApis,
	...cardApis,
	batchGetIds,
	groupMembers,
	departmentMembers,
	subDepartments,
	uploadImage,
	longConnectionEndpoint,
];

/** What Feishu answers to a request: what its API does, or the first rule that it breaks. */
export function answerOf(request: RecordedRequest, state: State): Answer {
	// 通用错误码: 99991201 请求路径错误(404), 99991301 请求方法的类型与接口设置的不一致
	const samePath = apis.filter((api) => pathParameters(api, request.path));
	if (samePath.length === 0) return refusal(99991201, 'resource not find', 404);
	const api = samePath.find(({ method }) => method === request.method);
	if (!api) return refusal(99991301, "request method doesn't match");

	const call: Call = { api, request, state };
	for (const rule of api.rules) {
		const refused = rule.check(call);
		if (refused) return refused;
	}
	return api.act(call);
}

export function addLogId(
	answer: Answer,
	request: RecordedRequest,
	{ logIdIn }: Pick<Settings, 'logIdIn'>,
): void {
	if (logIdIn === 'none') return;
	request.logId = `202601010000${randomBytes(10).toString('hex').toUpperCase()}`;
	if (logIdIn !== 'body') answer.headers = { ...answer.headers, 'x-tt-logid': request.logId };
	if (logIdIn !== 'header' && answer.body.code !== 0) {
		const error = (answer.body.error ?? {}) as Record<string, unknown>;
		answer.body.error = {
			...error,
			log_id: request.logId,
			troubleshooter: `排查建议查看(Troubleshooting suggestions): https://open.feishu.cn/search?log_id=${request.logId}`,
		};
	}
}
