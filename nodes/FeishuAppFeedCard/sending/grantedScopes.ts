import { meaningOf } from '../../shared/errorCodes';
import { FeishuError } from '../../shared/feishuError';
import type { FeishuClient } from '../../shared/client';
import { isRecord } from '../../shared/values';
import { MISSING_SCOPE, permissionAdvice, type Permission } from './patience';

/** One for all of Feishu's APIs for cards. */
const CARDS: Permission = {
	scope: 'im:app_feed_card:write',
	name: '创建、更新、删除应用消息流卡片',
	purpose: 'change cards',
};

/** https://open.feishu.cn/document/application-v6/scope/list: 1 is granted, 2 is not. */
const GRANTED = 1;

/**
 * Asks Feishu whether the app may write cards, and with that, whether it takes the credential at all.
 *
 * @param more what else the run needs
 * @throws FeishuError if it may not, the same as the card APIs answer, and if Feishu does not say
 */
export async function requireScopes(
	client: FeishuClient,
	timeoutMs: number,
	more: readonly Permission[],
): Promise<void> {
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
	const granted = scopes.flatMap((scope: unknown) =>
		isRecord(scope) && scope.grant_status === GRANTED ? scope.scope_name : [],
	);
	const missing = [CARDS, ...more].find(
		({ scope, or = [] }) => ![scope, ...or].some((one) => granted.includes(one)),
	);
	const meaning = meaningOf(MISSING_SCOPE);
	if (missing && meaning) {
		// Feishu links the place where it is granted only in the messages of its other APIs.
		const advice = permissionAdvice(missing, client);
		throw new FeishuError({ ...meaning, code: MISSING_SCOPE, advice });
	}
}
