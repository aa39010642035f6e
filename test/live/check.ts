import { randomUUID } from 'node:crypto';

import { FeishuStandIn } from '../feishu/standIn';
import { compareSteps, type ComparedStep } from './compare';
import { reportOf } from './report';
import { playScenario, UNKNOWN_OPEN_ID, type Account, type Outcome } from './scenario';

export interface Check {
	outcome: Outcome;
	compared: ComparedStep[];
	report: string;
}

/** Plays the scenario with a Feishu and then, with the same IDs, with the stand-in. */
export async function check(account: Account): Promise<Check> {
	const bizId = `n8n-live-${randomUUID()}`;
	const outcome = await playScenario(account, bizId);
	const compared = compareSteps(outcome.steps, (await playWithStandIn(account, bizId)).steps);
	return { outcome, compared, report: reportOf(account, bizId, outcome, compared) };
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
