import { randomUUID } from 'node:crypto';

import { FeishuStandIn } from '../feishu/standIn';
import type { Account } from './account';
import { receiveClick, type Click } from './callback';
import { compareSteps, type ComparedStep } from './compare';
import { reportOf } from './report';
import { playScenario, UNKNOWN_OPEN_ID, type Outcome } from './scenario';

export interface Check {
	outcome: Outcome;
	compared: ComparedStep[];
	/** undefined where no address for calls is given. */
	click?: Click;
	report: string;
}

/**
 * Plays the scenario with a Feishu and then, with the same IDs, with the stand-in.
 *
 * @param say tells the person at the keyboard what to do
 */
export async function check(
	account: Account,
	say: (line: string) => void = () => {},
): Promise<Check> {
	const bizId = `n8n-live-${randomUUID()}`;
	const outcome = await playScenario(account, bizId);
	const compared = compareSteps(outcome.steps, (await playWithStandIn(account, bizId)).steps);
	const { callback } = account;
	const works = callback && outcome.failures.length === 0;
	const click = works ? await receiveClick(account, callback, bizId, say) : undefined;
	return { outcome, compared, click, report: reportOf(account, bizId, outcome, compared, click) };
}

async function playWithStandIn(account: Account, bizId: string): Promise<Outcome> {
	const { appId, appSecret, openId } = account;
	const standIn = await FeishuStandIn.start({ unknownUsers: new Set([UNKNOWN_OPEN_ID]) });
	try {
		standIn.addApp({ appId, appSecret });
		return await playScenario({ baseUrl: standIn.url, appId, appSecret, openId }, bizId);
	} finally {
		await standIn.stop();
	}
}
