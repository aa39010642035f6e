import { meaningOf } from '../../shared/errorCodes';
import { FeishuError } from '../../shared/feishuError';
import type { FeishuClient } from '../../shared/client';
import { isRecord } from '../../shared/values';

/** 创建、更新、删除应用消息流卡片: one permission for all of Feishu's APIs for cards. */
const SCOPE = 'im:app_feed_card:write';

/** The code with which these APIs refuse an app without the permission. */
const MISSING_SCOPE_CODE = 99991672;

/** https://open.feishu.cn/document/application-v6/scope/list: 1 is granted, 2 is not. */
const GRANTED = 1;

/**
 * Asks Feishu whether the app may write cards, and with that, whether it takes the credential at all.
 *
 * @throws FeishuError where it may not, the same as the card APIs answer, and where Feishu does not say
 */
export async function requireScope(client: FeishuClient, timeoutMs: number): Promise<void> {
	const { data } = await client.request({
		method: 'GET',
		path: '/open-apis/application/v6/scopes',
		timeoutMs,
	});
	const scopes = isRecord(data) ? data.scopes : undefined;
	if (!Array.isArray(scopes)) {
		throw new FeishuError({
			kind: 'unavailable',
			summary: "Feishu's answer does not tell which permissions the app has",
			advice: 'Try again later.',
		});
	}
	const isGranted = scopes.some(
		(scope: unknown) =>
			isRecord(scope) && scope.scope_name === SCOPE && scope.grant_status === GRANTED,
	);
	const meaning = meaningOf(MISSING_SCOPE_CODE);
	if (!isGranted && meaning) {
		// Feishu links the place where it is granted in the messages of its card APIs alone.
		const place = client.permissionLink(SCOPE) ?? 'the developer console (开发者后台)';
		throw new FeishuError({
			...meaning,
			code: MISSING_SCOPE_CODE,
			advice: `Grant ${SCOPE} (创建、更新、删除应用消息流卡片) on ${place} and publish a new version of the app (版本管理与发布).`,
		});
	}
}
