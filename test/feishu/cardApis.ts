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
		const { installed, scopes, userScopes } = rule.appOf(call);
		if (!installed) return refusal(212100, 'app not install');
		const all = [...new Set([WRITE_SCOPE, EMPLOYEE_ID_SCOPE, ...scopes])];
		return success({
			scopes: [
				...all.map((name) => ({ scope_name: name, grant_status: scopes.has(name) ? 1 : 2 })),
				// scope_type is not in the page; the official SDK's types have it (1.74.0).
				...userScopes.map((name) => ({ scope_name: name, grant_status: 1, scope_type: 'user' })),
			],
		});
	},
};

export const cardApis = [deleteCards, createCard, updateCards, grantedScopes];
