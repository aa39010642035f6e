import type {
	IDataObject,
	IWebhookFunctions,
	IWebhookResponseData,
	JsonObject,
} from 'n8n-workflow';

import { CREDENTIAL } from '../shared/client';
import { recallTicket, storeTicket } from '../shared/ticketStore';
import { rememberCall, triggerOf } from '../shared/clicks/deliveries';
import { challengeOf, itemOf, MAX_CALL_BYTES, ticketOf } from '../shared/clicks/event';
import { startsWorkflow, toastOf } from '../shared/clicks/reaction';
import { headerOf, readOrigin, verifyCall, type Origin } from './verify';

/** Nothing more is answered, and no workflow starts. */
const NOTHING: IWebhookResponseData = { noWebhookResponse: true };

/**
 * One call, from its bytes to the answer, and to the workflow if it starts one.
 *
 * The answer goes out from here. n8n's own would come too late: with `responseMode: onReceived` n8n 2 answers
 * once the execution has a place to run, and if the number of executions is limited that can take minutes.
 * Feishu waits three seconds, for a challenge one.
 */
export async function receiveCall(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const { rawBody, headers } = context.getRequestObject();
	// n8n keeps no raw body of a form with files.
	if (!rawBody?.length) return refuse(context, 'It has no body');
	if (rawBody.length > MAX_CALL_BYTES) return refuse(context, 'Its body is too large');

	const origin = await readCredential(context);
	if ('refusal' in origin) return refuse(context, origin.refusal);
	const verdict = verifyCall(rawBody, headers, origin);
	if ('refusal' in verdict) return refuse(context, verdict.refusal);

	const { call, signature } = verdict;
	const challenge = challengeOf(call);
	if (challenge !== undefined) return answer(context, 200, { challenge });
	// What tells a call without an ID from others: its signature, which covers its time and its nonce. A repetition
	// of the old flat callback is signed anew; that has a header which changes only once a click was answered:
	// https://open.feishu.cn/document/common-capabilities/message-card/add-card-interaction/message-card-security-verification
	const names = [signature, headerOf(headers, 'x-refresh-token')];
	return await handOver(context, origin.app, call, names);
}

/** @param names what names the call if it has no ID of its own */
async function handOver(
	context: IWebhookFunctions,
	app: Origin['app'],
	call: JsonObject,
	names: Array<string | undefined>,
): Promise<IWebhookResponseData> {
	const trigger = triggerOf(context);
	const item = itemOf(call);
	const ticket = ticketOf(call);
	// Self-built apps do not need this event (企业自建应用不需要此事件). Before the call counts as one that came: Feishu
	// repeats an event that is not answered with 200, and one that it repeats meanwhile waits here for its turn.
	if (ticket && app.appType === 'store') {
		try {
			const isNew = await storeTicket(context, app, ticket, trigger);
			if (!isNew) return answer(context, 200, {});
		} catch (error) {
			context.logger.error(
				`The App Ticket could not be stored ${place(context)}: ${(error as Error).message}`,
			);
			return answer(context, 500, { message: 'The ticket could not be stored' });
		}
	}
	try {
		if (!startsWorkflow(context, item)) return answer(context, 200, {});
	} catch (error) {
		// n8n would answer with the error and its stack.
		context.logger.error(`A call was lost ${place(context)}. ${(error as Error).message}`);
		return answer(context, 500, { message: 'An option of the trigger cannot be read' });
	}

	const memory = context.getWorkflowStaticData('node');
	if (app.appType === 'store') recallTicket(memory, app, trigger);
	const ids = item.event_id === null ? names : [item.event_id];
	const again = rememberCall(trigger, memory, ids);
	answer(context, 200, item.event === 'button' ? toastOf(context) : {});
	return again ? NOTHING : { ...NOTHING, workflowData: [[{ json: item }]] };
}

/** Says why if the credential is gone, or was changed so that no call can be verified any more. */
async function readCredential(context: IWebhookFunctions): Promise<Origin | { refusal: string }> {
	try {
		return readOrigin(await context.getCredentials(CREDENTIAL));
	} catch (error) {
		return { refusal: `The credential cannot be used. ${(error as Error).message}` };
	}
}

/** The same answer for every refusal, so that nobody learns how far a forged call has got; n8n's log says why. */
function refuse(context: IWebhookFunctions, why: string): IWebhookResponseData {
	context.logger.warn(`A call was refused ${place(context)}. ${why}`);
	return answer(context, 401, { message: 'Unauthorized' });
}

const place = (context: IWebhookFunctions) => `in the workflow "${context.getWorkflow().name}"`;

function answer(
	context: IWebhookFunctions,
	status: number,
	body: IDataObject,
): IWebhookResponseData {
	context.getResponseObject().status(status).json(body);
	return NOTHING;
}
