import { MEANINGS, MISSING_SCOPE } from '../shared/errorCodes';
import { asFeishuError, FeishuError, incompleteAnswer } from '../shared/feishuError';
import { isRecord } from '../shared/values';
import type { Card } from './card/card';
import { permissionAdvice, PERMISSIONS, type Permission } from './card/permissions';
import { withPatience } from './prepare';
import type { Run, Sent } from './steps';
import { intoBatches } from './sending/batch';

/** What becomes of a card in a dry run. */
export const PLANNED = 'planned';

/** https://open.feishu.cn/document/application-v6/scope/list: 1 is granted, 2 is not. */
const GRANTED = 1;

/** Granted for what the app does as a user alone (用户身份权限). Only the official SDK has this field (1.74.0: "user" or "tenant"). */
const FOR_USERS = 'user';

/**
 * Does what a run does before it changes anything: asks Feishu whether it takes the credential, and whether
 * the app may change cards.
 *
 * @throws the signal's reason when the execution is stopped
 */
export async function plan(cards: Card[], run: Run): Promise<Sent> {
	const { operation, results, found } = run;
	const planned = found ? [] : cards;
	try {
		await requireScopes(run);
		if (found) while (await found.next()) planned.push(...found.take());
	} catch (error) {
		return { unfinished: [...planned, ...(found?.left ?? [])], error: asFeishuError(error) };
	}
	for (const card of planned) results.succeed(card, PLANNED);
	results.requests = intoBatches(planned, operation.steps[0].request).length;
	return { unfinished: [] };
}

/** @throws FeishuError if a permission is missing, as Feishu's APIs answer then, or if Feishu does not say */
async function requireScopes(run: Run): Promise<void> {
	const { scopes } = await withPatience(
		run,
		async (client) =>
			await client.request({
				method: 'GET',
				path: '/open-apis/application/v6/scopes',
				needs: PERMISSIONS.cards,
			}),
	);
	if (!Array.isArray(scopes)) throw incompleteAnswer('which permissions the app has');
	const granted = scopes.flatMap((scope: unknown) =>
		isRecord(scope) && scope.grant_status === GRANTED && scope.scope_type !== FOR_USERS
			? scope.scope_name
			: [],
	);
	const { cards, pictures } = PERMISSIONS;
	const needs: Permission[] = run.pictures.size > 0 ? [cards, pictures] : [cards];
	const missing = needs.find(
		({ scope, or = [] }) => ![scope, ...or].some((one) => granted.includes(one)),
	);
	if (missing) {
		// Feishu links the place where it is granted only in the messages of its other APIs.
		const advice = permissionAdvice(missing, run.client);
		throw new FeishuError({ ...MEANINGS.get(MISSING_SCOPE)!, code: MISSING_SCOPE, advice });
	}
}
