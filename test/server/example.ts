import type { FeishuStandIn } from '../feishu/standIn';
import { CREDENTIAL_TYPE, exampleWorkflow, NODE_TYPE, WEBHOOK_PATH } from './exampleWorkflow';
import type { N8nRest, Workflow } from './rest';

/** What the example sends: 45 cards, of which every ninth was never created in Feishu. */
export const CARDS = Array.from({ length: 45 }, (_, index) => ({
	biz_id: `order-${index + 1}`,
	user_id: `ou_${String(index + 1).padStart(32, '0')}`,
}));
export const MISSING = CARDS.filter((_, index) => index % 9 === 8);
export const CREATED = CARDS.filter((card) => !MISSING.includes(card));

/** A card that is left for whoever wants to try the workflow. */
export const TO_TRY = { biz_id: 'order-46', user_id: `ou_${'46'.padStart(32, '0')}` };

/** 45 cards, 20 to a request. */
export const REQUESTS = 3;

export type FailedCard = Record<string, unknown>;

/** Creates the credential and the active workflow, as somebody would in the editor. */
export async function setUpExample(rest: N8nRest, feishu: FeishuStandIn): Promise<Workflow> {
	await rest.setUpOwner();
	const types = await rest.nodeTypes();
	if (!types.some(({ name }) => name === NODE_TYPE)) {
		throw new Error(`n8n did not load the package: there is no node ${NODE_TYPE} in it`);
	}
	const credential = await rest.createCredential({
		name: 'Feishu stand-in',
		type: CREDENTIAL_TYPE,
		data: {
			platform: 'custom',
			baseUrl: feishu.url,
			appType: 'selfBuilt',
			appId: feishu.app.appId,
			appSecret: feishu.app.appSecret,
		},
	});
	const workflow = await rest.createWorkflow(exampleWorkflow(credential));
	return await rest.activate(workflow.id);
}

/** Creates the cards in the stand-in, asks the workflow to delete all 45, and gives back those that failed. */
export async function runExample(
	rest: N8nRest,
	feishu: FeishuStandIn,
	workflow: Workflow,
): Promise<FailedCard[]> {
	feishu.addCards(CREATED.map(({ biz_id, user_id }) => ({ bizId: biz_id, userId: user_id })));
	const { status, text, json } = await rest.callWebhook(WEBHOOK_PATH, { cards: CARDS });
	const { failed_cards: failed } = (json ?? {}) as { failed_cards?: FailedCard[] };
	if (status === 200 && failed) return failed;
	const [execution] = await rest.executions(workflow.id);
	const why = execution && (await rest.waitForExecution(execution.id)).error?.message;
	throw new Error(`The workflow answered with ${status}: ${text}\n${why ?? ''}`);
}

/** What is not as it must be after a run; nothing when all is well. */
export function complaints(failed: FailedCard[], feishu: FeishuStandIn): string[] {
	const found: string[] = [];
	const key = ({ biz_id, user_id }: FailedCard) => `${biz_id as string} of ${user_id as string}`;
	const expected = MISSING.map(key).sort().join(', ');
	const came = failed.map(key).sort().join(', ');
	if (came !== expected) found.push(`Given back as failed: ${came}. Expected: ${expected}.`);
	const other = failed.filter(({ reason }) => reason !== 'NOT_CREATED');
	for (const card of other) found.push(`${key(card)} failed with ${String(card.reason)}.`);
	const left = CREATED.filter(({ biz_id, user_id }) => feishu.hasCard(biz_id, user_id));
	if (left.length > 0) found.push(`Still in Feishu: ${left.map(key).join(', ')}.`);
	const requests = feishu.deleteRequests.length;
	if (requests !== REQUESTS) found.push(`It took ${requests} requests instead of ${REQUESTS}.`);
	return found;
}
