import type { IAuthenticateRuleResponseSuccessBody } from 'n8n-workflow';

import { meaningOf } from '../nodes/shared/errorCodes';

/** Codes that the scopes request can meet once there is a token. */
const CODES = [
	99991661, 99991663, 99991664, 99991665, 99991668, 99991671, 99991677, 99991400, 99991401,
	99991403, 99991662, 99991673, 212100,
];

/**
 * What "Test" in the credential form says if Feishu refuses the test request itself. (What goes wrong
 * while the token is fetched is said by the error thrown there.) The rules read only the body, and the
 * request takes every HTTP status for an answer: n8n 1 finds no rule for an answer that is not 2xx, and
 * shows "Bad request - please check your parameters" or the like.
 */
export const testRules: IAuthenticateRuleResponseSuccessBody[] = [
	...CODES.flatMap((value) => {
		const meaning = meaningOf(value);
		return meaning
			? [rule('code', value, `${meaning.summary} (Feishu code ${value}). ${meaning.advice}`)]
			: [];
	}),
	// Feishu's answer to a request that it carried out always has data.
	rule(
		'data',
		undefined,
		'Feishu refused the access token, or this address does not belong to Feishu. Check Platform, Base URL and the fields of the app; a pasted token expires after two hours at most.',
	),
];

function rule(key: string, value: unknown, message: string): IAuthenticateRuleResponseSuccessBody {
	return { type: 'responseSuccessBody', properties: { key, value, message } };
}
