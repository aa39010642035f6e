import type { IAuthenticateRuleResponseSuccessBody } from 'n8n-workflow';

import { MEANINGS } from '../nodes/shared/errorCodes';
import { FeishuError } from '../nodes/shared/feishuError';

/**
 * What "Test" in the credential form says if Feishu refuses the test request itself. (What goes wrong
 * while the token is fetched is said by the error thrown there.) The rules read only the body, and the
 * request takes every HTTP status for an answer: n8n 1 finds no rule for an answer that is not 2xx, and
 * shows "Bad request - please check your parameters" or the like.
 */
export const testRules: IAuthenticateRuleResponseSuccessBody[] = [
	...[...MEANINGS]
		// What is in a request is refused; nothing is in this one.
		.filter(([, { kind }]) => kind !== 'refused')
		.map(([code, meaning]) => rule('code', code, new FeishuError({ ...meaning, code }).message)),
	// Feishu's answer to a request that it carried out always has data. Gateways write null for none.
	...[undefined, null].map((none) =>
		rule(
			'data',
			none,
			'Feishu refused the access token, or this address does not belong to Feishu. Check Platform, Base URL and the fields of the app; a pasted token expires after two hours at most.',
		),
	),
];

function rule(key: string, value: unknown, message: string): IAuthenticateRuleResponseSuccessBody {
	return { type: 'responseSuccessBody', properties: { key, value, message } };
}
