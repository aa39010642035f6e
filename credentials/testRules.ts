import type {
	IAuthenticateRuleResponseCode,
	IAuthenticateRuleResponseSuccessBody,
	ICredentialTestRequest,
} from 'n8n-workflow';

import { meaningOf } from '../nodes/shared/errorCodes';

/** Codes that the scopes request can meet once there is a token. */
const CODES = [
	99991661, 99991663, 99991664, 99991665, 99991671, 99991400, 99991401, 99991403, 99991662,
	99991673, 212100,
];

/**
 * What "Test" in the credential form says where Feishu refuses the test request itself. (What goes wrong
 * while the token is fetched is said by the error thrown there.) n8n shows an answer that is not 2xx as
 * its bare status text unless a rule names the status; it reads the code only from a 2xx answer.
 */
const rules: Array<IAuthenticateRuleResponseCode | IAuthenticateRuleResponseSuccessBody> = [
	...[400, 401, 403].map(
		(value): IAuthenticateRuleResponseCode => ({
			type: 'responseCode',
			properties: {
				value,
				message: `Feishu refused the access token (HTTP ${value}). It has expired, belongs to another platform, or the app is not enabled for this tenant. Check Platform and the fields of the app; a pasted token is valid for two hours at most.`,
			},
		}),
	),
	{
		type: 'responseCode',
		properties: {
			value: 404,
			message: 'This address does not offer the Feishu API. Check Platform and Base URL.',
		},
	},
	{
		type: 'responseCode',
		properties: {
			value: 429,
			message: 'Feishu allows no more requests for the moment. Try again in a minute.',
		},
	},
	...CODES.map((value): IAuthenticateRuleResponseSuccessBody => {
		const meaning = meaningOf(value);
		return {
			type: 'responseSuccessBody',
			properties: {
				key: 'code',
				value,
				message: `${meaning?.summary} (Feishu code ${value}). ${meaning?.advice}`,
			},
		};
	}),
];

/** n8n takes a mixture, though its type allows only one kind of rule in a list. */
export const testRules = rules as ICredentialTestRequest['rules'];
