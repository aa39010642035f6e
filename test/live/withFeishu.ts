import type { Settings } from '../feishu/settings';
import { FeishuStandIn } from '../feishu/standIn';
import type { Account } from './account';
import { UNKNOWN_OPEN_ID } from './scenario';

const PERSON = 'ou_84aad35d084aa403a838cf73ee18467a';

/** A stand-in in the part of the real Feishu. */
export async function withFeishu<T>(
	settings: Partial<Settings>,
	act: (feishu: FeishuStandIn, account: Account) => Promise<T>,
): Promise<T> {
	const unknownUsers = new Set([UNKNOWN_OPEN_ID]);
	const feishu = await FeishuStandIn.start({ unknownUsers, ...settings });
	try {
		feishu.addApp({ appId: 'cli_live', appSecret: 'secret-of-the-live-app' });
		return await act(feishu, {
			baseUrl: feishu.url,
			appId: 'cli_live',
			appSecret: 'secret-of-the-live-app',
			openId: PERSON,
		});
	} finally {
		await feishu.stop();
	}
}
