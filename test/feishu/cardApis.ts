import { refusal, success } from './answers';
import { EMPLOYEE_ID_SCOPE, WRITE_SCOPE } from './apps';
import { createCard } from './createApi';
import { deleteCards } from './deleteApi';
import { documents } from './documents';
import * as rule from './rules';
import type { Api } from './rules';
import { updateCards } from './updateApi';

const grantedScopes: Api = {
	method: 'GET',
	path: '/open-apis/application/v6/scopes',
	rules: [rule.carriesAToken, rule.hasTheQuery(documents.grantedScopes, {})],
	act(call) {
		const { installed, scopes } = rule.appOf(call);
		if (!installed) return refusal(212100, 'app not install');
		return success({
			scopes: [...new Set([WRITE_SCOPE, EMPLOYEE_ID_SCOPE, ...scopes])].map((name) => ({
				scope_name: name,
				grant_status: scopes.has(name) ? 1 : 2,
			})),
		});
	},
};

export const cardApis = [deleteCards, createCard, updateCards, grantedScopes];
